"""Early warnings: what a run of check-ins tells before the figures turn red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shared.events import ThresholdsSet

_ALL = Fraction(1)


class Signal(StrEnum):
    """What may go wrong."""

    CONFIDENCE_FALLING = "confidence-falling"
    UNCHANGED_UNDER_GREEN = "unchanged-under-green"
    FORECAST_MISSES = "forecast-misses"


@dataclass(frozen=True, slots=True)
class Report:
    """A check-in that counts: its day, the progress that it means, how sure its author was."""

    day: date
    progress: Fraction | None
    confidence: int | None


def warnings(reports: Sequence[Report], *, on: date, end: date | None, thresholds: ThresholdsSet) -> list[Signal]:
    """What the reports (in effective order) warn of on a day; `end` is the period's last day, None in the backlog."""
    found = []
    if confidence_falling(reports):
        found.append(Signal.CONFIDENCE_FALLING)
    if unchanged_under_green(reports, on, thresholds):
        found.append(Signal.UNCHANGED_UNDER_GREEN)
    predicted = None if end is None or on > end else forecast(reports, end)
    if predicted is not None and predicted < _ALL:
        found.append(Signal.FORECAST_MISSES)
    return found


def confidence_falling(reports: Sequence[Report]) -> bool:
    """Whether confidence went down twice running, in the last three reports that told one."""
    told = [each.confidence for each in reports if each.confidence is not None][-3:]
    return len(told) == 3 and told[0] > told[1] > told[2]


def unchanged_under_green(reports: Sequence[Report], on: date, thresholds: ThresholdsSet) -> bool:
    """Whether the figure has stood still for four weeks (`unchanged_days`) while the last report is confident."""
    if not reports or reports[-1].progress is None:
        return False
    confidence, stands = reports[-1].confidence, reports[-1].progress
    if confidence is None or confidence < thresholds.confidence_green or stands >= _ALL:
        return False
    since = reports[-1].day
    for report in reversed(reports):
        if report.progress != stands:
            break
        since = report.day
    return (on - since).days >= thresholds.unchanged_days


def forecast(reports: Sequence[Report], end: date) -> Fraction | None:
    """The progress on the last day, by the straight line of least squares through the reports.

    None where it takes two different days to draw one.
    """
    points = [(Fraction(each.day.toordinal()), each.progress) for each in reports if each.progress is not None]
    if len({day for day, _ in points}) < 2:
        return None
    middle = sum((day for day, _ in points), Fraction(0)) / len(points)
    level = sum((part for _, part in points), Fraction(0)) / len(points)
    spread = sum(((day - middle) ** 2 for day, _ in points), Fraction(0))
    slope = sum(((day - middle) * (part - level) for day, part in points), Fraction(0)) / spread
    return level + slope * (end.toordinal() - middle)
