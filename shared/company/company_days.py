"""Which day it is where the company is: the one way to go from a moment to a day, and from a day to its moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from shared.company.calendar import CalendarVersion, version_on


@dataclass(frozen=True, slots=True)
class CompanyDays:
    """Days begin in the zone that the calendar names for them, or else in the installation's."""

    calendar: Sequence[CalendarVersion]
    installation: tzinfo

    def zone_on(self, day: date) -> tzinfo:
        """The zone of a day."""
        named = version_on(self.calendar, day).zone
        return self.installation if named is None else ZoneInfo(named)

    def zone_at(self, moment: datetime) -> tzinfo:
        """The zone of the day that a moment lies in."""
        return self.zone_on(moment.astimezone(self.installation).date())

    def of(self, moment: datetime) -> date:
        """The day that a moment lies in."""
        return moment.astimezone(self.zone_at(moment)).date()

    def begins(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time(), self.zone_on(day)).astimezone(UTC)

    def over(self, day: date) -> datetime:
        """The first moment after a day, in UTC: where a zone changes, that of the day itself."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone_on(day)).astimezone(UTC)

    def until(self, when: date | datetime) -> datetime:
        """A moment in UTC; a day means its last moment, a time without a zone is the company's."""
        if not isinstance(when, datetime):
            return datetime.combine(when, time.max, self.zone_on(when)).astimezone(UTC)
        local = when.replace(tzinfo=self.zone_on(when.date())) if when.tzinfo is None else when
        return local.astimezone(UTC)
