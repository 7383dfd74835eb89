"""Whose win session is held when: what a notice about one has to say."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, RowMapping, String, Table, select

from shared.events import Recorded, WinSessionCancelled, WinSessionClosed, WinSessionScheduled
from shared.projection import Instant, Rows, View, handles, metadata


class NoticedSessions(View):
    """One row per session; `told` is the event that says what holds of it, `over` whether it was held or cancelled."""

    table = Table(
        "okr_noticed_sessions",
        metadata,
        Column("session", String, primary_key=True),
        Column("team", String),
        Column("at", Instant, nullable=False),
        Column("minutes", Integer, nullable=False),
        Column("facilitator", String, nullable=False),
        Column("told", String, nullable=False),
        Column("over", String),
    )

    @handles(WinSessionScheduled)
    def scheduled(self, rows: Rows, event: Recorded[WinSessionScheduled]) -> None:
        data = event.data
        rows[data.session] = {
            "team": data.team,
            "at": data.at,
            "minutes": data.minutes,
            "facilitator": data.facilitator,
            "told": event.id,
        }

    @handles(WinSessionCancelled)
    def cancelled(self, rows: Rows, event: Recorded[WinSessionCancelled]) -> None:
        rows.change(event.data.session, over="cancelled", told=event.id)

    @handles(WinSessionClosed)
    def held(self, rows: Rows, event: Recorded[WinSessionClosed]) -> None:
        rows.change(event.data.session, over="held", told=event.id)


def session(connection: Connection, session: str) -> RowMapping | None:
    """What is known of a session; None where nothing is."""
    query = select(NoticedSessions.table).where(NoticedSessions.table.c.session == session)
    return connection.execute(query).mappings().one_or_none()
