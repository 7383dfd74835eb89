"""Which key results are owed check-ins: those that count, of published objectives in quarters that run, and since when.

History that was imported owes nothing: nobody here could have checked in then, and the former system's misses are not
ours to tell. Such a key result is owed check-ins from the first one on of which its owner was reminded here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, String, Table, func, select

from services.okr.cadences import view as cadences
from services.okr.cadences.domain import Rhythm, Span
from services.okr.cadences.view import Notices
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import ties
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters
from shared.events import KeyResultAdded, ObjectiveDrafted, ObjectivePublished, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class Added(View):
    """One row per key result that was added here, and when that was recorded."""

    table = Table(
        "okr_added_here",
        metadata,
        Column("key_result", String, primary_key=True),
        Column("added", Instant, nullable=False),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        """A new row, unless another system is where it was added."""
        if event.imported_from is None:
            rows[event.data.key_result] = {"added": event.recorded}


class Published(View):
    """One row per objective; `published` is when it was recorded here that it was, empty for another system's word."""

    table = Table(
        "okr_published_here", metadata, Column("objective", String, primary_key=True), Column("published", Instant)
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        rows[event.aggregate_id] = {"published": None}

    @handles(ObjectivePublished)
    def published(self, rows: Rows, event: Recorded[ObjectivePublished]) -> None:
        """It counts from now on, unless another system is where it was published."""
        if event.imported_from is None:
            rows.change(event.aggregate_id, published=event.recorded)


@dataclass(frozen=True, slots=True)
class Owed:
    """A key result that is owed check-ins, and what is known of them.

    `took_over` tells that it was imported, and nobody here was reminded of it yet: then no check-in of it was missed.
    """

    key_result: str
    owner: str | None
    rhythm: Rhythm
    span: Span
    took_over: bool
    checked_in: frozenset[date]
    reminded: frozenset[date]
    missed: frozenset[date]


def owed(connection: Connection, default: Rhythm, zone: tzinfo) -> list[Owed]:
    """Every key result that is owed check-ins, in no particular order; `default` holds where no cadence was set.

    What others feed is owed none, nor was it while they did.
    """
    rows = connection.execute(_running()).mappings().all()
    if not rows:
        return []
    set_ = cadences.listed(connection)
    people = {row["person"]: row for row in set_ if row["person"] is not None}
    teams = {row["team"]: row for row in set_ if row["team"] is not None}
    days = _check_ins(connection, zone)
    reminded: dict[str, set[date]] = defaultdict(set)
    missed: dict[str, set[date]] = defaultdict(set)
    for key_result, due, was_reminded, was_missed in connection.execute(_noticed()):
        if was_reminded is not None:
            reminded[key_result].add(due)
        if was_missed is not None:
            missed[key_result].add(due)
    found = []
    fed, fed_until = ties.fed(connection), ties.fed_until(connection, zone)
    for row in rows:
        id_ = row["key_result"]
        if id_ in fed:
            continue
        own = people.get(row["owner"]) or teams.get(row["team"])
        here = row["added"] is not None and row["published"] is not None
        told = reminded[id_]
        found.append(
            Owed(
                key_result=id_,
                owner=row["owner"],
                rhythm=default if own is None else cadences.rhythm_of(own),
                span=Span(
                    row["start"],
                    max(
                        _since(row, own, None if here else min(told, default=None), zone),
                        fed_until.get(id_, row["start"]),
                    ),
                    row["end"],
                ),
                took_over=not here and not told,
                checked_in=frozenset(days[id_]),
                reminded=frozenset(told),
                missed=frozenset(missed[id_]),
            )
        )
    return found


def _since(row: RowMapping, cadence: RowMapping | None, told: date | None, zone: tzinfo) -> date:
    """The day on which the last thing began that it takes: the quarter, the key result, the objective, the cadence."""
    moments: list[datetime | None] = [row["started"], row["added"], row["published"]]
    if cadence is not None:
        moments.append(cadence["since"])
    days: list[date] = [moment.astimezone(zone).date() for moment in moments if moment is not None]
    begins: date = row["start"]
    return max([begins, *days, *([told] if told is not None else [])])


_key_results, _objectives, _quarters = KeyResults.table.c, Objectives.table.c, Quarters.table.c
_counts = (
    _key_results.dropped.is_(False),
    _objectives.status == Status.PUBLISHED.value,
    _quarters.phase == QuarterStage.STARTED.value,
)
_joined = KeyResults.table.join(Objectives.table, _objectives.objective == _key_results.objective).join(
    Quarters.table, _quarters.quarter == _objectives.quarter
)


def _running() -> Select[Any]:
    columns = (
        _key_results.key_result,
        func.coalesce(_key_results.owner, _objectives.owner).label("owner"),
        _objectives.team,
        _quarters.start,
        _quarters.end,
        _quarters.started,
        Added.table.c.added,
        Published.table.c.published,
    )
    tables = _joined.outerjoin(Added.table, Added.table.c.key_result == _key_results.key_result).outerjoin(
        Published.table, Published.table.c.objective == _objectives.objective
    )
    return select(*columns).select_from(tables).where(*_counts)


def _noticed() -> Select[Any]:
    notices = Notices.table.c
    query = select(notices.key_result, notices.due, notices.reminded, notices.missed)
    tables = _joined.join(Notices.table, notices.key_result == _key_results.key_result)
    return query.select_from(tables).where(*_counts)


def _check_ins(connection: Connection, zone: tzinfo) -> dict[str, set[date]]:
    check_ins = CheckIns.table.c
    tables = _joined.join(CheckIns.table, check_ins.key_result == _key_results.key_result)
    query = select(check_ins.key_result, check_ins.time).select_from(tables)
    days: dict[str, set[date]] = defaultdict(set)
    for key_result, moment in connection.execute(query.where(*_counts, check_ins.retracted.is_(None))):
        days[key_result].add(moment.astimezone(zone).date())
    return days
