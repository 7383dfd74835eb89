"""The board: objectives with their key results, where they stand and how sure people are. Queries only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.okr.domain.arithmetic import needs_every_check_in, percent, roll_up
from services.okr.views import resolve
from services.okr.views.check_ins import CheckIns, counted, latest
from services.okr.views.histories import History, histories, progress_of
from services.okr.views.key_results import KeyResults, measure_of
from services.okr.views.objectives import Objectives
from services.okr.views.quarters import Quarters
from services.okr.views.standing import BoardKeyResult, BoardObjective
from shared.events import Checkpoints, Maintain, Measure, Metric, Ordinal

__all__ = ["BACKLOG", "BoardKeyResult", "BoardObjective", "board", "key_result", "numbers", "objective", "renumbered"]

BACKLOG = "backlog"
"""As a quarter: the objectives that belong to none."""


_objectives, _key_results, _check_ins = Objectives.table.c, KeyResults.table.c, CheckIns.table.c
_quarters = Quarters.table.c


def board(
    connection: Connection,
    *,
    quarter: str | None = None,
    team: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[BoardObjective]:
    """The objectives of a quarter (its label or id, or ``backlog``) and team, by number; all where neither is given.

    `after` and `limit` cut a page out: up to so many with a number above `after`. Raises NotFound where there is no
    such quarter.
    """
    wanted: list[ColumnElement[bool]] = []
    if quarter is not None and quarter.strip().lower() == BACKLOG:
        wanted.append(_objectives.quarter.is_(None))
    elif quarter is not None:
        wanted.append(_objectives.quarter == resolve.quarter(connection, quarter))
    if team is not None:
        wanted.append(_objectives.team == team)
    if after:
        wanted.append(_objectives.number > after)
    return _read(connection, wanted, limit)


def objective(connection: Connection, id_: str) -> BoardObjective | None:
    """One objective as the board shows it, or None where there is no such objective."""
    found = _read(connection, [_objectives.objective == id_], None)
    return found[0] if found else None


def key_result(connection: Connection, id_: str) -> BoardKeyResult | None:
    """One key result, also a dropped one, or None where there is no such key result."""
    row = connection.execute(_KEY_RESULTS.where(_key_results.key_result == id_)).mappings().one_or_none()
    return None if row is None else _standings(connection, [row])[0][0]


_OBJECTIVES = (
    select(Objectives.table, _quarters.label)
    .outerjoin_from(Objectives.table, Quarters.table, _quarters.quarter == _objectives.quarter)
    .order_by(_objectives.number)
)
_KEY_RESULTS = (
    select(
        KeyResults.table,
        _check_ins.check_in,
        _check_ins.value,
        _check_ins.zone,
        _check_ins.reached,
        _check_ins.confidence,
        _check_ins.time,
        counted(_key_results.key_result).label("check_ins"),
    )
    .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
    .outerjoin(CheckIns.table, _check_ins.check_in == latest(_key_results.key_result))
    .order_by(_key_results.number)
)


def _read(connection: Connection, wanted: list[ColumnElement[bool]], limit: int | None) -> list[BoardObjective]:
    objectives = connection.execute(_OBJECTIVES.where(*wanted).limit(limit)).mappings().all()
    if not objectives:
        return []
    if limit is not None:
        wanted = [*wanted, _objectives.number <= objectives[-1]["number"]]
    key_results: dict[str, list[_Standing]] = {}
    rows = connection.execute(_KEY_RESULTS.where(_key_results.dropped.is_(False), *wanted)).mappings().all()
    for standing in _standings(connection, rows):
        key_results.setdefault(standing[0].objective, []).append(standing)
    return [_objective(row, key_results.get(row["objective"], [])) for row in objectives]


_Standing = tuple[BoardKeyResult, Fraction | None]
"""A key result as it is shown, and its progress exactly, for the roll-up."""


def _objective(row: RowMapping, standings: list[_Standing]) -> BoardObjective:
    key_results = tuple(shown for shown, _ in standings)
    return BoardObjective(
        id=row["objective"],
        number=f"O-{row['number']}",
        title=row["title"],
        quarter=row["quarter"],
        quarter_label=row["label"],
        team=row["team"],
        owner=row["owner"],
        status=row["status"],
        result=row["result"],
        progress=percent(roll_up(exact for _, exact in standings)),
        confidence=min((each.confidence for each in key_results if each.confidence is not None), default=None),
        key_results=key_results,
    )


def _standings(connection: Connection, rows: Sequence[RowMapping]) -> list[_Standing]:
    measures = [measure_of(row) for row in rows]
    wanted = [row["key_result"] for row, measure in zip(rows, measures, strict=True) if needs_every_check_in(measure)]
    known = histories(connection, wanted)
    return [
        _key_result(row, measure, known.get(row["key_result"])) for row, measure in zip(rows, measures, strict=True)
    ]


def _key_result(row: RowMapping, measure: Measure, history: History | None) -> _Standing:
    exact = progress_of(measure, row, history)
    zones = None
    if isinstance(measure, Ordinal):
        zones = {"commit": measure.commit, "target": measure.target, "stretch": measure.stretch}
    shown = BoardKeyResult(
        id=row["key_result"],
        number=f"KR-{row['number']}",
        objective=row["objective"],
        title=row["title"],
        owner=row["owner"],
        kind=str(measure.__struct_config__.tag),
        measure=msgspec.json.decode(row["measure"]),
        baseline=measure.baseline if isinstance(measure, Metric) else None,
        target=measure.target if isinstance(measure, Metric) else None,
        unit=measure.unit if isinstance(measure, Metric | Maintain | Checkpoints) else None,
        zones=zones,
        value=row["value"],
        zone=row["zone"],
        reached=None if row["reached"] is None else tuple(row["reached"]),
        progress=percent(exact),
        confidence=row["confidence"],
        check_in=row["check_in"],
        checked_in_at=row["time"],
        check_ins=row["check_ins"],
        dropped=row["dropped"],
    )
    return shown, exact


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
            key_results=tuple(replace(kr, number=known.get(kr.id, kr.number)) for kr in each.key_results),
        )
        for each in objectives
    ]
