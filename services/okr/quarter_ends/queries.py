"""The report of a quarter: what its objectives and key results came to. Queries only.

Drafts have no part in it. What was never checked in is counted as such and nowhere else: it is in no band, and in no
mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from sqlalchemy import Connection

from services.okr.company import view as company
from services.okr.kernel.arithmetic import clamp, zone_of
from services.okr.kernel.rule_book import (
    Band,
    band,
    quantised,
    rule_book,
)
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import results
from services.okr.objectives.views.reported import ReportedObjective, reported_by
from services.okr.objectives.views.results import KeyResultResult
from services.okr.quarters import view as quarters
from shared.events import Metric, NotFound, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The digests that were last taken of the quarter, of the log up to `position`."""

    at: datetime
    position: int
    events: str
    results: str
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterReport:
    """A quarter in figures, and its objectives; they count by the rule book `counts_by`.

    `bands` counts key results by their own score (red, yellow, green: Google, re:Work), `zones` by how far they came
    (fail, commit, target, stretch). `below_baseline` and `above_stretch` are of those measured by a number that moves,
    and so is `metric_mean`, the mean of their progress within 0 and 1, to four places. `mean_score` is over the
    objectives that have a score.
    """

    id: str
    label: str
    start: date
    end: date
    phase: str
    counts_by: str
    key_results: int
    bands: dict[str, int]
    zones: dict[str, int]
    below_baseline: int
    above_stretch: int
    never_checked_in: list[str]
    metrics: int
    metric_mean: Decimal | None
    mean_score: Decimal | None
    beside: str | None
    drafts: list[str]
    automatic: list[str]
    post_mortems_wanted: list[str]
    too_safe: list[str]
    objectives: list[ReportedObjective]
    frozen: Frozen | None


def report(connection: Connection, quarter: str, rules: str | None = None) -> QuarterReport:
    """The quarter's report by now. Raises NotFound where there is no such quarter, Invalid for an unknown rule book."""
    other = None if rules is None else rule_book(rules)
    row = quarters.by_id(connection, quarter)
    if row is None:
        raise NotFound(f"there is no quarter {quarter!r}; list the quarters to see their labels")
    above = company.thresholds(connection).too_safe_above
    found = results.of_quarter(connection, quarter)
    counted = [each for each in found if each.outcome["published"]]
    told = [reported_by(each, above, other) for each in counted]
    key_results = [one for each in counted for one in each.key_results]
    said = [part for one in key_results if (part := one.progress) is not None]
    moved = [one.progress for one in key_results if isinstance(one.measure, Metric) and one.progress is not None]
    scores = [Fraction(each.score) for each in told if each.score is not None]
    return QuarterReport(
        id=quarter,
        label=row["label"],
        start=row["start"],
        end=row["end"],
        phase=row["phase"],
        counts_by=quarters.rules_of(connection, quarter),
        key_results=len(key_results),
        bands=_counted(get_args(Band), [band(quantised(part)) for part in said]),
        zones=_counted([zone.value for zone in Zone], [zone_of(part).value for part in said]),
        below_baseline=sum(part < 0 for part in moved),
        above_stretch=sum(part > 1 for part in moved),
        never_checked_in=[one.number for one in key_results if _never(one)],
        metrics=len(moved),
        metric_mean=_mean([clamp(part) for part in moved]),
        mean_score=_mean(scores),
        beside=rules,
        drafts=[each.number for each in found if each.status == Status.DRAFT.value],
        automatic=[each.number for each in told if each.automatic],
        post_mortems_wanted=[each.number for each in told if each.wants_post_mortem],
        too_safe=[each.number for each in told if each.too_safe],
        objectives=told,
        frozen=_frozen(connection, quarter),
    )


def _never(one: KeyResultResult) -> bool:
    return one.last is None and one.progress is None


def _counted(names: Sequence[str], found: Sequence[str]) -> dict[str, int]:
    return {name: found.count(name) for name in names}


def _mean(parts: Sequence[Fraction]) -> Decimal | None:
    return quantised(sum(parts, Fraction(0)) / len(parts)) if parts else None


def _frozen(connection: Connection, quarter: str) -> Frozen | None:
    row = quarters.ending_of(connection, quarter)
    if row is None or row["frozen"] is None:
        return None
    return Frozen(
        at=row["frozen"], position=row["position"], events=row["events"], results=row["results"], rules=row["rules"]
    )
