"""When the groups meet, put together from groups, meetings and quarters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from services.pairing.goals.views.quarters import Quarters
from services.pairing.groups.domain.rhythm import Rhythm, lasts_until
from services.pairing.programmes import view as programmes
from services.pairing.programmes.domain import DEFAULT
from shared.company.company_days import CompanyDays
from shared.events import monday_of
from shared.projection import Row


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
