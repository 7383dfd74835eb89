"""What buddy groups chose to tell everybody, ready for the win session: known from pairing's events only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.objectives.views.objectives import Objectives
from shared.events import InsightShared, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class Insights(View):
    """One row per insight, numbered in the order of the log; it is the group that told it, no person.

    The text is sealed with the keys of its members; older versions wrote it in clear, and it stays so.
    """

    version = 2

    table = Table(
        "okr_insights",
        metadata,
        Column("insight", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("group", String, nullable=False),
        Column("text", String, nullable=False),
        Column("objective", String, index=True),
        Column("shared", Instant, nullable=False, index=True),
        Column("event", String, nullable=False),
    )

    @handles(InsightShared)
    def told(self, rows: Rows, event: Recorded[InsightShared]) -> None:
        data = event.data
        rows[data.insight] = {
            "number": rows.count() + 1,
            "group": event.aggregate_id,
            "text": data.text,
            "objective": data.objective,
            "shared": event.time,
            "event": event.id,
        }


def shared_from(connection: Connection, start: datetime | None, end: datetime | None) -> list[RowMapping]:
    """What was told from one moment until before another one, in order; each with its objective's number, if any."""
    table, objectives = Insights.table, Objectives.table
    query = (
        select(table, objectives.c.number.label("objective_number"))
        .select_from(table.outerjoin(objectives, objectives.c.objective == table.c.objective))
        .order_by(table.c.shared, table.c.number)
    )
    if start is not None:
        query = query.where(table.c.shared >= start)
    if end is not None:
        query = query.where(table.c.shared < end)
    return list(connection.execute(query).mappings())
