"""Who may see which private objective. What these are about stands nowhere but in the log, sealed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Connection, String, Table, select

from shared.events import ObjectiveReassigned, ObjectiveShared, Recorded
from shared.projection import Rows, View, handles, metadata


class PrivateObjectives(View):
    """One row per private objective, with the people on its list."""

    private = True
    table = Table(
        "okr_private_objectives",
        metadata,
        Column("objective", String, primary_key=True),
        Column("readers", JSON, nullable=False),
    )

    @handles(ObjectiveShared)
    def shared(self, rows: Rows, event: Recorded[ObjectiveShared]) -> None:
        rows[event.aggregate_id] = {"readers": list(event.data.people)}

    @handles(ObjectiveReassigned)
    def reassigned(self, rows: Rows, event: Recorded[ObjectiveReassigned]) -> None:
        """Its owner is always on the list."""
        row, owner = rows.get(event.aggregate_id), event.data.owner
        if row is not None and owner is not None and owner not in row["readers"]:
            row["readers"] = [*row["readers"], owner]


def seen_by(connection: Connection, person: str) -> list[str]:
    """The private objectives on whose list the person is, by id."""
    rows = connection.execute(select(PrivateObjectives.table).order_by(PrivateObjectives.table.c.objective))
    return [row.objective for row in rows if person in row.readers]
