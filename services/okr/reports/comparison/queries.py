"""The goals at one instant as `comparing` wants them: what the board shows, with scores. Queries only."""

from __future__ import annotations

from sqlalchemy import Connection, select

from services.okr.objectives.domain.judge import HealthOn
from services.okr.objectives.views import board
from services.okr.objectives.views.outcomes import Outcomes
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.reports.comparison.domain import GoalAt

_outcomes = Outcomes.table.c


def standings(connection: Connection, judge: HealthOn) -> dict[str, GoalAt]:
    """Every objective and every living key result, by id, each objective before its key results."""
    scores = {row.objective: row.score for row in connection.execute(select(_outcomes.objective, _outcomes.score))}
    found: dict[str, GoalAt] = {}
    for goal in board.board(connection, judge=judge):
        found[goal.id] = _objective(goal, scores.get(goal.id))
        for one in goal.key_results:
            found[one.id] = _key_result(one)
    for standing in list(found.values()):
        if (served := found.get(standing.figures.get("serves") or "")) is not None:
            served.made_of = [*served.made_of, standing.id]
    return found


def renumbered(standings: dict[str, GoalAt], known: dict[str, str]) -> dict[str, GoalAt]:
    """The same under the numbers of now: views of another time count anew."""
    for standing in standings.values():
        standing.number = known.get(standing.id, standing.number)
    return standings


def _objective(goal: BoardObjective, score: object) -> GoalAt:
    return GoalAt(
        id=goal.id,
        number=goal.number,
        title=goal.title,
        kind="objective",
        objective=goal.id,
        figures={
            "progress": goal.progress,
            "score": score,
            "health": goal.health,
            "status": goal.result or goal.status,
            "confidence": goal.confidence,
            "owner": goal.owner,
            "team": goal.team,
            "quarter": goal.quarter_label,
            "serves": goal.parent_objective or goal.parent_key_result,
            "title": goal.title,
        },
        made_of=[one.id for one in goal.key_results],
    )


def _key_result(one: BoardKeyResult) -> GoalAt:
    return GoalAt(
        id=one.id,
        number=one.number,
        title=one.title,
        kind="key result",
        objective=one.objective,
        figures={
            "progress": one.progress,
            "value": one.value,
            "zone": one.zone,
            "health": one.health,
            "confidence": one.confidence,
            "target": one.measure,
            "weight": one.weight,
            "owner": one.owner,
            "objective": one.objective,
            "sources": list(one.sources),
            "title": one.title,
        },
        made_of=list(one.sources),
    )
