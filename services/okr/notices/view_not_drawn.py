"""For which time pairing could draw no buddy groups, until any are drawn: for that time, or for a later one."""

from __future__ import annotations

from sqlalchemy import Column, Connection, String, Table, select

from shared.events import Recorded, RotationDrafted, RotationNotDrawn
from shared.projection import Rows, View, handles, metadata


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
