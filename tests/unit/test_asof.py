"""The board of another time, by either clock, from a history made by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.okr.objectives.views.board import board
from services.okr.views import VIEWS
from shared.eventlog import EventLog
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    Metric,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    encode,
)
from shared.projection import View
from shared.projection.asof import Clocks, as_of
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
        return SimpleNamespace(has_majority=True, state=SimpleNamespace(last_seq=len(self._records)))

    async def held_at(self, position: int) -> bytes | None:
        found = [payload for at, payload in self._records if at == position]
        return found[0] if found else None

    async def range(self, after: int, upto: int) -> AsyncIterator[list[tuple[int, bytes]]]:
        for start in range(after, upto, 2):
            yield self._records[start : min(start + 2, upto)]


def log(events: Sequence[Recorded[Event]] | None = None) -> EventLog:
    return cast(EventLog, FakeLog(story() if events is None else events))


async def value(effective: float | None = None, known: float | None = None) -> tuple[Decimal | None, int] | None:
    """Where the key result stood, and by how many check-ins; None where there was none."""
    clocks = Clocks(None if effective is None else day(effective), None if known is None else day(known))
    async with as_of(log(), VIEWS, clocks) as connection:
        found = [one for goal in board(connection) for one in goal.key_results if one.id == "k"]
    return (found[0].value, found[0].check_ins) if found else None


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        (0.5, None),
        (5, (None, 0)),
        (12, (1, 1)),
        (17, (3, 2)),  # the back-dated one belongs here, though it was noted later
        (25, (4, 3)),  # a correction takes effect when its check-in did
        (42, (4, 3)),  # what was taken back never counted
        (100, (4, 3)),
    ],
)
async def test_how_things_stood(then: float, wanted: tuple[int | None, int] | None) -> None:
    assert await value(effective=then) == wanted


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        (0.5, None),
        (12, (1, 1)),
        (17, (1, 1)),  # nobody knew yet
        (22, (5, 2)),
        (27, (5, 3)),
        (29.9, (5, 3)),
        (30, (4, 3)),
        (42, (9, 4)),
        (45, (4, 3)),
    ],
)
async def test_what_was_known(then: float, wanted: tuple[int | None, int] | None) -> None:
    assert await value(known=then) == wanted


async def test_both_clocks_say_what_was_then_thought_of_a_day() -> None:
    assert await value(effective=17, known=20) == (1, 1)
    assert await value(effective=17, known=26) == (3, 2)
    assert await value(effective=25, known=29) == (5, 3)
    assert await value(effective=25, known=31) == (4, 3)


async def test_a_bound_includes_its_own_moment() -> None:
    assert await value(effective=10) == (1, 1)
    moment = day(10) - timedelta.resolution
    async with as_of(log(), VIEWS, Clocks(moment)) as connection:
        assert board(connection)[0].key_results[0].value is None


async def test_states_and_dropped_key_results_are_of_that_time_too() -> None:
    async def state(then: float) -> tuple[str, int]:
        async with as_of(log(), VIEWS, Clocks(day(then))) as connection:
            (goal,) = board(connection, quarter="2026-Q3")
            return goal.status, len(goal.key_results)

    assert [await state(then) for then in (1, 2, 52, 57, 60)] == [
        ("draft", 1),
        ("published", 1),
        ("published", 2),
        ("published", 1),
        ("closed", 1),
    ]


async def test_without_bounds_it_is_everything() -> None:
    assert await tables(VIEWS, Clocks()) == rebuilt(story())
    far = day(10_000)
    assert await tables(VIEWS, Clocks(far, far)) == rebuilt(story())


@pytest.mark.parametrize("known", [0, 1, 10, 24, 25, 30, 40, 45, 55, 92])
async def test_known_by_a_day_is_a_store_built_from_what_was_recorded_by_then(known: float) -> None:
    recorded = [event for event in story() if event.recorded <= day(known)]
    assert await tables(VIEWS, Clocks(known=day(known))) == rebuilt(recorded)


async def test_an_empty_log() -> None:
    async with as_of(log([]), VIEWS, Clocks(day(1), day(1))) as connection:
        assert board(connection) == []


async def tables(views: Sequence[View], clocks: Clocks) -> dict[str, list[dict[str, Any]]]:
    async with as_of(log(), views, clocks) as connection:
        return dump(connection, views)


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
