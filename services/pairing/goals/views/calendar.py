"""The company's calendar, as okr tells it: when its days begin, and what its quarters are called."""

from __future__ import annotations

from datetime import tzinfo

from sqlalchemy import Column, Connection, Date, Integer, String, Table, select

from shared.company.calendar import CalendarVersion
from shared.company.company_days import CompanyDays
from shared.events import CalendarChanged, Recorded
from shared.projection import Rows, View, handles, metadata


class Calendar(View):
    """One row per version of the calendar, by the day from which it holds."""

    table = Table(
        "pairing_calendar",
        metadata,
        Column("since", String, primary_key=True),
        Column("day", Date, nullable=False),
        Column("start_month", Integer, nullable=False),
        Column("label_year", String, nullable=False),
        Column("zone", String),
    )

    @handles(CalendarChanged)
    def changed(self, rows: Rows, event: Recorded[CalendarChanged]) -> None:
        """A version more; the former ones go on saying what was named by them."""
        data = event.data
        rows[data.since.isoformat()] = {
            "day": data.since,
            "start_month": data.start_month,
            "label_year": data.label_year,
            "zone": data.zone,
        }


def calendar(connection: Connection) -> tuple[CalendarVersion, ...]:
    """Every version of the calendar, the oldest first; none where the company never set one (the calendar year)."""
    rows = connection.execute(select(Calendar.table).order_by(Calendar.table.c.day))
    return tuple(CalendarVersion(row.start_month, row.label_year, row.day, row.zone) for row in rows)


def company_days(connection: Connection, installation: tzinfo) -> CompanyDays:
    """When the company's days begin; `installation` is the setting's zone, for as long as no calendar names another."""
    return CompanyDays(calendar(connection), installation)
