"""Who is away when, by confidential id: only the service can tell whose absence it is."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Boolean, Column, Connection, Date, String, Table, select

from services.okr.absences.domain import Absence
from shared.events import AbsenceEnded, AbsenceSet, Recorded
from shared.projection import Rows, View, handles, metadata

_AT_ONCE = 500


class Absences(View):
    """One row per absence, past ones too; `until` is the first day on which the person is here again."""

    private = True
    table = Table(
        "okr_absences",
        metadata,
        Column("absence", String, primary_key=True),
        Column("begins", Date, nullable=False),
        Column("until", Date, nullable=False),
        Column("shown", Boolean, nullable=False),
    )

    @handles(AbsenceSet)
    def set(self, rows: Rows, event: Recorded[AbsenceSet]) -> None:
        data = event.data
        rows[event.aggregate_id] = {"begins": data.begins, "until": data.until, "shown": data.shown}

    @handles(AbsenceEnded)
    def ended(self, rows: Rows, event: Recorded[AbsenceEnded]) -> None:
        rows.change(event.aggregate_id, until=event.data.on)


def known(connection: Connection, idents: Collection[str]) -> dict[str, Absence]:
    """Those of these absences that there are."""
    table, wanted, found = Absences.table.c, list(idents), {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Absences.table).where(table.absence.in_(wanted[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            found[row.absence] = Absence(row.begins, row.until, row.shown)
    return found
