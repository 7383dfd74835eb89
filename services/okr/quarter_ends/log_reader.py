"""The log read once more for one quarter: its events' digests, and the views as they stood at chosen positions.

Every record is read from the log's start, each time, and goes into a digest over all their bytes; the quarter's events
are digested from what was read, always. Only folding the views may begin where it was left: where the very records that
were folded then were just read again, byte for byte (`shared.projection.refolded`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from services.okr.quarter_ends.domain import Line, QuarterLines, digests
from services.okr.views import VIEWS
from shared.eventlog import Record
from shared.projection.refolded import Kept, RecordsDigest, Refolded
from shared.projection.refolding import Refolding
from shared.projection.threads import to_its_end

_AT_ONCE = 2_000


class Records(Protocol):
    """A log, as far as it is read here."""

    def range(self, after: int, upto: int) -> AsyncIterator[list[Record]]:
        """The records behind `after` up to and with `upto`, in lists. Raises LogUnavailable."""


Progress = Callable[[int, int], None]
"""Told, again and again, how many records were read, of how many."""


def untold(read: int, whole: int) -> None:
    """Nobody wants to know."""


class Rereading:
    """A log read for one quarter, as far as it has come. Its methods that aren't coroutines block.

    What it holds in memory is a batch; the views and the quarter's lines lie in files that are gone when it is closed.
    """

    def __init__(self, quarter: str, dropped: Mapping[int, str], refolded: Refolded | None = None) -> None:
        self.quarter, self.position = quarter, 0
        self.lines = StoredLines()
        self._quarter_lines = QuarterLines(quarter, self.lines)
        self._views, self._dropped, self._refolded = Refolding(VIEWS, dropped), dropped, refolded
        self._folded = 0
        self._bytes = RecordsDigest()
        self._known = [] if refolded is None else refolded.known(dropped)
        self._begun_at = 0

    @property
    def folded(self) -> int:
        """How many records were folded, since it was begun."""
        return self._views.folded

    async def to(self, log: Records, upto: int, told: Callable[[int], None] = lambda _: None) -> None:
        """Read on, and fold, in batches, in threads: whoever is served meanwhile waits for none of it.

        `told` hears each position that was reached. Broken off, it ends with the batch that is under way. Raises
        LogUnavailable.
        """
        ahead = [each for each in self._known if self._folded < each.position <= upto]
        if ahead:
            await self._past(log, ahead, told)
        await self._read(log, upto, told, folding=True)

    async def past(self, log: Records, upto: int, told: Callable[[int], None] = lambda _: None) -> None:
        """Read on, up to the end: only the quarter's events are still wanted. Raises LogUnavailable."""
        async for records in _batches(log, self.position, upto):
            await to_its_end(self._take, records)
            told(self.position)

    def digests(self) -> tuple[str, dict[str, str]]:
        """Those of the quarter's events, of what was read so far."""
        return digests(self.lines)

    def connect(self) -> Connection:
        """A connection on the views, as what was read so far makes them."""
        return self._views.connect()

    def keep(self) -> None:
        """Keep what was folded so far for the next time."""
        if self._refolded is not None and self._folded == self.position not in (0, self._begun_at):
            self._refolded.keep(self._views, self.position, self._bytes.so_far, self._dropped)

    def close(self) -> None:
        """Throw the views away."""
        self._views.close()
        self.lines.close()

    async def _past(self, log: Records, ahead: list[Kept], told: Callable[[int], None]) -> None:
        """Read past what was folded once, and go on from the last of it that was made of the records just read."""
        read: list[tuple[Kept, str]] = []
        for each in ahead:
            await self._read(log, each.position, told, folding=False)
            read.append((each, self._bytes.so_far))
        for each, records in reversed(read):
            if await to_its_end(self._loaded, each, records):
                self._folded = self._begun_at = each.position
                break
        # Nothing, or only what ends before, was what it must be: what was read since then is to be folded all the same.
        async for batch in _batches(log, self._folded, self.position):
            await to_its_end(self._views.take, batch)
            self._folded = batch[-1][0]

    def _loaded(self, kept: Kept, records: str) -> bool:
        """Go on from what was kept, if these records are what it was folded from."""
        if self._refolded is None:
            return False
        if records != kept.records:
            self._refolded.discard(kept, self._dropped)
            return False
        return self._refolded.load(kept, self._views, self._dropped)

    async def _read(self, log: Records, upto: int, told: Callable[[int], None], *, folding: bool) -> None:
        async for records in _batches(log, self.position, upto):
            await to_its_end(self._take, records)
            if folding:
                await to_its_end(self._views.take, records)
                self._folded = self.position
            told(self.position)

    def _take(self, records: Sequence[Record]) -> None:
        self._bytes.take(records)
        for record in records:
            self._quarter_lines.take(record)
        self.lines.write()
        self.position = records[-1][0]


async def _batches(log: Records, after: int, upto: int) -> AsyncIterator[list[Record]]:
    waiting: list[Record] = []
    if after >= upto:
        return
    async for batch in log.range(after, upto):
        waiting += batch
        if len(waiting) >= _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


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
