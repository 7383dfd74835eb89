"""The health of a whole tree on one day: what `health` says of each key result, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction

from services.okr.kernel.health import Health, by_confidence
from services.okr.kernel.pace import expected
from services.okr.objectives.domain.goals import KeyResult, Objective
from shared.events import PlannedPoint, ThresholdsSet

Period = tuple[date, date]
"""A quarter's first and last day."""

_WORST_FIRST = tuple(health for health in reversed(Health) if health is not Health.CLOSED)

_Bounds = tuple[Fraction, Fraction]


@dataclass(slots=True)
class HealthOn:
    """How things stand on the day `on`, in the time zone `zone`; `periods` are the quarters by id.

    `rules` are the rule books of quarters that have ended by now, where the day is seen from later: they count by these
    on that day, too.

    A key result that nobody ever spoke of is stale so many days after its quarter began or its objective was published,
    whichever came later. One that others feed is as fresh as what they said last, and never stale for want of a
    check-in of its own; how sure somebody was of it before they fed it says nothing any more. A draft is pending.
    """

    on: date
    zone: tzinfo
    thresholds: ThresholdsSet
    periods: Mapping[str, Period]
    rules: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, _Bounds] = field(default_factory=dict, init=False)
    _fresh_from: datetime = field(init=False)

    def __post_init__(self) -> None:
        # What was said before this moment is stale.
        day = self.on - timedelta(self.thresholds.stale_days - 1)
        self._fresh_from = datetime.combine(day, time.min, self.zone)

    def key_result(self, key_result: KeyResult, objective: Objective) -> str:
        """The health of a key result by itself."""
        if objective.closed:
            return Health.CLOSED
        if objective.published is None:
            return Health.PENDING
        period = None if objective.quarter is None else self.periods.get(objective.quarter)
        if self._stale(key_result, objective.published, period):
            return Health.STALE
        sure = self.sureness(key_result)
        if key_result.progress is None or period is None:
            return sure or Health.PENDING
        fast = self._pace(key_result.progress, *self._bounds(objective.quarter, period, key_result.phases))
        return fast if sure is None or sure is fast else self.worst([sure, fast])

    def sureness(self, key_result: KeyResult) -> Health | None:
        """What the confidence says that holds; None where there is none."""
        if key_result.confidence is None or key_result.fed:
            return None
        return by_confidence(key_result.confidence, self.thresholds)

    def objective(self, objective: Objective, healths: Iterable[str]) -> str:
        """The health of an objective: the worst of what makes it up, unless it is closed."""
        return Health.CLOSED if objective.closed else self.worst(healths)

    def worst(self, healths: Iterable[str]) -> str:
        """The worst of several; what is closed counts only where all are."""
        known = [*healths]
        # By comparing, from the worst on: what a dictionary would have to hash takes longer.
        for health in _WORST_FIRST:
            if health in known:
                return health
        return Health.CLOSED if known else Health.PENDING

    def _stale(self, key_result: KeyResult, published: datetime, period: Period | None) -> bool:
        heard = key_result.heard or key_result.said
        if heard is not None:
            return heard[0] < self._fresh_from
        if period is None or key_result.fed:
            return False
        return published < self._fresh_from and (self.on - period[0]).days >= self.thresholds.stale_days

    def _bounds(self, quarter: str | None, period: Period, phases: tuple[PlannedPoint, ...]) -> _Bounds:
        """The progress above which it is on track, and from which on it is behind; below that it is at risk.

        By the ratio it is on track from the former on, not only above it.
        """
        if phases or quarter is None:
            return self._around(expected(*period, self.on, phases))
        known = self._known.get(quarter)
        if known is None:
            known = self._known[quarter] = self._around(expected(*period, self.on))
        return known

    def _around(self, due: Fraction) -> _Bounds:
        if self.thresholds.pace_by == "ratio":
            return (
                due * Fraction(self.thresholds.ratio_on_track_from),
                due * Fraction(self.thresholds.ratio_behind_from),
            )
        return (
            due - Fraction(self.thresholds.on_track_below) / 100,
            due - Fraction(self.thresholds.behind_up_to) / 100,
        )

    def _pace(self, progress: Fraction, on_track: Fraction, behind: Fraction) -> Health:
        # Compared in whole numbers, as thousands of fractions would take longer than all the rest.
        up, down = progress.numerator, progress.denominator
        ahead = up * on_track.denominator - on_track.numerator * down
        if ahead > 0 or (not ahead and self.thresholds.pace_by == "ratio"):
            return Health.ON_TRACK
        return Health.BEHIND if up * behind.denominator >= behind.numerator * down else Health.AT_RISK
