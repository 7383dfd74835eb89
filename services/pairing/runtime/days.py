"""Days and weeks as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shared.days import monday_written


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def week_begins(week: str) -> datetime:
    """When an ISO week begins, in UTC. Raises Invalid for what is none."""
    return midnight(monday_written(week))
