"""Which group met in which week; nothing else is known of a meeting."""

from __future__ import annotations

from sqlalchemy import Column, Connection, String, Table, func, select

from shared.events import MeetingHeld, Recorded
from shared.projection import Rows, View, handles, metadata


class Meetings(View):
    """One row per group and ISO week."""

    table = Table(
        "pairing_meetings",
        metadata,
        Column("meeting", String, primary_key=True),
        Column("group", String, nullable=False, index=True),
        Column("week", String, nullable=False, index=True),
    )

    @handles(MeetingHeld)
    def held(self, rows: Rows, event: Recorded[MeetingHeld]) -> None:
        group, week = event.aggregate_id, event.data.week
        rows[f"{group}@{week}"] = {"group": group, "week": week}


def counted_before(connection: Connection, week: str) -> dict[str, int]:
    """In how many weeks before this one each group met that met at all."""
    table = Meetings.table.c
    query = select(table.group, func.count()).where(table.week < week).group_by(table.group)
    return {row[0]: row[1] for row in connection.execute(query)}


def weeks_of(connection: Connection, group: str) -> list[str]:
    """The weeks in which the group met, the earliest first."""
    table = Meetings.table
    return list(connection.execute(select(table.c.week).where(table.c.group == group).order_by(table.c.week)).scalars())
