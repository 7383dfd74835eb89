"""When every event of the log happened and was recorded: an index beside the log, to find the few that an answer needs.

It keeps the events' bytes too, so that events far apart in the log are read at once. It is made from the log and may be
deleted at any time. Moments are whole microseconds since 1970.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.eventlog import Record
from shared.events import BrokenEvent, Event, Recorded, UnknownEvent, decode, identity_of, label_of

OrderingKey = Callable[[Recorded[Event]], str | None]
"""What an event keeps its order with: those of one strand are folded in log order, others in any. None: with all."""

_AT_ONCE = 2_000
_KNOT = 0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = 1 << 62
_TABLES = """
CREATE TABLE IF NOT EXISTS moments (
    position INTEGER PRIMARY KEY, time INTEGER NOT NULL, recorded INTEGER NOT NULL, later INTEGER NOT NULL,
    strand INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS moments_later ON moments (later, time, recorded);
CREATE INDEX IF NOT EXISTS moments_strand ON moments (strand, position, later);
CREATE TABLE IF NOT EXISTS payloads (position INTEGER PRIMARY KEY, payload BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS stuck (aggregate TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reached (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER, event TEXT);
"""
_WITHIN = "time <= :effective AND recorded <= :known AND position <= :upto"
_REST = f"""
    SELECT position, strand FROM moments WHERE later > :later AND {_WITHIN}
    UNION
    SELECT position, strand FROM moments WHERE position > :position AND {_WITHIN}
"""


@dataclass(frozen=True, slots=True)
class Cut:
    """The events up to and with a `position` that had both happened and been recorded by the moment `later`."""

    later: int
    position: int


NOTHING = Cut(-_END, 0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The events up to and with a position that happened by `effective` and were recorded by `known`."""

    effective: int = _END
    known: int = _END
    upto: int = _END

    @property
    def both(self) -> int:
        """The moment up to which every event is within the bounds, by both clocks."""
        return min(self.effective, self.known)


class TemporalIndex:
    """The index in a SQLite file. `strand` tells which events depend on each other's order."""

    def __init__(self, file: Path, ordering_key: OrderingKey) -> None:
        self._file, self._ordering_key = file, ordering_key
        with self._open() as connection:
            connection.executescript(_TABLES)

    def reached(self) -> tuple[int, str]:
        """The position of the last event that was taken, and its id; (0, "") at first."""
        with self._open() as connection:
            return connection.execute("SELECT position, event FROM reached").fetchone() or (0, "")

    def take(self, records: Sequence[Record], dropped: Collection[int]) -> None:
        """Take what follows in the log; events that can't be read, and later ones of their aggregate, are left out."""
        with self._open() as connection:
            stuck = {row[0] for row in connection.execute("SELECT aggregate FROM stuck")}
            moments, payloads = [], []
            for position, payload in records:
                event = None if position in dropped else readable((position, payload), stuck)
                if event is not None:
                    time, recorded = moment(event.time), moment(event.recorded)
                    moments.append((position, time, recorded, max(time, recorded), _number(self._ordering_key(event))))
                    payloads.append((position, payload))
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                # Another process may have taken the same ones.
                connection.executemany("INSERT OR IGNORE INTO moments VALUES (?, ?, ?, ?, ?)", moments)
                connection.executemany("INSERT OR IGNORE INTO payloads VALUES (?, ?)", payloads)
                connection.executemany("INSERT OR IGNORE INTO stuck VALUES (?)", [(each,) for each in stuck])
                position, payload = records[-1]
                connection.execute(
                    "INSERT INTO reached VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE "
                    "SET position = excluded.position, event = excluded.event WHERE excluded.position > position",
                    (position, identity_of(payload)),
                )

    def cut_before(self, bounds: Bounds, every: int) -> Cut | None:
        """The latest cut within the bounds that holds a multiple of so many events; None where there are fewer."""
        with self._open() as connection:
            query = "SELECT count(*) FROM moments WHERE later <= ?"
            whole = connection.execute(query, (bounds.both,)).fetchone()[0] // every * every
            if not whole:
                return None
            query = "SELECT later FROM moments ORDER BY later LIMIT 1 OFFSET ?"
            (later,) = connection.execute(query, (whole - 1,)).fetchone()
            return Cut(later, bounds.upto)

    def rest(self, cut: Cut, bounds: Bounds) -> Generator[list[Recorded[Event]], None, None]:
        """The events within the bounds that the cut doesn't hold, in log order, some at a time."""
        query = f"SELECT position, payload FROM payloads JOIN ({_REST}) USING (position) ORDER BY position"
        with self._open() as connection:
            rows = connection.execute(query, _asked(cut, bounds))
            while part := rows.fetchmany(_AT_ONCE):
                yield [decode(*row) for row in part]

    def between(self, first: Bounds, last: Bounds, *, after: int = 0) -> list[Recorded[Event]]:
        """The events within the bounds `last` and not within `first`, in log order: the first ones behind a position.

        There are none behind the last of them where nothing comes.
        """
        query = (
            "SELECT position, payload FROM payloads JOIN moments USING (position) WHERE position > ? "
            "AND time <= ? AND recorded <= ? AND NOT (time <= ? AND recorded <= ?) ORDER BY position LIMIT ?"
        )
        asked = (after, last.effective, last.known, first.effective, first.known, _AT_ONCE)
        with self._open() as connection:
            return [decode(*row) for row in connection.execute(query, asked)]

    def follows(self, cut: Cut, bounds: Bounds) -> bool:
        """Whether the rest may be folded after the cut: nothing in it comes before what it must keep its order with."""
        asked = _asked(cut, bounds)
        held = "later <= :later AND position <= :position"
        with self._open() as connection:
            overtaken = connection.execute(
                f"SELECT 1 FROM (SELECT strand, min(position) AS first FROM ({_REST}) GROUP BY strand) AS rest "
                f"JOIN moments ON moments.strand = rest.strand AND moments.position > rest.first WHERE {held} LIMIT 1",
                asked,
            ).fetchone()
            first, knot = connection.execute(
                f"SELECT min(position), min(CASE WHEN strand = {_KNOT} THEN position END) FROM ({_REST})", asked
            ).fetchone()
            if overtaken or first is None:
                return not overtaken
            query = f"SELECT max(position) FROM moments WHERE {held}"
            held_last = connection.execute(query, asked).fetchone()[0] or 0
            held_knot = connection.execute(f"{query} AND strand = {_KNOT}", asked).fetchone()[0] or 0
            return held_knot < first and (knot is None or held_last < knot)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as connection:
            # It is made anew after a power cut, so nothing waits for the disk.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            yield connection


def readable(record: Record, stuck: set[str]) -> Recorded[Event] | None:
    """The event; None where it can't be read, or its aggregate has such an event before, and so is `stuck`."""
    try:
        event = decode(*record)
    except (UnknownEvent, BrokenEvent):
        label = label_of(record[1])
        if label is not None:
            stuck.add(label.aggregate)
        return None
    return None if event.aggregate in stuck else event


def moment(at: datetime) -> int:
    """Whole microseconds since 1970."""
    return (at - _EPOCH) // timedelta.resolution


def _asked(cut: Cut, bounds: Bounds) -> dict[str, int]:
    return {
        "later": cut.later,
        "position": cut.position,
        "effective": bounds.effective,
        "known": bounds.known,
        "upto": bounds.upto,
    }


def _number(ordering_key: str | None) -> int:
    """A strand as a number; two that share one are only kept in order without need."""
    if ordering_key is None:
        return _KNOT
    return int.from_bytes(hashlib.blake2b(ordering_key.encode(), digest_size=7).digest(), "big") | 1
