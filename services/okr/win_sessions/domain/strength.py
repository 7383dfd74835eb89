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

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.okr.kernel.arithmetic import clamp, zone_of
from shared.events import Zone

LEARNING, INSIGHT = Decimal(30), Decimal(20)
CONFIDENCE_STEP = 2
"""Points of confidence that are more than a mood."""

_FIRST = Decimal(5)
_POINT_OF_CONFIDENCE, _POINT_OF_DOUBT = 4, 2
_ENTERED = {Zone.FAIL: 0, Zone.COMMIT: 10, Zone.TARGET: 25, Zone.STRETCH: 50}
_MOST_BEYOND = 10
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """What a win's points are made of; `alone` is what a learning, an insight, a confidence or a first word counts."""

    way: Decimal = Decimal(0)
    entered: Decimal = Decimal(0)
    beyond: Decimal = Decimal(0)
    doubt: Decimal = Decimal(0)
    alone: Decimal = Decimal(0)

    @property
    def points(self) -> Decimal:
        """All together."""
        return _points(self.way + self.entered + self.beyond + self.doubt + self.alone)


def way_strength(start: Fraction, end: Fraction, overcome: int) -> Strength:
    """Of a way from `start` to `end` (parts of the whole), with so many points of confidence since the least sure."""
    zone = zone_of(end)
    entered = _ENTERED[zone] if zone is not zone_of(start) else 0
    beyond = min(Fraction(_MOST_BEYOND), (max(_ALL, end) - max(_ALL, start)) * 10)
    return Strength(
        way=_way(start, end),
        entered=Decimal(entered),
        beyond=_points(beyond),
        doubt=Decimal(_POINT_OF_DOUBT * overcome),
    )


def confidence_strength(start: Fraction, end: Fraction, gained: int) -> Strength:
    """Of a confidence that rose by so many points."""
    return Strength(way=_way(start, end), alone=Decimal(_POINT_OF_CONFIDENCE * gained))


def first_strength(start: Fraction, end: Fraction) -> Strength:
    """Of a first word."""
    return Strength(way=_way(start, end), alone=_FIRST)


def _way(start: Fraction, end: Fraction) -> Decimal:
    return _points((clamp(end) - clamp(start)) * 100 if end > start else Fraction(0))


def _points(points: Fraction | Decimal) -> Decimal:
    exact = Fraction(points)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"))
