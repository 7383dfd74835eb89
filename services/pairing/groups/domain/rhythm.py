"""When a group meets by its own cadence: which weeks are due, since when it has been quiet. Weeks begin on Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

QUIET_WEEKS = 3
"""A group is never called quiet sooner than this many weeks after its last meeting, however often it meets."""

QUIET_TURNS = 2
"""Nor before this many of its meetings in a row didn't come about."""

QUARTER_WEEKS = 13
"""How long a group is taken to last where nobody has planned the quarter that it is for."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A group's days, from the first to the last one, its cadence, and the Monday of the last week in which it met."""

    begins: date
    ends: date
    every_weeks: int = 1
    last_met: date | None = None

    @property
    def anchor(self) -> date:
        """The Monday from which weeks are counted: of its last meeting, before the first one of its first day."""
        return _monday(self.begins) if self.last_met is None else self.last_met


def lasts_until(begins: date, planned_end: date | None, weeks: int | None = None) -> date:
    """The last day of a group formed on a day: the planned one, or that of so many weeks, a quarter's by default."""
    if planned_end is not None and planned_end > begins:
        return planned_end
    return begins + timedelta(weeks=weeks or QUARTER_WEEKS, days=-1)


def weeks_left(ends: date, today: date) -> int:
    """How many whole weeks there are from today to the last day, both included."""
    return max(0, ((ends - today).days + 1) // 7)


def meets_in_week_of(rhythm: Rhythm, today: date) -> date | None:
    """The Monday of the week of `today` where the group is to meet in it and hasn't yet; None in any other week."""
    this = _monday(today)
    waited = (this - rhythm.anchor).days // 7
    if not rhythm.begins <= today <= rhythm.ends:
        return None
    first_ever = rhythm.last_met is None and waited == 0
    return this if first_ever or (waited > 0 and waited % rhythm.every_weeks == 0) else None


def quiet_from(rhythm: Rhythm) -> date:
    """The Monday on which a group that hasn't met since its anchor counts as quiet."""
    return rhythm.anchor + timedelta(weeks=max(QUIET_WEEKS, QUIET_TURNS * rhythm.every_weeks))


def is_quiet(rhythm: Rhythm, today: date) -> bool:
    """Whether the group has gone quiet, within the time that it is for."""
    return quiet_from(rhythm) <= today <= rhythm.ends


def first_week(rhythm: Rhythm) -> date:
    """The Monday of the first week of the group that lies in step with its last meeting."""
    start = _monday(rhythm.begins)
    return start + timedelta(weeks=((rhythm.anchor - start).days // 7) % rhythm.every_weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
