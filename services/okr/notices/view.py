"""What people chose to be told, and what notices tell of: sessions that were scheduled, draws that were not possible.

Choices stand by confidential ids: only the service can tell whose one is.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import JSON, Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.notices.domain.choices import Choice
from shared.events import (
    NoticesChosen,
    Recorded,
    RotationDrafted,
    RotationNotDrawn,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionScheduled,
)
from shared.projection import Instant, Rows, View, handles, metadata

_AT_ONCE = 500


class NoticeChoices(View):
    """One row per person who ever chose."""

    private = True
    table = Table(
        "okr_notice_choices",
        metadata,
        Column("person", String, primary_key=True),
        Column("muted", JSON, nullable=False),
        Column("quiet", JSON(none_as_null=True)),
        Column("zone", String),
        Column("remind_at", Integer, nullable=False),
    )

    @handles(NoticesChosen)
    def chose(self, rows: Rows, event: Recorded[NoticesChosen]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "muted": list(data.muted),
            "quiet": None if data.quiet is None else list(data.quiet),
            "zone": data.zone,
            "remind_at": data.remind_at,
        }


def chosen(connection: Connection, people: Collection[str]) -> dict[str, Choice]:
    """The choices of these people, by confidential id; who never chose is left out."""
    table, wanted, found = NoticeChoices.table.c, list(people), {}
    for begin in range(0, len(wanted), _AT_ONCE):
        query = select(NoticeChoices.table).where(table.person.in_(wanted[begin : begin + _AT_ONCE]))
        for row in connection.execute(query):
            quiet = None if row.quiet is None else (int(row.quiet[0]), int(row.quiet[1]))
            found[row.person] = Choice(frozenset(row.muted), quiet, row.zone, row.remind_at)
    return found


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


class NotDrawn(View):
    """One row per programme, with the quarter (or week) that its last failed draw was to follow on."""

    table = Table(
        "okr_not_drawn",
        metadata,
        Column("programme", String, primary_key=True),
        Column("after_quarter", String, nullable=False),
    )

    @handles(RotationNotDrawn)
    def failed(self, rows: Rows, event: Recorded[RotationNotDrawn]) -> None:
        rows[event.data.programme] = {"after_quarter": event.data.after_quarter}

    @handles(RotationDrafted)
    def drafted(self, rows: Rows, event: Recorded[RotationDrafted]) -> None:
        del rows[event.data.programme]


def stands(connection: Connection, after_quarter: str) -> bool:
    """Whether nothing has been drawn since the draw after this quarter or week failed."""
    query = select(NotDrawn.table.c.programme).where(NotDrawn.table.c.after_quarter == after_quarter)
    return connection.execute(query.limit(1)).first() is not None
