"""A history made by hand or drawn, as a log in memory, and the tables that a rebuild makes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import strategies as st

from services.okr.views import VIEWS
from shared.eventlog import EventLog
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultMoved,
    KeyResultRetargeted,
    Metric,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    encode,
)
from shared.projection.fold import Folder
from shared.projection.store import memory_engine
from tests.core_kit import dump, record

BEGIN = datetime(2026, 7, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days after the quarter began."""
    return BEGIN + timedelta(days=number)


def check_in(name: str, value: int) -> ProgressUpdated:
    return ProgressUpdated(check_in=name, key_result="k", value=Decimal(value), confidence=5)


SPAN = {"label": "2026-Q3", "start": date(2026, 7, 1), "end": date(2026, 9, 30)}
MEASURE = Metric(baseline=Decimal(0), target=Decimal(10))


# What happened when, and when it was recorded; in the order of the log.
STORY: list[tuple[str, Event, float, float]] = [
    ("quarter/q", QuarterPlanned(**SPAN), 0, 0),  # type: ignore[arg-type]
    ("quarter/q", QuarterStarted(), 0, 0),
    ("objective/o", ObjectiveDrafted(title="Be heard", quarter="q"), 1, 1),
    ("objective/o", KeyResultAdded(key_result="k", title="Calls", measure=MEASURE), 1, 1),
    ("objective/o", ObjectivePublished(), 2, 2),
    ("objective/o", check_in("c1", 1), 10, 10),
    ("objective/o", check_in("c2", 5), 20, 20),
    ("objective/o", check_in("late", 3), 15, 25),  # back-dated
    ("objective/o", CheckInCorrected(check_in="c2", key_result="k", value=Decimal(4)), 20, 30),
    ("objective/o", check_in("c3", 9), 40, 40),
    ("objective/o", CheckInRetracted(check_in="c3", key_result="k"), 40, 45),
    ("objective/o", KeyResultAdded(key_result="k2", title="Second", measure=MEASURE), 50, 50),
    ("objective/o", KeyResultDropped(key_result="k2"), 55, 55),
    ("objective/o", ObjectiveClosed(result="successful"), 60, 60),
    ("quarter/q", QuarterEnded(**SPAN), 92, 92),  # type: ignore[arg-type]
]


def story() -> list[Recorded[Event]]:
    versions: dict[str, int] = {}
    told = []
    for position, (aggregate, data, happened, noted) in enumerate(STORY, 1):
        versions[aggregate] = versions.get(aggregate, 0) + 1
        told.append(
            record(
                data,
                id=f"event-{position}",
                aggregate=aggregate,
                version=versions[aggregate],
                position=position,
                time=day(happened),
                recorded=day(noted),
            )
        )
    return told


class FakeLog:
    """A log in memory, handed over in small batches."""

    def __init__(self, events: Sequence[Recorded[Event]]) -> None:
        self._records = [(event.position, encode(event)) for event in events]

    async def info(self) -> Any:
        return SimpleNamespace(has_majority=True, others=(), state=SimpleNamespace(last_seq=len(self._records)))

    async def held_at(self, position: int) -> bytes | None:
        found = [payload for at, payload in self._records if at == position]
        return found[0] if found else None

    async def range(self, after: int, upto: int) -> AsyncIterator[list[tuple[int, bytes]]]:
        for start in range(after, upto, 2):
            yield self._records[start : min(start + 2, upto)]


def log(events: Sequence[Recorded[Event]] | None = None) -> EventLog:
    return cast(EventLog, FakeLog(story() if events is None else events))


def rebuilt(events: list[Recorded[Event]]) -> dict[str, list[dict[str, Any]]]:
    """The tables as the projection itself builds them."""
    engine = memory_engine(VIEWS)
    try:
        with engine.begin() as connection:
            records = [(position, encode(event)) for position, event in enumerate(events, 1)]
            Folder("okr", VIEWS).apply(connection, records, 0, empty=True)
        with engine.connect() as connection:
            return dump(connection, VIEWS)
    finally:
        engine.dispose()


def measure(target: int) -> Metric:
    return Metric(baseline=Decimal(0), target=Decimal(target))


@st.composite
def histories(draw: st.DrawFn) -> list[Recorded[Event]]:
    """Objectives with key results and check-ins: back-dated, corrected, retracted, imported late, some moved."""
    told: list[Recorded[Event]] = []
    versions: dict[str, int] = {}
    said: list[tuple[str, str]] = []

    def tell(objective: str, data: Event, happened: float, noted: float) -> None:
        aggregate = f"{'quarter' if objective == 'q' else 'objective'}/{objective}"
        versions[aggregate] = versions.get(aggregate, 0) + 1
        position = len(told) + 1
        more: dict[str, Any] = {"time": day(happened), "recorded": day(noted), "id": f"event-{position}"}
        told.append(record(data, aggregate=aggregate, version=versions[aggregate], position=position, **more))

    moved = draw(st.booleans())
    tell("q", QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)), 0, 0)
    for objective in ("a", "b"):
        born = draw(st.integers(0, 5))
        tell(objective, ObjectiveDrafted(title=objective, quarter="q"), born, born)
        tell(objective, ObjectivePublished(), born, born)
        added = KeyResultAdded(key_result=f"{objective}-k", title="K", measure=measure(10))
        tell(objective, added, born, born)
    for number in range(draw(st.integers(0, 25))):
        objective = draw(st.sampled_from("ab"))
        # A log of its own time, in which imports bring what was recorded elsewhere long ago.
        noted = draw(st.integers(0, 30))
        happened = max(0, noted - draw(st.integers(0, 10)))
        match draw(st.integers(0, 7)):
            case 0 if said:
                check_in, where = draw(st.sampled_from(said))
                correction = CheckInCorrected(check_in=check_in, key_result="a-k", value=Decimal(number))
                tell(where, correction, happened, noted)
            case 1 if said:
                check_in, where = draw(st.sampled_from(said))
                tell(where, CheckInRetracted(check_in=check_in, key_result="a-k"), happened, noted)
            case 2:
                tell(objective, ObjectiveRevised(title=f"title {number}"), happened, noted)
            case 3:
                changed = KeyResultRetargeted(key_result=f"{objective}-k", measure=measure(20 + number))
                tell(objective, changed, happened, noted)
            case 4 if moved:
                arrives = KeyResultAdded(key_result="a-k", title="K", measure=measure(10), moved_from="a")
                tell("b", arrives, happened, noted)
                tell("a", KeyResultMoved(key_result="a-k", objective="b"), happened, noted)
            case 5 if number == 20:
                tell(objective, KeyResultDropped(key_result=f"{objective}-k"), happened, noted)
            case _:
                said.append((f"c{number}", objective))
                new = ProgressUpdated(check_in=f"c{number}", key_result=f"{objective}-k", value=Decimal(number))
                tell(objective, new, happened, noted)
    return told
