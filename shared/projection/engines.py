"""How a SQLite file is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event

# KiB of each connection. Who fills a store writes all over its file; who serves has several connections, each of which
# grows as the store does, and what they don't hold the system's own cache does.
_FILLING, _SERVING = 65_536, 2_048
_SORTING = 16_384


def sqlite_engine(url: str, *, synchronous: str = "NORMAL", **options: Any) -> Engine:
    """An engine on a SQLite file, in WAL mode, whose transactions begin when they are said to.

    `synchronous` OFF survives a killed process, but not a power cut: for a store that is still being filled.
    """
    cache = _FILLING if synchronous == "OFF" else _SERVING
    engine = create_engine(url, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "busy_timeout=10000", f"cache_size=-{cache}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "handle_error")
    def reopen(context: ExceptionContext) -> None:
        # Opened while its file could only be read, a connection stays so for ever: let another one take its place.
        if "readonly database" in str(context.original_exception):
            context.is_disconnect = True

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Who looks first and writes then must lock before he looks: SQLite doesn't let him wait in between.
        now = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if now else "BEGIN")

    return engine


@contextmanager
def sorting(connection: Connection) -> Iterator[None]:
    """While indexes are made of what lies in tables already.

    SQLite sorts runs as large as its cache, beside the cache. Runs of 16 MiB, which the processor's own cache holds
    better, take half the time of such of 64 (950,000 rows: 0.55 s against 0.93 s), and 100 MiB less.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_SORTING}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_FILLING}")
