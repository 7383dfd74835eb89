"""Check-ins that are due and missed, on a real server, as time passes: told once each, and never of the past."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.okr.clock import okr_rules
from services.okr.views import VIEWS
from shared.clock import Clock, clock_of
from shared.eventlog import FastReader
from shared.events import AbsenceSet, CadenceSet, CheckInDue, CheckInMissed, Event, Metric, Recorded, decode, named_id
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit


@dataclass
class World:
    """okr with a clock that ticks when it is told to. It begins on Monday, 3 August 2026, at 9:00 UTC."""

    kit: OkrKit
    clock: Clock

    def restart(self) -> None:
        """A clock that remembers nothing."""
        self.clock = clock_of(self.kit.okr.runtime, okr_rules(self.kit.okr), now=self.kit.clock)

    async def at(self, moment: str) -> None:
        """It is this moment (UTC), and the clock ticks."""
        self.kit.clock.time = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        await self.clock.tick()

    async def events(self, kind: type[Event]) -> list[Recorded[Any]]:
        log = self.kit.okr.runtime.log
        last = (await log.info()).state.last_seq
        found = [decode(position, payload) async for batch in log.range(0, last) for position, payload in batch]
        return [event for event in found if isinstance(event.data, kind)]

    async def missed(self) -> list[date]:
        return [event.data.due for event in await self.events(CheckInMissed)]

    async def reminded(self) -> list[date]:
        return [event.data.due for event in await self.events(CheckInDue)]

    async def check_in(self, key_result: str, **more: Any) -> None:
        await self.kit.done(f"/key-results/{key_result}/check-ins", {"value": "3", **more})

    async def key_result(self, team: str, owner: str | None = None) -> str:
        """In the quarter that runs."""
        body = {"title": "Be heard", "quarter": "2026-Q3", "team": team, "owner": owner}
        objective = (await self.kit.done("/objectives", body)).id
        measure = {"kind": "metric", "baseline": "0", "target": "10"}
        added = await self.kit.done(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": measure})
        await self.kit.done(f"/objectives/{objective}/publish")
        return added.id

    async def person(self) -> str:
        return (await self.kit.done("/people", {"name": "Mari", "function": "sales"})).id


@pytest.fixture
async def world(nats_server: NatsServer) -> AsyncIterator[World]:
    async with okr_kit(nats_server) as kit:
        yield World(kit, clock_of(kit.okr.runtime, okr_rules(kit.okr), now=kit.clock))


async def test_a_week_without_a_check_in(world: World) -> None:
    await world.kit.running_quarter()
    owner = await world.person()
    key_result = await world.key_result("Sales", owner)
    for moment in ("2026-08-03T09:00", "2026-08-06T08:59"):
        await world.at(moment)
    assert await world.reminded() == []
    for moment in ("2026-08-06T09:00", "2026-08-06T09:01", "2026-08-07T23:00"):
        await world.at(moment)
    (reminder,) = await world.events(CheckInDue)
    assert reminder.data == CheckInDue(key_result=key_result, due=date(2026, 8, 7), owner=owner)
    assert (reminder.actor, reminder.time) == ("system:check-in-reminder", datetime(2026, 8, 6, 9, tzinfo=UTC))
    await world.at("2026-08-09T23:59")
    assert await world.missed() == []
    await world.at("2026-08-10T00:05")
    await world.at("2026-08-10T00:06")
    (missed,) = await world.events(CheckInMissed)
    assert missed.data == CheckInMissed(key_result=key_result, due=date(2026, 8, 7), owner=owner)
    assert missed.actor == "system:missed-check-in"
    assert missed.time == datetime(2026, 8, 10, tzinfo=UTC)
    assert missed.recorded == datetime(2026, 8, 10, 0, 5, tzinfo=UTC)
    answer = await world.kit.get(f"/key-results/{key_result}/missed", params={"wait_for": f"{missed.aggregate}@5"})
    item = {"due": "2026-08-07", "owner": owner, "missed": "2026-08-10T00:00:00Z"}
    assert answer.body == {"count": 1, "items": [item]}
    assert world.clock.commands == {
        "check-in-reminder": 1,
        "missed-check-in": 1,
        "late-values-over": 0,
        "experiment-overdue": 0,
    }


async def test_the_same_on_postgresql(nats_server: NatsServer, postgres_url: str) -> None:
    async with okr_kit(nats_server, okr_store=postgres_url) as kit:
        world = World(kit, clock_of(kit.okr.runtime, okr_rules(kit.okr), now=kit.clock))
        await kit.running_quarter()
        owner = await world.person()
        await kit.send("PUT", "/cadences/people/P-1", {"every": "week", "weekday": 3, "grace_days": 0})
        first, second = await world.key_result("Sales"), await world.key_result("Sales", owner)
        await world.check_in(first)
        await world.at("2026-08-13T10:00")
        world.restart()
        await world.at("2026-08-13T10:01")
        assert [(event.data.key_result, event.data.due.day) for event in await world.events(CheckInMissed)] == [
            (second, 5),
            (second, 12),
        ]
        assert [event.data.key_result for event in await world.events(CheckInDue)] == [first]
        assert (await kit.get(f"/key-results/{second}/missed")).body["count"] == 2


async def test_after_a_downtime_everything_that_was_missed_is_told_once_and_in_order(world: World) -> None:
    await world.kit.running_quarter()
    first, second = await world.key_result("Sales"), await world.key_result("Sales")
    await world.check_in(second)
    await world.at("2026-08-27T10:00")
    found = await world.events(CheckInMissed)
    assert (found[0].data.due.day, found[0].data.key_result) == (7, first)
    assert {(event.data.due.day, event.data.key_result) for event in found} == {
        (7, first),
        (14, first),
        (14, second),
        (21, first),
        (21, second),
    }
    assert [event.time for event in found] == sorted(event.time for event in found)
    assert await world.reminded() == [date(2026, 8, 28)] * 2, "of what is past nobody is reminded"
    world.restart()
    await world.at("2026-08-27T10:01")
    assert len(await world.missed()) == 5


async def test_a_rebuilt_store_brings_nothing_about(world: World, nats_server: NatsServer) -> None:
    await world.kit.running_quarter()
    await world.key_result("Sales")
    await world.at("2026-08-27T10:00")
    runtime = world.kit.okr.runtime
    before = (await runtime.log.info()).state.last_seq
    reader = FastReader(runtime.client, "okr-rebuild")
    await rebuild(runtime.store, runtime.log, reader, VIEWS, lambda done, of: None)
    world.restart()
    await world.at("2026-08-27T10:01")
    assert (await runtime.log.info()).state.last_seq == before


async def test_a_check_in_in_time_or_made_good_before_anybody_looked(world: World) -> None:
    await world.kit.running_quarter()
    key_result = await world.key_result("Sales")
    await world.at("2026-08-05T10:00")
    await world.check_in(key_result)
    await world.at("2026-08-12T10:00")
    assert (await world.missed(), await world.reminded()) == ([], [])
    world.kit.later(days=12)
    # The clock was down meanwhile; the check-in of the first of these two weeks is made late, and says so.
    await world.check_in(key_result, time="2026-08-13T10:00:00Z")
    await world.at("2026-08-24T10:05")
    assert await world.missed() == [date(2026, 8, 21)]


async def test_what_owes_no_check_in(world: World) -> None:
    kit = world.kit
    quarter = await kit.running_quarter()
    later = (await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})).id
    await kit.running_key_result()
    await kit.running_key_result(later)
    closed, _ = await kit.running_key_result(quarter)
    await kit.done(f"/objectives/{closed}/close", {})
    _, dropped = await kit.running_key_result(quarter)
    await kit.done(f"/key-results/{dropped}/drop")
    draft = (await kit.done("/objectives", {"title": "Draft", "quarter": quarter})).id
    measure = {"kind": "metric", "baseline": "0", "target": "10"}
    await kit.done(f"/objectives/{draft}/key-results", {"title": "Calls", "measure": measure})
    await world.at("2026-08-27T10:00")
    # Published by now: it is owed from today on, not from when it was written down.
    await kit.done(f"/objectives/{draft}/publish")
    await world.at("2026-08-31T00:00")
    assert await world.missed() == [date(2026, 8, 28)]
    await kit.done(f"/quarters/{quarter}/end")
    await world.at("2026-09-20T00:00")
    assert await world.missed() == [date(2026, 8, 28)]
    assert sum(world.clock.refusals.values()) == 0


async def test_cadences_person_before_team_before_default(world: World) -> None:
    await world.kit.running_quarter()
    owner = await world.person()
    body = {"every": "never"}
    await world.kit.send("PUT", "/cadences/teams/Sales", body)
    answer = await world.kit.send("PUT", "/cadences/people/P-1", {"every": "week", "weekday": 2, "grace_days": 0})
    assert answer.body["aggregate"] == f"cadence/{named_id('cadence', 'person', owner)}"
    await world.kit.send("PUT", "/cadences/teams/CS", {"every": "month", "weekday": 1, "grace_days": 10})
    sales, own = await world.key_result("Sales"), await world.key_result("Sales", owner)
    cs, default = await world.key_result("CS"), await world.key_result("Dev")
    await world.at("2026-09-11T00:00")
    found = [(event.data.key_result, event.data.due) for event in await world.events(CheckInMissed)]
    assert sales not in dict(found)
    assert [due.day for key_result, due in found if key_result == own] == [4, 11, 18, 25, 1, 8]
    assert [due for key_result, due in found if key_result == cs] == [date(2026, 8, 31)]
    assert [due.day for key_result, due in found if key_result == default] == [7, 14, 21, 28, 4]
    shown = (await world.kit.send("GET", "/cadences")).body["items"]
    assert [(row["team"], row["person"], row["every"]) for row in shown] == [
        (None, None, "week"),
        ("Sales", None, "never"),
        (None, owner, "week"),
        ("CS", None, "month"),
    ]


async def test_a_cadence_holds_from_the_day_it_was_set(world: World) -> None:
    await world.kit.running_quarter()
    await world.kit.send("PUT", "/cadences/teams/Sales", {"every": "never"})
    await world.key_result("Sales")
    await world.at("2026-09-09T10:00")
    await world.kit.send("PUT", "/cadences/teams/Sales", {"every": "week"})
    await world.at("2026-09-14T00:00")
    assert await world.missed() == [date(2026, 9, 11)]


async def test_cadences_that_are_refused(world: World) -> None:
    kit = world.kit
    told = await kit.send("PUT", "/cadences/teams/Sales", {"every": "week"}, role=Role.MEMBER)
    told.refused(403, "not-allowed", "set cadences")
    (await kit.send("PUT", "/cadences/teams/Sales", {"every": "day"})).refused(422, "invalid-body")
    (await kit.send("PUT", "/cadences/teams/Sales", {"every": "week", "weekday": 8})).refused(422, "invalid")
    (await kit.send("PUT", "/cadences/people/P-9", {"every": "week"})).refused(404, "not-found", "no person")
    (await kit.send("PUT", "/cadences/teams/Sales", {"every": "week"}, if_match=3)).refused(409, "conflict")
    for team in ("Sales", "Dev", "Sales"):
        assert (await kit.send("PUT", f"/cadences/teams/{team}", {"every": "week"}, key="same")).status == 200
    events = await world.events(CadenceSet)
    assert len({event.id for event in events}) == len(events) == 2, "one key, two teams: two commands"


async def test_imported_history_causes_no_flood(world: World) -> None:
    kit = world.kit
    past = datetime(2026, 7, 1, tzinfo=UTC)

    def imported(step: str) -> Any:
        return kit.order(command=named_id(step), effective=past, recorded=past, imported_from="former")

    okr = kit.okr
    quarter = await okr.quarters.plan(imported("plan"), label="2026-Q3", start=past.date(), end=date(2026, 9, 30))
    await okr.quarters.start(imported("start"), quarter=quarter.id)
    objective = await okr.objectives.draft(imported("draft"), title="Former", quarter=quarter.id)
    measure = Metric(baseline=Decimal(0), target=Decimal(9))
    await okr.objectives.add_key_result(imported("add"), objective=objective.id, title="Calls", measure=measure)
    await okr.objectives.publish(imported("publish"), objective=objective.id)
    await world.at("2026-08-10T00:00")
    await world.at("2026-08-12T00:00")
    assert await world.missed() == []
    await world.at("2026-08-13T10:00")
    assert await world.reminded() == [date(2026, 8, 14)]
    await world.at("2026-08-17T00:00")
    assert await world.missed() == [date(2026, 8, 14)], "from the first on of which somebody here was reminded"


async def test_days_are_those_of_the_company_s_calendar(world: World) -> None:
    calendar = {"start_month": 1, "label_year": "start", "since": "2026-07-01", "zone": "Asia/Tokyo"}
    answer = await world.kit.post("/calendar", calendar)
    assert answer.status == 200, answer.response.text
    await world.kit.running_quarter()
    await world.key_result("Sales")
    await world.at("2026-08-09T14:59")
    assert await world.missed() == []
    await world.at("2026-08-09T15:00")
    (missed,) = await world.events(CheckInMissed)
    assert missed.time == datetime(2026, 8, 9, 15, tzinfo=UTC)


async def test_two_instances_whose_clocks_tick_at_once(nats_server: NatsServer) -> None:
    """As when one was frozen, lost its lease, and wakes up: the log takes each command once."""
    async with okr_kit(nats_server) as one, okr_kit(nats_server) as other:
        await one.running_quarter()
        world = World(one, clock_of(one.okr.runtime, okr_rules(one.okr), now=one.clock))
        for _ in range(5):
            await world.key_result("Sales")
        await world.at("2026-08-10T00:00")
        one.later(days=14)
        clocks = [clock_of(kit.okr.runtime, okr_rules(kit.okr), now=one.clock) for kit in (one, other)]
        await asyncio.gather(*(clock.tick() for clock in clocks))
        found = [(event.data.key_result, event.data.due) for event in await world.events(CheckInMissed)]
        assert len(found) == len(set(found)) == 15
        assert sum(clock.commands["missed-check-in"] for clock in clocks) == 10
        assert not sum(clock.failures.total() for clock in clocks)


async def away(world: World, person: str, **body: Any) -> Any:
    answer = await world.kit.put("/absence", body, subject=person, role=Role.MEMBER)
    assert answer.status == 200, answer.response.text
    return answer


async def test_who_is_away_is_neither_reminded_nor_misses_anything(world: World) -> None:
    await world.kit.running_quarter()
    owner, other = await world.person(), await world.person()
    key_result, others = await world.key_result("Sales", owner), await world.key_result("Sales", other)
    await away(world, owner, until="2026-08-17")
    # Two Fridays lie within it, and the third doesn't.
    for moment in ("2026-08-06T09:00", "2026-08-10T00:01", "2026-08-13T09:00", "2026-08-17T00:01", "2026-08-20T09:00"):
        await world.at(moment)
    await world.at("2026-08-24T00:01")

    def of(events: list[Recorded[Any]], which: str) -> list[date]:
        return [event.data.due for event in events if event.data.key_result == which]

    fridays = [date(2026, 8, 7), date(2026, 8, 14), date(2026, 8, 21)]
    assert of(await world.events(CheckInDue), key_result) == [fridays[2]]
    assert of(await world.events(CheckInMissed), key_result) == [fridays[2]]
    assert of(await world.events(CheckInDue), others) == of(await world.events(CheckInMissed), others) == fridays
    # A clock that remembers nothing finds nothing to make good either.
    world.restart()
    await world.at("2026-08-24T00:02")
    assert of(await world.events(CheckInMissed), key_result) == [fridays[2]]


async def test_an_absence_is_its_own_person_s_business(world: World) -> None:
    kit = world.kit
    await kit.running_quarter()
    owner, other = await world.person(), await world.person()
    await world.key_result("Sales", owner)
    paths = ("/people", f"/people/{owner}", "/board", "/cadences", "/absence", "/me/key-results", "/insights")

    async def seen(subject: str, role: Role) -> list[Any]:
        return [(await kit.get(path, subject=subject, role=role)).body for path in paths]

    before = await seen(other, Role.MEMBER), await seen("boss", Role.ADMIN)
    await away(world, owner, until="2026-08-17")
    assert (await kit.get("/absence", subject=owner, role=Role.MEMBER)).body == {
        "begins": "2026-08-03",
        "until": "2026-08-17",
        "shown": False,
    }
    assert (await seen(other, Role.MEMBER), await seen("boss", Role.ADMIN)) == before
    # The record tells neither who it was nor when, and another absence is another thing.
    (first,) = await world.events(AbsenceSet)
    assert first.actor == first.aggregate.removeprefix("private/")
    assert owner not in str(first)
    assert first.time == datetime(2026, 8, 3, tzinfo=UTC)
    await away(world, owner, until="2026-08-17", shown=True)
    kit.clock.time = datetime(2026, 8, 5, 9, tzinfo=UTC)
    person = (await kit.get(f"/people/{owner}", subject=other, role=Role.MEMBER)).body
    assert person["away_until"] == "2026-08-17"
    await kit.send("DELETE", "/absence", subject=owner, role=Role.MEMBER)
    await away(world, owner, until="2026-08-20")
    *_, third = await world.events(AbsenceSet)
    assert third.aggregate != first.aggregate
    for role in Role:
        if role in (Role.AUDITOR, Role.SERVICE):
            assert (await kit.put("/absence", {"until": "2026-09-01"}, subject=other, role=role)).status == 403
    (await kit.put("/absence", {"until": "2026-09-01"}, subject="boss")).refused(403, "forbidden", "belongs to")
    (await kit.put("/absence", {"until": "2026-08-05"}, subject=other)).refused(422, "invalid", "come back")
