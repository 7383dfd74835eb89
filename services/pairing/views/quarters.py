"""The quarters, as okr tells them: what a rotation follows on."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, Integer, String, Table, or_, select

from shared.events import QuarterEnded, QuarterPlanned, QuarterStarted, Recorded
from shared.projection import Row, Rows, View, handles, metadata


class Quarters(View):
    """One row per quarter: planned, running or ended."""

    table = Table(
        "pairing_quarters",
        metadata,
        Column("quarter", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("label", String, nullable=False, index=True),
        Column("start", Date, nullable=False),
        Column("end", Date, nullable=False),
        Column("state", String, nullable=False),
    )

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        """A new quarter."""
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "label": data.label,
            "start": data.start,
            "end": data.end,
            "state": "planned",
        }

    @handles(QuarterStarted)
    def started(self, rows: Rows, event: Recorded[QuarterStarted]) -> None:
        """It runs."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["state"] = "running"

    @handles(QuarterEnded)
    def ended(self, rows: Rows, event: Recorded[QuarterEnded]) -> None:
        """It is over."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["state"] = "ended"


def find(connection: Connection, name: str) -> Row | None:
    """The quarter with this id or label; of several with one label the latest planned."""
    table = Quarters.table
    query = select(table).where(or_(table.c.quarter == name, table.c.label == name)).order_by(table.c.number.desc())
    row = connection.execute(query.limit(1)).mappings().one_or_none()
    return dict(row) if row is not None else None
