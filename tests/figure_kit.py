"""A small company's log without a server: records, the views that they make, figures explained and zipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.okr.objectives.views.explained import Cause, KeyResultExplained, ObjectiveExplained
from services.okr.objectives.views.standing import health_on
from services.okr.reports.explanation import queries as explaining
from services.okr.reports.explanation.domain import causes
from shared.events import (
    Event,
    KeyResultAdded,
    Measure,
    Metric,
    ObjectiveDrafted,
    ObjectivePublished,
    ProgressUpdated,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    encode,
    named_id,
    type_of,
)
from shared.verifier import FigureRecord, figure_zip
from tests.notary_kit import Notary, proof
from tests.views_kit import Store, make_store

START = datetime(2026, 7, 1, tzinfo=UTC)
Explained = KeyResultExplained | ObjectiveExplained


def id_of(name: str) -> str:
    return named_id("figure", name)


@dataclass
class World:
    """Events told one by one, as records of a log and in the views. Things are known by names, which become ids."""

    store: Store = field(default_factory=make_store)
    events: list[Recorded[Event]] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)

    def tell(self, aggregate: str, *events: Event, day: float = 0) -> None:
        for event in events:
            self.versions[aggregate] += 1
            position = len(self.events) + 1
            recorded: Recorded[Event] = Recorded(
                position=position,
                id=id_of(f"event {position}"),
                type=type_of(event),
                aggregate=aggregate,
                version=self.versions[aggregate],
                time=START + timedelta(days=day),
                recorded=START + timedelta(days=day, seconds=position),
                actor=id_of("aiko"),
                correlation=id_of(f"command {position}"),
                causation=id_of(f"command {position}"),
                data=event,
            )
            self.events.append(recorded)
            self.store.feed(recorded)
        self.store.flush()

    def quarter(self, name: str = "Q3") -> None:
        planned = QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
        self.tell(f"quarter/{id_of(name)}", planned, QuarterStarted())

    def objective(self, name: str, **fields: object) -> None:
        drafted = ObjectiveDrafted(title=name.title(), quarter=id_of("Q3"), **fields)  # type: ignore[arg-type]
        self.tell(f"objective/{id_of(name)}", drafted, ObjectivePublished())

    def key_result(self, objective: str, name: str, measure: Measure | None = None, weight: int | None = None) -> None:
        added = KeyResultAdded(
            key_result=id_of(name),
            title=name.title(),
            measure=measure or Metric(baseline=Decimal(15), target=Decimal(35)),
            weight=None if weight is None else Decimal(weight),
        )
        self.tell(f"objective/{id_of(objective)}", added)

    def check_in(self, objective: str, key_result: str, value: float | None, day: float, **said: object) -> str:
        check_in = id_of(f"check-in {len(self.events)}")
        told = None if value is None else Decimal(str(value))
        updated = ProgressUpdated(check_in=check_in, key_result=id_of(key_result), value=told, **said)  # type: ignore[arg-type]
        self.tell(f"objective/{id_of(objective)}", updated, day=day)
        return check_in

    @property
    def records(self) -> list[bytes]:
        return [encode(event) for event in self.events]

    def explained(self, name: str, on: date = date(2026, 8, 15)) -> Explained:
        """As the service explains it."""
        id_, judge = id_of(name), health_on(self.store.connection, on, UTC)
        told: Explained
        if any(getattr(event.data, "key_result", None) == id_ for event in self.events):
            told = of = explaining.key_result(self.store.connection, id_, judge)
            found = causes.of_key_result(self.events, id_, of.counting)
        else:
            told = explaining.objective(self.store.connection, id_, judge)
            found = causes.of_objective([each for each in self.events if each.aggregate == f"objective/{id_}"])
        return replace(
            told,
            causes=tuple(
                Cause(what=what, event=e.id, position=e.position, by=e.actor, time=e.time, recorded=e.recorded)
                for what, e in found
            ),
        )

    def zipped(
        self,
        name: str,
        notary: Notary,
        *,
        names: Sequence[str] = (),
        signed: int | None = None,
        left_out: Sequence[str] = (),
    ) -> bytes:
        """Its zip, with all records of these objectives and of the quarter; signed up to this size."""
        records = self.records[:signed]
        checkpoint = notary.checkpoint(records)
        shown = {f"objective/{id_of(each)}" for each in names} | {f"quarter/{id_of('Q3')}"}
        held = [
            FigureRecord(
                event.position,
                encode(event),
                proof(event.position - 1, records, checkpoint) if event.position <= len(records) else None,
            )
            for event in self.events
            if event.aggregate in shown
        ]
        return figure_zip(self.explained(name), held, left_out=left_out)


def world() -> World:
    made = World()
    made.quarter()
    made.objective("reach")
    made.key_result("reach", "referrals")
    return made


def referrals(check_ins: int = 4) -> World:
    made = world()
    for week in range(check_ins):
        made.check_in("reach", "referrals", 16 + week, 7 * week, confidence=8)
    return made
