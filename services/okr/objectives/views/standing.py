"""What a board and a tree are made of: where objectives and key results stand, and what that is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from services.okr.company import view as company
from services.okr.objectives.domain.goals import MadeOf
from services.okr.objectives.domain.judge import HealthOn
from services.okr.quarters.view import Quarters
from shared.events import Contribution, ProgressSource


# Not frozen, and filled by position: a whole company's answer holds thousands, and names or freezing cost more than all
# the rest of making one.
@dataclass(slots=True)
class BoardKeyResult:
    """A key result and where it stands. `progress` is raw, in whole percent; None means that nothing is known yet.

    `made_of` tells where it comes from: check-ins, children, links, or an override by hand. Where somebody set it by
    hand, `otherwise` is what it would be if the others were adopted, and `drift` how many points that would move it.
    Of a linked one `value` is the sum of its `sources`, ids of key results; `cut` are those that would close a circle.

    `weight` is the part of its objective in percent where that was set, `share` what it counts by, in whole percent;
    None where the objective doesn't count its key results by weight.

    `measure` says in full how it is measured; `baseline`, `target`, `unit` and `zones` are what some kinds have of it.
    `zones` says in words what reaching commit, target and stretch means, where the key result is measured by zones.
    """

    id: str
    number: str
    objective: str
    title: str
    owner: str | None
    kind: str
    measure: dict[str, Any]
    baseline: Decimal | None
    target: Decimal | None
    unit: str | None
    zones: dict[str, str | None] | None
    weight: Decimal | None
    zone: str | None
    reached: tuple[str, ...] | None
    sources: tuple[str, ...]
    confidence: int | None
    check_in: str | None
    checked_in_at: datetime | None
    check_ins: int
    dropped: bool
    share: int | None = None
    value: Decimal | None = None
    progress: int | None = None
    made_of: MadeOf | None = None
    otherwise: int | None = None
    drift: int | None = None
    cut: tuple[str, ...] = ()
    health: str | None = None


@dataclass(slots=True)
class BoardObjective:
    """An objective with its living key results, in the order in which they were added.

    `progress` in whole percent is the mean of its `source`: key results, children (the objectives aligned to it), or
    both, each within 0 and 100. `confidence` is the lowest of its key results': an objective is as sure as its least
    sure one. Both are None where nothing is known yet. `health` is the worst of what it is made of.

    `aligned_to` is the number of what it serves (O-1, KR-2), beside the id of either. `cut` tells that this would close
    a circle, and isn't followed; `isolated` that it serves nothing, nothing serves it, and it isn't the company's own.
    `level` is how deep it lies in this tree; None on a board.
    """

    id: str
    number: str
    title: str
    quarter: str | None
    quarter_label: str | None
    team: str | None
    owner: str | None
    status: str
    result: str | None
    source: ProgressSource
    contribution: Contribution
    parent_objective: str | None
    parent_key_result: str | None
    aligned_to: str | None = None
    cut: bool = False
    isolated: bool = False
    level: int | None = None
    progress: int | None = None
    health: str | None = None
    confidence: int | None = None
    key_results: tuple[BoardKeyResult, ...] = ()


def health_on(connection: Connection, on: date, zone: tzinfo) -> HealthOn:
    """The judge of a day, by the thresholds that hold; `zone` says when a day begins."""
    quarters = Quarters.table.c
    rows = connection.execute(select(quarters.quarter, quarters.start, quarters.end))
    return HealthOn(on, zone, company.thresholds(connection), {row.quarter: (row.start, row.end) for row in rows})
