"""How strong a win is: what the order of an agenda, and the strongest wins of a quarter, go by.

What moved, in points:

* the way that was gone, in percent of the whole way from baseline to target; what lies below or beyond isn't counted;
* what was entered by it: 10 for the zone commit (0.3 of the way), 25 for target (0.7), 50 for the end of the way;
* what was gone beyond the target: a tenth of it in percent, 10 at most;
* the doubt that was overcome: 2 for each point of confidence between the least that was said and the last.

So what was reached from nothing against doubt comes first, what crept on comes late. A learning counts 30 and an
insight 20, whatever came of them: between a zone that was entered and a small step. A confidence alone counts 4 a
point, a first check-in 5. Where two are equal, what has been so for longer comes first.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from services.okr.domain.arithmetic import clamp, zone_of
from shared.events import Zone

LEARNING = Decimal(30)
INSIGHT = Decimal(20)
CONFIDENCE_STEP = 2
"""Points of confidence that are more than a mood."""

_FIRST = 5
_POINT_OF_CONFIDENCE, _POINT_OF_DOUBT = 4, 2
_ENTERED = {Zone.FAIL: 0, Zone.COMMIT: 10, Zone.TARGET: 25, Zone.STRETCH: 50}
_MOST_BEYOND = 10
_ALL = Fraction(1)


def way_strength(start: Fraction, end: Fraction, overcome: int) -> Decimal:
    """Of a way from `start` to `end` (parts of the whole), with so many points of confidence since the least sure."""
    entered = _ENTERED[zone_of(end)] if zone_of(end) != zone_of(start) else 0
    beyond = min(Fraction(_MOST_BEYOND), (max(_ALL, end) - max(_ALL, start)) * 10)
    return _points(_way(start, end) + entered + beyond + _POINT_OF_DOUBT * overcome)


def confidence_strength(start: Fraction, end: Fraction, gained: int) -> Decimal:
    """Of a confidence that rose by so many points."""
    return _points(_way(start, end) + _POINT_OF_CONFIDENCE * gained)


def first_strength(start: Fraction, end: Fraction) -> Decimal:
    """Of a first word."""
    return _points(_way(start, end) + _FIRST)


def _way(start: Fraction, end: Fraction) -> Fraction:
    return (clamp(end) - clamp(start)) * 100 if end > start else Fraction(0)


def _points(points: Fraction) -> Decimal:
    return (Decimal(points.numerator) / points.denominator).quantize(Decimal("0.1"))
