"""How often buddy groups met: all that okr knows of pairing, and it knows it from the events only."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Connection, Date, String, Table, func, select

from shared.events import MeetingHeld, Recorded, thursday_of
from shared.projection import Rows, View, handles, metadata


class BuddyMeetings(View):
    """One row per group and ISO week. `day` is the week's Thursday, which says to which quarter the week belongs."""

    table = Table(
        "okr_buddy_meetings",
        metadata,
        Column("meeting", String, primary_key=True),
        Column("group", String, nullable=False),
        Column("week", String, nullable=False),
        Column("day", Date, nullable=False, index=True),
    )

    @handles(MeetingHeld)
    def held(self, rows: Rows, event: Recorded[MeetingHeld]) -> None:
        """The group met; a second report of the same week is the same meeting."""
        week = event.data.week
        try:
            day = thursday_of(week)
        except ValueError:
            # The pattern of the event lets a week 53 through that its year doesn't have; such a week is in no quarter.
            return
        rows[f"{event.aggregate_id}:{week}"] = {"group": event.aggregate_id, "week": week, "day": day}


def meetings_in(connection: Connection, start: date, end: date) -> int:
    """How many meetings lie in the weeks whose Thursday is within `start` to `end`, both included."""
    day = BuddyMeetings.table.c.day
    return connection.execute(select(func.count()).where(day >= start, day <= end)).scalar_one()
