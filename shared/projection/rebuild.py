"""Build a store anew from the log, beside the one that serves, and compare or swap the two.

One at a time, and at any moment it may be killed: the store that serves is touched by nothing but the pointer's move
at the end, and the next rebuild goes on with what was filled, if it is made by the same program.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from shared.eventlog import EventLog, FastReader, LogUnavailable, Record
from shared.projection.batches import Batches
from shared.projection.build_fingerprint import build_fingerprint
from shared.projection.comparison import Comparison, compare
from shared.projection.decisions import dropped_in
from shared.projection.deferred_index import has_key, make_key, take_key
from shared.projection.engines import sorting
from shared.projection.fold import Folder
from shared.projection.halting import Halt, verify
from shared.projection.locking import RebuildLock
from shared.projection.parked import Parked, parked_in
from shared.projection.store import Store
from shared.projection.tables import position_in
from shared.projection.threads import to_its_end
from shared.projection.view import View

_BATCH = 10_000
# A process turns to the generation that serves within a second; then nobody begins to read the former one.
_GRACE = 2.0
Progress = Callable[[int, int], None]
"""Told how far a rebuild has come: events done, events in all."""


class RebuildRunning(RuntimeError):
    """Another rebuild of the same store is under way."""


async def rebuild(
    store: Store, log: EventLog, reader: FastReader, views: Sequence[View], progress: Progress, *, swap: bool = True
) -> tuple[int, Comparison]:
    """Fill the next generation from the log, compare it with the one that serves, then let it serve (or drop it).

    The comparison is made at the serving store's position, within one consistent view of it; where that has other
    tables than this version makes, only of the versions at which it knows the aggregates. Where this version has no
    generation yet, there is nothing to compare, and no row is. Returns the generation and the comparison.
    Raises Halt where the log can't be folded, also for an event that can't be applied and about which nobody has
    decided; RebuildRunning while another one is under way. The serving generation is untouched then.
    """
    with ExitStack() as reading:
        serving = reading.enter_context(store.read_anyway())
        until, _ = position_in(serving)
        end = (await log.info()).state.last_seq
        # A store of another log may be ahead of this one; then it differs, and is replaced all the same.
        until = min(until, end) if store.generation else end
        async with _next(store, log, reader, views, progress, until=until, strict=True, keep=swap) as filling:
            await filling.fill(until)
            with filling.engine.connect() as rebuilt:
                if store.generation:
                    # What another version of this program made has other tables.
                    compared = views if store.outdated is None else ()
                    comparison = await to_its_end(compare, serving, rebuilt, compared)
                else:
                    comparison = Comparison(until, {}, {})
                comparison = replace(comparison, outdated=store.outdated)
            # The former generation can't go while it is read.
            reading.close()
            if swap:
                await filling.take_over()
    return filling.generation, comparison


async def renew(store: Store, log: EventLog, reader: FastReader, views: Sequence[View], progress: Progress) -> None:
    """Fill a generation of this version beside another version's, and let it serve, unless somebody else just has.

    What can't be applied is parked in it. Raises Halt and RebuildRunning as `rebuild`.
    """
    until = (await log.info()).state.last_seq
    async with _next(store, log, reader, views, progress, until=until, strict=False, keep=True) as filling:
        await to_its_end(store.reopen_if_moved)
        filling.keep = store.outdated is not None
        if filling.keep:
            await filling.take_over()


async def retry(
    store: Store, log: EventLog, reader: FastReader, views: Sequence[View], progress: Progress
) -> list[Parked]:
    """Make the store anew, so that what was parked is applied where it stands in the log; returns what can't be yet.

    The result is what it had been if those events had never been parked. Raises Halt and RebuildRunning as `rebuild`.
    """
    until = (await log.info()).state.last_seq
    async with _next(store, log, reader, views, progress, until=until, strict=False, keep=True) as filling:
        await filling.take_over()
    with store.read() as connection:
        return parked_in(connection)


@dataclass(slots=True)
class _Filling:
    store: Store
    log: EventLog
    reader: FastReader
    views: Sequence[View]
    progress: Progress
    generation: int
    engine: Engine
    dropped: Mapping[int, str]
    strict: bool
    keep: bool

    async def fill(self, until: int) -> None:
        await fill(
            self.engine,
            self.log,
            self.reader,
            self.views,
            self.store.service,
            until,
            self.progress,
            dropped=self.dropped,
            strict=self.strict,
        )

    async def take_over(self) -> None:
        """Catch up, serve, and throw this version's former generation away when nobody reads it any more."""
        former = self.store.generation
        await self.fill((await self.log.info()).state.last_seq)
        self.store.serve(self.generation, self.engine)
        self.store.reopen_if_moved()
        if former:
            await asyncio.sleep(_GRACE)
            await to_its_end(self.store.drop, former)


@asynccontextmanager
async def _next(
    store: Store,
    log: EventLog,
    reader: FastReader,
    views: Sequence[View],
    progress: Progress,
    *,
    until: int,
    strict: bool,
    keep: bool,
) -> AsyncIterator[_Filling]:
    """The next generation, at `until` or before it; thrown away if it halts, or isn't to be kept."""
    lock = RebuildLock(store)
    try:
        if not await to_its_end(lock.acquire):
            raise RebuildRunning(f"the store of {store.service} is being rebuilt already; wait until that is done")
        dropped = await dropped_in(log, store.service)
        origin = build_fingerprint(views, dropped, strict=strict)
        generation, engine = await to_its_end(store.next_generation, origin)
        if not await _goes_on(engine, log, store.service, until):
            engine.dispose()
            await to_its_end(store.drop, generation)
            generation, engine = await to_its_end(store.next_generation, origin)
        filling = _Filling(store, log, reader, views, progress, generation, engine, dropped, strict, keep)
        try:
            yield filling
        except Halt:
            filling.keep = False
            raise
        finally:
            engine.dispose()
            if not filling.keep:
                await to_its_end(store.drop, generation)
    finally:
        lock.release()


async def _goes_on(engine: Engine, log: EventLog, service: str, until: int) -> bool:
    """Whether what is filled is this log's, and not more than what is to be compared."""
    with engine.connect() as connection:
        position, event_id = position_in(connection)
    if position > until:
        return False
    try:
        await verify(log, service, position, event_id)
    except Halt:
        return False
    return True


async def fill(
    engine: Engine,
    log: EventLog,
    reader: FastReader,
    views: Sequence[View],
    service: str,
    until: int,
    progress: Progress,
    *,
    dropped: Mapping[int, str] | None = None,
    strict: bool = True,
) -> None:
    """Fold the log into a store's tables from where they stand up to the position `until`."""
    with engine.connect() as connection:
        position, _ = position_in(connection)
    first = (await log.info()).state.first_seq
    if until and first > position + 1:
        raise LogUnavailable(f"the log begins at position {first}; events before it were taken away")
    if position >= until:
        # Whoever has filled it may have been killed before its indexes were made.
        _make_indexes(engine, views)
        return
    progress(position, until)
    async with aclosing(reader.follow(position)) as batches:
        with _in_a_hurry(engine, views, empty=position == 0):
            folder = Folder(service, views, strict=strict, dropped=dropped, late_keys=True)
            folding, waiting = Batches(folder, engine.begin), list[Record]()
            apart = engine.dialect.name != "sqlite"
            async for batch in batches:
                waiting += batch
                # Few large transactions: each one writes the pages of the indexes that it touches.
                if len(waiting) < _BATCH and (not waiting or waiting[-1][0] < until):
                    continue
                behind = [record for record in waiting if record[0] <= until]
                if apart:
                    # What comes next is read while the database works.
                    position = await to_its_end(folding.fold, behind, position)
                else:
                    # SQLite works in this process: in a thread, it and the reader would fight for the interpreter.
                    position = folding.fold(behind, position)
                waiting.clear()
                progress(position, until)
                if position >= until:
                    return


@contextmanager
def _in_a_hurry(engine: Engine, views: Sequence[View], *, empty: bool) -> Iterator[None]:
    """Fill without keys and indexes, which are made at the end, and without looking for garbage: rows are none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        if empty:
            with engine.begin() as connection:
                for view in views:
                    take_key(connection, view.table)
        yield
    finally:
        if collecting:
            gc.enable()
        _make_indexes(engine, views)


def _make_indexes(engine: Engine, views: Sequence[View]) -> None:
    with engine.begin() as connection, sorting(connection):
        for view in views:
            if not has_key(connection, view.table):
                make_key(connection, view.table)
            for index in view.table.indexes:
                index.create(connection, checkfirst=True)
