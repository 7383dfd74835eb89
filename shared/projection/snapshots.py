"""The views as they stood at another time, without folding the whole log each time.

Snapshots of the fold lie in files under one directory, beside an index of it (`temporal_index`). An answer starts from
the latest snapshot that holds nothing but what had happened and was recorded by then, and folds what is missing: so its
cost depends on the events since that snapshot. A back-dated event is among those, and where it would have to be folded
before something that a snapshot holds already, that snapshot isn't used. Another program, other decisions about events
that are left out, or another log make everything anew. It is no view: it may be deleted at any time.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from shared.eventlog import EventLog, Record
from shared.events import Event, Recorded
from shared.projection.build_fingerprint import build_fingerprint
from shared.projection.halting import Halt, verify
from shared.projection.handling import Folding
from shared.projection.passing import passing_engine
from shared.projection.temporal_index import NOTHING, Bounds, Cut, OrderingKey, TemporalIndex
from shared.projection.view import View

_AT_ONCE = 5_000


class Snapshots:
    """The past of one service's views. A snapshot is made `every` so many events; the `kept` last used ones stay."""

    def __init__(
        self, directory: Path, views: Sequence[View], ordering_key: OrderingKey, *, every: int = 10_000, kept: int = 16
    ) -> None:
        self._directory, self._views, self._ordering_key = directory, views, ordering_key
        self._every, self._kept = every, kept
        self._catching_up = asyncio.Lock()
        self._origins: dict[tuple[tuple[int, str], ...], str] = {}

    async def at(self, log: EventLog, bounds: Bounds, dropped: Mapping[int, str]) -> Engine:
        """The views within these bounds; the caller disposes of the engine.

        Raises LogUnavailable, Unapplied, and OSError or sqlite3.Error where the directory can't be used.
        """
        async with self._catching_up:
            directory = await asyncio.to_thread(self._place, dropped)
            temporal_index = await self._caught_up(log, directory, dropped)
        return await asyncio.to_thread(self._folded, directory, temporal_index, bounds)

    async def between(
        self, log: EventLog, first: Bounds, last: Bounds, dropped: Mapping[int, str]
    ) -> AsyncIterator[list[Recorded[Event]]]:
        """The events within the bounds `last` and not within `first`, in log order, some at a time. Raises as `at`."""
        async with self._catching_up:
            directory = await asyncio.to_thread(self._place, dropped)
            temporal_index = await self._caught_up(log, directory, dropped)
        after = 0
        while found := await asyncio.to_thread(temporal_index.between, first, last, after=after):
            yield found
            after = found[-1].position

    def _place(self, dropped: Mapping[int, str]) -> Path:
        """Where this program keeps what it makes; what another one has left is thrown away."""
        decided = tuple(sorted(dropped.items()))
        origin = self._origins.get(decided) or build_fingerprint(self._views, dropped, strict=False)
        self._origins = {decided: origin}
        directory = self._directory / origin[:32]
        if not directory.exists():
            shutil.rmtree(self._directory, ignore_errors=True)
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory

    async def _caught_up(self, log: EventLog, directory: Path, dropped: Mapping[int, str]) -> TemporalIndex:
        temporal_index = await asyncio.to_thread(TemporalIndex, directory / "chronicle.sqlite", self._ordering_key)
        position, event = await asyncio.to_thread(temporal_index.reached)
        try:
            await verify(log, "past", position, event)
        except Halt:
            # Another log, or this one cut short.
            await asyncio.to_thread(_emptied, directory)
            temporal_index, position = (
                await asyncio.to_thread(TemporalIndex, directory / "chronicle.sqlite", self._ordering_key),
                0,
            )
        waiting: list[Record] = []
        last = (await log.info()).state.last_seq
        async for batch in log.range(position, last):
            waiting += batch
            if len(waiting) >= _AT_ONCE or waiting[-1][0] >= last:
                await asyncio.to_thread(temporal_index.take, waiting, dropped)
                waiting = []
        if waiting:
            await asyncio.to_thread(temporal_index.take, waiting, dropped)
        return temporal_index

    def _folded(self, directory: Path, temporal_index: TemporalIndex, bounds: Bounds) -> Engine:
        # What others take meanwhile is for the next answer.
        bounds = replace(bounds, upto=temporal_index.reached()[0])
        base = self._nearest(directory, temporal_index, bounds)
        engine = self._loaded(directory, base)
        try:
            wanted = temporal_index.cut_before(bounds, self._every)
            if wanted is not None and wanted.later > base.later:
                step = Bounds(wanted.later, wanted.later, wanted.position)
                if temporal_index.follows(base, step) and temporal_index.follows(wanted, bounds):
                    self._fold(engine, temporal_index, base, step)
                    self._save(directory, engine, wanted)
                    base = wanted
            self._fold(engine, temporal_index, base, bounds)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _nearest(self, directory: Path, temporal_index: TemporalIndex, bounds: Bounds) -> Cut:
        """The latest snapshot that everything missing may be folded after."""
        usable = (cut for cut in _snapshots(directory) if cut.later <= bounds.both and cut.position <= bounds.upto)
        return next((cut for cut in usable if temporal_index.follows(cut, bounds)), NOTHING)

    def _loaded(self, directory: Path, cut: Cut) -> Engine:
        engine = passing_engine(self._views, empty=cut is NOTHING)
        if cut is NOTHING:
            return engine
        file = directory / _name(cut)
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as stored:
                raw = engine.raw_connection()
                stored.backup(raw.driver_connection)  # type: ignore[arg-type]
                raw.close()
            os.utime(file)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _fold(self, engine: Engine, temporal_index: TemporalIndex, cut: Cut, bounds: Bounds) -> None:
        with engine.begin() as connection, closing(temporal_index.rest(cut, bounds)) as parts:
            folding = Folding(connection, self._views, empty=cut is NOTHING)
            for events in parts:
                folding.take(events)

    def _save(self, directory: Path, engine: Engine, cut: Cut) -> None:
        unfinished = directory / f"{uuid4()}.unfinished"
        raw = engine.raw_connection()
        try:
            with closing(sqlite3.connect(unfinished)) as target:
                target.execute("PRAGMA synchronous=OFF")
                raw.driver_connection.backup(target)  # type: ignore[union-attr]
            unfinished.replace(directory / _name(cut))
        finally:
            raw.close()
            unfinished.unlink(missing_ok=True)
        files = sorted(directory.glob("*.snapshot"), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._kept]:
            file.unlink(missing_ok=True)


def _emptied(directory: Path) -> None:
    shutil.rmtree(directory)
    directory.mkdir(mode=0o700)


def _name(cut: Cut) -> str:
    return f"{cut.later}.{cut.position}.snapshot"


def _snapshots(directory: Path) -> list[Cut]:
    """What snapshots there are, the latest first."""
    found = []
    for file in directory.glob("*.snapshot"):
        with suppress(ValueError):
            later, position, _ = file.name.split(".")
            found.append(Cut(int(later), int(position)))
    return sorted(found, key=lambda cut: (cut.later, cut.position), reverse=True)
