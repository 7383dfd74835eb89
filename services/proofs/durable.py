"""Files and directories that a crash leaves as they were or as they are to be, on the disk itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.events import WrongState
from shared.files import naming


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace the file's content, all or nothing. Raises OSError, with the path."""
    write_all({path: content}, mode=mode)


def write_all(files: Mapping[Path, bytes], *, mode: int = 0o600) -> None:
    """Replace each file's content; each is whole, and when this returns all of them are on the disk.

    Raises OSError, with the path of the one that couldn't be written; others may have been.
    """
    for path, content in files.items():
        _replace(path, content, mode)
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


def _replace(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.draft")
    try:
        with naming(path):
            _make(path.parent)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _make(directory: Path) -> None:
    if not directory.is_dir():
        _make(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)
        sync([directory.parent])
