"""What was here before an import began, by the ids that its keys stand for and by what people type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.company import view as company
from services.okr.importing import imported
from services.okr.importing.imported import Origin
from services.okr.objectives.domain.history import Node
from services.okr.objectives.views import check_ins, key_results, objectives, ties as serving
from services.okr.people import view as people
from services.okr.quarters import view as quarters
from shared.company import period_labels
from shared.company.calendar import CalendarVersion
from shared.events import Measure, NotFound
from shared.projection import Store

T = TypeVar("T")

_ALL = 1_000_000


class KnownQuarter(NamedTuple):
    """A quarter that was here before the import began."""

    id: str
    label: str
    start: date
    end: date


class KnownKeyResult(NamedTuple):
    """A key result, where it belongs and how it is measured."""

    id: str
    objective: str
    owner: str | None
    measure: Measure
    dropped: bool = False


class KnownCheckIns(NamedTuple):
    """How many check-ins a key result has, and its latest value."""

    made: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Known:
    """What was here before: quarters by label (casefolded), who has which e-mail, by its index, `staff` by id;
    the rest on demand."""

    store: Store
    quarters: dict[str, KnownQuarter]
    emails: dict[str, str]
    staff: dict[str, RowMapping]
    calendar: tuple[CalendarVersion, ...] = ()

    def quarter(self, label: str) -> KnownQuarter | None:
        """The quarter that the label names or means: ``2027-Q1`` and the fiscal year's name are one where the days are.

        None where none is here.
        """
        named = self.quarters.get(label.casefold())
        span = None if named is not None else period_labels.meant(self.calendar, label)
        if span is None:
            return named
        alike = (each for each in self.quarters.values() if (each.start, each.end) == (span.start, span.end))
        return self.quarters.get(span.label.casefold()) or next(alike, None)

    def person(self, *texts: str) -> str | None:
        """The id of the first of these ids, or numbers such as P-3, that somebody has."""
        return self._first(resolve.person, texts)

    def person_row(self, person: str) -> RowMapping | None:
        """What was known of the person before the import began."""
        return self.staff.get(person)

    def number(self, person: str) -> str:
        """What people know somebody by, such as P-3."""
        return self._ask(lambda connection: people.numbers(connection, {person})).get(person, "somebody new")

    def origin(self, person: str) -> Origin | None:
        """From which system the person came; None for whom no import brought."""
        return self._ask(lambda connection: imported.origin(connection, person))

    def people_of(self, source: str) -> list[str]:
        """Who came from this system and is still here."""
        return self._ask(lambda connection: imported.people_here(connection, source))

    def sources(self) -> list[str]:
        """The systems that anything was imported from."""
        return self._ask(imported.sources)

    def objective(self, *texts: str) -> str | None:
        """The id of the first of these ids, or numbers such as O-4, that an objective has."""
        return self._first(resolve.objective, texts)

    def key_result(self, *texts: str) -> KnownKeyResult | None:
        """The first of these ids, or numbers such as KR-17, that a key result has."""
        found = self._first(resolve.key_result, texts)
        row = None if found is None else self._ask(lambda connection: key_results.by_id(connection, found))
        if row is None:
            return None
        how = key_results.measure_of(row)
        return KnownKeyResult(row["key_result"], row["objective"], row["owner"], how, row["dropped"])

    def standing(self, key_result: str) -> KnownCheckIns:
        """How many check-ins the key result has, and the value of the latest one that holds."""

        def found(connection: Connection) -> KnownCheckIns:
            rows = check_ins.of_key_result(connection, key_result, limit=_ALL)
            held = [row for row in rows if row["retracted"] is None]
            latest = max(held, key=lambda row: (row["time"], row["position"]), default=None)
            return KnownCheckIns(len(rows), None if latest is None else latest["value"])

        return self._ask(found)

    def names_here(self) -> list[tuple[str, str]]:
        """Everybody who is here, with the sealed name."""
        rows = self._ask(lambda connection: people.listed(connection, limit=_ALL))
        return [(row["person"], row["name"]) for row in rows]

    def days_of(self, objective: str) -> tuple[date, date] | None:
        """The first and the last day of the objective's quarter; None in the backlog."""

        def found(connection: Connection) -> tuple[date, date] | None:
            quarter = objectives.quarter_of(connection, objective)
            row = None if quarter is None else quarters.by_id(connection, quarter)
            return None if row is None else (row["start"], row["end"])

        return self._ask(found)

    def ties(self) -> dict[Node, list[Node]]:
        """What each objective and key result here serves."""
        return self._ask(serving.all_ties)

    def _first(self, resolved: Callable[[Connection, str], str], texts: tuple[str, ...]) -> str | None:
        def found(connection: Connection) -> str | None:
            for text in texts:
                try:
                    return resolved(connection, text)
                except NotFound:
                    continue
            return None

        return self._ask(found)

    def _ask(self, question: Callable[[Connection], T]) -> T:
        with self.store.read() as connection:
            return question(connection)


def known_in(store: Store) -> Known:
    """What the views know; they must have caught up with the log."""
    with store.read() as connection:
        rows = quarters.listed(connection, limit=100_000)
        periods = [KnownQuarter(row["quarter"], row["label"], row["start"], row["end"]) for row in rows]
        staff = {row["person"]: row for row in people.listed(connection, limit=_ALL, all_=True)}
        labels = {each.label.casefold(): each for each in periods}
        return Known(store, labels, people.emails_here(connection), staff, company.calendar(connection))
