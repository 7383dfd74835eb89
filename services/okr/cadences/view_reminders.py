"""What the clock has said of check-ins that were due: of which it reminded, and which were missed."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, RowMapping, String, Table, select

from shared.events import CheckInDue, CheckInMissed, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata


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
