"""The board of another time, by either clock, from a history made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.okr.objectives.views.board import board
from services.okr.views import VIEWS
from shared.projection import View
from shared.projection.asof import Clocks, as_of
from tests.asof_kit import day, log, rebuilt, story
from tests.core_kit import dump


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
