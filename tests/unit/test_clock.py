"""The clock by itself, on a log and a world of the test's: what is due is done once, in order, whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from shared.clock import Clock, Due, order_of
from shared.clock.clock import STORE_SECONDS
from shared.clock.memory import LONGEST_DELAY, Memory
from shared.eventlog import LogUnavailable, Order, Outcome
from shared.events import WrongState
from shared.projection import Store
from shared.readiness import Notice
from tests.core_kit import toy_views
from tests.examples import examples
from tests.patience import PATIENCE

BEGIN = datetime(2026, 7, 1, 12, tzinfo=UTC)
INTERVAL = 10.0


class Broken(RuntimeError):
    pass


@dataclass
class World:
    """A log that keeps each command once, views that show what it held a while ago, and the time."""

    now: datetime = BEGIN
    log: list[tuple[str, str, datetime]] = field(default_factory=list)
    shown: int = 0
    stuck: bool = False
    away: bool = False
    faults: list[Exception | None] = field(default_factory=list)
    lost_answers: int = 0
    asked: int = 0

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        if not self.stuck:
            self.shown = max(self.shown, position)
        return self.shown >= position

    async def end(self) -> int:
        if self.away:
            raise LogUnavailable("the log is away")
        return len(self.log)

    def append(self, order: Order, subject: str) -> Outcome:
        self.asked += 1
        if self.faults and (fault := self.faults.pop(0)) is not None:
            raise fault
        aggregate = f"thing/{subject}"
        if any(command == order.command for command, _, _ in self.log):
            return Outcome(aggregate, 1, (), repeated=True)
        assert order.effective is not None
        self.log.append((order.command, subject, order.effective))
        if self.lost_answers:
            self.lost_answers -= 1
            raise LogUnavailable("no answer")
        return Outcome(aggregate, 1, (object(),))  # type: ignore[arg-type]

    def done(self) -> list[str]:
        return [subject for _, subject, _ in self.log]


@dataclass
class Thing:
    """A rule: each of its things is due at a moment, once."""

    world: World
    things: dict[str, datetime]
    name: str = "thing"
    broken: bool = False

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        if self.broken:
            raise Broken("this rule has a bug")
        seen = {subject for _, subject, _ in self.world.log[: self.world.shown]}
        # In no order: the clock puts them in order.
        return [
            Due(subject, moment.date(), moment)
            for subject, moment in sorted(self.things.items(), reverse=True)
            if moment <= now and subject not in seen
        ]

    async def act(self, due: Due, order: Order) -> Outcome:
        return self.world.append(order, due.subject)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = Store(f"sqlite:///{tmp_path_factory.mktemp('clock') / 'okr.sqlite'}", "okr", toy_views())
    yield found
    found.close()


@pytest.fixture
def world() -> World:
    return World()


def clock(store: Store, world: World, *rules: Thing) -> Clock:
    return Clock(store, world, world.end, rules, interval=INTERVAL, now=lambda: world.now)


def things(**hours: float) -> dict[str, datetime]:
    return {name: BEGIN + timedelta(hours=after) for name, after in hours.items()}


async def test_what_became_due_is_done_once_in_its_order(store: Store, world: World) -> None:
    one = Thing(world, things(c=3, a=1, later=99), "one")
    other = Thing(world, things(b=2, d=4), "other")
    ticker = clock(store, world, one, other)
    await ticker.tick()
    assert world.log == []
    world.now += timedelta(hours=5)
    for _ in range(3):
        await ticker.tick()
    assert world.done() == ["a", "b", "c", "d"]
    assert [moment for _, _, moment in world.log] == [BEGIN + timedelta(hours=hours) for hours in (1, 2, 3, 4)]
    assert ticker.commands == {"one": 2, "other": 2}
    assert world.asked == 4
    assert await ticker.check() is None


async def test_another_process_asks_by_the_same_command(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-1))
    first, second = clock(store, world, rule), clock(store, world, rule)
    world.stuck = True
    await first.tick()
    assert world.done() == ["a"]
    # Two clocks at once: the second one's views don't know yet, though its log does.
    order = order_of("okr", "thing", Due("a", BEGIN.date(), BEGIN - timedelta(hours=1)), world.now)
    assert world.append(order, "a").repeated
    world.stuck = False
    await second.tick()
    assert world.done() == ["a"]
    assert order.actor == "system:thing"


def test_the_command_is_made_from_rule_subject_and_day() -> None:
    day = date(2026, 7, 3)
    due = Due("a", day, BEGIN)
    command = order_of("okr", "rule", due, BEGIN).command
    assert (
        order_of("okr", "rule", Due("a", day, BEGIN + timedelta(hours=9)), BEGIN + timedelta(days=9)).command == command
    )
    others = {
        order_of("okr", "other", due, BEGIN).command,
        order_of("okr", "rule", Due("b", day, BEGIN), BEGIN).command,
        order_of("okr", "rule", Due("a", date(2026, 7, 4), BEGIN), BEGIN).command,
        order_of("pairing", "rule", due, BEGIN).command,
    }
    assert len(others | {command}) == 5


async def test_nothing_is_due_by_views_that_are_behind(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-1))
    world.stuck, world.log = True, [("x", "something else", BEGIN)]
    ticker = clock(store, world, rule)
    await ticker.tick()
    assert world.done() == ["something else"]
    assert ticker.last_tick is None
    world.stuck = False
    await ticker.tick()
    assert world.done() == ["something else", "a"]


async def test_a_rule_that_fails_stops_no_other_and_is_tried_again_ever_later(store: Store, world: World) -> None:
    broken, good = Thing(world, {}, "broken", broken=True), Thing(world, things(a=-1), "good")
    ticker = clock(store, world, broken, good)
    tried = []
    for tick in range(12):
        before = ticker.failures["broken"]
        await ticker.tick()
        if ticker.failures["broken"] > before:
            tried.append(tick)
        world.now += timedelta(seconds=INTERVAL)
    assert tried == [0, 1, 2, 5]
    assert world.done() == ["a"]
    told = await ticker.check()
    assert isinstance(told, Notice)
    assert "broken, 4 times: Broken: this rule has a bug" in told
    broken.broken = False
    world.now += timedelta(seconds=LONGEST_DELAY)
    await ticker.tick()
    await ticker.tick()
    assert await ticker.check() is None


async def test_a_clock_that_stands_still_is_told_until_it_ticks(store: Store, world: World) -> None:
    ticker = clock(store, world, Thing(world, things(a=-1)))
    assert await ticker.check() is None, "it stands by"
    await ticker._lead()
    try:
        world.log, world.stuck = [("before", "x", BEGIN)], True
        await ticker.tick()
        assert await ticker.check() is None
        world.now += timedelta(seconds=2 * INTERVAL + STORE_SECONDS + 1)
        told = await ticker.check()
        assert isinstance(told, Notice)
        assert told == "The clock has stood still for 41 s: nothing that is due is done."
        world.stuck = False
        await ticker.tick()
        assert await ticker.check() is None
    finally:
        ticker._step_back()


async def test_one_thing_that_fails_stops_nothing_else(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-3, b=-2, c=-1))
    ticker = clock(store, world, rule)
    world.faults = [None, Broken("b can't be done"), None]
    await ticker.tick()
    assert world.done() == ["a", "c"]
    assert ticker.failures["thing"] == 1
    await ticker.tick()
    assert world.done() == ["a", "c", "b"]
    assert await ticker.check() is None


async def test_a_refusal_is_an_answer(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-1))
    ticker = clock(store, world, rule)
    world.faults = [WrongState("closed")] * 9
    for _ in range(4):
        await ticker.tick()
        world.now += timedelta(hours=1)
    assert world.asked == 1
    assert ticker.refusals == {"thing": 1}
    assert await ticker.check() is None
    # It is remembered only for as long as the rule goes on naming it.
    world.faults = []
    moment = rule.things.pop("a")
    await ticker.tick()
    rule.things["a"] = moment
    await ticker.tick()
    assert world.done() == ["a"]


@pytest.mark.parametrize("passing", [LogUnavailable("away"), OperationalError("SELECT", None, Exception("gone"))])
async def test_what_passes_by_itself_ends_the_tick_and_delays_nothing(
    store: Store, world: World, passing: Exception
) -> None:
    rule = Thing(world, things(a=-2, b=-1))
    ticker = clock(store, world, rule)
    world.faults = [None, passing]
    with pytest.raises(type(passing)):
        await ticker.tick()
    assert world.done() == ["a"]
    await ticker.tick()
    assert world.done() == ["a", "b"]
    assert ticker.failures == {"thing": 0}


async def test_an_answer_that_was_lost_is_no_reason_to_do_it_twice(store: Store, world: World) -> None:
    ticker = clock(store, world, Thing(world, things(a=-1)))
    world.lost_answers = 1
    with pytest.raises(LogUnavailable):
        await ticker.tick()
    world.stuck = True
    await ticker.tick()
    world.stuck = False
    await ticker.tick()
    assert world.done() == ["a"]


async def test_the_lease_is_one_clock_s_and_then_the_other_s(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-1))
    clocks = [Clock(store, world, world.end, [rule], interval=0.01, now=lambda: world.now) for _ in range(2)]
    first = asyncio.create_task(clocks[0].run())
    async with asyncio.timeout(PATIENCE):
        while clocks[0].last_tick is None:
            await asyncio.sleep(0.01)
        second = asyncio.create_task(clocks[1].run())
        await asyncio.sleep(0.1)
        assert [each.active for each in clocks] == [True, False]
        assert clocks[1].last_tick is None
        world.now += timedelta(hours=1)
        assert clocks[1].lag == 0
        first.cancel()
        while not clocks[1].active:
            await asyncio.sleep(0.01)
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert [each.active for each in clocks] == [False, False]
    assert world.done() == ["a"]


async def test_an_older_version_leaves_what_is_due_to_a_newer_one(store: Store, world: World) -> None:
    with closing(Store(store.url, "okr", toy_views())) as other:
        older, newer = clock(store, world), clock(other, world)
        await older._lead()
        store.yields = True
        leaving = asyncio.create_task(older._lead())
        try:
            async with asyncio.timeout(PATIENCE):
                await newer._lead()
            assert (older.active, newer.active) == (False, True)
        finally:
            store.yields = False
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            older._step_back()
            newer._step_back()


async def test_how_far_it_is_behind(store: Store, world: World) -> None:
    rule = Thing(world, things(a=-2, b=1))
    ticker = clock(store, world, rule)
    world.faults = [Broken("not now")] * 3
    ticker.active = True
    await ticker.tick()
    assert ticker.lag == 2 * 3600
    world.faults = []
    await ticker.tick()
    assert ticker.lag == 0
    world.now += timedelta(hours=3)
    assert ticker.lag == 3 * 3600
    await ticker.tick()
    assert ticker.lag == 0
    assert ticker.last_tick == world.now


def test_the_delay_has_an_end() -> None:
    memory = Memory(10)
    for _ in range(200):
        failure = memory.failed(("rule",), "no", BEGIN)
    assert failure.again == BEGIN + timedelta(seconds=LONGEST_DELAY)
    assert failure.times == 200


STEPS = st.sampled_from(
    ["tick", "other", "restart", "restart-both", "hour", "fail", "lose", "away", "back", "stuck", "free"]
)


@examples(150, thorough=750)
@given(
    when=st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-5, 20), min_size=1),
    steps=st.lists(STEPS, max_size=40),
)
def test_any_interleaving_does_each_due_thing_exactly_once(
    store: Store, when: dict[str, float], steps: list[str]
) -> None:
    asyncio.run(_any_interleaving(store, when, steps))


async def _any_interleaving(store: Store, when: dict[str, float], steps: list[str]) -> None:
    """Two clocks, which both believe to be the only one, die, fail, lose answers, and read views that are behind."""
    world = World()
    rule = Thing(world, things(**when))
    clocks = [clock(store, world, rule), clock(store, world, rule)]

    async def tick(ticker: Clock) -> None:
        try:
            await ticker.tick()
        except LogUnavailable:
            return

    for step in steps:
        match step:
            case "tick":
                await tick(clocks[0])
            case "other":
                await tick(clocks[1])
            case "restart":
                clocks[0] = clock(store, world, rule)
            case "restart-both":
                clocks = [clock(store, world, rule), clock(store, world, rule)]
            case "hour":
                world.now += timedelta(hours=1)
            case "fail":
                world.faults.append(Broken("once"))
            case "lose":
                world.lost_answers += 1
            case "away" | "back":
                world.away = step == "away"
            case "stuck" | "free":
                world.stuck = step == "stuck"
        due = [subject for subject, moment in rule.things.items() if moment <= world.now]
        assert len(set(world.done())) == len(world.done())
        assert set(world.done()) <= set(due)
    world.away = world.stuck = False
    world.faults, world.lost_answers = [], 0
    world.now += timedelta(days=2)
    for _ in range(2):
        await tick(clocks[1])
    assert sorted(world.done()) == sorted(rule.things)
