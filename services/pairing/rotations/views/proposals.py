"""The groups that a draft proposes, before any of them is formed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select

from shared.events import GroupsProposed, Recorded
from shared.projection import Row, Rows, View, handles, metadata


class Proposals(View):
    """One row per proposed group, in the draft's order within its rotation."""

    table = Table(
        "pairing_proposals",
        metadata,
        Column("group", String, primary_key=True),
        Column("rotation", String, nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("place", Integer, nullable=False),
        Column("members", JSON, nullable=False),
        Column("seats", JSON),
    )

    @handles(GroupsProposed)
    def proposed(self, rows: Rows, event: Recorded[GroupsProposed]) -> None:
        """Some of the draft's groups; the version of the event orders one chunk after the other."""
        for place, group in enumerate(event.data.groups):
            rows[group.group] = {
                "rotation": event.aggregate_id,
                "version": event.version,
                "place": place,
                "members": list(group.members),
                "seats": None if group.seats is None else list(group.seats),
            }


def of_rotation(connection: Connection, rotation: str) -> list[Row]:
    """The groups that the draft proposes, in its order."""
    table = Proposals.table
    query = select(table.c.group, table.c.members, table.c.seats).where(table.c.rotation == rotation)
    return [dict(row) for row in connection.execute(query.order_by(table.c.version, table.c.place)).mappings()]
