"""What the figures mean: progress of a key result, of an objective, and how a percentage is shown. All exact.

Three rules that are easily confused:

* progress is *raw*: below 0 where a value fell behind its baseline, above 1 where it passed its target;
* only the roll-up clamps, so one key result can neither sink nor carry an objective alone;
* *never checked in* is None, not 0. In a roll-up it counts as 0 as soon as one of its siblings has a check-in (nothing
  was reported, so nothing was reached); an objective none of whose key results was ever checked in is None itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import assert_never

from shared.events import ZONE_SCORES, Measure, Metric, Ordinal, Zone

_SCORES = {zone: Fraction(score) for zone, score in ZONE_SCORES.items()}
_NOTHING, _ALL, _HALF = Fraction(0), Fraction(1), Fraction(1, 2)


def progress(measure: Measure, value: Decimal | None, zone: Zone | None) -> Fraction | None:
    """How much of the way is done: 0 at the baseline, 1 at the target, beyond either where the value is.

    None where there is neither a value nor a zone to tell it by.
    """
    match measure:
        case Metric(baseline=baseline, target=target):
            return None if value is None else movement(baseline, target, value)
        case Ordinal():
            return None if zone is None else _SCORES[zone]
        case _:
            assert_never(measure)


def movement(baseline: Decimal, target: Decimal, value: Decimal) -> Fraction | None:
    """The part of the way from baseline to target that the value has gone, up or down.

    None where the two are equal: no command makes such a key result, but a log from elsewhere may hold one.
    """
    start = Fraction(baseline)
    way = Fraction(target) - start
    return (Fraction(value) - start) / way if way else None


def clamp(part: Fraction) -> Fraction:
    """The same within 0 and 1."""
    return min(_ALL, max(_NOTHING, part))


def roll_up(parts: Iterable[Fraction | None]) -> Fraction | None:
    """The objective's progress: the equal mean of its key results' clamped progress.

    A key result without a check-in counts as 0, unless none has one: then, and without key results, None.
    """
    items = list(parts)
    if all(part is None for part in items):
        return None
    return sum((clamp(part) for part in items if part is not None), _NOTHING) / len(items)


def zone_of(part: Fraction) -> Zone:
    """The zone that a metric's progress lies in; exactly on a bound it is the higher one."""
    return max((zone for zone in Zone if part >= _SCORES[zone]), key=_SCORES.__getitem__, default=Zone.FAIL)


def percent(part: Fraction | None) -> int | None:
    """The part in whole percent, rounded half up (towards plus infinity): 1/6 is 17, 0.125 is 13."""
    return None if part is None else floor(part * 100 + _HALF)
