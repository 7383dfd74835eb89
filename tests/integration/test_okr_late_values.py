"""The days for late values end, on a real server: the clock freezes the quarter once more, and once only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.okr.clock import okr_rules
from services.okr.quarter_ends.due import to_freeze
from shared.clock import clock_of
from shared.events import ObjectiveScored, QuarterFrozen, Recorded, decode
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def tick(kit: OkrKit, moment: str) -> None:
    """It is this moment (UTC), and a clock that remembers nothing ticks."""
    kit.clock.time = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await clock_of(kit.okr.runtime, okr_rules(kit.okr), now=kit.clock).tick()


async def events(kit: OkrKit, kind: type[Any]) -> list[Recorded[Any]]:
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    found = [decode(*record) async for batch in log.range(0, last) for record in batch]
    return [event for event in found if isinstance(event.data, kind)]


async def test_frozen_once_more_when_nothing_comes_any_more(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, key_result = await kit.running_key_result(quarter)
    await kit.done(f"/quarters/{quarter}/end")
    kit.later(days=3)
    late = {"value": 5, "time": "2026-08-03T08:00:00Z"}
    await kit.done(f"/key-results/{key_result}/check-ins", late)
    await tick(kit, "2026-08-17T23:59:59")
    assert len(await events(kit, QuarterFrozen)) == 1, "the days are not over before midnight"

    await tick(kit, "2026-08-18T00:00:00")
    first, last = await events(kit, QuarterFrozen)
    assert (last.actor, last.time) == ("system:late-values-over", datetime(2026, 8, 18, tzinfo=UTC))
    assert last.data.events != first.data.events
    scores = [event.data.score for event in await events(kit, ObjectiveScored)]
    assert [str(score) for score in scores] == ["None", "0.5"], "what came late had been scored when it came"
    checked = (await kit.get("/quarters/2026-Q3/verify")).body
    assert (checked["agrees"], checked["later"]) == (True, 0)
    for moment in ("2026-08-18T00:00:01", "2026-09-18T00:00:00"):
        await tick(kit, moment)
    assert len(await events(kit, QuarterFrozen)) == 2


async def test_a_quarter_to_which_nothing_came_is_frozen_again_too(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    await kit.running_key_result(quarter)
    await kit.done(f"/quarters/{quarter}/end")
    for _ in range(2):
        await tick(kit, "2026-11-01T00:00:00")
    first, last = await events(kit, QuarterFrozen)
    assert (first.data.events, first.data.results) == (last.data.events, last.data.results)


async def test_nothing_is_due_of_a_quarter_that_runs_or_has_no_days_for_late_values(kit: OkrKit) -> None:
    await kit.okr.company.set_thresholds(kit.order(), change=lambda now: type(now)(late_days=0))
    quarter = await kit.running_quarter()
    await tick(kit, "2027-01-01T00:00:00")
    assert await events(kit, QuarterFrozen) == []
    await kit.done(f"/quarters/{quarter}/end")
    await tick(kit, "2027-02-01T00:00:00")
    assert len(await events(kit, QuarterFrozen)) == 1
    with kit.okr.runtime.store.read() as connection:
        assert to_freeze(connection, kit.clock(), UTC) == []
