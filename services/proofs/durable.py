"""Files and directories that a crash leaves as they were or as they are to be, on the disk itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.events import WrongState
from shared.files import naming

_AT_ONCE = 16


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace the file's content, all or nothing. Raises OSError, with the path."""
    write_all({path: content}, mode=mode)


def write_all(files: Mapping[Path, bytes], *, mode: int = 0o600) -> None:
    """Replace each file's content; each is whole, and when this returns all of them are on the disk.

    Raises OSError, with the path of the one that couldn't be written; others may have been.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            drafts[path] = _draft_of(path)
            _write(drafts[path], path, content, mode)
        _to_disk(drafts)
        for path, draft in drafts.items():
            _put_in_place(draft, path)
    except BaseException:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()
        raise
    sync({path.parent for path in files})


def sync(directories: Iterable[Path]) -> None:
    """Have the disk know what lies in these directories."""
    for directory in directories:
        handle = os.open(directory, os.O_RDONLY)
        try:
            with naming(directory):
                os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def only_one(lock: Path, busy: str) -> Iterator[None]:
    """Hold the lock for the time of the block. Raises WrongState, with the text `busy`, while another process does."""
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongState(busy) from None
        yield


def is_held(lock: Path) -> bool:
    """Whether a process holds it now."""
    try:
        with lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _write(draft: Path, path: Path, content: bytes, mode: int) -> None:
    with naming(path):
        _make(path.parent)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def _to_disk(drafts: Mapping[Path, Path]) -> None:
    if len(drafts) == 1:
        for path, draft in drafts.items():
            _flush(draft, path)
        return
    # Together they wait for the disk as long as one does (measured: 390 tiles in 45 ms, one by one in 640).
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_flush, drafts.values(), drafts):
            pass


def _flush(draft: Path, path: Path) -> None:
    with naming(path), draft.open("rb") as file:
        os.fsync(file.fileno())


def _put_in_place(draft: Path, path: Path) -> None:
    with naming(path):
        draft.replace(path)


def _make(directory: Path) -> None:
    if not directory.is_dir():
        _make(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)
        sync([directory.parent])
