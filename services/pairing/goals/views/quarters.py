"""The quarters, as okr tells them: what a rotation follows on."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Connection, Date, Integer, String, Table, and_, func, or_, select

from services.pairing.goals.views.calendar import calendar
from shared.company.period_labels import meant
from shared.events import QuarterEnded, QuarterPlanned, QuarterStarted, Recorded
from shared.projection import Row, Rows, View, handles, metadata


class Quarters(View):
    """One row per quarter: planned, running or ended."""

    table = Table(
        "pairing_quarters",
        metadata,
        Column("quarter", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("label", String, nullable=False, index=True),
        Column("start", Date, nullable=False),
        Column("end", Date, nullable=False),
        Column("state", String, nullable=False),
    )

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "label": data.label,
            "start": data.start,
            "end": data.end,
            "state": "planned",
        }

    @handles(QuarterStarted)
    def started(self, rows: Rows, event: Recorded[QuarterStarted]) -> None:
        rows.change(event.aggregate_id, state="running")

    @handles(QuarterEnded)
    def ended(self, rows: Rows, event: Recorded[QuarterEnded]) -> None:
        rows.change(event.aggregate_id, state="ended")


def find(connection: Connection, name: str) -> Row | None:
    """The quarter with this id or label, or with another label that means just its days.

    Of several with one label it is the latest planned.
    """
    quarters, label = Quarters.table.c, name.strip()
    named = or_(quarters.quarter == name, quarters.label == label, func.lower(quarters.label) == label.lower())
    found = _last(connection, named)
    if found is None and (span := meant(calendar(connection), name)) is not None:
        found = _last(connection, and_(quarters.start == span.start, quarters.end == span.end))
    return found


def _last(connection: Connection, condition: ColumnElement[bool]) -> Row | None:
    query = select(Quarters.table).where(condition).order_by(Quarters.table.c.number.desc())
    row = connection.execute(query.limit(1)).mappings().one_or_none()
    return dict(row) if row is not None else None
