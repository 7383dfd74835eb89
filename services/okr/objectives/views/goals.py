"""The goals as rows, and the tree that is grown from them: the one computation behind board, tree and single answers.

What an objective comes to depends on what is aligned to it and on what its key results are linked to, whatever quarter
or team that is of. So a part is read with everything below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from services.okr.kernel.arithmetic import needs_every_check_in, progress
from services.okr.kernel.rule_book import RuleBook
from services.okr.objectives.domain import goals
from services.okr.objectives.domain.goals import Judge
from services.okr.objectives.domain.tree import Tree, grown
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.goal_rows import KEY_RESULTS, OBJECTIVES, Row, key_result_of, objective_of
from services.okr.objectives.views.histories import histories
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.quarters.view import Quarters
from shared.projection import bare_rows

_objectives, _key_results, _check_ins = Objectives.table.c, KeyResults.table.c, CheckIns.table.c
_quarters = Quarters.table.c

_MANY = 500
"""Ids in one query."""


@dataclass(slots=True)
class Goals:
    """A tree, and how its nodes are shown, by id: as far as they could be before it was grown."""

    tree: Tree
    objectives: dict[str, BoardObjective]
    key_results: dict[str, BoardKeyResult]


def everything(connection: Connection, judge: Judge | None = None, book: RuleBook | None = None) -> Goals:
    """All goals there are; they count as in `below`."""
    return _grown(connection, bare_rows(connection, OBJECTIVES), bare_rows(connection, KEY_RESULTS), judge, book)


def below(
    connection: Connection, wanted: Collection[str], judge: Judge | None = None, book: RuleBook | None = None
) -> Goals:
    """These objectives, with everything that they are made of; more may come with them.

    All of it counts by the `book`; without one, each objective by the rules of its own quarter.
    """
    wanted = _with_all_below(connection, wanted)
    if len(wanted) > _MANY:
        # Asking for so many by id takes longer than reading all.
        return everything(connection, judge, book)
    objectives = _chosen(connection, OBJECTIVES, _objectives.objective, wanted)
    key_results = _chosen(connection, KEY_RESULTS, _key_results.objective, wanted)
    key_results += _linking(connection, {row[0] for row in key_results})
    objectives.sort(key=_number)
    key_results.sort(key=_number)
    return _grown(connection, objectives, key_results, judge, book)


def _number(row: Row) -> int:
    number: int = row[1]
    return number


def parents_elsewhere(connection: Connection, read: Goals) -> dict[str, str]:
    """The numbers of what these objectives serve and that was not read with them."""
    found: dict[str, str] = {}
    parents = read.tree.objectives.values()
    for prefix, column, number, ids in (
        ("O", _objectives.objective, _objectives.number, {each.parent_objective for each in parents}),
        ("KR", _key_results.key_result, _key_results.number, {each.parent_key_result for each in parents}),
    ):
        absent = sorted(id_ for id_ in ids if id_ and id_ not in read.objectives and id_ not in read.key_results)
        for part in _parts(absent):
            rows = connection.execute(select(column, number).where(column.in_(part)))
            found.update({id_: f"{prefix}-{shown}" for id_, shown in rows})
    return found


def _grown(
    connection: Connection,
    objectives: Iterable[Row],
    key_results: Iterable[Row],
    judge: Judge | None,
    book: RuleBook | None,
) -> Goals:
    nodes, shown = [], {}
    for row in objectives:
        node, shown[row[0]] = objective_of(row)
        if judge is not None and node.quarter is not None:
            node.rules = judge.rules.get(node.quarter, node.rules)
        nodes.append(node)
    parts, shown_parts = [], {}
    for row in key_results:
        part, shown_parts[row[0]] = key_result_of(row)
        parts.append(part)
    _with_histories(connection, parts)
    return Goals(grown(nodes, parts, judge, book), shown, shown_parts)


def _with_histories(connection: Connection, key_results: Iterable[goals.KeyResult]) -> None:
    """Work out what takes more than the latest check-in."""
    counting = {each.id: each for each in key_results if each.said is not None and needs_every_check_in(each.measure)}
    for id_, history in histories(connection, counting).items():
        counting[id_].own = progress(counting[id_].measure, history.said, history.planned)


def _with_all_below(connection: Connection, wanted: Iterable[str]) -> set[str]:
    """The same objectives, and all that they are made of, however deep: what is aligned to them or linked by them."""
    query = (
        select(_objectives.objective, _objectives.parent_objective, _key_results.objective.label("measured"))
        .outerjoin_from(Objectives.table, KeyResults.table, _key_results.key_result == _objectives.parent_key_result)
        .where(or_(_objectives.parent_objective.is_not(None), _objectives.parent_key_result.is_not(None)))
    )
    under: dict[str | None, list[str]] = {}
    for row in connection.execute(query):
        under.setdefault(row.parent_objective or row.measured, []).append(row.objective)
    for source, objective in _links(connection):
        under.setdefault(objective, []).append(source)
    found, ahead = set(wanted), list(wanted)
    while ahead:
        for each in under.get(ahead.pop(), ()):
            if each not in found:
                found.add(each)
                ahead.append(each)
    return found


def _links(connection: Connection) -> list[tuple[str, str]]:
    """Which objective has a key result that another's sums up: both ids."""
    query = select(_key_results.objective, _key_results.sources).where(_key_results.sources.is_not(None))
    links = connection.execute(query).all()
    named = {source for row in links for source in row.sources}
    measured: dict[str, str] = {}
    for part in _parts(sorted(named)):
        chosen = select(_key_results.key_result, _key_results.objective).where(_key_results.key_result.in_(part))
        measured.update({row.key_result: row.objective for row in connection.execute(chosen)})
    return [(measured[source], row.objective) for row in links for source in row.sources if source in measured]


def _linking(connection: Connection, known: set[str]) -> list[Row]:
    """The rows of those other key results that are linked to these: only to know that they are."""
    query = select(_key_results.key_result, _key_results.sources).where(_key_results.sources.is_not(None))
    found = {row.key_result for row in connection.execute(query) if not known.isdisjoint(row.sources)}
    return _chosen(connection, KEY_RESULTS, _key_results.key_result, found - known)


def _chosen(
    connection: Connection, query: Select[Any], column: ColumnElement[str], wanted: Collection[str]
) -> list[Row]:
    rows: list[Row] = []
    for part in _parts(sorted(wanted)):
        rows += bare_rows(connection, query.where(column.in_(part)))
    return rows


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
