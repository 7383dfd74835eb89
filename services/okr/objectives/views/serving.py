"""What serves what, one step after the other: to see which circle a new tie would close. Queries only."""

from __future__ import annotations

from sqlalchemy import Connection, select

from services.okr import typed_ids as resolve
from services.okr.kernel.circles import way
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives

Node = tuple[str, str]
"""``O`` or ``KR``, and the id."""

_objectives, _key_results = Objectives.table.c, KeyResults.table.c


def circle(connection: Connection, serving: Node, goal: Node) -> tuple[str, ...]:
    """The numbers from what shall serve, through its goal, back to it; empty where the goal doesn't lead there."""
    if serving == goal:
        number = _number(connection, serving)
        return (number, number)
    known: dict[str, list[str]] = {}
    query = select(_key_results.key_result, _key_results.sources).where(_key_results.sources.is_not(None))
    for row in connection.execute(query):
        for source in row.sources:
            known.setdefault(source, []).append(row.key_result)
    back = way(lambda node: _serves(connection, node, known), goal, serving)
    return tuple(_number(connection, node) for node in (serving, *back)) if back else ()


def all_ties(connection: Connection) -> dict[Node, list[Node]]:
    """What each objective and each key result serves."""
    ties: dict[Node, list[Node]] = {}
    for row in connection.execute(select(_key_results.key_result, _key_results.objective, _key_results.sources)):
        ties.setdefault(("KR", row.key_result), []).append(("O", row.objective))
        for source in row.sources or ():
            ties.setdefault(("KR", source), []).append(("KR", row.key_result))
    query = select(_objectives.objective, _objectives.parent_objective, _objectives.parent_key_result)
    for row in connection.execute(query):
        for kind, parent in (("O", row.parent_objective), ("KR", row.parent_key_result)):
            if parent is not None:
                ties.setdefault(("O", row.objective), []).append((kind, parent))
    return ties


def _serves(connection: Connection, node: Node, summed_up_by: dict[str, list[str]]) -> list[Node]:
    kind, id_ = node
    if kind == "KR":
        query = select(_key_results.objective).where(_key_results.key_result == id_)
        objectives = connection.execute(query).scalars()
        return [*(("O", each) for each in objectives), *(("KR", each) for each in summed_up_by.get(id_, ()))]
    query_parents = select(_objectives.parent_objective, _objectives.parent_key_result)
    row = connection.execute(query_parents.where(_objectives.objective == id_)).one_or_none()
    if row is None:
        return []
    parents = (("O", row.parent_objective), ("KR", row.parent_key_result))
    return [(kind, parent) for kind, parent in parents if parent is not None]


def _number(connection: Connection, node: Node) -> str:
    return resolve.number_of(connection, node[1]) or node[1]
