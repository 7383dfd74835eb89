"""Both services at once on a real server, driven by random commands: whatever happens, stores equal the log."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from services.okr.app import open_okr
from services.okr.four_boxes.handlers import Intent
from services.okr.service import Okr
from services.okr.views import VIEWS as OKR_VIEWS
from services.pairing.app import open_pairing
from services.pairing.groups.views import groups
from services.pairing.reactions import reacting
from services.pairing.service import Drafted, Pairing
from services.pairing.views import VIEWS as PAIRING_VIEWS
from shared.command.done import Done
from shared.eventlog import EventLog, FastReader, Order, Outcome
from shared.events import (
    Authority,
    Event,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    Measure,
    Metric,
    Ordinal,
    QuarterEnded,
    Recorded,
    Refused,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    command_id,
    decode,
    iso_week,
)
from shared.projection import Comparison, View
from shared.projection.asof import Clocks, as_of
from shared.projection.rebuild import rebuild
from shared.runtime import Runtime
from shared.settings import load_settings
from tests.core_kit import dump
from tests.ids_kit import check_ids
from tests.nats_fixture import running_server

PATIENCE = 20.0
NOBODY = "00000000-0000-0000-0000-000000000000"

Result = Done | Drafted | Outcome
Act = Callable[[Order], Awaitable[Result]]

FUNCTIONS = st.sampled_from(["sales", "cs", "dev"])
SLOT = st.integers(0, 3)
VALUES = st.decimals(-100, 200, places=2)
PAST = st.integers(0, 40)

COMMANDS = st.one_of(
    st.tuples(st.just("join"), FUNCTIONS),
    st.tuples(st.just("move"), SLOT, FUNCTIONS),
    st.tuples(st.just("leave"), SLOT),
    st.tuples(st.just("plan"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["start", "end", "draw"]), st.integers(0, 4)),
    st.tuples(st.just("go on"), st.integers(0, 4)),
    st.tuples(st.just("draft"), st.one_of(st.none(), st.integers(0, 4))),
    st.tuples(st.sampled_from(["publish", "close", "drop", "retract", "confirm", "discard"]), SLOT),
    st.tuples(st.just("add"), SLOT, st.booleans()),
    st.tuples(st.sampled_from(["check in", "check in", "correct"]), SLOT, VALUES, PAST),
    st.tuples(st.just("meet"), SLOT, st.integers(-3, 0)),
    st.tuples(st.sampled_from(["prepare", "tell", "praise", "begin", "hold"])),
    st.tuples(st.sampled_from(["try", "learn"]), SLOT),
    st.tuples(st.just("week"), SLOT, st.booleans()),
)
"""A command: what, and about which of the things that there are by then; often one that must be refused."""

HOW = st.sampled_from(["once", "once", "once", "twice at once", "again"])

RUNS = st.lists(st.tuples(COMMANDS, HOW), min_size=30, max_size=60)


@dataclass
class World:
    """Both services, and the ids of what was made so far."""

    okr: Okr
    pairing: Pairing
    people: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)
    key_results: list[tuple[str, bool]] = field(default_factory=list)
    check_ins: list[tuple[str, bool]] = field(default_factory=list)
    rotations: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    wins: list[str] = field(default_factory=list)
    experiments: list[str] = field(default_factory=list)
    sent: int = 0
    refused: int = 0

    def order(self, **more: Any) -> Order:
        self.sent += 1
        return Order(
            command=command_id("test", str(self.sent)),
            actor="admin",
            now=datetime.now(UTC),
            authority=Authority.ADMIN,
            **more,
        )

    async def do(self, act: Act, how: str = "once", **more: Any) -> Result | None:
        """Carry a command out, perhaps twice at once or again; None where it is refused. It is written once."""
        order = self.order(**more)
        try:
            if how == "twice at once":
                one, other = await asyncio.gather(act(order), act(order))
                assert not (written(one) and written(other))
                return one if written(one) else other
            done = await act(order)
            if how == "again":
                assert not written(await act(order))
        except Refused:
            self.refused += 1
            return None
        return done


def written(result: Result) -> bool:
    match result:
        case Done(outcome=outcome):
            return bool(outcome.events)
        case Drafted(new=new):
            return new
        case Outcome(events=events):
            return bool(events)


def label(number: int) -> str:
    return f"20{30 + number // 4}-Q{number % 4 + 1}"


def days(number: int) -> dict[str, date]:
    begin = date(2030, 1, 1) + timedelta(days=90 * number)
    return {"start": begin, "end": begin + timedelta(days=89)}


def pick(things: list[Any], slot: int, otherwise: Any) -> Any:
    """The newest but so many; something unknown where there is none."""
    return things[-1 - slot] if slot < len(things) else otherwise


async def carry_out(world: World, command: tuple[Any, ...], how: str) -> None:
    okr, pairing = world.okr, world.pairing
    match command:
        case ("join", function):
            name = f"Person {len(world.people)}"
            done = await world.do(lambda order: okr.people.join(order, name=name, function=function, team="East"), how)
            remember(world.people, done)
        case ("move", slot, function):
            who = pick(world.people, slot, NOBODY)
            await world.do(lambda order: okr.people.move(order, person=who, function=function, team="East"), how)
        case ("leave", slot):
            # The first three stay, so there is always somebody to draw.
            who = pick(world.people[3:], slot, NOBODY)
            await world.do(lambda order: okr.people.leave(order, person=who), how)
        case ("plan", number):
            await world.do(lambda order: okr.quarters.plan(order, label=label(number), **days(number)), how)
        case ("start", number):
            await world.do(lambda order: okr.quarters.start(order, quarter=label(number)), how)
        case ("end", number):
            await world.do(lambda order: okr.quarter_ends.end(order, quarter=label(number)), how)
        case ("go on", number):
            # The quarter's next step: without it hardly any would ever end.
            for step in ("plan", "start", "end"):
                before = world.refused
                await carry_out(world, (step, number), how)
                if world.refused == before:
                    break
        case ("draft", number):
            quarter = None if number is None else label(number)
            done = await world.do(lambda order: okr.objectives.draft(order, title="A goal", quarter=quarter), how)
            remember(world.objectives, done)
        case ("publish", slot):
            goal = pick(world.objectives, slot, NOBODY)
            await world.do(lambda order: okr.objectives.publish(order, objective=goal), how)
        case ("close", slot):
            # The first one stays open.
            goal = pick(world.objectives[1:], slot, NOBODY)
            await world.do(lambda order: okr.objectives.close(order, objective=goal, result="successful"), how)
        case ("add", slot, metric):
            goal = pick(world.objectives, slot, NOBODY)
            measure: Measure = Metric(baseline=Decimal(0), target=Decimal("12.5")) if metric else Ordinal()
            done = await world.do(
                lambda order: okr.objectives.add_key_result(order, objective=goal, title="A measure", measure=measure),
                how,
            )
            remember(world.key_results, done, metric)
        case ("drop", slot):
            key_result, _ = pick(world.key_results, slot, (NOBODY, True))
            await world.do(lambda order: okr.objectives.drop_key_result(order, key_result=key_result), how)
        case ("check in", slot, value, past):
            key_result, metric = pick(world.key_results, slot, (NOBODY, True))
            said: dict[str, Any] = {"value": value} if metric else {"zone": "target" if value > 0 else "fail"}
            effective = datetime.now(UTC) - timedelta(days=past)
            done = await world.do(
                lambda order: okr.check_ins.make(
                    order, key_result=key_result, confidence=past % 11, comment="so", **said
                ),
                how,
                effective=effective,
            )
            remember(world.check_ins, done, metric)
        case ("correct", slot, value, _):
            check_in, metric = pick(world.check_ins, slot, (NOBODY, True))
            instead: dict[str, Any] = {"value": value} if metric else {"zone": "stretch"}
            await world.do(lambda order: okr.check_ins.correct(order, check_in=check_in, **instead), how)
        case ("retract", slot):
            check_in, _ = pick(world.check_ins, slot, (NOBODY, True))
            await world.do(lambda order: okr.check_ins.retract(order, check_in=check_in), how)
        case ("draw", number):
            drawn = await world.do(lambda order: pairing.rotations.draft(label(number), order), how)
            if isinstance(drawn, Drafted):
                world.rotations.append(drawn.rotation)
        case ("confirm", slot):
            rotation = pick(world.rotations, slot, NOBODY)
            await world.do(lambda order: pairing.rotations.confirm(rotation, order), how)
        case ("discard", slot):
            rotation = pick(world.rotations, slot, NOBODY)
            await world.do(lambda order: pairing.rotations.discard(rotation, order), how)
        case ("meet", slot, weeks):
            with pairing.runtime.store.read() as connection:
                now = groups.chosen(connection, current=True)
            group = pick(now, slot, None)
            week = iso_week(datetime.now(UTC).date() + timedelta(weeks=weeks))
            name, by = (group["group"], group["members"][0]) if group else (NOBODY, NOBODY)
            await world.do(lambda order: pairing.meetings.report(name, by, order, week=week), how)
        case ("prepare" | "tell" | "praise" | "begin" | "hold" as what,):
            await hold_win_session(world, what, how)
        case ("try", slot):
            key_result, _ = pick(world.key_results, slot, (NOBODY, True))
            until = datetime.now(UTC).date() + timedelta(days=14)
            done = await world.do(
                lambda order: okr.experiments.start(
                    order, key_result=key_result, what="Ask", know_by="They answer", until=until
                ),
                how,
            )
            remember(world.experiments, done)
        case ("learn", slot):
            tried = pick(world.experiments, slot, NOBODY)
            await world.do(
                lambda order: okr.experiments.conclude(order, experiment=tried, outcome="kept", learned="They do"), how
            )
        case ("week", slot, kept):
            key_result, _ = pick(world.key_results, slot, (NOBODY, True))
            await world.do(
                lambda order: okr.four_boxes.fill(order, team="East", priorities=[Intent("Call", key_result)]), how
            )
            await world.do(lambda order: okr.four_boxes.mark(order, team="East", priority="1", kept=kept), how)
        case _:
            raise AssertionError(command)


async def hold_win_session(world: World, what: str, how: str) -> None:
    """A step of the company's win session."""
    okr, session = world.okr, pick(world.sessions, 0, NOBODY)
    match what:
        case "prepare":
            leader = world.people[0]
            await world.do(lambda order: okr.win_sessions.schedule(order, facilitator=leader), how)
            remember(world.sessions, await world.do(lambda order: okr.win_sessions.prepare(order), how))
        case "tell":
            told = await world.do(
                lambda order: okr.win_contributions.share(order, session=session, words="We met"), how
            )
            remember(world.wins, told)
        case "praise":
            item = pick(world.wins, 0, "1")
            whom = [world.people[1]]
            await world.do(
                lambda order: okr.win_contributions.praise(
                    order, session=session, item=item, to=whom, words="Well done"
                ),
                how,
            )
        case "begin":
            await world.do(lambda order: okr.win_sessions.open(order, session=session), how)
        case "hold":
            await world.do(lambda order: okr.win_sessions.close(order, session=session, note="Until then"), how)


def remember(things: list[Any], done: Result | None, kind: bool | None = None) -> None:
    if isinstance(done, Done):
        things.append(done.id if kind is None else (done.id, kind))


async def begin(world: World) -> None:
    """Three people, a running quarter, a goal that is measured in both ways, a check-in."""
    for command in (
        ("join", "sales"),
        ("join", "cs"),
        ("join", "dev"),
        ("plan", 0),
        ("start", 0),
        ("draft", None),
        ("add", 0, False),
        ("add", 0, True),
        ("publish", 0),
        ("check in", 0, Decimal("3.10"), 7),
    ):
        await carry_out(world, command, "once")
    assert world.refused == 0
    await settled(world)


@asynccontextmanager
async def both_services(var: Path) -> AsyncIterator[World]:
    async with running_server(var) as server:
        chosen = load_settings(var=var, nats_url=server.url, okr_store=None, pairing_store=None)
        async with (
            open_okr(chosen, url=server.url) as okr,
            open_pairing(chosen, url=server.url) as pairing,
            reacting(pairing, url=server.url),
        ):
            yield World(okr, pairing)


async def history(log: EventLog) -> list[Recorded[Event]]:
    last = (await log.info()).state.last_seq
    return [decode(*record) async for batch in log.range(0, last) for record in batch]


async def settled(world: World) -> list[Recorded[Event]]:
    """Wait until the reactions have dealt with everything and both stores hold everything; what the log holds then."""
    log = world.pairing.runtime.log
    async with asyncio.timeout(PATIENCE):
        while True:
            events = await history(log)
            heard = [
                each.position for each in events if each.aggregate.startswith(("quarter/", "rotation/", "person/"))
            ]
            info = msgspec.json.decode(await log.request("$JS.API.CONSUMER.INFO.EVENTS.pairing-reactions", b""))
            done = info["ack_floor"].get("stream_seq", 0) >= max(heard, default=0) and not info["num_ack_pending"]
            if done and len(events) == (await log.info()).state.last_seq:
                break
            await asyncio.sleep(0.02)
    for runtime in (world.okr.runtime, world.pairing.runtime):
        assert await runtime.runner.wait_for_position(len(events), PATIENCE)
        assert runtime.runner.halted is None
    return events


async def compared(runtime: Runtime, views: list[View]) -> Comparison:
    reader = FastReader(runtime.client, f"{runtime.service}-rebuild")
    _, comparison = await rebuild(runtime.store, runtime.log, reader, views, lambda done, total: None, swap=False)
    return comparison


def check_history(events: list[Recorded[Event]]) -> None:
    versions: dict[str, int] = {}
    for position, event in enumerate(events, 1):
        assert event.position == position
        assert event.version == versions.get(event.aggregate, 0) + 1, event
        versions[event.aggregate] = event.version
    check_ids(events)


def check_rotations(events: list[Recorded[Event]]) -> None:
    """Every quarter that ended is followed by one rotation, and by its groups."""
    discarded = {each.aggregate for each in events if isinstance(each.data, RotationDiscarded)}
    drawn: dict[str, set[str]] = {}
    planned: dict[str, set[str]] = {}
    for each in events:
        if isinstance(each.data, RotationDrafted):
            drawn.setdefault(each.data.after_quarter, set()).add(each.aggregate)
        if isinstance(each.data, GroupsProposed):
            planned.setdefault(each.aggregate, set()).update(group.group for group in each.data.groups)
    for standing in drawn.values():
        assert len(standing - discarded) <= 1, "two rotations after one quarter"
    for ended in (each for each in events if isinstance(each.data, QuarterEnded)):
        standing = drawn.get(ended.aggregate_id, set())
        assert len(standing - discarded) == 1 or standing & discarded, f"{ended.data} has no rotation"
    formed = {each.aggregate_id for each in events if isinstance(each.data, GroupFormed)}
    confirmed = [each.aggregate for each in events if isinstance(each.data, RotationConfirmed)]
    assert len(confirmed) == len(set(confirmed))
    assert formed == {group for rotation in confirmed for group in planned[rotation]}
    gone = [each.aggregate_id for each in events if isinstance(each.data, GroupDissolved)]
    assert len(gone) == len(set(gone))
    if confirmed:
        # A group of one who is left alone in mid-quarter ends by itself, without a rotation that replaces it.
        ended = {
            each.aggregate_id for each in events if isinstance(each.data, GroupDissolved) and not each.data.successor
        }
        assert formed - set(gone) == planned[confirmed[-1]] - ended, "the groups that exist are the last rotation's"


async def whole_run(commands: list[tuple[tuple[Any, ...], str]]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        async with both_services(Path(directory) / "var") as world:
            await begin(world)
            for command, how in commands:
                await carry_out(world, command, how)
            events = await settled(world)
            check_history(events)
            check_rotations(events)
            for runtime, views in ((world.okr.runtime, OKR_VIEWS), (world.pairing.runtime, PAIRING_VIEWS)):
                comparison = await compared(runtime, list(views))
                assert comparison.equal, comparison.different
                assert comparison.position == len(events)
                now = datetime.now(UTC)
                async with as_of(runtime.log, views, Clocks(now, now)) as folded:
                    wanted = dump(folded, views)
                with runtime.store.read() as live:
                    assert dump(live, views) == wanted


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(RUNS)
def test_whatever_is_commanded(commands: list[tuple[tuple[Any, ...], str]]) -> None:
    asyncio.run(whole_run(commands))


def test_a_year_of_quarters() -> None:
    """A story that surely ends quarters, with people who come and go in between."""
    story: list[tuple[tuple[Any, ...], str]] = []
    for number in range(4):
        story += [
            (("join", "sales"), "twice at once"),
            (("join", "dev"), "again"),
            (("plan", number), "again"),
            (("start", number), "twice at once"),
            (("draft", number), "once"),
            (("add", 0, True), "again"),
            (("publish", 0), "twice at once"),
            (("check in", 0, Decimal("7.5"), number), "twice at once"),
            (("correct", 0, Decimal("7.25"), 0), "again"),
            (("move", 0, "cs"), "again"),
            (("leave", 1), "once"),
            (("end", number), "twice at once"),
            (("meet", 0, 0), "again"),
        ]
    asyncio.run(whole_run(story))
