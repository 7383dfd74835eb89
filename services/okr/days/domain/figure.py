"""How many keep a day, as far as it may be told: never a figure from which somebody could tell about one person.

Three things see to that. It is told only of weeks in which nothing can be opened any more, so nobody sees it move when
somebody whom he watches opens his day. It is counted in whole fives, so two figures never differ by one person. And
there are always five people at least of whom it doesn't tell, so a team that keeps its days to the last one isn't
told to: hence "at least".
"""

from __future__ import annotations

from datetime import date, timedelta

from services.okr.days.domain.day import LEEWAY

FEWEST = 5
"""So many people, and no fewer, does a figure tell of, and so many does it not tell of."""

_SETTLED = timedelta(days=6) + LEEWAY
"""From a week's Monday to the last day on which somebody may still open a day of it."""


def at_least(kept: int, members: int) -> int | None:
    """So many of a unit's members kept a day, or more; None where that can't be told."""
    told = min(kept, members - FEWEST) // FEWEST * FEWEST
    return told if told >= FEWEST else None


def settled_weeks(first: date, today: date, most: int) -> list[date]:
    """The Mondays of the latest weeks, `most` at most, that nothing changes any more, back to the one of `first`."""
    monday = today - timedelta(days=today.weekday())
    weeks: list[date] = []
    while len(weeks) < most and monday > first - timedelta(days=7):
        if today > monday + _SETTLED:
            weeks.append(monday)
        monday -= timedelta(days=7)
    return weeks
