"""Which running key results somebody should look at: what they are already, and what their check-ins warn of.

Queries only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.okr import typed_ids as resolve
from services.okr.company import view as company
from services.okr.kernel.arithmetic import Said, progress
from services.okr.kernel.health import Health
from services.okr.kernel.planning import weeks
from services.okr.known_teams import must_be_a_team
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.domain.warnings import Report, warnings
from services.okr.objectives.views import goals
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults, measure_of
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.standing import health_on
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters
from shared.company.company_days import CompanyDays
from shared.events import Zone

_check_ins, _key_results, _objectives = CheckIns.table.c, KeyResults.table.c, Objectives.table.c
_quarters = Quarters.table.c


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """A key result that somebody should look at, and why: one or several of the signals' names.

    Where it is at risk, behind or stale already, that comes first, in the word that the tree has for it.
    """

    key_result: str
    number: str
    title: str
    owner: str | None
    team: str | None
    signals: tuple[str, ...]


def early_warnings(
    connection: Connection, on: date, here: CompanyDays, *, team: str | None = None, quarter: str | None = None
) -> list[EarlyWarning]:
    """The living key results of published objectives that are not well on a day, or warn of something, by number.

    Of the quarters that run, or of one quarter (its label or id). `here` says which day a check-in was made on. Raises
    NotFound where there is no such quarter or team.
    """
    wanted: list[ColumnElement[bool]] = [_objectives.status == Status.PUBLISHED.value]
    if quarter is None:
        wanted.append(_quarters.phase == QuarterStage.STARTED.value)
    else:
        wanted.append(_objectives.quarter == resolve.quarter(connection, quarter))
    if team is not None:
        wanted.append(_objectives.team == must_be_a_team(connection, team))
    thresholds = company.thresholds(connection)
    signals = {id_: [health] for id_, health in _unwell(connection, wanted, on, here).items()}
    rows = connection.execute(_REPORTS.where(*wanted)).mappings()
    for key_result, several in groupby(rows, key=lambda row: row["key_result"]):
        said = list(several)
        early = warnings(list(_reports(said, here)), on=on, end=said[0]["end"], thresholds=thresholds)
        if early:
            signals.setdefault(key_result, []).extend(signal.value for signal in early)
    shown = connection.execute(_NAMED.where(*wanted)).mappings()
    return [
        EarlyWarning(
            key_result=row["key_result"],
            number=f"KR-{row['number']}",
            title=row["title"],
            owner=row["owner"],
            team=row["team"],
            signals=tuple(signals[row["key_result"]]),
        )
        for row in shown
        if row["key_result"] in signals
    ]


_UNWELL = frozenset({Health.AT_RISK, Health.BEHIND, Health.STALE})


def _unwell(
    connection: Connection, wanted: Sequence[ColumnElement[bool]], on: date, here: CompanyDays
) -> dict[str, str]:
    """The key results that the tree shows as at risk, behind or stale, each with that word."""
    goals_wanted = select(_objectives.objective).outerjoin_from(
        Objectives.table, Quarters.table, _quarters.quarter == _objectives.quarter
    )
    ids = connection.execute(goals_wanted.where(*wanted)).scalars().all()
    read = goals.below(connection, ids, health_on(connection, on, here.zone_on(on)))
    measured = (one for id_ in ids for one in read.tree.objectives[id_].key_results)
    return {one.id: str(one.health) for one in measured if one.health in _UNWELL}


_NAMED = (
    select(_key_results.key_result, _key_results.number, _key_results.title, _key_results.owner, _objectives.team)
    .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
    .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
    .where(_key_results.dropped.is_(False))
    .order_by(_key_results.number)
)
_REPORTS = (
    select(
        _key_results.key_result,
        _key_results.measure,
        _quarters.start,
        _quarters.end,
        _check_ins.value,
        _check_ins.zone,
        _check_ins.reached,
        _check_ins.confidence,
        _check_ins.time,
    )
    .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
    .join(Quarters.table, _quarters.quarter == _objectives.quarter)
    .join(CheckIns.table, _check_ins.key_result == _key_results.key_result)
    .where(_key_results.dropped.is_(False), _check_ins.retracted.is_(None))
    .order_by(_key_results.number, _check_ins.time, _check_ins.position)
)


def _reports(rows: list[RowMapping], here: CompanyDays) -> Iterator[Report]:
    measure, planned = measure_of(rows[0]), weeks(rows[0]["start"], rows[0]["end"])
    said: list[Said] = []
    for row in rows:
        reached = None if row["reached"] is None else tuple(row["reached"])
        said.append(Said(row["value"], None if row["zone"] is None else Zone(row["zone"]), reached))
        yield Report(here.of(row["time"]), progress(measure, said, planned), row["confidence"])
