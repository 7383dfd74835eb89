"""A service's database: the views of one generation, and beside them the tables that no rebuild touches.

SQLite: ``sqlite:////path/okr.sqlite`` keeps the lasting tables in that file and generation 3 of the views in
``okr.g3.sqlite`` beside it. PostgreSQL: the lasting tables lie in the schema ``okr``, the views in ``okr_g3``. A
rebuild fills the next generation while this one serves; moving the pointer is one row in the lasting tables.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    QueuePool,
    StaticPool,
    Table,
    create_engine,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, DropSchema

from shared.projection.engines import sqlite_engine
from shared.projection.keep import keep_metadata
from shared.projection.origin import generation_origin, origin_in, set_origin
from shared.projection.parked import parked_events
from shared.projection.shape import Outdated, misfit
from shared.projection.tables import generations, position_in, positions, versions
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
        self.url, self._url = url, make_url(url)
        self.sqlite = self._url.get_backend_name() == "sqlite"
        self._lock = threading.Lock()
        self._keep = self._connect(None)
        with self._making(self._keep) as connection:
            if not self.sqlite:
                connection.execute(CreateSchema(service, if_not_exists=True))
            keep_metadata.create_all(connection)
        self.generation = self._current() or self._first()
        self._views = self._connect(self.generation)
        self._retired: list[tuple[float, Engine]] = []
        self._looked = time.monotonic()
        self.outdated = self._prepared()
        """Why this program can't read the generation that serves, as a sentence; None where it can."""
        self.remade = 0
        """How often the file of the views was deleted under this program, and made anew."""
        self.incomplete: str | None = None
        """Why nothing is shown until a store that was made anew has caught up, as a sentence; None where it has."""
        self._anchor = Anchor(Path(self._url.database or "")) if self.sqlite else None
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
        """The same also where another version of this program made the views; for the projection's own tables."""
        with self._views.connect() as connection:
            if not self.sqlite:
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

    def reopen_if_moved(self) -> bool:
        """Turn to the generation that serves now; true if that is another one than before."""
        with self._lock:
            self._looked = time.monotonic()
            self._let_go()
            self._save_kept()
            current = self._current()
            if current is None or current == self.generation:
                self._make_views_anew()
                return False
            # Readers may still hold connections to it; they are closed when they come back.
            self._retired.append((time.monotonic(), self._views))
            self._views, self.generation = self._connect(current), current
            self._opened = identity(self._views_file)
            self.outdated = self._misfit()
            return True

    def next_generation(self, origin: str = "") -> tuple[int, Engine]:
        """The generation behind the one that serves, to be filled beside it; every other one is thrown away.

        It is empty, unless one was begun and given up that comes from the same `origin`: that is gone on with.
        """
        serving = self._current() or 0
        number = serving + 1
        for other in self._existing() - {serving, number}:
            self.drop(other)
        engine = self._connect(number, hurry=True)
        if not origin or not self._comes_from(engine, origin):
            engine.dispose()
            self.drop(number)
            engine = self._connect(number, hurry=True)
            self.prepare(engine, number)
            with engine.begin() as connection:
                set_origin(connection, origin)
        return number, engine

    def rebuilding(self) -> int | None:
        """The position that the next generation has reached, while one is being filled (or was left unfinished)."""
        number = self.generation + 1
        if self.sqlite:
            return _position_in_file(self._files(number)[0])
        schema = f"{self.service}_g{number}"
        with self._keep.connect() as connection:
            table = connection.execute(text("SELECT to_regclass(:name)"), {"name": f"{schema}.{positions.name}"})
            if table.scalar_one() is None:
                return None
            return position_in(connection.execution_options(schema_translate_map={None: schema}))[0]

    def serve(self, number: int, engine: Engine) -> None:
        """Move the pointer: this generation, filled by `engine`, serves from now on: everywhere within a second."""
        if self.sqlite:
            with engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                # Until now nothing waited for the disk; what is to serve must be on it.
                raw.execute("PRAGMA synchronous=FULL")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with self.keep() as connection:
            moved = update(generations).where(generations.c.service == self.service).values(generation=number)
            connection.execute(moved)

    def drop(self, number: int) -> None:
        """Throw a generation away; harmless where there is none. Give readers of it time to turn to the next one."""
        if self.sqlite:
            for file in self._files(number):
                file.unlink(missing_ok=True)
        else:
            with self._keep.begin() as connection:
                connection.execute(DropSchema(f"{self.service}_g{number}", cascade=True, if_exists=True))

    def prepare(self, engine: Engine, number: int) -> None:
        """Make the tables of all views in this generation, where they are missing."""
        with self._making(engine) as connection:
            if not self.sqlite:
                connection.execute(CreateSchema(f"{self.service}_g{number}", if_not_exists=True))
            metadata.create_all(connection, tables=self._tables)

    @contextmanager
    def _making(self, engine: Engine) -> Iterator[Connection]:
        """A transaction in which tables are made; two processes that do so at once do it one after the other."""
        with engine.execution_options(immediate=True).begin() as connection:
            if not self.sqlite:
                # "If not exists" asks before it makes: of two at once, the second one would fail.
                key = zlib.crc32(f"tomoni-making-{self.service}".encode())
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            yield connection

    def _prepared(self) -> str | None:
        """Make the tables of a store in which nothing stands yet; what one lacks that another version filled."""
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
        schema = None if self.sqlite else f"{self.service}_g{self.generation}"
        with self._views.connect() as connection:
            differs = misfit(connection, schema, self._tables)
        if differs is None:
            return None
        return f"the store of {self.service} was made by another version: {differs}; run: tomoni rebuild {self.service}"

    def lock_file(self, purpose: str) -> Path:
        """The file whose lock names the one process that may run, or rebuild, a SQLite store."""
        return Path(f"{self._url.database}.{'' if purpose == 'runner' else f'{purpose}.'}lock")

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

    @property
    def _views_file(self) -> Path:
        return self._files(self.generation)[0]

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
        if self.sqlite and identity(file) != self._opened:
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

    def _current(self) -> int | None:
        query = select(generations.c.generation).where(generations.c.service == self.service)
        with self._keep.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def _first(self) -> int:
        insert = (sqlite if self.sqlite else postgresql).insert(generations)
        with self.keep() as connection:
            # Another process may have opened the new store at the same time.
            connection.execute(insert.values(service=self.service, generation=1).on_conflict_do_nothing())
        return self._current() or 1

    def _comes_from(self, engine: Engine, origin: str) -> bool:
        try:
            with engine.connect() as connection:
                return origin_in(connection) == origin
        except SQLAlchemyError:
            # There is none, or not even its tables were finished.
            return False

    def _existing(self) -> set[int]:
        """The generations of which anything exists, whether they ever served or not."""
        if self.sqlite:
            main = Path(self._url.database or "")
            names = [file.name for file in main.parent.glob(f"{main.stem}.g*")]
            pattern = rf"{re.escape(main.stem)}\.g(\d+){re.escape(main.suffix)}(-wal|-shm)?"
        else:
            with self._keep.connect() as connection:
                names = inspect(connection).get_schema_names()
            pattern = rf"{re.escape(self.service)}_g(\d+)"
        return {int(found[1]) for name in names if (found := re.fullmatch(pattern, name))}

    def _files(self, number: int) -> list[Path]:
        main = Path(self._url.database or "")
        views = main.with_name(f"{main.stem}.g{number}{main.suffix}")
        return [views, views.with_name(views.name + "-wal"), views.with_name(views.name + "-shm")]

    def _connect(self, generation: int | None, *, hurry: bool = False) -> Engine:
        if not self.sqlite:
            schema = self.service if generation is None else f"{self.service}_g{generation}"
            return create_engine(
                self._url,
                execution_options={"schema_translate_map": {None: schema}},
                pool_pre_ping=True,
                # What a row holds has no place in an error's text, nor in a log.
                hide_parameters=True,
            )
        url = self._url if generation is None else self._url.set(database=str(self._files(generation)[0]))
        # The connection that came back last is taken first: as many caches are filled as readers were at once.
        return sqlite_engine(str(url), synchronous="OFF" if hurry else "NORMAL", pool_use_lifo=True)


def _position_in_file(file: Path) -> int | None:
    # Opened for reading only: else a file that is just being dropped would come into being again.
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            row = connection.execute(f"SELECT position FROM {positions.name}").fetchone()
    except sqlite3.OperationalError:
        return None
    return 0 if row is None else int(row[0])


def memory_engine(views: Sequence[View]) -> Engine:
    """A store's views in memory, for an answer about another time. Gone when disposed."""
    engine = sqlite_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine, tables=tables_of(views))
    return engine


def tables_of(views: Sequence[View]) -> list[Table]:
    """The tables of these views and the projection's own."""
    return [view.table for view in views] + [positions, versions, parked_events, generation_origin]
