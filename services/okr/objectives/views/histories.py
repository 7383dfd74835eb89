"""All that was ever said of a key result, for the measures whose progress depends on more than the latest check-in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, RowMapping, select

from services.okr.kernel.arithmetic import Said, progress
from services.okr.kernel.planning import weeks
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters.view import Quarters
from shared.events import Measure, Zone

_check_ins, _key_results = CheckIns.table.c, KeyResults.table.c
_objectives, _quarters = Objectives.table.c, Quarters.table.c

_MANY = 500
"""Ids in one query."""


@dataclass(slots=True)
class History:
    """What was said, in effective order, and how many check-ins the key result's whole period should have."""

    said: list[Said] = field(default_factory=list)
    planned: int | None = None


def histories(connection: Connection, key_results: Collection[str]) -> Mapping[str, History]:
    """The history of each of these key results; retracted check-ins don't count. Of the backlog, nothing is planned."""
    found: dict[str, History] = {}
    for some in _parts(sorted(key_results)):
        for row in connection.execute(_PERIODS.where(_key_results.key_result.in_(some))):
            found[row.key_result] = History(planned=_planned(row.start, row.end))
        for said in connection.execute(_SAID.where(_check_ins.key_result.in_(some))).mappings():
            found.setdefault(said["key_result"], History()).said.append(said_in(said))
    return found


def progress_of(measure: Measure, row: RowMapping, history: History | None) -> Fraction | None:
    """The key result's progress, by the row of its latest check-in (`check_in` is None without one).

    `history` is wanted where `needs_every_check_in`.
    """
    if row["check_in"] is None:
        return None
    if history is None:
        return progress(measure, [said_in(row)])
    return progress(measure, history.said, history.planned)


def said_in(row: RowMapping) -> Said:
    """What the row of a check-in says."""
    reached = row["reached"]
    return Said(
        row["value"], None if row["zone"] is None else Zone(row["zone"]), None if reached is None else tuple(reached)
    )


_PERIODS = (
    select(_key_results.key_result, _quarters.start, _quarters.end)
    .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
    .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
)
_SAID = (
    select(_check_ins.key_result, _check_ins.value, _check_ins.zone, _check_ins.reached)
    .where(_check_ins.retracted.is_(None))
    .order_by(_check_ins.key_result, _check_ins.time, _check_ins.position)
)


def _planned(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else weeks(start, end)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
