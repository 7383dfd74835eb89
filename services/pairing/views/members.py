"""Who is paused, by his confidential id: only the service can tell whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, Date, String, Table, select

from shared.events import MemberPaused, MemberResumed, Recorded
from shared.projection import Rows, View, handles, metadata


class Members(View):
    """One row per member who is paused now; `until` is the day from which on he takes part again, if there is one."""

    private = True
    table = Table(
        "pairing_paused",
        metadata,
        Column("member", String, primary_key=True),
        Column("until", Date, index=True),
    )

    @handles(MemberPaused)
    def paused(self, rows: Rows, event: Recorded[MemberPaused]) -> None:
        """Left out of draws."""
        rows[event.aggregate_id] = {"until": event.data.until}

    @handles(MemberResumed)
    def resumed(self, rows: Rows, event: Recorded[MemberResumed]) -> None:
        """Back in."""
        del rows[event.aggregate_id]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that goes on until a day, or until further notice."""

    until: date | None

    def on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.until is None or day < self.until


def paused(connection: Connection) -> dict[str, Pause]:
    """Everybody who is paused, by confidential id."""
    return {row.member: Pause(row.until) for row in connection.execute(select(Members.table))}


def over(connection: Connection, today: date) -> list[tuple[str, date]]:
    """Whose pause has come to its day, and which that was: (confidential id, until)."""
    table = Members.table.c
    query = select(table.member, table.until).where(table.until <= today).order_by(table.until, table.member)
    return [(member, until) for member, until in connection.execute(query)]
