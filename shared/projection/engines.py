"""How a SQLite file is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event


def sqlite_engine(url: str, *, synchronous: str = "NORMAL", **options: Any) -> Engine:
    """An engine on a SQLite file, in WAL mode, whose transactions begin when they are said to.

    `synchronous` OFF survives a killed process, but not a power cut: for a store that is still being filled.
    """
    engine = create_engine(url, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "busy_timeout=10000", "cache_size=-65536"):
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
