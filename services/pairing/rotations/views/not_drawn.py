"""For which times no groups could be drawn, and why: until a draw of that time is made, or a later one holds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, String, Table, func, select

from services.pairing.rotations.views.rotations import Rotations
from shared.events import Recorded, RotationDrafted, RotationNotDrawn
from shared.projection import Instant, Row, Rows, View, handles, metadata


class NotDrawn(View):
    """One row per time, by the quarter (or week) that it follows on; `noted_at` is the position in the log."""

    table = Table(
        "pairing_not_drawn",
        metadata,
        Column("after_quarter", String, primary_key=True),
        Column("programme", String, nullable=False),
        Column("label", String, nullable=False),
        Column("because", String, nullable=False),
        Column("noted", Instant, nullable=False),
        Column("noted_at", BigInteger, nullable=False),
    )

    @handles(RotationNotDrawn)
    def failed(self, rows: Rows, event: Recorded[RotationNotDrawn]) -> None:
        data = event.data
        rows[data.after_quarter] = {
            "programme": data.programme,
            "label": data.label,
            "because": data.because,
            "noted": event.time,
            "noted_at": event.position,
        }

    @handles(RotationDrafted)
    def drafted(self, rows: Rows, event: Recorded[RotationDrafted]) -> None:
        del rows[event.data.after_quarter]


def standing(connection: Connection, programme: str) -> Row | None:
    """The last time of the programme for which no groups could be drawn, unless a draw has held since."""
    table, drawn = NotDrawn.table, Rotations.table.c
    held = select(func.max(drawn.confirmed_at)).where(drawn.programme == programme).scalar_subquery()
    query = (
        select(table)
        .where(table.c.programme == programme, table.c.noted_at > func.coalesce(held, 0))
        .order_by(table.c.noted_at.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None


def find(connection: Connection, after_quarter: str) -> Row | None:
    """What is known of the draw after this quarter or week, where none was possible."""
    query = select(NotDrawn.table).where(NotDrawn.table.c.after_quarter == after_quarter)
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None
