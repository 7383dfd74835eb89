"""Which team, or person, is owed check-ins how often, and since when; and who was reminded of one, or missed it."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, Integer, RowMapping, String, Table, select

from services.okr.cadences.domain import Rhythm
from shared.events import CadenceSet, CheckInDue, CheckInMissed, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata


class Cadences(View):
    """One row per team or person for which a cadence was ever set; `since` is when it became what it is."""

    table = Table(
        "okr_cadences",
        metadata,
        Column("cadence", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("team", String),
        Column("person", String),
        Column("every", String, nullable=False),
        Column("weekday", Integer, nullable=False),
        Column("grace_days", Integer, nullable=False),
        Column("since", Instant, nullable=False),
    )

    @handles(CadenceSet)
    def set(self, rows: Rows, event: Recorded[CadenceSet]) -> None:
        data = event.data
        former = rows.get(event.aggregate_id)
        rows[event.aggregate_id] = {
            "number": former["number"] if former else rows.count() + 1,
            "team": data.team,
            "person": data.person,
            "every": data.every,
            "weekday": data.weekday,
            "grace_days": data.grace_days,
            "since": event.recorded,
        }


def listed(connection: Connection) -> list[RowMapping]:
    """Every cadence, in the order in which teams and people first got one."""
    return list(connection.execute(select(Cadences.table).order_by(Cadences.table.c.number)).mappings())


def rhythm_of(row: RowMapping) -> Rhythm:
    """The rhythm that a row's columns spell."""
    return Rhythm(row["every"], row["weekday"], row["grace_days"])


class Notices(View):
    """One row per key result and due day of which anything was said; `reminded` and `missed` are when it came true."""

    table = Table(
        "okr_check_in_notices",
        metadata,
        Column("notice", String, primary_key=True),
        Column("key_result", String, nullable=False, index=True),
        Column("due", Date, nullable=False),
        Column("owner", String),
        Column("reminded", Instant),
        Column("missed", Instant),
    )

    @handles(CheckInDue)
    def reminded(self, rows: Rows, event: Recorded[CheckInDue]) -> None:
        _row(rows, event)["reminded"] = event.time

    @handles(CheckInMissed)
    def missed(self, rows: Rows, event: Recorded[CheckInMissed]) -> None:
        _row(rows, event)["missed"] = event.time


def _row(rows: Rows, event: Recorded[CheckInDue] | Recorded[CheckInMissed]) -> Row:
    data = event.data
    notice = f"{data.key_result}:{data.due}"
    if notice not in rows:
        rows[notice] = {"key_result": data.key_result, "due": data.due}
    row = rows[notice]
    row["owner"] = data.owner
    return row


_notices = Notices.table.c


def missed_of(connection: Connection, key_result: str) -> list[RowMapping]:
    """The check-ins of a key result that were missed, the latest due day first."""
    query = select(Notices.table).where(_notices.key_result == key_result, _notices.missed.is_not(None))
    return list(connection.execute(query.order_by(_notices.due.desc())).mappings())
