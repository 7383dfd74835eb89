"""Days and weeks as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shared.events import Invalid, monday_of


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def week_begins(week: str) -> datetime:
    """When an ISO week begins, in UTC. Raises Invalid for what is none."""
    try:
        return midnight(monday_of(week))
    except ValueError as error:
        raise Invalid(f"{week!r} is no ISO week; write it as 2026-W28") from error
