"""What serves and feeds what: which circle a tie would close, and what says where a key result stands. Queries only."""

from __future__ import annotations

from datetime import date, tzinfo

from sqlalchemy import Connection, Text, cast, select

from services.okr import typed_ids as resolve
from services.okr.kernel.circles import way
from services.okr.objectives.domain.history import FedDays, KeyResultFact, Node, ObjectiveFact
from services.okr.objectives.views.history import KeyResultTimes, ObjectiveTimes, key_result_states, objective_states
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives

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


def feeding(connection: Connection, key_result: str) -> tuple[str, ...]:
    """The numbers of what feeds the key result: sources that were not dropped, else published objectives; or none."""
    sources = connection.execute(select(_key_results.sources).where(_key_results.key_result == key_result)).scalar()
    if sources:
        linked = select(_key_results.number).where(_key_results.key_result.in_(sources))
        living = connection.execute(linked.where(_key_results.dropped.is_(False)).order_by(_key_results.number))
        if found := tuple(f"KR-{number}" for number in living.scalars()):
            return found
    aligned = select(_objectives.number).where(
        _objectives.parent_key_result == key_result, _objectives.published.is_not(None)
    )
    return tuple(f"O-{number}" for number in connection.execute(aligned.order_by(_objectives.number)).scalars())


def fed_until(connection: Connection, zone: tzinfo) -> dict[str, date]:
    """The day from which on nothing feeds a key result any more, of each that was once fed."""
    objectives, key_results = ObjectiveTimes.table.c, KeyResultTimes.table.c
    # Few goals ever fed a key result, or were linked: only those are read whole.
    aligned = select(ObjectiveTimes.table).where(cast(objectives.changes, Text).like('%"KR"%'))
    linked = select(KeyResultTimes.table).where(cast(key_results.changes, Text).like('%"sources"%'))
    goals = {
        row.objective: ObjectiveFact(None, objective_states(row.changes, zone)) for row in connection.execute(aligned)
    }
    rows = {row.key_result: row for row in connection.execute(linked)}
    sources = {source for row in rows.values() for change in row.changes for source in change.get("sources", ())}
    for source in sorted(sources - rows.keys()):
        if row := connection.execute(select(KeyResultTimes.table).where(key_results.key_result == source)).first():
            rows[source] = row
    measured = {id_: KeyResultFact(key_result_states(row.changes, zone)) for id_, row in rows.items()}
    days = FedDays(goals, measured)
    served = {state.serves[1] for fact in goals.values() for _, state in fact.states if state.serves is not None}
    found = {id_: days.fed_until(id_) for id_ in served | measured.keys()}
    return {id_: day for id_, day in found.items() if day is not None}


def fed(connection: Connection) -> set[str]:
    """Every key result that something feeds."""
    aligned = select(_objectives.parent_key_result).where(
        _objectives.parent_key_result.is_not(None), _objectives.published.is_not(None)
    )
    found = set(connection.execute(aligned.distinct()).scalars())
    linked = connection.execute(
        select(_key_results.key_result, _key_results.sources).where(_key_results.sources.is_not(None))
    ).all()
    dropped = set(connection.execute(select(_key_results.key_result).where(_key_results.dropped)).scalars())
    return found | {row.key_result for row in linked if not dropped.issuperset(row.sources)}
