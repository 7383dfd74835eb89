"""What the figures mean: progress of a key result, of an objective, and how a percentage is shown. All exact.

Three rules that are easily confused:

* progress is *raw*: below 0 where a value fell behind its baseline, above 1 where it passed its target;
* only the roll-up clamps, so one key result can neither sink nor carry an objective alone;
* *never checked in* is None, not 0. In a roll-up it counts as 0 as soon as one of its siblings has a check-in (nothing
  was reported, so nothing was reached); an objective none of whose key results was ever checked in is None itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from shared.events import (
    ZONE_SCORES,
    Binary,
    Checkpoint,
    Checkpoints,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
    Zone,
)

_SCORES = {zone: Fraction(score) for zone, score in ZONE_SCORES.items()}
_NOTHING, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Said:
    """What one check-in says, corrections included."""

    value: Decimal | None = None
    zone: Zone | None = None
    reached: tuple[str, ...] | None = None


def needs_every_check_in(measure: Measure) -> bool:
    """Whether progress depends on all check-ins; of every other measure it depends on the latest alone."""
    return isinstance(measure, Stages) or (isinstance(measure, Maintain) and measure.rule == "planned")


def progress(measure: Measure, said: Sequence[Said], planned: int | None = None) -> Fraction | None:
    """How much of the way is done: 0 at the start, 1 at the target, beyond either where the value is.

    `said` are the check-ins that count, in effective order: all of them where `needs_every_check_in`, else the latest
    is enough. `planned` is how many there should be, for a measure that counts them and doesn't say it itself. None
    where nothing was ever said.
    """
    if not said:
        return None
    latest = said[-1]
    match measure:
        case Metric(baseline=baseline, target=target):
            return None if latest.value is None else movement(baseline, target, latest.value)
        case Ordinal():
            return None if latest.zone is None else _SCORES[latest.zone]
        case Maintain():
            return kept(measure, [each.value for each in said if each.value is not None], measure.planned or planned)
        case Binary():
            return None if latest.value is None else (_ALL if latest.value else _NOTHING)
        case Milestones(milestones=milestones):
            return None if latest.reached is None else done(milestones, latest.reached)
        case Stages(stages=stages):
            return highest(stages, [name for each in said for name in each.reached or ()])
        case Checkpoints(points=points):
            return None if latest.value is None else along(points, latest.value)
        case _:
            assert_never(measure)


def kept(measure: Maintain, values: Sequence[Decimal], planned: int | None) -> Fraction | None:
    """How well a number was kept within its bounds, by the measure's own rule; `values` in effective order.

    By planned check-ins: those that met the bounds ÷ those planned, a missing one counts as not met (Profit.co). By
    distance, of the latest value: v/T for at least, 2 - v/T for at most (Profit.co), the lesser of both but never
    above 1 within a band. By the latest value: met or not.
    """
    if not values:
        return None
    if measure.rule == "planned":
        met = sum(within(measure, value) for value in values)
        return Fraction(met, max(planned or 0, len(values)))
    if measure.rule == "latest":
        return _ALL if within(measure, values[-1]) else _NOTHING
    value = Fraction(values[-1])
    parts = [value / Fraction(measure.lower)] if measure.lower else []
    parts += [2 - value / Fraction(measure.upper)] if measure.upper else []
    if len(parts) > 1:
        parts.append(_ALL)
    return min(parts, default=None)


def within(measure: Maintain, value: Decimal) -> bool:
    """Whether the value keeps to the bounds; a bound itself does."""
    return (measure.lower is None or value >= measure.lower) and (measure.upper is None or value <= measure.upper)


def done(milestones: Sequence[Milestone], reached: Sequence[str]) -> Fraction | None:
    """The part of the milestones that is done, by weight; None where none of them weighs anything."""
    whole = sum((Fraction(each.weight) for each in milestones), _NOTHING)
    part = sum((Fraction(each.weight) for each in milestones if each.name in reached), _NOTHING)
    return part / whole if whole else None


def highest(stages: Sequence[Stage], reached: Sequence[str]) -> Fraction:
    """The progress of the highest stage that was ever reached; 0 before the first."""
    shares = (
        Fraction(place, len(stages)) if stage.progress is None else Fraction(stage.progress)
        for place, stage in enumerate(stages, 1)
        if stage.name in reached
    )
    return max(shares, default=_NOTHING)


def along(points: Sequence[Checkpoint], value: Decimal) -> Fraction:
    """The progress at this value, straight between checkpoints; before the first and after the last it is theirs.

    The values of `points` rise or fall throughout.
    """
    at = Fraction(value)
    ordered = sorted((Fraction(point.value), Fraction(point.progress)) for point in points)
    if at <= ordered[0][0]:
        return ordered[0][1]
    for (start, low), (end, high) in pairwise(ordered):
        if at <= end:
            return low + (high - low) * (at - start) / (end - start)
    return ordered[-1][1]


def movement(baseline: Decimal, target: Decimal, value: Decimal) -> Fraction | None:
    """The part of the way from baseline to target that the value has gone, up or down.

    None where the two are equal: no command makes such a key result, but a log from elsewhere may hold one.
    """
    # In whole numbers: of thousands of key results at once, fractions would take most of the time.
    start, start_under = baseline.as_integer_ratio()
    end, end_under = target.as_integer_ratio()
    at, at_under = value.as_integer_ratio()
    way = (end * start_under - start * end_under) * at_under
    return Fraction((at * start_under - start * at_under) * end_under, way) if way else None


def size_of(measure: Measure) -> Fraction | None:
    """How long the way is that the key result has to go, in its own unit; None where it has no such way."""
    match measure:
        case Metric(baseline=baseline, target=target):
            return abs(Fraction(target) - Fraction(baseline))
        case Checkpoints(points=points) if points:
            values = [Fraction(point.value) for point in points]
            return max(values) - min(values)
        case _:
            return None


def clamp(part: Fraction) -> Fraction:
    """The same within 0 and 1."""
    return min(_ALL, max(_NOTHING, part))


def zone_of(part: Fraction) -> Zone:
    """The zone that a metric's progress lies in; exactly on a bound it is the higher one."""
    return max((zone for zone in Zone if part >= _SCORES[zone]), key=_SCORES.__getitem__, default=Zone.FAIL)


def percent(part: Fraction | None) -> int | None:
    """The part in whole percent, rounded half up (towards plus infinity): 1/6 is 17, 0.125 is 13."""
    if part is None:
        return None
    under = part.denominator
    return (200 * part.numerator + under) // (2 * under)


def rounded(figure: Fraction) -> int:
    """The figure as a whole number, rounded half up as a percentage is."""
    under = figure.denominator
    return (2 * figure.numerator + under) // (2 * under)
