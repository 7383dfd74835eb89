"""The goals as rows, and the tree that is grown from them: the one computation behind board, tree and single answers.

What an objective comes to depends on what is aligned to it and on what its key results are linked to, whatever quarter
or team that is of. So a part is read with everything below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, or_, select

from services.okr.domain import goals
from services.okr.domain.arithmetic import Said, movement, needs_every_check_in, progress
from services.okr.domain.goals import Judge, companys
from services.okr.domain.objective import Status
from services.okr.domain.tree import Tree, grown
from services.okr.views.check_ins import CheckIns, counted, latest
from services.okr.views.histories import histories
from services.okr.views.key_results import KeyResults, decoded, decoded_phases
from services.okr.views.objectives import Objectives
from services.okr.views.quarters import Quarters
from services.okr.views.standing import BoardKeyResult, BoardObjective
from shared.events import Checkpoints, Maintain, Measure, Metric, Ordinal, Zone
from shared.projection import bare_rows, exact_of, listed_in, moment_of

_objectives, _key_results, _check_ins = Objectives.table.c, KeyResults.table.c, CheckIns.table.c
_quarters = Quarters.table.c

_Row = tuple[Any, ...]
"""A row of one of the two queries: its first column is the id, its second the number."""

_MANY = 500
"""Ids in one query."""


@dataclass(slots=True)
class Goals:
    """A tree, and how its nodes are shown, by id: as far as they could be before it was grown."""

    tree: Tree
    objectives: dict[str, BoardObjective]
    key_results: dict[str, BoardKeyResult]


def everything(connection: Connection, judge: Judge | None = None) -> Goals:
    """All goals there are."""
    return _grown(connection, bare_rows(connection, _OBJECTIVES), bare_rows(connection, _KEY_RESULTS), judge)


def below(connection: Connection, wanted: Collection[str], judge: Judge | None = None) -> Goals:
    """These objectives, with everything that they are made of; more may come with them."""
    wanted = _with_all_below(connection, wanted)
    if len(wanted) > _MANY:
        # Asking for so many by id takes longer than reading all.
        return everything(connection, judge)
    objectives = _chosen(connection, _OBJECTIVES, _objectives.objective, wanted)
    key_results = _chosen(connection, _KEY_RESULTS, _key_results.objective, wanted)
    key_results += _linking(connection, {row[0] for row in key_results})
    objectives.sort(key=_number)
    key_results.sort(key=_number)
    return _grown(connection, objectives, key_results, judge)


def _number(row: _Row) -> int:
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


_OBJECTIVES = (
    select(
        _objectives.objective,
        _objectives.number,
        _objectives.title,
        _objectives.quarter,
        _objectives.team,
        _objectives.owner,
        _objectives.status,
        _objectives.result,
        _objectives.source,
        _objectives.contribution,
        _objectives.parent_objective,
        _objectives.parent_key_result,
        _objectives.aligned,
        _objectives.aligned_position,
        _objectives.published,
        _quarters.label,
    )
    .outerjoin_from(Objectives.table, Quarters.table, _quarters.quarter == _objectives.quarter)
    .order_by(_objectives.number)
)
_KEY_RESULTS = (
    select(
        _key_results.key_result,
        _key_results.number,
        _key_results.objective,
        _key_results.title,
        _key_results.owner,
        _key_results.measure,
        _key_results.weight,
        _key_results.phases,
        _key_results.sources,
        _key_results.taken,
        _key_results.taken_position,
        _key_results.overridden,
        _key_results.dropped,
        _check_ins.check_in,
        _check_ins.value,
        _check_ins.zone,
        _check_ins.reached,
        _check_ins.confidence,
        _check_ins.time,
        _check_ins.position,
        counted(_key_results.key_result).label("check_ins"),
    )
    .outerjoin_from(KeyResults.table, CheckIns.table, _check_ins.check_in == latest(_key_results.key_result))
    .order_by(_key_results.number)
)


def _grown(
    connection: Connection, objectives: Iterable[_Row], key_results: Iterable[_Row], judge: Judge | None
) -> Goals:
    nodes, shown = [], {}
    for row in objectives:
        node, shown[row[0]] = _objective(row)
        nodes.append(node)
    parts, shown_parts = [], {}
    for row in key_results:
        part, shown_parts[row[0]] = _key_result(row)
        parts.append(part)
    _with_histories(connection, parts)
    return Goals(grown(nodes, parts, judge), shown, shown_parts)


def _with_histories(connection: Connection, key_results: Iterable[goals.KeyResult]) -> None:
    """Work out what takes more than the latest check-in."""
    counting = {each.id: each for each in key_results if each.said is not None and needs_every_check_in(each.measure)}
    for id_, history in histories(connection, counting).items():
        counting[id_].own = progress(counting[id_].measure, history.said, history.planned)


def _objective(row: _Row) -> tuple[goals.Objective, BoardObjective]:
    (
        id_,
        number,
        title,
        quarter,
        team,
        owner,
        status,
        result,
        source,
        contribution,
        parent_objective,
        parent_key_result,
        aligned,
        aligned_position,
        published,
        label,
    ) = row
    node = goals.Objective(
        id_,
        source,
        contribution,
        parent_objective,
        parent_key_result,
        _moment(aligned, aligned_position),
        moment_of(published),
        status == Status.CLOSED,
        companys(team),
        quarter,
    )
    shown = BoardObjective(
        id_,
        f"O-{number}",
        title,
        quarter,
        label,
        team,
        owner,
        status,
        result,
        source,
        contribution,
        parent_objective,
        parent_key_result,
    )
    return node, shown


def _key_result(row: _Row) -> tuple[goals.KeyResult, BoardKeyResult]:
    (
        id_,
        number,
        objective,
        title,
        owner,
        measured,
        weight,
        phases,
        sources,
        taken,
        taken_position,
        overridden,
        dropped,
        check_in,
        value,
        zone,
        reached,
        confidence,
        time,
        position,
        check_ins,
    ) = row
    measure, kind, told, baseline, target, unit, zones = _described(measured)
    done = None if reached is None else listed_in(reached)
    value, at = exact_of(value), moment_of(time)
    weight = None if weight is None else exact_of(weight)
    node = goals.KeyResult(
        id_,
        objective,
        measure,
        None if check_in is None else _progress(measure, value, zone, done),
        value,
        None if at is None else (at, position),
        confidence,
        weight,
        () if sources is None else listed_in(sources),
        None if taken is None else _moment(taken, taken_position),
        None if overridden is None else exact_of(overridden),
        not dropped,
        () if phases is None else decoded_phases(phases),
    )
    shown = BoardKeyResult(
        id_,
        f"KR-{number}",
        objective,
        title,
        owner,
        kind,
        told,
        baseline,
        target,
        unit,
        zones,
        weight,
        zone,
        done,
        node.sources,
        confidence,
        check_in,
        at,
        check_ins,
        bool(dropped),
    )
    return node, shown


def _moment(time: object, position: int | None) -> goals.Moment | None:
    at = moment_of(time)
    return None if at is None or position is None else (at, position)


def _progress(
    measure: Measure, value: Decimal | None, zone: str | None, reached: tuple[str, ...] | None
) -> Fraction | None:
    if type(measure) is Metric and value is not None:
        # What `progress` would come to, for by far the most of them, without what it needs for the others.
        return movement(measure.baseline, measure.target, value)
    if needs_every_check_in(measure):
        # Worked out for all of them at once, with their histories.
        return None
    return progress(measure, [Said(value, None if zone is None else Zone(zone), reached)])


class _Described(NamedTuple):
    """A measure, and what is shown of it."""

    measure: Measure
    kind: str
    told: dict[str, Any]
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit: str | None = None
    zones: dict[str, str | None] | None = None


@lru_cache(maxsize=20_000)
def _described(column: str) -> _Described:
    measure = decoded(column)
    kind, told = str(measure.__struct_config__.tag), msgspec.json.decode(column)
    match measure:
        case Metric(baseline=baseline, target=target, unit=unit):
            return _Described(measure, kind, told, baseline, target, unit)
        case Ordinal(commit=commit, target=reached, stretch=stretch):
            return _Described(measure, kind, told, zones={"commit": commit, "target": reached, "stretch": stretch})
        case Maintain(unit=unit) | Checkpoints(unit=unit):
            return _Described(measure, kind, told, unit=unit)
        case _:
            return _Described(measure, kind, told)


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


def _linking(connection: Connection, known: set[str]) -> list[_Row]:
    """The rows of those other key results that are linked to these: only to know that they are."""
    query = select(_key_results.key_result, _key_results.sources).where(_key_results.sources.is_not(None))
    found = {row.key_result for row in connection.execute(query) if not known.isdisjoint(row.sources)}
    return _chosen(connection, _KEY_RESULTS, _key_results.key_result, found - known)


def _chosen(
    connection: Connection, query: Select[Any], column: ColumnElement[str], wanted: Collection[str]
) -> list[_Row]:
    rows: list[_Row] = []
    for part in _parts(sorted(wanted)):
        rows += bare_rows(connection, query.where(column.in_(part)))
    return rows


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
