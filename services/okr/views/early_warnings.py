"""What the check-ins of running key results warn of. Queries only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.okr.domain.arithmetic import Said, progress
from services.okr.domain.company_days import CompanyDays
from services.okr.domain.objective import Status
from services.okr.domain.planning import weeks
from services.okr.domain.quarter import Phase
from services.okr.domain.warnings import Report, warnings
from services.okr.views import company, resolve
from services.okr.views.check_ins import CheckIns
from services.okr.views.key_results import KeyResults, measure_of
from services.okr.views.objectives import Objectives
from services.okr.views.quarters import Quarters
from shared.events import Zone

_check_ins, _key_results, _objectives = CheckIns.table.c, KeyResults.table.c, Objectives.table.c
_quarters = Quarters.table.c


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """A key result that somebody should look at, and why: one or several of the signals' names."""

    key_result: str
    number: str
    title: str
    owner: str | None
    team: str | None
    signals: tuple[str, ...]


def early_warnings(
    connection: Connection, on: date, here: CompanyDays, *, team: str | None = None, quarter: str | None = None
) -> list[EarlyWarning]:
    """The living key results of published objectives that warn of something on a day, by number.

    Of the quarters that run, or of one quarter (its label or id). `here` says which day a check-in was made on. Raises
    NotFound where there is no such quarter.
    """
    wanted: list[ColumnElement[bool]] = []
    if quarter is None:
        wanted.append(_quarters.phase == Phase.STARTED.value)
    else:
        wanted.append(_objectives.quarter == resolve.quarter(connection, quarter))
    if team is not None:
        wanted.append(_objectives.team == team)
    thresholds = company.thresholds(connection)
    rows = connection.execute(_REPORTS.where(*wanted)).mappings()
    found = []
    for _, several in groupby(rows, key=lambda row: row["number"]):
        said = list(several)
        first = said[0]
        signals = warnings(list(_reports(said, here)), on=on, end=first["end"], thresholds=thresholds)
        if signals:
            found.append(
                EarlyWarning(
                    key_result=first["key_result"],
                    number=f"KR-{first['number']}",
                    title=first["title"],
                    owner=first["owner"],
                    team=first["team"],
                    signals=tuple(signal.value for signal in signals),
                )
            )
    return found


_REPORTS = (
    select(
        _key_results.key_result,
        _key_results.number,
        _key_results.title,
        _key_results.owner,
        _key_results.measure,
        _objectives.team,
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
    .where(
        _key_results.dropped.is_(False),
        _objectives.status == Status.PUBLISHED.value,
        _check_ins.retracted.is_(None),
    )
    .order_by(_key_results.number, _check_ins.time, _check_ins.position)
)


def _reports(rows: list[RowMapping], here: CompanyDays) -> Iterator[Report]:
    measure, planned = measure_of(rows[0]), weeks(rows[0]["start"], rows[0]["end"])
    said: list[Said] = []
    for row in rows:
        reached = None if row["reached"] is None else tuple(row["reached"])
        said.append(Said(row["value"], None if row["zone"] is None else Zone(row["zone"]), reached))
        yield Report(here.of(row["time"]), progress(measure, said, planned), row["confidence"])
