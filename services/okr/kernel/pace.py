"""How far a key result should have come by a day, and what being behind that is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from shared.events import PlannedPoint, ThresholdsSet

_NOTHING, _ALL = Fraction(0), Fraction(1)


class Pace(StrEnum):
    """How far behind the expected progress a key result is."""

    ON_TRACK = "on-track"
    BEHIND = "behind"
    AT_RISK = "at-risk"


def expected(start: date, end: date, on: date, phases: Sequence[PlannedPoint] = ()) -> Fraction:
    """The progress that is due at the end of the day `on`: 0 before the period, 1 from its last day on.

    Days count inclusively: of 1 to 30 April, the 15th is half. With `phases` it runs straight from nothing at the
    start through each point to the next; after the last point it stays there.
    """
    if on < start:
        return _NOTHING
    if phases:
        return _along(start, phases, on)
    if on >= end:
        return _ALL
    return Fraction((on - start).days + 1, (end - start).days + 1)


def pace(progress: Fraction, due: Fraction, thresholds: ThresholdsSet) -> Pace:
    """The status by the gap in points: on track below 16.5, behind up to 33, at risk above (Engagedly's figures).

    Or by the ratio of what is done to what is due, if the thresholds say so: on track from 0.9 on (ServiceNow).
    """
    if thresholds.pace_by == "ratio":
        # Multiplied, not divided: before a period begins nothing is due.
        if progress >= due * Fraction(thresholds.ratio_on_track_from):
            return Pace.ON_TRACK
        return Pace.BEHIND if progress >= due * Fraction(thresholds.ratio_behind_from) else Pace.AT_RISK
    gap = (due - progress) * 100
    if gap < Fraction(thresholds.on_track_below):
        return Pace.ON_TRACK
    return Pace.BEHIND if gap <= Fraction(thresholds.behind_up_to) else Pace.AT_RISK


def _along(start: date, phases: Sequence[PlannedPoint], on: date) -> Fraction:
    # The curve leaves from the end of the day before the first.
    day, part = start - timedelta(1), _NOTHING
    for point in sorted(phases, key=lambda point: point.day):
        if on <= point.day:
            way = (point.day - day).days
            return part + (Fraction(point.progress) - part) * Fraction((on - day).days, way) if way else part
        day, part = point.day, Fraction(point.progress)
    return part
