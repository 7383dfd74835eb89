"""How sure a team is of its key results, by their latest check-ins. Queries only."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.check_ins import CheckIns, latest
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters
from shared.events import BoxConfidence

_check_ins, _key_results = CheckIns.table.c, KeyResults.table.c
_objectives, _quarters = Objectives.table.c, Quarters.table.c

_MOST = 200


def sureness(connection: Connection, team: str) -> tuple[BoxConfidence, ...]:
    """The confidence of each key result that the team works on, in order of number; those that have none are left out.

    Worked on is what was not dropped, of a published objective whose quarter has not ended.
    """
    query = (
        select(_key_results.key_result, _check_ins.confidence)
        .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
        .join(CheckIns.table, _check_ins.check_in == latest(_key_results.key_result))
        .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(
            _objectives.team == team,
            _objectives.status == Status.PUBLISHED.value,
            _key_results.dropped.is_(False),
            _check_ins.confidence.is_not(None),
            or_(_quarters.phase.is_(None), _quarters.phase != QuarterStage.ENDED.value),
        )
        .order_by(_key_results.number)
        .limit(_MOST)
    )
    return tuple(
        BoxConfidence(key_result=key_result, confidence=confidence)
        for key_result, confidence in connection.execute(query)
    )
