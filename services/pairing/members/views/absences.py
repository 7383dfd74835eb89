"""Who is away when, as okr's private events say, by confidential id: only the service can tell whose absence it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, Date, String, Table, select

from shared.events import AbsenceEnded, AbsenceSet, Recorded
from shared.projection import Rows, View, handles, metadata

_AT_ONCE = 500


class Absences(View):
    """One row per absence, past ones too; `until` is the first day on which the person is here again."""

    private = True
    table = Table(
        "pairing_absences",
        metadata,
        Column("absence", String, primary_key=True),
        Column("begins", Date, nullable=False),
        Column("until", Date, nullable=False, index=True),
    )

    @handles(AbsenceSet)
    def set(self, rows: Rows, event: Recorded[AbsenceSet]) -> None:
        rows[event.aggregate_id] = {"begins": event.data.begins, "until": event.data.until}

    @handles(AbsenceEnded)
    def ended(self, rows: Rows, event: Recorded[AbsenceEnded]) -> None:
        rows.change(event.aggregate_id, until=event.data.on)


@dataclass(frozen=True, slots=True)
class Absence:
    """From a day until the day on which somebody is here again."""

    begins: date
    until: date

    def on(self, day: date) -> bool:
        """Whether he is away on this day."""
        return self.begins <= day < self.until


def any_on(connection: Connection, day: date) -> bool:
    """Whether anybody at all is away on this day."""
    table = Absences.table.c
    query = select(table.absence).where(table.begins <= day, table.until > day).limit(1)
    return connection.execute(query).first() is not None


def known(connection: Connection, idents: Collection[str]) -> dict[str, Absence]:
    """Those of these absences that there are."""
    table, wanted, found = Absences.table.c, list(idents), {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Absences.table).where(table.absence.in_(wanted[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            found[row.absence] = Absence(row.begins, row.until)
    return found
