"""One active runner of each version, one clock, one rebuild at a time: locks that are freed when their holder dies.

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
    """Held by one process, and one object in it, or, `shared`, by several. SQLite: a file's; PostgreSQL: advisory."""

    def __init__(self, store: Store, purpose: str, *, shared: bool = False) -> None:
        self._store, self._purpose, self._shared = store, purpose, shared
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Take the lock; false where another process, or another object of this one, has it."""
        if self._store.sqlite:
            return self._acquire_file(self._store.places.lock_file(self._purpose))
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
        file = _opened(path)
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if self._shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _acquire_advisory(self, engine: Engine) -> bool:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        key = zlib.crc32(f"tomoni-{self._purpose}-{self._store.service}".encode())
        kind = "_shared" if self._shared else ""
        if connection.execute(text(f"SELECT pg_try_advisory_lock{kind}(:key)"), {"key": key}).scalar_one():
            # The lock lives as long as this session does; the connection must not go back to the pool.
            connection.detach()
            self._connection = connection
            return True
        connection.close()
        return False


class RunnerLock(Lock):
    """What makes a runner the only one that writes the generations of its version."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, f"runner-{store.fingerprint}")


class DurableLock(Lock):
    """What lets one runner, of all versions, follow the log by the service's durable.

    Versions that knew of no fingerprints call it their runner's: whoever has it is the only one of them, too.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store, "runner")


class UseLock(Lock):
    """Held by each process of a version as long as it may read its generations; several have it at once."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _used(store.fingerprint), shared=True)


class UnusedLock(Lock):
    """What nobody gets while a process of that version is there."""

    def __init__(self, store: Store, fingerprint: str) -> None:
        super().__init__(store, _used(fingerprint))


class RebuildLock(Lock):
    """What makes a rebuild the only one of the store."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "rebuild")


class ClockLease(Lock):
    """What makes a clock the only one of the service."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, "clock")


def _opened(path: Path) -> IO[str]:
    """The file, made where there is none. One that can't be written can still be locked: its store may be read then."""
    try:
        return path.open("a")
    except OSError:
        if not path.exists():
            raise
        return path.open()


def _used(fingerprint: str) -> str:
    """Of versions that knew of no fingerprints, only the active runner shows that somebody is there."""
    return f"used-{fingerprint}" if fingerprint else "runner"
