"""Whose records a figure is made of. Queries only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from sqlalchemy import Connection, select

from services.okr.objectives.domain.goals import Judge, KeyResult, Objective
from services.okr.objectives.views import goals, key_results
from services.okr.objectives.views.check_ins import CheckIns

_check_ins = CheckIns.table.c
_MANY = 500
"""Ids in one query."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Objectives, the nearest to the figure first, and the quarters that these are of."""

    objectives: tuple[str, ...]
    quarters: tuple[str, ...]


def sources(connection: Connection, id_: str, judge: Judge) -> Sources:
    """What a key result's or an objective's figures are made of, however deep. The figure is there."""
    top = key_results.objective_of(connection, id_) or id_
    tree = goals.below(connection, [top], judge).tree
    ahead: deque[KeyResult | Objective] = deque([tree.key_results.get(id_) or tree.objectives[id_]])
    met: dict[str, KeyResult | Objective] = {}
    while ahead:
        here = ahead.popleft()
        if here.id in met:
            continue
        met[here.id] = here
        if isinstance(here, KeyResult):
            ahead += [tree.key_results[each] for each in here.sources if each in tree.key_results]
        else:
            ahead += here.key_results
        ahead += [each for each in here.children if each.feeds]
    measured = [each.id for each in met.values() if isinstance(each, KeyResult)]
    own = [each.objective if isinstance(each, KeyResult) else each.id for each in met.values()]
    objectives = tuple(dict.fromkeys([*own, *_checked_in_at(connection, measured)]))
    known = [tree.objectives[each].quarter for each in objectives if each in tree.objectives]
    return Sources(objectives, tuple(dict.fromkeys(each for each in known if each is not None)))


def _checked_in_at(connection: Connection, measured: list[str]) -> list[str]:
    """The objectives at which check-ins on these key results were made: some may have moved since."""
    found: list[str] = []
    for start in range(0, len(measured), _MANY):
        some = measured[start : start + _MANY]
        query = select(_check_ins.objective).where(_check_ins.key_result.in_(some)).distinct()
        found += connection.execute(query.order_by(_check_ins.objective)).scalars()
    return found
