"""The rows of goals: which columns are read, and what a row is as a node of the tree and as what is shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select

from services.okr.kernel.arithmetic import Said, movement, needs_every_check_in, progress
from services.okr.objectives.domain import goals
from services.okr.objectives.domain.goals import companys
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.check_ins import CheckIns, counted, latest
from services.okr.objectives.views.key_results import KeyResults, decoded, decoded_phases
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.quarters.view import Endings, Quarters, counts_by
from shared.events import Checkpoints, Maintain, Measure, Metric, Ordinal, Zone
from shared.projection import exact_of, listed_in, moment_of

_objectives, _key_results, _check_ins = Objectives.table.c, KeyResults.table.c, CheckIns.table.c
_quarters, _endings = Quarters.table.c, Endings.table.c

Row = tuple[Any, ...]
"""A row of one of the two queries: its first column is the id, its second the number."""

OBJECTIVES = (
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
        _endings.ended,
        _endings.rules,
    )
    .outerjoin_from(Objectives.table, Quarters.table, _quarters.quarter == _objectives.quarter)
    .outerjoin(Endings.table, _endings.quarter == _objectives.quarter)
    .order_by(_objectives.number)
)
"""All objectives; a condition may be added."""

KEY_RESULTS = (
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
"""All key results with their latest check-ins; a condition may be added."""


def objective_of(row: Row) -> tuple[goals.Objective, BoardObjective]:
    """The node of the tree that the row is, and how it is shown before the tree is grown."""
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
        ended,
        rules,
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
        counts_by(ended, rules),
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


def key_result_of(row: Row) -> tuple[goals.KeyResult, BoardKeyResult]:
    """The same for a key result."""
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
        case Maintain(unit=unit, rule=rule):
            # Named also where its event leaves it out: what is sent back as it was shown then means the same.
            return _Described(measure, kind, told | {"rule": rule}, unit=unit)
        case Checkpoints(unit=unit):
            return _Described(measure, kind, told, unit=unit)
        case _:
            return _Described(measure, kind, told)
