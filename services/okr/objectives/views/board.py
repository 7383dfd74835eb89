"""The board and the tree: objectives with their key results, where they stand and how sure people are. Queries only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, select

from services.okr import typed_ids as resolve
from services.okr.kernel.arithmetic import percent, rounded
from services.okr.objectives.domain.goals import Judge, KeyResult, Objective
from services.okr.objectives.domain.tree import preorder
from services.okr.objectives.views import goals, key_results
from services.okr.objectives.views.goals import Goals
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective

__all__ = [
    "BACKLOG",
    "BoardKeyResult",
    "BoardObjective",
    "board",
    "key_result",
    "numbers",
    "objective",
    "renumbered",
    "tree",
]

BACKLOG = "backlog"
"""As a quarter: the objectives that belong to none."""

_objectives, _key_results = Objectives.table.c, KeyResults.table.c


def board(
    connection: Connection,
    *,
    quarter: str | None = None,
    team: str | None = None,
    after: int = 0,
    limit: int | None = None,
    judge: Judge | None = None,
) -> list[BoardObjective]:
    """The objectives of a quarter (its label or id, or ``backlog``) and team, by number; all where neither is given.

    `after` and `limit` cut a page out: up to so many with a number above `after`. Raises NotFound where there is no
    such quarter.
    """
    if quarter is None and team is None and limit is None and not after:
        read = goals.everything(connection, judge)
        wanted: Iterable[str] = read.objectives
    else:
        query = select(_objectives.objective).where(*_filters(connection, quarter, team), _objectives.number > after)
        wanted = connection.execute(query.order_by(_objectives.number).limit(limit)).scalars().all()
        read = goals.below(connection, wanted, judge)
    show = _Shown(connection, read)
    return [show.objective(read.tree.objectives[each]) for each in wanted]


def tree(
    connection: Connection,
    *,
    root: str | None = None,
    quarter: str | None = None,
    team: str | None = None,
    person: str | None = None,
    judge: Judge | None = None,
) -> list[BoardObjective]:
    """The tree, each objective before those below it, with its `level`: whole, or what fits all that is given.

    `root` is an objective (O-4) or a key result (KR-17): that one with what is below it. `quarter` and `team` are as on
    the board; `person` (P-3) owns the objective or one of its key results. What is below nothing that fits is a root,
    so nothing that fits is hidden by what doesn't, be it closed, dropped or another team's. Raises NotFound.
    """
    query = select(_objectives.objective).where(*_filters(connection, quarter, team))
    if person is not None:
        owner = resolve.person(connection, person)
        owned = select(_key_results.objective).where(_key_results.owner == owner, _key_results.dropped.is_(False))
        query = query.where((_objectives.owner == owner) | _objectives.objective.in_(owned))
    partial = (quarter, team, person) != (None, None, None)
    fitting = set(connection.execute(query).scalars()) if partial else None
    if root is None:
        read = goals.everything(connection, judge) if fitting is None else goals.below(connection, fitting, judge)
        found: list[Objective] = list(read.tree.objectives.values())
    else:
        read, found = _under(connection, root, judge)
    show = _Shown(connection, read)
    kept = [each for each in found if fitting is None or each.id in fitting]
    return [show.objective(each, level) for each, level in preorder(kept)]


def objective(connection: Connection, id_: str, judge: Judge | None = None) -> BoardObjective | None:
    """One objective as the board shows it, or None where there is no such objective."""
    read = goals.below(connection, [id_], judge)
    found = read.tree.objectives.get(id_)
    return None if found is None else _Shown(connection, read).objective(found)


def key_result(connection: Connection, id_: str, judge: Judge | None = None) -> BoardKeyResult | None:
    """One key result, also a dropped one, or None where there is no such key result."""
    measured = key_results.objective_of(connection, id_)
    if measured is None:
        return None
    read = goals.below(connection, [measured], judge)
    by_weight = read.tree.objectives[measured].source == "key-results"
    return _Shown(connection, read).key_result(read.tree.key_results[id_], by_weight)


def numbers(connection: Connection) -> dict[str, str]:
    """The number that people know each objective and key result by, of all ids."""
    known = {}
    for prefix, columns, key in (
        ("O", _objectives, _objectives.objective),
        ("KR", _key_results, _key_results.key_result),
    ):
        known.update({id_: f"{prefix}-{number}" for id_, number in connection.execute(select(key, columns.number))})
    return known


def renumbered(objectives: list[BoardObjective], known: dict[str, str]) -> list[BoardObjective]:
    """The same objectives under these numbers: views of another time count anew, but `O-4` must stay `O-4`."""
    return [
        replace(
            each,
            number=known.get(each.id, each.number),
            aligned_to=known.get(each.parent_key_result or each.parent_objective or "", each.aligned_to),
            key_results=tuple(replace(kr, number=known.get(kr.id, kr.number)) for kr in each.key_results),
        )
        for each in objectives
    ]


def _filters(connection: Connection, quarter: str | None, team: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if quarter is not None and quarter.strip().lower() == BACKLOG:
        wanted.append(_objectives.quarter.is_(None))
    elif quarter is not None:
        wanted.append(_objectives.quarter == resolve.quarter(connection, quarter))
    if team is not None:
        wanted.append(_objectives.team == team)
    return wanted


def _under(connection: Connection, root: str, judge: Judge | None) -> tuple[Goals, list[Objective]]:
    """What is read for a subtree, and its objectives."""
    kind, id_ = resolve.goal(connection, root)
    key_result = id_ if kind == "KR" else None
    measured = id_ if key_result is None else key_results.objective_of(connection, key_result)
    assert measured is not None
    read = goals.below(connection, [measured], judge)
    top = read.tree.objectives[measured]
    if key_result is None:
        return read, list(_with_below([top]))
    top.below = [each for each in top.below if each.parent_key_result == key_result]
    top.key_results = [each for each in top.key_results if each.id == key_result]
    return read, list(_with_below([top]))


def _with_below(tops: Iterable[Objective]) -> Iterable[Objective]:
    ahead, seen = list(tops), set()
    while ahead:
        here = ahead.pop()
        if here.id not in seen:
            seen.add(here.id)
            ahead += here.below
            yield here


class _Shown:
    """Nodes of a tree as they are shown, with what they have come to."""

    def __init__(self, connection: Connection, read: Goals) -> None:
        self._read = read
        self._numbers = goals.parents_elsewhere(connection, read)

    def objective(self, node: Objective, level: int | None = None) -> BoardObjective:
        """An objective with its key results."""
        shown = self._read.objectives[node.id]
        shown.aligned_to = self._parent(node)
        shown.cut, shown.isolated, shown.level = node.cut, node.isolated, level
        shown.progress, shown.health = percent(node.progress), node.health
        by_weight = node.source == "key-results"
        shown.key_results = tuple([self.key_result(each, by_weight) for each in node.key_results])
        sure = [each.confidence for each in node.key_results if each.confidence is not None]
        shown.confidence = min(sure, default=None)
        return shown

    def key_result(self, node: KeyResult, by_weight: bool) -> BoardKeyResult:
        """A key result; `by_weight` tells whether its objective counts it so."""
        shown = self._read.key_results[node.id]
        shown.value, shown.progress, shown.made_of, shown.health = (
            node.sum,
            percent(node.progress),
            node.made_of,
            node.health,
        )
        if by_weight and node.share is not None:
            shown.share = rounded(node.share)
        if node.otherwise is not None:
            shown.otherwise, shown.drift = percent(node.otherwise), percent(node.drift)
        if node.cut:
            shown.cut = tuple(node.cut)
        return shown

    def _parent(self, node: Objective) -> str | None:
        if node.parent_key_result is not None:
            measured = self._read.key_results.get(node.parent_key_result)
            return self._numbers.get(node.parent_key_result) if measured is None else measured.number
        if node.parent_objective is not None:
            parent = self._read.objectives.get(node.parent_objective)
            return self._numbers.get(node.parent_objective) if parent is None else parent.number
        return None
