"""The state of one import of okr's files: what the other system's keys stand for here, and what became of the rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from services.okr.importing.known import Known, KnownKeyResult
from services.okr.importing.rehearsed_sealer import Seals
from services.okr.importing.tables import Span, Tables, times
from services.okr.objectives.domain import commands, objective
from services.okr.objectives.domain.decisions import decide as decide_objective
from services.okr.people import domain as person
from services.okr.quarters import domain as quarter
from shared.eventlog import Decider, EventLog, KeyReused, Rehearsal, Repository, TooLarge
from shared.events import Invalid, Refused
from shared.importing import History, Report, Row, Table
from shared.sealing import Forgotten
from shared.texts import cleaned


@dataclass(slots=True)
class OkrImport:
    """What an import has established so far: ids by the other system's keys, and where key results belong.

    `known` is what was here before; `unusable` tells why objectives of a quarter can't be taken. With `updates` what is
    said otherwise of people is taken, with `leavers` who isn't listed any more leaves; a `rehearsal` writes nothing.
    `named` is who the rows of people are, `people` those who could be taken; `fresh` the goals whose
    rows were taken as they stand, `published` the new objectives that key results must measure. `flat` is the file that
    the goals were gathered from, where it was one.
    """

    log: EventLog
    sealer: Seals
    history: History
    report: Report
    tables: Tables
    step: Callable[[], None]
    known: Known
    updates: bool = False
    leavers: bool = False
    rehearsal: bool = False
    flat: Table | None = None
    named: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    quarters: dict[str, tuple[str, Span]] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    key_results: dict[str, KnownKeyResult] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    published: list[str] = field(default_factory=list)
    _names: dict[str, set[str]] | None = field(default=None, init=False)
    persons: Repository[person.Person, person.Command] = field(init=False)
    periods: Repository[quarter.Quarter, quarter.Command] = field(init=False)
    goals: Repository[objective.Objective, commands.Command] = field(init=False)

    def __post_init__(self) -> None:
        repository = Rehearsal if self.rehearsal else Repository
        self.persons = repository(self.log, Decider("okr", "person", person.Person(), person.decide, person.evolve))
        self.periods = repository(
            self.log, Decider("okr", "quarter", quarter.Quarter(), quarter.decide, quarter.evolve)
        )
        self.goals = repository(
            self.log, Decider("okr", "objective", objective.Objective(), decide_objective, objective.evolve)
        )

    async def by_name(self, name: str) -> str | None:
        """Who has just this name, of those who are here or in the import; None where that is nobody, or several."""
        if self._names is None:
            self._names = {}
            for person, sealed in self.known.names_here():
                self._names.setdefault(cleaned(await self.sealer.open(sealed) or ""), set()).add(person)
            for row in self.tables.people.rows:
                if (known := self.people.get(row.values.get("person", ""))) is not None:
                    self._names.setdefault(row.values.get("name", ""), set()).add(known)
        found = self._names.get(cleaned(name.strip()), set())
        return next(iter(found)) if len(found) == 1 else None

    async def each(self, rows: Iterable[Row], take: Callable[[Row], Awaitable[int]]) -> None:
        """Take every row; one that is refused is reported and stops no other."""
        for row in rows:
            try:
                events = await take(row)
            except KeyReused:
                self.report.reject(row, "this row was imported before with other content; correct it there instead")
            except Forgotten as refused:
                # What the row says of the person must not find its way into the file of rejects.
                self.report.reject(Row(row.file, row.line, {}), f"{refused}; take the row out of the file")
            except (Refused, TooLarge) as refused:
                self.report.reject(row, str(refused))
            else:
                self.report.take(row, events)
            self.step()

    def objective(self, key: str) -> tuple[str, datetime]:
        """The objective of this key: of the import, imported before, or one here such as O-4. Raises Invalid."""
        found = self.objectives.get(key)
        if found is None:
            known = self.known.objective(self.history.id_of("objective", key), key)
            if known is None:
                raise Invalid(f"objective {key} is not in objectives.csv or was rejected there, nor is it here")
            found = known, self.history.now
        return found

    def key_result(self, key: str) -> KnownKeyResult:
        """The key result of this key: of the import, imported before, or one here such as KR-17. Raises Invalid."""
        found = self.key_results.get(key) or self.known.key_result(self.history.id_of("key-result", key), key)
        if found is None:
            raise Invalid(f"key result {key} is not in key_results.csv or was rejected there, nor is it here")
        self.key_results[key] = found
        return found


class FirstSeen:
    """When objectives are first and last spoken of in check-ins, and the last moment of the whole import."""

    def __init__(self, tables: Tables) -> None:
        owner = {row.optional("key_result"): row.optional("objective") for row in tables.key_results.rows}
        self.first: dict[str, datetime] = {}
        self.last: dict[str, datetime] = {}
        self.end: datetime | None = None
        for row in tables.check_ins.rows:
            try:
                found = times(row)
            except Invalid:
                continue
            goal = owner.get(row.optional("key_result"))
            if found is None or goal is None:
                continue
            self.first[goal] = min(found[0], self.first.get(goal, found[0]))
            self.last[goal] = max(found[1], self.last.get(goal, found[1]))
            self.end = max(found[1], self.end or found[1])
