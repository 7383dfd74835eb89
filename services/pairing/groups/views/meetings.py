"""How often each group means to meet, and in which weeks it met; nothing else is known of a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Column, Connection, String, Table, func, select

from services.pairing.goals.views.quarters import Quarters
from services.pairing.groups.domain.rhythm import Rhythm, lasts_until
from services.pairing.programmes import view as programmes
from services.pairing.programmes.domain import DEFAULT
from shared.company.company_days import CompanyDays
from shared.events import MeetingHeld, Recorded, monday_of
from shared.projection import Row, Rows, View, handles, metadata


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


def planned_ends(connection: Connection) -> dict[str, date]:
    """The last day of each planned quarter, by its label; of several with one label that of the latest planned."""
    table = Quarters.table
    rows = connection.execute(select(table.c.label, table.c.end).order_by(table.c.number))
    return {row.label: row.end for row in rows}


def rhythms(connection: Connection, groups: Iterable[Row], here: CompanyDays) -> list[Rhythm]:
    """The rhythm of each of these groups, in order; `here` says on which day one was formed that doesn't tell."""
    ends = planned_ends(connection)
    programme = programmes.find(connection, DEFAULT)
    weeks = programme["every_weeks"] if programme is not None else None
    return [_rhythm(group, ends.get(group["label"]), weeks, here) for group in groups]


def _rhythm(group: Row, planned: date | None, weeks: int | None, here: CompanyDays) -> Rhythm:
    begins = group["formed_on"] or here.of(group["formed"])
    ends = lasts_until(begins, planned, weeks)
    last = group["last_week"]
    return Rhythm(begins, ends, group["every_weeks"], monday_of(last) if last else None)
