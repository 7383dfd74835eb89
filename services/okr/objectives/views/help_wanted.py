"""Who wants help with what: requests that no later check-in has answered. Queries only."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, RowMapping, or_, select

from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.check_ins import CheckIns, latest
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters

_check_ins, _key_results = CheckIns.table.c, KeyResults.table.c
_objectives, _quarters = Objectives.table.c, Quarters.table.c


def open_requests(
    connection: Connection, *, team: str | None = None, after: int = 0, limit: int = 50
) -> list[RowMapping]:
    """Up to `limit` open requests behind the position `after` in the log, the oldest first.

    A request is open while it stands in the key result's latest check-in: whoever checks in again says whether help is
    still wanted. What is closed, dropped or over asks for nothing.
    """
    wanted: list[ColumnElement[bool]] = [] if team is None else [_objectives.team == team]
    query = (
        select(
            _check_ins.check_in,
            _check_ins.help_wanted,
            _check_ins.blocker,
            _check_ins.by,
            _check_ins.time,
            _check_ins.position,
            _key_results.key_result,
            _key_results.number,
            _key_results.title,
            _objectives.objective,
            _objectives.team,
        )
        .join_from(CheckIns.table, KeyResults.table, _key_results.key_result == _check_ins.key_result)
        .join(Objectives.table, _objectives.objective == _key_results.objective)
        .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(
            _check_ins.help_wanted.is_not(None),
            _check_ins.position > after,
            _check_ins.check_in == latest(_check_ins.key_result),
            _key_results.dropped.is_(False),
            _objectives.status == Status.PUBLISHED.value,
            or_(_quarters.phase.is_(None), _quarters.phase != QuarterStage.ENDED.value),
            *wanted,
        )
        .order_by(_check_ins.position)
        .limit(limit)
    )
    return list(connection.execute(query).mappings())
