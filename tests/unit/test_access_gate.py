"""The gate: what has ended is refused, and where no end could reach this process commands stop, then queries."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.okr.access.view import EndedAccess, GonePeople
from shared.access import AccessOver, Gate, NotCurrent, gate as gate_module
from shared.access.ends import Ends
from shared.eventlog import LogUnavailable
from shared.events import (
    AccessConfirmed,
    AccessEnded,
    AccessSuspended,
    Event,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    Recorded,
    Sealed,
    kind_of,
)
from shared.identity.access import Kind, new_id
from shared.identity.roles import Role
from shared.identity.tokens import Identity
from shared.projection import fold_into, memory_engine
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
VIEWS = (EndedAccess(), GonePeople())


def who(kind: Kind = Kind.TOKEN, person: str = "p-1", issued: datetime = NOW) -> Identity:
    return Identity(person, Role.MEMBER, NOW + timedelta(days=30), id=new_id(kind, issued), kind=kind, issued=issued)


def joined() -> PersonJoined:
    return PersonJoined(name=Sealed("sealed:v1:p-1:x"), function="dev")


@dataclass
class Story:
    """The events of one log, folded into the views as they are told."""

    engine: Any = field(default_factory=lambda: memory_engine(VIEWS))
    position: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def tell(self, event: Event, ident: str, at: datetime = NOW) -> None:
        self.position += 1
        kind = kind_of(event)
        aggregate = f"{kind.aggregate}/{ident}"
        self.versions[aggregate] = self.versions.get(aggregate, 0) + 1
        record = Recorded(
            id=str(self.position),
            type=kind.type,
            aggregate=aggregate,
            version=self.versions[aggregate],
            time=at,
            recorded=at,
            actor="a",
            correlation="c",
            causation="c",
            data=event,
            position=self.position,
        )
        with self.engine.begin() as connection:
            fold_into(connection, VIEWS, [record], empty=False)

    def ends(self) -> Ends:
        ends = Ends(EndedAccess.table, GonePeople.table)
        self.read(ends)
        return ends

    def read(self, ends: Ends, now: datetime = NOW) -> None:
        with self.engine.connect() as connection:
            ends.read(connection, now)


@pytest.mark.parametrize("kind", list(Kind))
def test_one_that_was_ended_is_over_and_no_other(kind: Kind) -> None:
    story, mine, other = Story(), who(kind), who(kind)
    story.tell(AccessEnded(), mine.id)
    ends = story.ends()
    assert ends.over(mine) is not None
    assert ends.over(other) is None


def test_what_is_new_is_read_and_what_was_known_stays() -> None:
    story, first, second = Story(), who(), who()
    story.tell(AccessEnded(), first.id)
    ends = story.ends()
    story.tell(AccessEnded(), second.id)
    assert ends.over(second) is None
    story.read(ends)
    assert ends.over(first)
    assert ends.over(second)


def test_who_leaves_is_out_and_comes_back_with_new_ones_only() -> None:
    story, old = Story(), who()
    story.tell(joined(), "p-1")
    assert story.ends().over(old) is None
    story.tell(PersonLeft(), "p-1", NOW + timedelta(hours=1))
    ends = story.ends()
    assert ends.is_gone("p-1")
    assert "has left" in str(ends.over(old))
    assert "has left" in str(ends.over(who(issued=NOW + timedelta(hours=2))))
    story.tell(joined(), "p-1", NOW + timedelta(hours=3))
    story.read(ends)
    assert not ends.is_gone("p-1")
    assert "came back" in str(ends.over(old))
    assert ends.over(who(issued=NOW + timedelta(hours=3))) is None
    story.tell(PersonForgotten(), "p-1", NOW + timedelta(hours=4))
    story.read(ends)
    assert ends.over(who(issued=NOW + timedelta(hours=5))) is not None


def test_a_restore_ends_sessions_and_has_tokens_wait() -> None:
    story, session, token = Story(), who(Kind.SESSION), who()
    story.tell(AccessSuspended(), "everything", NOW + timedelta(hours=1))
    ends = story.ends()
    assert "restored" in str(ends.over(session))
    assert "confirms it" in str(ends.over(token))
    assert ends.over(who(issued=NOW + timedelta(hours=2))) is None
    story.tell(AccessConfirmed(), token.id, NOW + timedelta(hours=2))
    story.tell(AccessConfirmed(), session.id, NOW + timedelta(hours=2))
    story.read(ends)
    assert ends.over(token) is None
    assert ends.over(session) is not None
    story.tell(AccessSuspended(), "everything", NOW + timedelta(hours=3))
    story.read(ends)
    assert ends.over(token) is not None


def test_what_has_ended_is_never_confirmed() -> None:
    story, token = Story(), who()
    story.tell(AccessEnded(), token.id)
    story.tell(AccessConfirmed(), token.id)
    assert story.ends().over(token) is not None


def test_what_nobody_can_use_any_more_is_not_kept_in_memory() -> None:
    story = Story()
    session, token = who(Kind.SESSION), who(Kind.TOKEN)
    story.tell(AccessEnded(), session.id)
    story.tell(AccessEnded(), token.id)
    for days, kept in ((89, {session.id, token.id}), (91, {token.id}), (401, set())):
        ends = Ends(EndedAccess.table, GonePeople.table)
        story.read(ends, NOW + timedelta(days=days))
        assert ends._ended == kept


@dataclass
class World:
    """A log, a projection and a store as a gate sees them, all told what they say."""

    story: Story = field(default_factory=Story)
    end: int = 0
    position: int = 0
    active: bool = True
    halted: str | None = None
    away: bool = False
    majority: bool = True
    seconds: float = 0.0

    async def info(self) -> Any:
        if self.away:
            raise LogUnavailable("away")
        state = type("State", (), {"last_seq": self.end})
        return type("Info", (), {"state": state, "has_majority": self.majority})

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        return self.position >= position

    @contextmanager
    def read(self) -> Any:
        with self.story.engine.connect() as connection:
            yield connection

    def gate(self) -> Gate:
        anything: Any = self
        gate = Gate(anything, anything, anything, VIEWS, reads_for=300.0, clock=lambda: self.seconds)
        gate.now = lambda: NOW
        return gate

    async def looked(self, gate: Gate) -> None:
        """As if a second had passed."""
        try:
            await gate._reading()
            await gate._asking()
        except LogUnavailable:
            pass


@pytest.fixture
def world() -> World:
    return World()


async def passes(gate: Gate, identity: Identity, *, command: bool) -> bool:
    try:
        await gate.admit(identity, command=command)
    except NotCurrent:
        return False
    return True


@pytest.mark.parametrize(
    "trouble",
    [{"away": True}, {"majority": False}, {"halted": "the log was cut short"}, {"end": 7}],
    ids=["away", "cut off", "halted", "behind"],
)
async def test_where_no_end_could_come_through_commands_stop_then_queries(
    world: World, trouble: dict[str, Any]
) -> None:
    gate = world.gate()
    await world.looked(gate)
    # What runs by itself must not go on while the time is told here.
    gate._tasks = [asyncio.create_task(asyncio.sleep(0))]
    assert await passes(gate, who(), command=True)
    for name, value in trouble.items():
        setattr(world, name, value)
    steps = (
        (4.9, True, True, True),
        (5.1, False, True, False),
        (304.9, False, True, False),
        (305.1, False, False, False),
    )
    for seconds, commands, queries, streams in steps:
        world.seconds = seconds
        await world.looked(gate)
        assert await passes(gate, who(), command=True) is commands, seconds
        assert await passes(gate, who(), command=False) is queries, seconds
        assert (gate.ended(who()) is None) is streams, seconds
    for name in trouble:
        setattr(world, name, getattr(World(), name))
    await world.looked(gate)
    assert await passes(gate, who(), command=True)
    assert gate.ended(who()) is None
    await gate.close()


async def test_a_process_that_stands_by_sees_what_another_one_has_written(world: World) -> None:
    gate, mine = world.gate(), who()
    world.active = False
    await world.looked(gate)
    gate._tasks = [asyncio.create_task(asyncio.sleep(0))]
    await gate.admit(mine, command=True)
    world.story.tell(AccessEnded(), mine.id)
    await gate._reading()
    with pytest.raises(AccessOver, match="was ended"):
        await gate.admit(mine, command=False)
    assert gate.ended(mine) is not None
    await gate.close()


async def test_it_begins_by_itself_and_knows_all_before_it_lets_anybody_in(world: World) -> None:
    mine = who()
    world.story.tell(AccessEnded(), mine.id)
    gate = world.gate()
    with pytest.raises(AccessOver):
        await gate.admit(mine, command=False)
    assert await passes(gate, replace(mine, id=who().id), command=True)
    await gate.close()
    assert gate._tasks == []


async def test_where_the_projection_had_halted_before_nobody_waits_for_more_to_be_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "_PATIENCE", 10 * PATIENCE)
    world.halted = "the log was cut short"
    gate = world.gate()
    async with asyncio.timeout(PATIENCE):
        assert await passes(gate, who(), command=False)
        with pytest.raises(NotCurrent, match="the projection has halted: the log was cut short"):
            await gate.admit(who(), command=True)
    await gate.close()


@pytest.mark.parametrize("command", [True, False])
async def test_who_comes_long_after_the_start_is_let_in(world: World, command: bool) -> None:
    gate = world.gate()
    world.seconds = 4000.0
    assert await passes(gate, who(), command=command)
    await gate.close()


async def test_a_process_that_stood_still_asks_before_it_refuses(world: World) -> None:
    gate = world.gate()
    await world.looked(gate)
    gate._tasks = [asyncio.create_task(asyncio.sleep(0))]
    world.seconds = 3600.0
    assert await passes(gate, who(), command=True)
    await gate.must_be_current()
    world.seconds, world.away = 7200.0, True
    assert not await passes(gate, who(), command=True)
    with pytest.raises(NotCurrent):
        await gate.must_be_current()
    await gate.close()
