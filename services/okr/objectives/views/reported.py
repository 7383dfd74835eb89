"""An objective as a report shows it: what it came to. Queries only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from services.okr.company import view as company
from services.okr.kernel.arithmetic import percent
from services.okr.kernel.rule_book import RuleBook, band, in_sweet_spot, too_safe, wants_post_mortem
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import results
from services.okr.objectives.views.results import ObjectiveResult


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


def reported(connection: Connection, objective: str) -> ReportedObjective | None:
    """One objective as a report shows it, also a draft; None where there is none."""
    found = results.of_objective(connection, objective)
    return None if found is None else reported_by(found, company.thresholds(connection).too_safe_above, None)


def reported_by(found: ObjectiveResult, above: Decimal, other: RuleBook | None) -> ReportedObjective:
    """One objective as a report shows it; `above` is the score from which on it was too safe."""
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
