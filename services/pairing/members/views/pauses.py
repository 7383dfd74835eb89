"""Pauses, by their confidential ids: only the service can tell whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Column, Connection, Date, String, Table, select

from services.pairing.runtime.held import held
from shared.events import MemberPaused, MemberResumed, Recorded
from shared.projection import Rows, View, handles, metadata


class Members(View):
    """One row per pause, also of one that is over; `until` is the day from which on its member takes part again."""

    private = True
    version = 2
    table = Table(
        "pairing_paused",
        metadata,
        Column("member", String, primary_key=True),
        Column("until", Date, index=True),
        Column("paused", Boolean, nullable=False, index=True),
    )

    @handles(MemberPaused)
    def paused(self, rows: Rows, event: Recorded[MemberPaused]) -> None:
        rows[event.aggregate_id] = {"until": event.data.until, "paused": True}

    @handles(MemberResumed)
    def resumed(self, rows: Rows, event: Recorded[MemberResumed]) -> None:
        rows[event.aggregate_id] = {"until": None, "paused": False}


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that goes on until a day, or until further notice."""

    until: date | None

    def on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.until is None or day < self.until


def paused(connection: Connection) -> dict[str, Pause]:
    """Every pause that goes on, by confidential id."""
    query = select(Members.table).where(Members.table.c.paused)
    return {row.member: Pause(row.until) for row in connection.execute(query)}


def known(connection: Connection, idents: Sequence[str]) -> set[str]:
    """Which of these ids a pause has or had."""
    return held(connection, Members.table.c.member, idents)


def over(connection: Connection, today: date) -> list[tuple[str, date]]:
    """Whose pause has come to its day, and which that was: (confidential id, until)."""
    table = Members.table.c
    query = (
        select(table.member, table.until).where(table.paused, table.until <= today).order_by(table.until, table.member)
    )
    return [(member, until) for member, until in connection.execute(query)]
