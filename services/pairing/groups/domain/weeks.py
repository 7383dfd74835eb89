"""In which ISO weeks a group may be said to have met. A week is reported for 14 days after its Sunday, no longer."""

from __future__ import annotations

from datetime import date, timedelta

from shared.days import monday_written
from shared.events import Unfitting, WrongState

DAYS_TO_REPORT = 14
"""How long after its Sunday a week may still be reported."""


def monday(week: str) -> date:
    """The Monday of an ISO week as somebody wrote it. Raises Invalid."""
    return monday_written(week)


def timely(week: str, today: date) -> None:
    """Raise Invalid for a week that lies in the future, or too long ago to be reported today."""
    begins = monday(week)
    if begins > today:
        raise Unfitting(f"{week} lies in the future; report the meeting once it was held")
    last_day = begins + timedelta(days=6 + DAYS_TO_REPORT)
    if today > last_day:
        raise Unfitting(f"{week} is too long ago: it could be reported until {last_day}")


def settled(today: date) -> date:
    """The Monday before which every week is settled: none of them can be reported any more."""
    latest = today - timedelta(days=DAYS_TO_REPORT)
    return latest - timedelta(days=latest.weekday())


def within(week: str, formed_on: date | None, dissolved_on: date | None) -> None:
    """Raise WrongState for a week in which a group of these days did not exist at all."""
    begins = monday(week)
    if formed_on is not None and begins + timedelta(days=6) < formed_on:
        raise WrongState(f"in {week} the group did not exist yet; it was formed on {formed_on}")
    if dissolved_on is not None and begins >= dissolved_on:
        raise WrongState(f"in {week} the group existed no more; it was dissolved on {dissolved_on}")
