"""A service's database: the views of one generation, and beside them the tables that no rebuild touches.

SQLite: ``sqlite:////path/okr.sqlite`` keeps the lasting tables in that file and generation 3 of the views in
``okr.<fingerprint>.g3.sqlite`` beside it. PostgreSQL: the lasting tables lie in the schema ``okr``, the views in
``okr_<fingerprint>_g3``. A rebuild fills the next generation while this one serves; moving the pointer is one row in
the lasting tables.

A program reads and writes only what views of its own fingerprint have filled. Where another version's stands, it fills
one of its own beside it, and both serve until the last process of the older one is gone. Only where a newer version's
stands, and none of its own, an older program makes none by itself: it says so, and isn't ready.
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, Table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema

from shared.projection.build_fingerprint import fingerprint_in, generation_origin, set_fingerprint
from shared.projection.engines import sqlite_engine
from shared.projection.foreign import foreign_in
from shared.projection.keep import keep_metadata
from shared.projection.parked import parked_events
from shared.projection.places import Places
from shared.projection.pointers import Pointers
from shared.projection.shape import Outdated, misfit
from shared.projection.tables import position_in, positions, versions
from shared.projection.vanished import Anchor, identity, make_empty
from shared.projection.view import View, metadata

logger = logging.getLogger(__name__)

_LOOK_EVERY = 1.0
_FORGET_AFTER = 60.0


class Moved(Exception):
    """Another generation serves by now: read its position and go on from there."""


class Store:
    """The database of one service. Made once by the composition root; safe to use from several threads."""

    def __init__(self, url: str, service: str, views: Sequence[View]) -> None:
        self.service = service
        self._tables = tables_of(views)
        self.url, found = url, make_url(url)
        self.places = Places(found, service)
        self.sqlite = self.places.sqlite
        self._lock = threading.Lock()
        self._keep = self.places.lasting
        with self._making(self._keep) as connection:
            if not self.sqlite:
                connection.execute(CreateSchema(service, if_not_exists=True))
            keep_metadata.create_all(connection)
        self.pointers = Pointers(self._keep, lambda: self._making(self._keep), service, views)
        self.fingerprint = self.pointers.own.fingerprint
        self.newer = False
        """Whether the only store that there is was made by a newer version of this program."""
        self.generation = self._own()
        """The generation of this version that serves; 0 where only another version has one."""
        self._views = self._connect()
        self._retired: list[tuple[float, Engine]] = []
        self._looked = time.monotonic()
        self.outdated = self._prepared()
        """Why this program has no generation that it could read, as a sentence; None where it has."""
        self.yields = False
        """Whether a newer version is at work on this database: what is done once for all is left to it."""
        self.remade = 0
        """How often the file of the views was deleted under this program, and made anew."""
        self.incomplete: str | None = None
        """Why nothing is shown until a store that was made anew has caught up, as a sentence; None where it has."""
        self._anchor = Anchor(Path(found.database or "")) if self.sqlite else None
        self._opened = identity(self._views_file)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state of the views, of the generation that serves now.

        Raises Outdated where another version of this program made them, or where they are just being made anew.
        """
        if time.monotonic() - self._looked > _LOOK_EVERY:
            self.reopen_if_moved()
        if self.outdated is not None:
            raise Outdated(self.outdated)
        if self.incomplete is not None:
            raise Outdated(self.incomplete)
        with self.read_anyway() as connection:
            yield connection

    @contextmanager
    def read_anyway(self) -> Iterator[Connection]:
        """The same for the projection's own tables, also where nothing is to be shown; empty where there is none."""
        with self._views.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    @contextmanager
    def write(self, generation: int) -> Iterator[Connection]:
        """One transaction on the views of this generation. Only the runner uses it.

        Raises Moved where another generation serves: any reader may have turned the store to it.
        """
        with self._lock:
            if generation != self.generation:
                raise Moved(f"generation {self.generation} serves, not {generation}")
            views = self._views
        with views.begin() as connection:
            yield connection

    @contextmanager
    def keep(self) -> Iterator[Connection]:
        """One transaction on the tables that are no views: sign-ins, handled-marks, the pointer."""
        with self._keep.begin() as connection:
            yield connection

    @property
    def acts(self) -> bool:
        """Whether this version does what is done once for all: due things, reactions, notices.

        It has views to go by, and no newer version is at work.
        """
        return self.outdated is None and not self.yields

    def reopen_if_moved(self) -> bool:
        """Turn to the generation that serves now; true if that is another one than before."""
        with self._lock:
            self._looked = time.monotonic()
            self._let_go()
            self._save_kept()
            current = self._own()
            if current == self.generation:
                if current:
                    self._make_views_anew()
                else:
                    self.outdated = self._none_of_its_own()
                return False
            # Readers may still hold connections to it; they are closed when they come back.
            self._retired.append((time.monotonic(), self._views))
            self.generation = current
            self._views = self._connect()
            self._opened = identity(self._views_file)
            self.outdated = self._prepared()
            return True

    def next_generation(self, origin: str = "") -> tuple[int, Engine]:
        """The generation behind the one that serves, to be filled beside it; every other one is thrown away.

        It is empty, unless one was begun and given up that comes from the same `origin`: that is gone on with. Of other
        versions nothing is touched.
        """
        serving = self.pointers.current() or 0
        number = serving + 1
        for other in self._existing() - {serving, number}:
            self.drop(other)
        self.pointers.note()
        engine = self.places.connect(self.fingerprint, number, hurry=True)
        if not origin or not self._comes_from(engine, origin):
            engine.dispose()
            self.drop(number)
            engine = self.places.connect(self.fingerprint, number, hurry=True)
            self.prepare(engine, number)
            with engine.begin() as connection:
                set_fingerprint(connection, origin)
        return number, engine

    def rebuilding(self) -> int | None:
        """The position that the next generation has reached, while one is being filled (or was left unfinished)."""
        return self.places.position(self.fingerprint, self.generation + 1)

    def serve(self, number: int, engine: Engine) -> None:
        """Move the pointer: this generation, filled by `engine`, serves from now on: everywhere within a second."""
        if self.sqlite:
            with engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                # Until now nothing waited for the disk; what is to serve must be on it.
                raw.execute("PRAGMA synchronous=FULL")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.pointers.move(number)

    def drop(self, number: int) -> None:
        """Throw a generation away; harmless where there is none. Give readers of it time to turn to the next one."""
        self.places.drop(self.fingerprint, number)

    def drop_version(self, fingerprint: str, *, grace: float) -> None:
        """Throw everything of another version away: so many seconds after it has no pointer any more. Blocks.

        Nobody of it should be at work; who has just been started sees meanwhile that he has none.
        """
        self.pointers.remove(fingerprint)
        time.sleep(grace)
        for number in self.places.existing(fingerprint):
            self.places.drop(fingerprint, number)
        self.pointers.forget(fingerprint)

    def prepare(self, engine: Engine, number: int) -> None:
        """Make the tables of all views in this generation, where they are missing."""
        with self._making(engine) as connection:
            if not self.sqlite:
                schema = self.places.schema(self.fingerprint, number)
                connection.execute(CreateSchema(schema, if_not_exists=True))
            metadata.create_all(connection, tables=self._tables)

    @property
    def lasting(self) -> Engine:
        """The database of the tables that no rebuild touches."""
        return self._keep

    def close(self) -> None:
        """Let every connection go."""
        if self._anchor is not None:
            self._anchor.close()
        for engine in (*(engine for _, engine in self._retired), self._views, self._keep):
            engine.dispose()

    @contextmanager
    def _making(self, engine: Engine) -> Iterator[Connection]:
        """A transaction in which tables are made; two processes that do so at once do it one after the other."""
        with engine.execution_options(immediate=True).begin() as connection:
            if not self.sqlite:
                # "If not exists" asks before it makes: of two at once, the second one would fail.
                key = zlib.crc32(f"tomoni-making-{self.service}".encode())
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            yield connection

    def _own(self) -> int:
        """The generation of this version that serves, made where nobody's holds anything; 0 where another's does."""
        current = self.pointers.current()
        if current is None and self._none_of_its_own() is None:
            current = self.pointers.first()
        return current or 0

    def _none_of_its_own(self) -> str | None:
        """What there is to say where other versions have filled stores, and this one has none; None where none has."""
        found = foreign_in(self.places, self.pointers, self.service)
        self.newer = found is not None and found.newer
        return None if found is None else found.sentence

    def _prepared(self) -> str | None:
        """Make the tables of a store in which nothing stands yet; what one lacks that another version filled."""
        if not self.generation:
            return self._none_of_its_own()
        self.newer = False
        if self._misfit() is None:
            return None
        try:
            with self._views.connect() as connection:
                filled = position_in(connection)[0] > 0
        except SQLAlchemyError:
            filled = False
        if not filled:
            self.prepare(self._views, self.generation)
        return self._misfit()

    def _misfit(self) -> str | None:
        schema = None if self.sqlite else self.places.schema(self.fingerprint, self.generation)
        with self._views.connect() as connection:
            differs = misfit(connection, schema, self._tables)
        if differs is None:
            return None
        return f"the store of {self.service} was made by another version: {differs}; run: tomoni rebuild {self.service}"

    @property
    def _views_file(self) -> Path | None:
        return self.places.file(self.fingerprint, self.generation) if self.sqlite and self.generation else None

    def _connect(self) -> Engine:
        """An engine on the generation that serves; where none does, on an empty one that nobody else sees."""
        if not self.generation:
            return _in_memory(self._tables)
        return self.places.connect(self.fingerprint, self.generation)

    def _save_kept(self) -> None:
        """Put the file of what the log can't bring back where it was, if it was deleted under this program."""
        if self._anchor is not None and self._anchor.deleted():
            logger.error("%s was deleted while it was in use; what it held is saved", self._anchor.file)
            self._anchor.save()
            # The pool is another one from now on; what still is in use is closed when it comes back.
            self._keep.dispose()

    def _make_views_anew(self) -> None:
        """Put an empty file in the place of the views', if that was deleted under this program; to be filled anew."""
        file = self._views_file
        if file is not None and identity(file) != self._opened:
            logger.error("%s was deleted while it was in use; it is made anew from the log", file)
            # Before there is a file without tables, for whoever comes in between.
            self.incomplete = f"the file of {self.service}'s store was deleted; it is being made anew from the log"
            make_empty(file)
            self._views.dispose()
            self.prepare(self._views, self.generation)
            self._opened = identity(file)
            self.remade += 1

    def _let_go(self) -> None:
        """Close the connections to former generations that nobody uses."""
        for since, engine in list(self._retired):
            # Not the engine's dispose: what comes back later would stay in a pool that nobody knows any more.
            engine.pool.dispose()
            idle = not isinstance(engine.pool, QueuePool) or engine.pool.checkedout() == 0
            # A reader may have chosen the engine just before, and connect now.
            if idle and time.monotonic() - since > _FORGET_AFTER:
                self._retired.remove((since, engine))

    def _comes_from(self, engine: Engine, origin: str) -> bool:
        try:
            with engine.connect() as connection:
                return fingerprint_in(connection) == origin
        except SQLAlchemyError:
            # There is none, or not even its tables were finished.
            return False

    def _existing(self) -> set[int]:
        """The generations of this version of which anything exists."""
        return self.places.existing(self.fingerprint)


def memory_engine(views: Sequence[View]) -> Engine:
    """A store's views in memory, for an answer about another time. Gone when disposed."""
    return _in_memory(tables_of(views))


def tables_of(views: Sequence[View]) -> list[Table]:
    """The tables of these views and the projection's own."""
    return [view.table for view in views] + [positions, versions, parked_events, generation_origin]


def _in_memory(tables: Sequence[Table]) -> Engine:
    engine = sqlite_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine, tables=tables)
    return engine
