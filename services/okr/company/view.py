"""What the company has decided about its OKRs: each version of its calendar, and the thresholds."""

from __future__ import annotations

from datetime import datetime, tzinfo

import msgspec
from sqlalchemy import Column, Connection, String, Table, select

from services.okr.company.domain import PUBLISHED
from shared.company.calendar import CalendarVersion
from shared.company.company_days import CompanyDays
from shared.events import CalendarChanged, Recorded, ThresholdsSet
from shared.projection import Rows, View, handles, metadata

_THRESHOLDS = "thresholds"
_CALENDAR = "calendar"


class CompanySettings(View):
    """One row per version of the calendar, by the day from which it holds, and one for the thresholds."""

    version = 2

    table = Table(
        "okr_company",
        metadata,
        Column("setting", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("value", String, nullable=False),
    )

    @handles(CalendarChanged)
    def calendar_changed(self, rows: Rows, event: Recorded[CalendarChanged]) -> None:
        """A version more; the former ones go on saying what was named by them."""
        rows[f"{_CALENDAR}:{event.data.since}"] = {"kind": _CALENDAR, "value": msgspec.json.encode(event.data).decode()}

    @handles(ThresholdsSet)
    def thresholds_set(self, rows: Rows, event: Recorded[ThresholdsSet]) -> None:
        """The thresholds from now on."""
        rows[_THRESHOLDS] = {"kind": _THRESHOLDS, "value": msgspec.json.encode(event.data).decode()}


_settings = CompanySettings.table.c


def calendar(connection: Connection) -> tuple[CalendarVersion, ...]:
    """Every version of the calendar, the oldest first; none where the company never set one (the calendar year)."""
    query = select(_settings.value).where(_settings.kind == _CALENDAR).order_by(_settings.setting)
    told = (msgspec.json.decode(value, type=CalendarChanged) for value in connection.execute(query).scalars())
    return tuple(CalendarVersion(each.start_month, each.label_year, each.since, each.zone) for each in told)


def company_days(connection: Connection, installation: tzinfo) -> CompanyDays:
    """When the company's days begin; `installation` is the setting's zone, for as long as no calendar names another."""
    return CompanyDays(calendar(connection), installation)


def zone_on(connection: Connection, now: datetime, installation: tzinfo) -> tzinfo:
    """The zone in which the company's days begin at this moment."""
    return company_days(connection, installation).zone_at(now)


def thresholds(connection: Connection) -> ThresholdsSet:
    """The thresholds that hold; the published ones where nobody set any."""
    query = select(_settings.value).where(_settings.setting == _THRESHOLDS)
    value = connection.execute(query).scalar_one_or_none()
    return PUBLISHED if value is None else msgspec.json.decode(value, type=ThresholdsSet)
