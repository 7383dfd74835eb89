"""A directory that has its name only when everything in it is written, and a leftover that is cleared away."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from shared.events import Invalid


@asynccontextmanager
async def whole_directory(
    directory: Path, part: Path, *, clear: Callable[[], Awaitable[None]] | None = None, busy: str
) -> AsyncIterator[Path]:
    """Give `part` to be filled, the owner's only; it becomes `directory` where the block succeeds, else it is removed.

    What a process that was killed left in `part` is removed first (after `clear`). Raises Invalid where `directory`
    holds anything, or, with the text `busy`, while another process fills the same `part`.
    """
    handle = _opened(directory, part)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Invalid(busy) from None
        try:
            if clear is not None:
                await clear()
            _empty(part)
            yield part
            await asyncio.to_thread(_to_disk, part)
            await asyncio.to_thread(_put_in_place, part, directory)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    finally:
        os.close(handle)


def refuse_existing(directory: Path) -> None:
    """Raise Invalid unless there is nothing of this name, or only an empty directory."""
    if directory.is_symlink() or directory.is_file():
        raise Invalid(f"{directory} is there already and is no directory; give another name")
    if directory.is_dir():
        if directory.is_mount():
            raise Invalid(f"{directory} is a mount point, which can't be put in place whole; name a directory below it")
        if (first := next(directory.iterdir(), None)) is not None:
            raise Invalid(f"{directory} is not empty (it holds {first.name}); nothing is ever written over")


def _opened(directory: Path, part: Path) -> int:
    refuse_existing(directory)
    part.parent.mkdir(parents=True, exist_ok=True)
    part.mkdir(mode=0o700, exist_ok=True)
    return os.open(part, os.O_RDONLY)


def _empty(directory: Path) -> None:
    for left in directory.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def _put_in_place(part: Path, directory: Path) -> None:
    refuse_existing(directory)
    part.rename(directory)
    _sync(directory.parent)


def _to_disk(directory: Path) -> None:
    for path in sorted(directory.rglob("*")):
        if path.is_file() or path.is_dir():
            _sync(path)
    _sync(directory)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
