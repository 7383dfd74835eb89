"""The key results that somebody answers for, in what runs now. Queries only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import board, ties
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.standing import BoardKeyResult
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters

_key_results, _objectives, _quarters = KeyResults.table.c, Objectives.table.c, Quarters.table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class MyKeyResult:
    """A key result with what it is for."""

    objective: str
    objective_number: str
    objective_title: str
    quarter_label: str | None
    team: str | None
    key_result: BoardKeyResult


def of_person(connection: Connection, person: str) -> list[MyKeyResult]:
    """The key results that take this person's check-ins, in the order of their objectives.

    Those that he owns, and those of his objectives that nobody owns; living ones of published objectives, in quarters
    that have not ended. One that others feed takes none.
    """
    query = (
        select(_key_results.key_result, _key_results.objective)
        .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
        .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(
            func.coalesce(_key_results.owner, _objectives.owner) == person,
            _key_results.dropped.is_(False),
            _objectives.status == Status.PUBLISHED.value,
            or_(_quarters.phase.is_(None), _quarters.phase != QuarterStage.ENDED.value),
        )
        .order_by(_objectives.number)
    )
    rows = connection.execute(query).all()
    wanted = {row.key_result for row in rows} - ties.fed(connection)
    goals = (board.objective(connection, id_) for id_ in dict.fromkeys(row.objective for row in rows))
    return [
        MyKeyResult(
            objective=goal.id,
            objective_number=goal.number,
            objective_title=goal.title,
            quarter_label=goal.quarter_label,
            team=goal.team,
            key_result=one,
        )
        for goal in goals
        if goal is not None
        for one in goal.key_results
        if one.id in wanted
    ]
