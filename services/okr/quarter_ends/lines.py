"""The lines that a quarter's digests are made of, on disk: there may be as many as the log has events."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from services.okr.quarter_ends.domain import Line


class StoredLine(NamedTuple):
    """A line as a digest takes it, without the event's bytes."""

    part: str
    text: bytes


class StoredLines:
    """Keeps lines in a file without a name, which is gone when it is closed. In memory is a batch of them."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("CREATE TABLE lines (position INTEGER PRIMARY KEY, aggregate TEXT, part TEXT, text BLOB)")
        self._waiting: list[tuple[int, str, str, bytes]] = []

    def append(self, line: Line, /) -> None:
        """One line more."""
        self._waiting.append((line.position, line.aggregate, line.part, line.text))

    def leave_out(self, aggregate: str) -> None:
        """Keep nothing of this objective so far."""
        self.write()
        self._file.execute("DELETE FROM lines WHERE aggregate = ?", (aggregate,))

    def write(self) -> None:
        """Let go of what is in memory."""
        if self._waiting:
            self._file.execute("BEGIN")
            self._file.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", self._waiting)
            self._file.execute("COMMIT")
            self._waiting.clear()

    def __iter__(self) -> Iterator[StoredLine]:
        self.write()
        for row in self._file.execute("SELECT part, text FROM lines ORDER BY position"):
            yield StoredLine(*row)

    def count(self, *, after: int = 0) -> int:
        """How many lines there are of events behind a position."""
        self.write()
        found: int = self._file.execute("SELECT count(*) FROM lines WHERE position > ?", (after,)).fetchone()[0]
        return found

    def close(self) -> None:
        """Let go of everything."""
        self._file.close()
