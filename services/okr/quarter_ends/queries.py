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
from services.okr.kernel.arithmetic import clamp, percent, zone_of
from services.okr.kernel.rule_book import (
    Band,
    RuleBook,
    band,
    in_sweet_spot,
    quantised,
    rule_book,
    too_safe,
    wants_post_mortem,
)
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import results
from services.okr.objectives.views.results import KeyResultResult, ObjectiveResult
from services.okr.quarters import view as quarters
from shared.events import Metric, NotFound, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedObjective:
    """What an objective came to. `proposed` is what its progress makes of it now, `beside` under another rule book.

    `stage` is published, scored or closed. `wants_post_mortem` is of committed ones below 1.0, `too_safe` of
    aspirational ones that came too far for a stretch.
    """

    id: str
    number: str
    title: str
    team: str | None
    owner: str | None
    commitment: str
    stage: str
    progress: int | None
    proposed: Decimal | None
    score: Decimal | None
    rules: str | None
    automatic: bool
    band: str | None
    sweet_spot: bool
    wants_post_mortem: bool
    too_safe: bool
    carried_into: str | None
    beside: Decimal | None


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
    told = [_objective(each, above, other) for each in counted]
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


def reported(connection: Connection, objective: str) -> ReportedObjective | None:
    """One objective as a report shows it, also a draft; None where there is none."""
    found = results.of_objective(connection, objective)
    return None if found is None else _objective(found, company.thresholds(connection).too_safe_above, None)


def _objective(found: ObjectiveResult, above: Decimal, other: RuleBook | None) -> ReportedObjective:
    row, score = found.outcome, found.score
    stage = "scored" if found.scored and found.status == Status.PUBLISHED.value else found.status
    return ReportedObjective(
        id=found.objective,
        number=found.number,
        title=found.title,
        team=found.team,
        owner=found.owner,
        commitment=row["commitment"],
        stage=stage,
        progress=percent(found.progress),
        proposed=found.proposal().score,
        score=score,
        rules=row["rules"],
        automatic=bool(row["automatic"]),
        band=None if score is None else band(score),
        sweet_spot=score is not None and in_sweet_spot(score),
        wants_post_mortem=(found.scored and row["post_mortem"] is None and wants_post_mortem(row["commitment"], score)),
        too_safe=too_safe(row["commitment"], score, above),
        carried_into=row["carried_into"],
        beside=None if other is None else found.proposal(other).score,
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
