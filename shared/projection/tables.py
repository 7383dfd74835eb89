"""The projection's own tables: where a store stands, and at which version it knows each aggregate."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, select

from shared.projection.keep import keep_metadata
from shared.projection.view import metadata

positions = Table(
    "projection_position",
    metadata,
    Column("store", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("event_id", String, nullable=False),
)
"""One row: the last event that the views of this store hold, written in the transaction that wrote them."""

versions = Table(
    "aggregate_versions",
    metadata,
    Column("aggregate", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""Every aggregate's version and the position of its last event, moved by every event."""

generations = Table(
    "projection_generation",
    keep_metadata,
    Column("service", String, primary_key=True),
    Column("generation", Integer, nullable=False),
)
"""Which generation of the views serves: a rebuild makes the next one beside it and moves this pointer.

Each version of the program has a pointer of its own, by the fingerprint of its views: `okr 1f2e3d4c5b6a7980`. That of
`okr` alone is of versions that knew of no fingerprints.
"""

editions = Table(
    "projection_edition",
    keep_metadata,
    Column("fingerprint", String, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("program", String, nullable=False),
)
"""Which versions of the program keep views in this database, and how far they have come."""


def position_in(connection: Connection) -> tuple[int, str]:
    """The store's position and the id of the event there; (0, "") where it holds nothing yet."""
    row = connection.execute(select(positions.c.position, positions.c.event_id)).one_or_none()
    return (row.position, row.event_id) if row is not None else (0, "")


def version_in(connection: Connection, aggregate: str) -> int:
    """The aggregate's version that the store holds; 0 where it knows none. It is the aggregate's ETag."""
    query = select(versions.c.version).where(versions.c.aggregate == aggregate)
    return connection.execute(query).scalar_one_or_none() or 0
