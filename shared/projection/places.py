"""Where the generations of a service's views lie: which file, or which schema.

Each version of the program, told by its fingerprint, has names of its own, so that none can come across another's by
counting. Versions that knew of no fingerprints used none in their names; theirs is the empty one.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import DropSchema

from shared.projection.engines import sqlite_engine
from shared.projection.tables import position_in, positions


class Places:
    """Those in one database. Everything blocks."""

    def __init__(self, url: URL, service: str) -> None:
        self._url, self._service = url, service
        self.sqlite = url.get_backend_name() == "sqlite"
        self._main = Path(url.database or "")
        self.lasting = self._connect(self._main, service)
        """The database of the tables that no rebuild touches."""

    def connect(self, fingerprint: str, number: int, *, hurry: bool = False) -> Engine:
        """An engine on a generation; with `hurry` nothing waits for the disk, as long as it is being filled."""
        return self._connect(self.file(fingerprint, number), self.schema(fingerprint, number), hurry=hurry)

    def file(self, fingerprint: str, number: int) -> Path:
        """The file of a generation in SQLite."""
        return self._main.with_name(f"{self._stem(fingerprint)}.g{number}{self._main.suffix}")

    def schema(self, fingerprint: str, number: int) -> str:
        """The schema of a generation in PostgreSQL."""
        return "_".join(word for word in (self._service, fingerprint, f"g{number}") if word)

    def existing(self, fingerprint: str) -> set[int]:
        """The generations of which anything exists, whether they ever served or not."""
        if self.sqlite:
            stem = self._stem(fingerprint)
            names = [file.name for file in self._main.parent.glob(f"{stem}.g*")]
            pattern = rf"{re.escape(stem)}\.g(\d+){re.escape(self._main.suffix)}(-wal|-shm)?"
        else:
            with self.lasting.connect() as connection:
                names = inspect(connection).get_schema_names()
            pattern = rf"{re.escape(self.schema(fingerprint, 0)[:-1])}(\d+)"
        return {int(found[1]) for name in names if (found := re.fullmatch(pattern, name))}

    def position(self, fingerprint: str, number: int) -> int | None:
        """How far a generation has come; None where there is none."""
        if self.sqlite:
            return _position_in_file(self.file(fingerprint, number))
        schema = self.schema(fingerprint, number)
        try:
            with self.lasting.connect() as connection:
                table = connection.execute(text("SELECT to_regclass(:name)"), {"name": f"{schema}.{positions.name}"})
                if table.scalar_one() is None:
                    return None
                return position_in(connection.execution_options(schema_translate_map={None: schema}))[0]
        except SQLAlchemyError:
            # Dropped between the two questions.
            return None

    def drop(self, fingerprint: str, number: int) -> None:
        """Throw a generation away; harmless where there is none."""
        if self.sqlite:
            file = self.file(fingerprint, number)
            for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
                each.unlink(missing_ok=True)
        else:
            with self.lasting.begin() as connection:
                connection.execute(DropSchema(self.schema(fingerprint, number), cascade=True, if_exists=True))

    def lock_file(self, purpose: str) -> Path:
        """The file whose lock names the one process that may do something with a SQLite store."""
        return self._main.with_name(f"{self._main.name}.{'' if purpose == 'runner' else f'{purpose}.'}lock")

    def _stem(self, fingerprint: str) -> str:
        return ".".join(word for word in (self._main.stem, fingerprint) if word)

    def _connect(self, file: Path, schema: str, *, hurry: bool = False) -> Engine:
        if self.sqlite:
            url = self._url.set(database=str(file))
            # The connection that came back last is taken first: as many caches are filled as readers were at once.
            return sqlite_engine(str(url), synchronous="OFF" if hurry else "NORMAL", pool_use_lifo=True)
        return create_engine(
            self._url,
            execution_options={"schema_translate_map": {None: schema}},
            pool_pre_ping=True,
            # What a row holds has no place in an error's text, nor in a log.
            hide_parameters=True,
        )


def _position_in_file(file: Path) -> int | None:
    # Opened for reading only: else a file that is just being dropped would come into being again.
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as connection:
            row = connection.execute(f"SELECT position FROM {positions.name}").fetchone()
    except sqlite3.OperationalError:
        return None
    return 0 if row is None else int(row[0])
