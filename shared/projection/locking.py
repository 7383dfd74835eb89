"""One active runner and one clock per store, one rebuild at a time: locks that are freed when their holder dies.

However it dies: the operating system, or the database, sees to it.
"""

from __future__ import annotations

import fcntl
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from shared.projection.store import Store


class Lock:
    """Held by one process, and one object in it. SQLite: a lock on a file; PostgreSQL: an advisory lock."""

    def __init__(self, store: Store, purpose: str) -> None:
        self._store, self._purpose = store, purpose
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Take the lock; false where another process, or another object of this one, has it."""
        if self._store.sqlite:
            return self._acquire_file(self._store.lock_file(self._purpose))
        return self._acquire_advisory(self._store.lasting)

    def release(self) -> None:
        """Give the lock back; harmless without it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            # The server ends a session a moment after it was closed; who waits for the lock shouldn't have to.
            with suppress(DBAPIError):
                self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
            self._connection.close()
            self._connection = None

    def still_held(self) -> bool:
        """Whether it is this object's: PostgreSQL gives a lock up with the connection that held it."""
        if self._connection is None:
            return self._file is not None
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            # Not for `release`: it would only open a new one, to unlock nothing.
            self._connection.close()
            self._connection = None
            return False
        return True

    def _acquire_file(self, path: Path) -> bool:
        file = path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _acquire_advisory(self, engine: Engine) -> bool:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        key = zlib.crc32(f"tomoni-{self._purpose}-{self._store.service}".encode())
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
            # The lock lives as long as this session does; the connection must not go back to the pool.
            connection.detach()
            self._connection = connection
            return True
        connection.close()
        return False


class RunnerLock(Lock):
    """What makes a runner the only one that writes the store."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "runner")


class RebuildLock(Lock):
    """What makes a rebuild the only one of the store."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "rebuild")


class ClockLease(Lock):
    """What makes a clock the only one of the service."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "clock")
