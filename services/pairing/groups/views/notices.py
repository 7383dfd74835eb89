"""What groups and newcomers were told in confidence, by confidential id: only the service can tell whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, String, Table, select

from shared.events import Event, GroupQuiet, MeetingDue, MemberUnplaced, NewcomerWaits, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata

_AT_ONCE = 500


class Notices(View):
    """One row per notice: `kind` is due (it meets in `week`), quiet (not since `week`), waits (for the next draw).

    Or unplaced: the draw of the time `week` has no place for somebody.
    """

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
        _keep(rows, event, event.aggregate_id, "due", event.data.week)

    @handles(GroupQuiet)
    def quiet(self, rows: Rows, event: Recorded[GroupQuiet]) -> None:
        _keep(rows, event, event.aggregate_id, "quiet", event.data.since)

    @handles(NewcomerWaits)
    def waits(self, rows: Rows, event: Recorded[NewcomerWaits]) -> None:
        _keep(rows, event, event.data.person, "waits", None)

    @handles(MemberUnplaced)
    def unplaced(self, rows: Rows, event: Recorded[MemberUnplaced]) -> None:
        _keep(rows, event, event.aggregate_id, "unplaced", event.data.label)


def _keep(rows: Rows, event: Recorded[Event], about: str, kind: str, week: str | None) -> None:
    rows[event.id] = {"about": about, "kind": kind, "week": week, "told": event.time}


def about(connection: Connection, idents: Sequence[str]) -> list[Row]:
    """What those with these confidential ids were told, the latest first."""
    table, found = Notices.table, list[Row]()
    for start in range(0, len(idents), _AT_ONCE):
        query = select(table).where(table.c.about.in_(idents[start : start + _AT_ONCE]))
        found += [dict(row) for row in connection.execute(query).mappings()]
    found.sort(key=lambda row: (row["kind"], row["week"] or ""))
    return sorted(found, key=lambda row: row["told"], reverse=True)


def told(connection: Connection, kind: str) -> set[tuple[str, str]]:
    """Every notice of a kind, as (confidential id, week)."""
    table = Notices.table
    query = select(table.c.about, table.c.week).where(table.c.kind == kind)
    return {(ident, week) for ident, week in connection.execute(query)}
