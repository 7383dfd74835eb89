"""The quarters, with their days and how far they have come; and what they ended with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    RowMapping,
    String,
    Table,
    false,
    func,
    select,
)

from services.okr.company import view as company
from services.okr.kernel.back_dating import BackDating
from services.okr.kernel.period import LateValues, Period
from services.okr.kernel.rule_book import FIRST, RULES
from services.okr.quarters.domain import QuarterStage
from shared.company.calendar import Span, qualified
from shared.events import PeriodKind, QuarterEnded, QuarterFrozen, QuarterPlanned, QuarterStarted, Recorded
from shared.projection import Instant, Rows, View, handles, metadata
from shared.texts import skeletons


class Quarters(View):
    """One row per quarter, numbered in the order of planning. `start` and `end` are its first and last day."""

    table = Table(
        "okr_quarters",
        metadata,
        Column("quarter", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("label", String, nullable=False),
        Column("start", Date, nullable=False),
        Column("end", Date, nullable=False),
        Column("kind", String, nullable=False),
        Column("phase", String, nullable=False),
        Column("started", Instant),
        Column("ended", Instant),
    )

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "label": data.label,
            "start": data.start,
            "end": data.end,
            "kind": data.kind,
            "phase": QuarterStage.PLANNED.value,
        }

    @handles(QuarterStarted)
    def started(self, rows: Rows, event: Recorded[QuarterStarted]) -> None:
        rows.change(event.aggregate_id, phase=QuarterStage.STARTED.value, started=event.time)

    @handles(QuarterEnded)
    def ended(self, rows: Rows, event: Recorded[QuarterEnded]) -> None:
        rows.change(event.aggregate_id, phase=QuarterStage.ENDED.value, ended=event.time)


_quarters = Quarters.table.c

_IN_A_ROW = ("quarter", "transition")
_SIDE_BY_SIDE: dict[PeriodKind, tuple[PeriodKind, ...]] = {"month": ("month",), "year": ("year",)}


def by_id(connection: Connection, quarter: str) -> RowMapping | None:
    """The quarter's row, or None."""
    return connection.execute(select(Quarters.table).where(_quarters.quarter == quarter)).mappings().one_or_none()


def period(connection: Connection, quarter: str, zone: tzinfo = UTC) -> Period:
    """What decisions must know of the quarter. One that isn't known has its id for a label and has not ended.

    Its days begin in `zone`, unless the company's calendar names another one.
    """
    row = by_id(connection, quarter)
    if row is None:
        return Period(quarter)
    if row["phase"] != QuarterStage.ENDED.value:
        return Period(row["label"])
    return Period(row["label"], ended=True, late=_late_values(connection, row, zone))


def _late_values(connection: Connection, row: RowMapping, zone: tzinfo) -> LateValues | None:
    days = company.thresholds(connection).late_days
    if days == 0:
        return None
    here = company.company_days(connection, zone)
    ended: datetime = row["ended"]
    return LateValues(
        begins=here.begins(row["start"]),
        over=min(here.over(row["end"]), ended),
        until=here.over(here.of(ended) + timedelta(days=days)),
        days=f"{row['start']} to {row['end']}",
    )


def listed(connection: Connection, *, after: int = 0, limit: int = 50) -> list[RowMapping]:
    """Up to `limit` quarters with a number above `after`, in order of number."""
    query = select(Quarters.table).where(_quarters.number > after).order_by(_quarters.number).limit(limit)
    return list(connection.execute(query).mappings())


def ended(connection: Connection) -> list[str]:
    """The ids of the quarters that have ended, in order of their days."""
    query = select(_quarters.quarter).where(_quarters.phase == QuarterStage.ENDED.value)
    return list(connection.execute(query.order_by(_quarters.start, _quarters.number)).scalars())


def running_since(connection: Connection, today: date) -> date | None:
    """The first day of the quarter that runs: of several, of the one that began last."""
    query = select(_quarters.start).where(_quarters.phase == QuarterStage.STARTED.value, _quarters.start <= today)
    query = query.where(_quarters.kind.in_(_IN_A_ROW)).order_by(_quarters.start.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def labelled(connection: Connection, label: str) -> str | None:
    """The id of the quarter with this label, in whatever case, width and with whichever dashes it is written."""
    query = select(_quarters.quarter).where(func.lower(_quarters.label) == label.lower())
    found = connection.execute(query.order_by(_quarters.number).limit(1)).scalar_one_or_none()
    if found is None:
        wanted = skeletons(label)
        every = connection.execute(select(_quarters.quarter, _quarters.label).order_by(_quarters.number))
        found = next((quarter for quarter, named in every if wanted & skeletons(named)), None)
    return found


def of_days(connection: Connection, start: date, end: date, kind: PeriodKind = "quarter") -> str | None:
    """The id of the period that lasts just from `start` to `end`; one of those that exclude this kind."""
    excluding = _SIDE_BY_SIDE.get(kind, _IN_A_ROW)
    query = select(_quarters.quarter).where(_quarters.start == start, _quarters.end == end)
    return connection.execute(query.where(_quarters.kind.in_(excluding)).limit(1)).scalar_one_or_none()


def as_planned(connection: Connection, spans: Iterable[Span]) -> list[Span]:
    """The calendar's periods by the labels that they are planned under, or can be: no other days have these."""
    rows = connection.execute(select(_quarters.label, _quarters.start, _quarters.end, _quarters.kind)).all()
    planned = {(row.start, row.end, row.kind in _IN_A_ROW): row.label for row in rows}
    taken = {row.label.casefold() for row in rows}
    found = []
    for span in spans:
        label = planned.get((span.start, span.end, span.kind in _IN_A_ROW))
        if label is not None:
            found.append(replace(span, label=label))
        else:
            found.append(qualified(span) if span.label.casefold() in taken else span)
    return found


def overlapping(connection: Connection, start: date, end: date, kind: PeriodKind = "quarter") -> str | None:
    """The label of the first period that shares a day with `start` to `end`, both included, and excludes this kind."""
    excluding = _SIDE_BY_SIDE.get(kind, _IN_A_ROW)
    query = select(_quarters.label).where(_quarters.start <= end, _quarters.end >= start, _quarters.kind.in_(excluding))
    return connection.execute(query.order_by(_quarters.number).limit(1)).scalar_one_or_none()


def back_dating(connection: Connection, quarter: str | None, zone: tzinfo) -> BackDating:
    """The limits for key results of this quarter, None for the backlog's.

    Days begin in `zone`, unless the company's calendar names another one.
    """
    days = company.thresholds(connection).back_days
    row = None if quarter is None else by_id(connection, quarter)
    here = company.company_days(connection, zone)
    if row is None:
        return BackDating(days, company=here)
    return BackDating(days, row["start"], row["label"], here)


class Endings(View):
    """One row per quarter, with the digests that were last taken of it; `ended` is empty until it has ended.

    `rules` names the rule book that its figures count by since then.

    `imported` tells that it ended in another system: nobody here judged its objectives, and nothing here scores them.
    """

    version = 2

    table = Table(
        "okr_endings",
        metadata,
        Column("quarter", String, primary_key=True),
        Column("end", Date, nullable=False),
        Column("ended", Instant),
        Column("imported", Boolean, nullable=False, server_default=false()),
        Column("frozen", Instant),
        Column("position", BigInteger),
        Column("events", String),
        Column("results", String),
        Column("rules", String),
    )

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        rows[event.aggregate_id] = {"end": event.data.end, "imported": False}

    @handles(QuarterEnded)
    def ended(self, rows: Rows, event: Recorded[QuarterEnded]) -> None:
        """It is over, here or in another system."""
        rows.change(
            event.aggregate_id,
            ended=event.time,
            imported=event.imported_from is not None,
            rules=event.data.rules or FIRST,
        )

    @handles(QuarterFrozen)
    def froze(self, rows: Rows, event: Recorded[QuarterFrozen]) -> None:
        """What it came to by then; a later one takes the place of this."""
        data = event.data
        rows.change(
            event.aggregate_id,
            frozen=event.time,
            position=data.position,
            events=data.events,
            results=data.results,
            rules=data.rules,
        )


_endings = Endings.table.c


def ending_of(connection: Connection, quarter: str) -> RowMapping | None:
    """The quarter's row, or None."""
    return connection.execute(select(Endings.table).where(_endings.quarter == quarter)).mappings().one_or_none()


def counts_by(ended: object, rules: str | None) -> str:
    """The rule book that a quarter's figures count by, from these two columns; both are empty in the backlog."""
    return RULES if ended is None else rules or FIRST


def rule_books(connection: Connection) -> dict[str, str]:
    """The rule book of each quarter that has ended, by the quarter's id."""
    query = select(_endings.quarter, _endings.ended, _endings.rules).where(_endings.ended.is_not(None))
    return {row.quarter: counts_by(row.ended, row.rules) for row in connection.execute(query)}


def rules_of(connection: Connection, quarter: str | None) -> str:
    """The rule book that the quarter's figures count by; the present one for the backlog's None."""
    row = None if quarter is None else ending_of(connection, quarter)
    return RULES if row is None else counts_by(row["ended"], row["rules"])


def imported(connection: Connection, quarter: str) -> bool:
    """Whether the quarter ended in another system."""
    row = ending_of(connection, quarter)
    return row is not None and bool(row["imported"])


def ended_here(connection: Connection) -> list[RowMapping]:
    """The quarters that ended here, not in another system, in order of their last day."""
    query = select(Endings.table).where(_endings.ended.is_not(None), _endings.imported.is_(False))
    return list(connection.execute(query.order_by(_endings.end, _endings.quarter)).mappings())
