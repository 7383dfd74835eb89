"""What the practice is, beside what it should be; and what a measure did around the day on which support was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from services.okr.practice.domain.measures import MEASURES, WINDOW, Figure, Measuring
from shared.events import PracticeMeasure

TREND_WEEKS = 12
"""How many week ends a trend has."""

SUPPORT_WEEKS = 4
"""How many weeks before support was given are looked at, and how many after it."""

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)

IdealOf = Literal["team", "company"]


@dataclass(frozen=True, slots=True)
class Ideals:
    """What the measures should be, in percent: a team's own ideals, before the company's."""

    company: Mapping[PracticeMeasure, Decimal]
    team: Mapping[PracticeMeasure, Decimal] | None = None

    def of(self, measure: PracticeMeasure) -> tuple[Decimal, IdealOf] | None:
        """The ideal that holds, and whose it is; None where nobody defined one."""
        if self.team is not None and measure in self.team:
            return self.team[measure], "team"
        return (self.company[measure], "company") if measure in self.company else None


@dataclass(frozen=True, slots=True)
class Point:
    """What a measure was at the end of the day `on`, in percent; None where nothing could be measured."""

    on: date
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A measure: what it should be and by whose word, what it is, what is missing in percentage points, how it went.

    There is no gap where there is no ideal, or nothing to measure; it is 0 where the ideal is reached.
    """

    measure: PracticeMeasure
    ideal: Decimal | None
    ideal_of: IdealOf | None
    present: Figure | None
    gap: Decimal | None
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the practice of a team, or of the company (None), falls short of its ideal, and by how many points."""

    team: str | None
    measure: PracticeMeasure
    ideal: Decimal
    ideal_of: IdealOf
    present: Figure
    gap: Decimal


@dataclass(frozen=True, slots=True)
class SupportEffect:
    """What a measure did in the four weeks up to and with the day of support, and in the four weeks after it.

    `days_after` is how many days of those after are over, 28 in the end. `weeks` are all eight, each by itself, as
    far as they are over.
    """

    before: Figure | None
    after: Figure | None
    days_after: int
    weeks: tuple[Point, ...]


def first_day(day: date) -> date:
    """The earliest day that a state on this day, with its trend, looks back on."""
    return _week_ends(day)[0] - WINDOW + _DAY


def state_of(measuring: Measuring, ideals: Ideals, team: str | None, day: date) -> tuple[MeasureState, ...]:
    """Every measure of a team, or of the company (None), at the end of a day."""
    return tuple(_measure(measuring, measure, ideals, team, day) for measure in MEASURES)


def gaps_of(measuring: Measuring, ideals: Mapping[str | None, Ideals], day: date) -> list[Gap]:
    """Where the units (with the ideals of each) fall short at the end of a day, the widest gaps first."""
    found = []
    for team, theirs in ideals.items():
        for measure in MEASURES:
            present = measuring.figure(measure, team, day - WINDOW + _DAY, day)
            if present is not None and (holds := theirs.of(measure)) is not None:
                ideal, of = holds
                found.append(Gap(team, measure, ideal, of, present, ideal - present.percent))
    return sorted((each for each in found if each.gap > 0), key=lambda each: -each.gap)


def effect(measuring: Measuring, measure: PracticeMeasure, team: str | None, given: date, today: date) -> SupportEffect:
    """What the measure did around the day on which support was given, as far as it is known today."""
    until = min(today, given + WINDOW)
    ends = [given + number * _WEEK for number in range(1 - SUPPORT_WEEKS, SUPPORT_WEEKS + 1)]
    return SupportEffect(
        before=measuring.figure(measure, team, given - WINDOW + _DAY, given),
        after=measuring.figure(measure, team, given + _DAY, until) if until > given else None,
        days_after=max(0, (until - given).days),
        weeks=tuple(_point(measuring, measure, team, end - _WEEK + _DAY, end) for end in ends if end <= today),
    )


def _measure(
    measuring: Measuring, measure: PracticeMeasure, ideals: Ideals, team: str | None, day: date
) -> MeasureState:
    ideal, of = ideals.of(measure) or (None, None)
    present = measuring.figure(measure, team, day - WINDOW + _DAY, day)
    return MeasureState(
        measure=measure,
        ideal=ideal,
        ideal_of=of,
        present=present,
        gap=None if ideal is None or present is None else max(Decimal(0), ideal - present.percent),
        trend=tuple(_point(measuring, measure, team, end - WINDOW + _DAY, end) for end in _week_ends(day)),
    )


def _point(measuring: Measuring, measure: PracticeMeasure, team: str | None, first: date, last: date) -> Point:
    figure = measuring.figure(measure, team, first, last)
    return Point(last, None if figure is None else figure.percent)


def _week_ends(day: date) -> list[date]:
    """The last Sundays up to a day, the earliest first."""
    sunday = day - timedelta(days=day.isoweekday() % 7)
    return [sunday - number * _WEEK for number in reversed(range(TREND_WEEKS))]
