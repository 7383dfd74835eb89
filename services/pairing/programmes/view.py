"""How each programme is configured."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, select

from shared.events import ProgrammeConfigured, Recorded
from shared.projection import Row, Rows, View, handles, metadata


class Programmes(View):
    """One row per programme that was ever configured."""

    version = 2
    table = Table(
        "pairing_programmes",
        metadata,
        Column("programme", String, primary_key=True),
        Column("name", String, nullable=False),
        Column("functions", JSON, nullable=False),
        Column("group_size", Integer, nullable=False),
        Column("approval", String, nullable=False),
        Column("mismatch", String, nullable=False),
        Column("every_weeks", Integer),
        Column("managers_apart", Boolean, nullable=False),
        Column("teams_apart", Boolean, nullable=False),
        Column("wishes", JSON, nullable=False),
        Column("near", Integer, nullable=False),
    )

    @handles(ProgrammeConfigured)
    def configured(self, rows: Rows, event: Recorded[ProgrammeConfigured]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "name": data.name,
            "functions": list(data.functions),
            "group_size": data.group_size,
            "approval": data.approval,
            "mismatch": data.mismatch,
            "every_weeks": data.every_weeks,
            "managers_apart": data.managers_apart,
            "teams_apart": data.teams_apart,
            "wishes": list(data.wishes),
            "near": data.near,
        }


def find(connection: Connection, programme: str) -> Row | None:
    """The programme's configuration; None where it has never been configured."""
    query = select(Programmes.table).where(Programmes.table.c.programme == programme)
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None
