"""Build a store anew from the log, beside the one that serves, and compare or swap the two."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from shared.eventlog import EventLog, FastReader, LogUnavailable, Record
from shared.projection.fold import Folder
from shared.projection.store import Store
from shared.projection.tables import position_in
from shared.projection.view import View, metadata

_BATCH = 20_000
# A process turns to the generation that serves within a second; then nobody begins to read the former one.
_GRACE = 2.0
Progress = Callable[[int, int], None]
"""Told how far a rebuild has come: events done, events in all."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stores at the same position, table by table: rows compared, and the keys of rows that differ."""

    position: int
    rows: dict[str, int]
    different: dict[str, list[str]]

    @property
    def equal(self) -> bool:
        """Whether every row of every table is the same."""
        return not self.different

    @property
    def total(self) -> int:
        """How many rows were compared."""
        return sum(self.rows.values())


async def rebuild(
    store: Store, log: EventLog, reader: FastReader, views: Sequence[View], progress: Progress, *, swap: bool = True
) -> tuple[int, Comparison]:
    """Fill the next generation from the log, compare it with the one that serves, then let it serve (or drop it).

    The comparison is made at the serving store's position, within one consistent view of it. Returns the generation
    and the comparison. Raises Halt where the log can't be folded; the serving generation is untouched then.
    """
    generation, engine = await asyncio.to_thread(store.next_generation)
    try:
        with store.read() as serving:
            until, _ = position_in(serving)
            # A store of another log may be ahead of this one; then it differs, and is replaced all the same.
            until = min(until, (await log.info()).state.last_seq)
            await fill(engine, log, reader, views, store.service, until, progress)
            with engine.connect() as rebuilt:
                comparison = await asyncio.to_thread(compare, serving, rebuilt, views)
        if swap:
            former = store.generation
            await fill(engine, log, reader, views, store.service, (await log.info()).state.last_seq, progress)
            store.serve(generation, engine)
            store.reopen_if_moved()
            await asyncio.sleep(_GRACE)
            await asyncio.to_thread(store.drop, former)
    finally:
        engine.dispose()
        if not swap:
            store.drop(generation)
    return generation, comparison


async def fill(
    engine: Engine,
    log: EventLog,
    reader: FastReader,
    views: Sequence[View],
    service: str,
    until: int,
    progress: Progress,
) -> None:
    """Fold the log into a store's tables from where they stand up to the position `until`."""
    with engine.connect() as connection:
        position, _ = position_in(connection)
    first = (await log.info()).state.first_seq
    if until and first > position + 1:
        raise LogUnavailable(f"the log begins at position {first}; events before it were taken away")
    if position >= until:
        return
    progress(position, until)
    async with aclosing(reader.follow(position)) as batches:
        with _in_a_hurry(engine, views, empty=position == 0):
            folder, waiting = Folder(service, views), list[Record]()
            async for batch in batches:
                waiting += batch
                # Few large transactions: each one writes the pages of the indexes that it touches.
                if len(waiting) < _BATCH and (not waiting or waiting[-1][0] < until):
                    continue
                # Not in a thread: SQLite's driver would fight the reader for the interpreter at every single row.
                with engine.begin() as connection:
                    part = (record for record in waiting if record[0] <= until)
                    position = folder.apply(connection, part, position, empty=position == 0)
                waiting.clear()
                progress(position, until)
                if position >= until:
                    return


@contextmanager
def _in_a_hurry(engine: Engine, views: Sequence[View], *, empty: bool) -> Iterator[None]:
    """Fill without the secondary indexes, which are made at the end, and without looking for garbage: rows are none."""
    indexes = [index for view in views for index in view.table.indexes]
    collecting = gc.isenabled()
    gc.disable()
    try:
        if empty:
            with engine.begin() as connection:
                for index in indexes:
                    index.drop(connection, checkfirst=True)
        yield
    finally:
        if collecting:
            gc.enable()
        with engine.begin() as connection:
            for index in indexes:
                index.create(connection, checkfirst=True)


def compare(one: Connection, other: Connection, views: Sequence[View]) -> Comparison:
    """Every row of every table of two stores, column by column, in the order of the keys."""
    tables = [view.table for view in views] + [metadata.tables["aggregate_versions"]]
    rows: dict[str, int] = {}
    different: dict[str, list[str]] = {}
    for table in tables:
        (key,) = table.primary_key.columns
        query = select(table).order_by(key)
        left = {row[key.name]: dict(row) for row in one.execute(query).mappings()}
        right = {row[key.name]: dict(row) for row in other.execute(query).mappings()}
        rows[table.name] = len(left)
        unequal = [name for name in sorted(left.keys() | right.keys()) if left.get(name) != right.get(name)]
        if unequal:
            different[table.name] = unequal
    return Comparison(position_in(one)[0], rows, different)
