"""The win sessions of teams and of the company: when they are held, by whom they are led, how far each has come."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.kernel.units import unit_id
from services.okr.win_sessions.domain.session import SessionStage
from shared.events import (
    Recorded,
    WinAgendaArranged,
    WinAgendaPrepared,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
)
from shared.projection import Instant, Rows, View, handles, metadata


class WinSessions(View):
    """One row per session, numbered (`W-n`) in the order of scheduling.

    `unit` is the aggregate of the team's sessions, `slots` the order of the agenda as pairs of an item and its minutes,
    `over` when it was closed or cancelled. `words` are sealed: the facilitator's note, or the reason for cancelling.
    """

    table = Table(
        "okr_win_sessions",
        metadata,
        Column("session", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("unit", String, nullable=False, index=True),
        Column("team", String),
        Column("at", Instant, nullable=False),
        Column("facilitator", String, nullable=False),
        Column("every", String, nullable=False),
        Column("minutes", Integer, nullable=False),
        Column("phase", String, nullable=False),
        Column("since", Instant),
        Column("until", Instant),
        Column("position", BigInteger),
        Column("met", Integer),
        Column("expected", Integer),
        Column("slots", JSON(none_as_null=True)),
        Column("opened", Instant),
        Column("over", Instant),
        Column("words", String),
    )

    @handles(WinSessionScheduled)
    def scheduled(self, rows: Rows, event: Recorded[WinSessionScheduled]) -> None:
        """A new row, or the old one of a session that is moved."""
        data = event.data
        said = {"at": data.at, "facilitator": data.facilitator, "every": data.every, "minutes": data.minutes}
        if (row := rows.get(data.session)) is not None:
            row |= said
            return
        known = {"number": rows.count() + 1, "unit": event.aggregate_id, "team": data.team}
        rows[data.session] = known | said | {"phase": SessionStage.SCHEDULED.value}

    @handles(WinAgendaPrepared)
    def prepared(self, rows: Rows, event: Recorded[WinAgendaPrepared]) -> None:
        """How far the log was read; what was found are rows of another table."""
        data = event.data
        rows.change(data.session, since=data.since, until=data.until, position=data.position)
        rows.change(data.session, met=data.met, expected=data.expected)

    @handles(WinAgendaArranged)
    def arranged(self, rows: Rows, event: Recorded[WinAgendaArranged]) -> None:
        rows.change(event.data.session, slots=[[slot.item, slot.minutes] for slot in event.data.slots])

    @handles(WinSessionOpened)
    def opened(self, rows: Rows, event: Recorded[WinSessionOpened]) -> None:
        rows.change(event.data.session, phase=SessionStage.OPEN.value, opened=event.time)

    @handles(WinSessionClosed)
    def closed(self, rows: Rows, event: Recorded[WinSessionClosed]) -> None:
        rows.change(event.data.session, phase=SessionStage.HELD.value, over=event.time, words=event.data.note)

    @handles(WinSessionCancelled)
    def cancelled(self, rows: Rows, event: Recorded[WinSessionCancelled]) -> None:
        rows.change(event.data.session, phase=SessionStage.CANCELLED.value, over=event.time, words=event.data.reason)


_sessions = WinSessions.table.c
_TO_COME = (SessionStage.SCHEDULED.value, SessionStage.OPEN.value)


def by_id(connection: Connection, session: str) -> RowMapping | None:
    """The session's row, or None."""
    return connection.execute(select(WinSessions.table).where(_sessions.session == session)).mappings().one_or_none()


def listed(
    connection: Connection, *, team: str | None = None, company: bool = False, after: int = 0, limit: int = 50
) -> list[RowMapping]:
    """Up to `limit` sessions with a number above `after`, by number: all, or a team's, or the whole company's."""
    query = select(WinSessions.table).where(_sessions.number > after).order_by(_sessions.number).limit(limit)
    if team is not None or company:
        query = query.where(_sessions.unit == unit_id("win-session", team))
    return list(connection.execute(query).mappings())


def present(connection: Connection, team: str | None) -> RowMapping | None:
    """The session of a team, or of the company, that is scheduled or open."""
    query = select(WinSessions.table).where(
        _sessions.unit == unit_id("win-session", team), _sessions.phase.in_(_TO_COME)
    )
    return connection.execute(query).mappings().one_or_none()


def last_held(connection: Connection, team: str | None) -> RowMapping | None:
    """The session of a team, or of the company, that was held last."""
    query = select(WinSessions.table).where(
        _sessions.unit == unit_id("win-session", team), _sessions.phase == SessionStage.HELD.value
    )
    return connection.execute(query.order_by(_sessions.over.desc()).limit(1)).mappings().one_or_none()


def held_days(connection: Connection, unit: str, zone: tzinfo, until: datetime | None = None) -> list[date]:
    """On which days sessions of a unit (an aggregate's id) were closed, up to a moment where one is given."""
    query = select(_sessions.over).where(_sessions.unit == unit, _sessions.phase == SessionStage.HELD.value)
    if until is not None:
        query = query.where(_sessions.over <= until)
    return [moment.astimezone(zone).date() for moment in connection.execute(query).scalars() if moment is not None]


def slots_in(row: RowMapping) -> dict[str, int]:
    """The minutes of each item of the agenda that was given a place, in its order."""
    slots: list[tuple[str, Any]] = row["slots"] or []
    return {item: int(minutes) for item, minutes in slots}
