"""What groups and newcomers were told in confidence, by confidential id: only the service can tell whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, String, Table, select

from shared.events import Event, GroupQuiet, MeetingDue, NewcomerWaits, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata


class Notices(View):
    """One row per notice: `kind` is due (it meets in `week`), quiet (not since `week`) or waits (for the next draw)."""

    private = True
    table = Table(
        "pairing_notices",
        metadata,
        Column("notice", String, primary_key=True),
        Column("about", String, nullable=False, index=True),
        Column("kind", String, nullable=False),
        Column("week", String),
        Column("told", Instant, nullable=False),
    )

    @handles(MeetingDue)
    def due(self, rows: Rows, event: Recorded[MeetingDue]) -> None:
        """The group is to meet."""
        _keep(rows, event, event.aggregate_id, "due", event.data.week)

    @handles(GroupQuiet)
    def quiet(self, rows: Rows, event: Recorded[GroupQuiet]) -> None:
        """The group hasn't met for some time."""
        _keep(rows, event, event.aggregate_id, "quiet", event.data.since)

    @handles(NewcomerWaits)
    def waits(self, rows: Rows, event: Recorded[NewcomerWaits]) -> None:
        """Somebody who joined sits in no group yet."""
        _keep(rows, event, event.data.person, "waits", None)


def _keep(rows: Rows, event: Recorded[Event], about: str, kind: str, week: str | None) -> None:
    rows[event.id] = {"about": about, "kind": kind, "week": week, "told": event.time}


def about(connection: Connection, idents: Sequence[str]) -> list[Row]:
    """What those with these confidential ids were told, the latest first."""
    table = Notices.table
    query = select(table).where(table.c.about.in_(idents)).order_by(table.c.told.desc(), table.c.kind, table.c.week)
    return [dict(row) for row in connection.execute(query).mappings()]


def told(connection: Connection, kind: str) -> set[tuple[str, str]]:
    """Every notice of a kind, as (confidential id, week)."""
    table = Notices.table
    query = select(table.c.about, table.c.week).where(table.c.kind == kind)
    return {(ident, week) for ident, week in connection.execute(query)}
