"""A SQLite file that was deleted under a running service: its connections go on with what nobody else can see.

What the log can't bring back is saved from the connection that still has it; the views are made anew from the log.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

Identity = tuple[int, int] | None
"""Which file it is, whatever it is called; None where there is none."""


def identity(file: Path | None) -> Identity:
    """Of the file at this path now."""
    if file is None:
        return None
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


class Anchor:
    """A connection that stays open to the tables that no rebuild touches, so that they outlive their file's name."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection = self._opened()

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def deleted(self) -> bool:
        """Whether another file, or none, has its name now."""
        return identity(self.file) != self._identity

    def save(self) -> None:
        """Put all that it holds under its name again, whole or not at all, over whatever stands there."""
        draft = self.file.with_name(f"{self.file.name}.saved")
        with _alone(self.file):
            if self.deleted():
                draft.unlink(missing_ok=True)
                with closing(sqlite3.connect(draft)) as target:
                    self._connection.backup(target)
                remove(beside(self.file))
                draft.replace(self.file)
        self._connection.close()
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, check_same_thread=False, isolation_level=None)
        # A connection that hasn't read anything hasn't opened the write-ahead log, which goes with the file.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._identity = identity(self.file)
        return connection


def beside(file: Path) -> list[Path]:
    """What SQLite keeps beside a file."""
    return [file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")]


def remove(files: Sequence[Path]) -> None:
    """Harmless for those that aren't there."""
    for file in files:
        file.unlink(missing_ok=True)


def make_empty(file: Path) -> None:
    """Put an empty file in the place of a deleted one, with nothing of that one beside it; unless somebody has."""
    with _alone(file):
        if identity(file) is None:
            remove(beside(file))
            file.touch()


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Several processes may notice at once."""
    with file.with_name(f"{file.name}.saving.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
