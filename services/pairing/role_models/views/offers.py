"""Who offers to be a role model, and, by confidential ids, who seeks one."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select

from services.pairing.members.views.pool import Pool
from shared.events import Recorded, RoleModelOffered, RoleModelWithdrawn, SeekerJoined, SeekerWithdrawn
from shared.projection import Row, Rows, View, handles, metadata


class Offers(View):
    """One row per person who offers; `words` are the topics, sealed, `topics` what they are compared by."""

    table = Table(
        "pairing_role_models",
        metadata,
        Column("person", String, primary_key=True),
        Column("capacity", Integer, nullable=False),
        Column("topics", JSON, nullable=False),
        Column("words", String),
    )

    @handles(RoleModelOffered)
    def offered(self, rows: Rows, event: Recorded[RoleModelOffered]) -> None:
        data = event.data
        rows[event.aggregate_id] = {"capacity": data.capacity, "topics": list(data.topics), "words": data.words}

    @handles(RoleModelWithdrawn)
    def withdrawn(self, rows: Rows, event: Recorded[RoleModelWithdrawn]) -> None:
        del rows[event.aggregate_id]


class Seekers(View):
    """One row per confidential id of somebody who seeks; only the service can tell whose it is."""

    private = True
    table = Table(
        "pairing_seekers",
        metadata,
        Column("seeker", String, primary_key=True),
        Column("wishes", JSON, nullable=False),
        Column("topics", JSON, nullable=False),
    )

    @handles(SeekerJoined)
    def joined(self, rows: Rows, event: Recorded[SeekerJoined]) -> None:
        rows[event.aggregate_id] = {"wishes": list(event.data.wishes), "topics": list(event.data.topics)}

    @handles(SeekerWithdrawn)
    def withdrawn(self, rows: Rows, event: Recorded[SeekerWithdrawn]) -> None:
        del rows[event.aggregate_id]


def offers(connection: Connection) -> list[Row]:
    """The offers of those who are in the company now, with their number and sealed name, in the order of joining."""
    query = (
        select(Offers.table, Pool.table.c.name, Pool.table.c.number)
        .join(Pool.table, Pool.table.c.person == Offers.table.c.person)
        .where(Pool.table.c.present)
        .order_by(Pool.table.c.number)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def seekers(connection: Connection) -> dict[str, Row]:
    """Everybody who seeks, by confidential id; whoever has left the company may still be among them."""
    return {row["seeker"]: dict(row) for row in connection.execute(select(Seekers.table)).mappings()}


def people(connection: Connection) -> list[Row]:
    """Everybody who is or was in the company: person, number and sealed name."""
    table = Pool.table.c
    query = select(table.person, table.number, table.name).order_by(table.number)
    return [dict(row) for row in connection.execute(query).mappings()]
