"""The views of an answer about another time: in tables that go with it, which may be larger than memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Engine, StaticPool, create_engine

from shared.projection.store import tables_of
from shared.projection.view import View, metadata

_CACHE = 16_384
"""KiB of the tables that stay in memory. Of a company's years the whole of them would be hundreds of MiB."""


def passing_engine(views: Sequence[View], *, empty: bool = True) -> Engine:
    """The views' tables on one connection; they are gone when it is disposed of, or its process ends, however it does.

    What outgrows the cache lies in a file that has no name. What fails can't be taken back: throw all of it away. Not
    `empty`: somebody puts a whole database into it.
    """

    def connected() -> sqlite3.Connection:
        # SQLite's own way to say that the file is nobody else's, and goes with the connection.
        connection = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE}"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", hide_parameters=True, creator=connected, poolclass=StaticPool)
    if empty:
        metadata.create_all(engine, tables=tables_of(views))
    return engine
