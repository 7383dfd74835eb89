"""Drafts on a real server: shaped by an organiser, left behind by the pool, drawn every so many weeks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from services.pairing.clock import WeeksPass, pairing_rules
from services.pairing.programmes.domain import ConfigureProgramme
from services.pairing.rotations.domain import Stage, Stale
from services.pairing.rotations.views import proposals
from services.pairing.service import Drafted
from shared.clock import Clock, clock_of
from shared.eventlog import VersionMismatch
from shared.events import Invalid, NotFound, RotationDrafted, RotationNotDrawn, WrongState
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, service_of

WEEKLY = ConfigureProgramme("Buddies", ("sales", "cs", "dev"), 3, "automatic", every_weeks=4)


@pytest.fixture
async def okr(nats_server: NatsServer) -> AsyncIterator[Okr]:
    async with okr_of(nats_server) as publisher:
        yield publisher


@pytest.fixture
async def service(nats_server: NatsServer, okr: Okr, tmp_path: Path) -> AsyncIterator[Service]:
    async with service_of(nats_server, tmp_path / "pairing.sqlite", time_zone="Asia/Tokyo") as running:
        await okr.company(3, 3, 3)
        await okr.plan("2026-Q2")
        await running.caught_up()
        yield running


async def groups(service: Service, name: str) -> list[set[str]]:
    await service.caught_up()
    with service.store.read() as connection:
        return [set(row["members"]) for row in proposals.of_rotation(connection, name)]


async def drawn(service: Service, **asked: list[list[str]]) -> Drafted:
    return await service.pairing.rotations.draft("2026-Q2", order(), **asked)  # type: ignore[arg-type]


def clock(service: Service) -> Clock:
    return clock_of(service.pairing.runtime, pairing_rules(service.pairing), now=lambda: service.now)


async def test_pinned_forbidden_and_drawn_again(service: Service) -> None:
    sales0, sales1, cs0, dev0 = (person_id(name) for name in ("sales0", "sales1", "cs0", "dev0"))
    first = await drawn(service)
    again = await service.pairing.rotations.draw_again(first.rotation, order(key="pin"), pins=[[sales0, cs0]])
    assert any(group >= {sales0, cs0} for group in await groups(service, again.rotation))
    third = await service.pairing.rotations.draw_again(again.rotation, order(key="forbid"), forbids=[[sales0, dev0]])
    made = await groups(service, third.rotation)
    assert any(group >= {sales0, cs0} for group in made), "what was pinned before stays so"
    assert not any(group >= {sales0, dev0} for group in made)
    assert [row["stage"] for row in await service.rotations()] == ["drafted", "discarded", "discarded"]
    assert [row["run"] for row in await service.rotations()] == [3, 2, 1]
    drafts = await service.events(RotationDrafted)
    assert [len(pin) for pin in drafts[-1].data.pinned] == [2]
    asked = str((drafts[-1].data.pinned, drafts[-1].data.forbidden))
    assert not any(person in asked for person in (sales0, cs0, dev0)), (
        "whom the organiser named stands there as digests"
    )
    told = await service.pairing.draws.explain(third.rotation)
    assert told.pinned == (tuple(sorted((sales0, cs0))),)
    # The same command again is the same draw.
    repeated = await service.pairing.rotations.draw_again(again.rotation, order(key="forbid"), forbids=[[sales0, dev0]])
    assert repeated == replace(third, new=False)
    anew = await service.pairing.rotations.draw_again(third.rotation, order(), forbids=[[sales0, sales1]], anew=True)
    assert (await service.events(RotationDrafted))[-1].data.pinned == ()
    assert (await service.pairing.rotations.confirm(anew.rotation, order())).events


async def test_what_cannot_be_drawn_again_leaves_the_draft(service: Service) -> None:
    first = await drawn(service)
    people = [person_id(name) for name in ("sales0", "sales1", "cs0", "cs1", "dev0")]
    with pytest.raises(Invalid, match="Somebody would be pinned into one group, 5 people, and a group has 4 at most"):
        await service.pairing.rotations.draw_again(first.rotation, order(), pins=[people])
    with pytest.raises(Invalid, match="P-1, P-2, P-4, P-5 and P-7 would be pinned into one group"):
        await service.pairing.rotations.draw_again(first.rotation, order(), pins=[people], naming=True)
    with pytest.raises(NotFound, match="nobody P-99"):
        await service.pairing.rotations.draw_again(first.rotation, order(), pins=[["P-1", "P-99"]])
    with pytest.raises(Invalid, match="name two"):
        await service.pairing.rotations.draw_again(first.rotation, order(), forbids=[["P-1", "P-2", "P-3"]])
    with pytest.raises(VersionMismatch):
        await service.pairing.rotations.draw_again(first.rotation, replace(order(), expected_version=7))
    with pytest.raises(WrongState, match="stands already"):
        await drawn(service, pins=[["P-1", "P-4"]])
    with pytest.raises(NotFound, match="no such rotation"):
        await service.pairing.rotations.draw_again("nothing", order())
    assert [row["stage"] for row in await service.rotations()] == ["drafted"]
    await service.pairing.rotations.confirm(first.rotation, order())
    with pytest.raises(WrongState, match="only a draft can be drawn again"):
        await service.pairing.rotations.draw_again(first.rotation, order())


async def test_a_stale_draft_is_refused_whatever_made_it_so(service: Service, okr: Okr) -> None:
    draft = await drawn(service)
    (a, b, _), *_ = [sorted(group) for group in await groups(service, draft.rotation)]

    async def stale() -> None:
        nonlocal draft
        with pytest.raises(Stale, match="out of date"):
            await service.pairing.rotations.confirm(draft.rotation, order())
        await service.caught_up()
        assert await service.pairing.draws.is_stale(draft.rotation, START.date())
        with pytest.raises(Stale, match="draw again"):
            await service.pairing.draws.swap_cost(draft.rotation, a, b, START.date())
        draft = await service.pairing.rotations.draw_again(draft.rotation, order())
        assert not await service.pairing.draws.is_stale(draft.rotation, START.date())

    await okr.join("new", "Dev")
    await stale()
    await okr.leave("new")
    await stale()
    await service.pairing.exclusions.keep_apart(a, b, a, order(a))
    await stale()
    assert not any(group >= {a, b} for group in await groups(service, draft.rotation))
    await service.pairing.choices.opt_out(a, a, order(a))
    await stale()
    assert a not in set().union(*await groups(service, draft.rotation))
    await service.pairing.pauses.pause(b, b, order(b))
    await stale()
    pairs = replace(WEEKLY, group_size=2, every_weeks=None)
    await service.pairing.programmes.configure(pairs, order())
    await stale()
    assert (await service.pairing.rotations.confirm(draft.rotation, order())).events
    assert not (await service.pairing.rotations.confirm(draft.rotation, order())).events


async def test_why_and_what_a_swap_would_cost(service: Service, okr: Okr) -> None:
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    before = await service.groups(current=True)
    pair = sorted(before[0]["members"])[:2]
    await okr.plan("2026-Q3")
    await okr.leave("dev2")
    await service.caught_up()
    draft = await service.pairing.rotations.draft("2026-Q3", order(), pins=[pair])
    await service.caught_up()
    told = await service.pairing.draws.explain(draft.rotation)
    says = [why.says(lambda person: person) for why in told.why]
    assert f"{pair[0]} and {pair[1]} last together 2026-Q3" in "; ".join(says)
    assert any("never met" in each for each in says)
    assert any("nobody of Dev" in each for each in says)
    assert (told.absent, told.newcomers) == (0, ())
    made = await groups(service, draft.rotation)
    here, there = next(g for g in made if pair[0] in g), next(g for g in made if pair[0] not in g)
    one, two = pair[0], min(there)
    met = [set(row["members"]) for row in before]

    def repeats(*drawn: set[str]) -> int:
        return sum(any(set(two) <= group for group in met) for each in drawn for two in combinations(each, 2))

    swap = await service.pairing.draws.swap_cost(draft.rotation, one, two, START.date())
    assert swap.repeats == repeats(here - {one} | {two}, there - {two} | {one}) - repeats(here, there)
    assert (swap.broken, swap.same_function) == ((), False)
    with pytest.raises(NotFound, match="nobody P-99"):
        await service.pairing.draws.swap_cost(draft.rotation, one, "P-99", START.date())
    with pytest.raises(Invalid, match="one group already"):
        await service.pairing.draws.swap_cost(draft.rotation, min(there), max(there), START.date())
    # What was confirmed keeps its reasons, though its own groups exist by now.
    first = await service.pairing.draws.explain((await service.rotations())[-1]["rotation"])
    assert {why.says(str) for why in first.why} == {"never met"}
    assert first.absent is None


async def test_absent_people_are_counted_and_newcomers_named(service: Service, okr: Okr) -> None:
    hers = person_id("sales0")
    await service.pairing.choices.opt_out(hers, hers, order(hers))
    draft = await drawn(service)
    await okr.join("new", "CS")
    await service.caught_up()
    told = await service.pairing.draws.explain(draft.rotation)
    assert told.absent == 1
    assert [row["person"] for row in told.newcomers] == [person_id("new")]


async def test_an_automatic_programme_draws_a_stale_draft_again(service: Service, okr: Okr) -> None:
    early = await drawn(service)
    await okr.join("new", "Dev")
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    assert [row["stage"] for row in await service.rotations()] == ["confirmed", "discarded"]
    assert (await service.rotations())[-1]["rotation"] == early.rotation
    assert person_id("new") in {person for row in await service.groups(current=True) for person in row["members"]}


async def test_groups_rotate_every_four_weeks_by_the_clock(service: Service, okr: Okr) -> None:
    await service.pairing.programmes.configure(WEEKLY, order())
    ticker = clock(service)
    async with service.reacting():
        for _ in range(2):
            await ticker.tick()
            await clock(service).tick()
        # A quarter's end changes nothing now.
        await okr.end("2026-Q2")
        await service.until_handled()
        (first,) = await service.rotations()
        assert (first["label"], first["stage"]) == ("2026-W28", "confirmed")
        service.now = datetime(2026, 8, 2, 14, 59, tzinfo=UTC)
        await ticker.tick()
        assert len(await service.rotations()) == 1
        # 3 August, four weeks later, begins in Tokyo at 15:00 UTC on the day before.
        service.now = datetime(2026, 8, 2, 15, tzinfo=UTC)
        await ticker.tick()
        await service.until_handled()
        assert [row["label"] for row in await service.rotations()] == ["2026-W32", "2026-W28"]
        # Ten weeks without a clock: what runs now is drawn for, what went by is not.
        service.now = datetime(2026, 10, 12, tzinfo=UTC)
        await ticker.tick()
        await service.until_handled()
    assert [row["label"] for row in await service.rotations()] == ["2026-W40", "2026-W32", "2026-W28"]
    assert {row["label"] for row in await service.groups(current=True)} == {"2026-W40"}


async def test_a_clock_that_died_between_draft_and_confirmation(service: Service) -> None:
    await service.pairing.programmes.configure(replace(WEEKLY, approval="organiser"), order())
    await clock(service).tick()
    assert [row["stage"] for row in await service.rotations()] == ["drafted"]
    # The organiser has time: nothing else is drawn while the draft waits.
    service.now = datetime(2026, 10, 12, tzinfo=UTC)
    await clock(service).tick()
    assert [row["stage"] for row in await service.rotations()] == ["drafted"]
    await service.pairing.programmes.configure(WEEKLY, order())
    await clock(service).tick()
    assert (await service.rotations())[-1]["stage"] == Stage.CONFIRMED


async def test_a_function_without_anybody_is_a_slip(service: Service) -> None:
    with pytest.raises(Invalid, match=r"nobody works in ops.*CS, Dev, Sales"):
        await service.pairing.programmes.configure(replace(WEEKLY, functions=("sales", "ops")), order())


async def test_without_configuration_whatever_functions_there_are(service: Service, okr: Okr) -> None:
    """Nobody of sales, cs or dev is left; whoever there is takes part."""
    for function in ("sales", "cs", "dev"):
        for number in range(3):
            await okr.leave(f"{function}{number}")
    for name, function in (("ann", "Nurses"), ("bob", "Doctors"), ("cy", "nurses"), ("dee", "Doctors")):
        await okr.join(name, function)
    await service.caught_up()
    assert (await service.pairing.context.programme()).functions == ("Nurses", "Doctors")
    draft = await drawn(service)
    assert set().union(*await groups(service, draft.rotation)) == {person_id(n) for n in ("ann", "bob", "cy", "dee")}


async def test_the_next_quarters_without_anything_written(service: Service) -> None:
    before = len(await service.events())
    told = await service.pairing.draws.simulate(4, 0.0, START.date())
    assert [quarter.repeats for quarter in told.quarters] == [0, 0, 0, 9]
    assert (told.repeats, told.least) == (9, 9)
    for quarters, churn in ((0, 0.0), (41, 0.0), (4, 1.5), (4, -0.1)):
        with pytest.raises(Invalid, match="choose"):
            await service.pairing.draws.simulate(quarters, churn, START.date())
    assert len(await service.events()) == before


async def test_what_another_rotation_has_replaced_is_not_confirmed_once_more(service: Service, okr: Okr) -> None:
    first = await drawn(service)
    confirm = order(key="confirm")
    assert (await service.pairing.rotations.confirm(first.rotation, confirm)).events
    await service.caught_up()
    assert not (await service.pairing.rotations.confirm(first.rotation, order())).events, "agreement is no error"
    await okr.plan("2026-Q3")
    await service.caught_up()
    second = await service.pairing.rotations.draft("2026-Q3", order())
    await service.pairing.rotations.confirm(second.rotation, order())
    await service.caught_up()
    with pytest.raises(WrongState, match="was confirmed on 2026-07-09, and R-2"):
        await service.pairing.rotations.confirm(first.rotation, order())
    assert (await service.pairing.rotations.confirm(first.rotation, confirm)).repeated, "a retry gets its own answer"


async def test_weeks_for_which_nobody_can_be_drawn_are_said_once_and_tried_no_more(service: Service) -> None:
    await service.pairing.programmes.configure(WEEKLY, order())
    others = [person_id(f"{kind}{number}") for kind in ("sales", "cs", "dev") for number in range(3)]
    for other in others[1:]:
        await service.pairing.exclusions.keep_apart(others[0], other, "boss", order(), admin=True)
    ticker = clock(service)
    for _ in range(3):
        await service.caught_up()
        await ticker.tick()
    (failed,) = await service.events(RotationNotDrawn)
    assert (failed.data.because, failed.actor) == ("clash", "system:weeks-pass")
    assert await service.rotations() == []
    await service.caught_up()
    with service.store.read() as connection:
        assert WeeksPass(service.pairing).due(connection, service.now) == []
    said = await service.pairing.context.not_drawn()
    assert said is not None
    assert "give up pins and forbids" in said.says
    # A month on it is tried anew.
    service.now = START + timedelta(weeks=5)
    await service.pairing.exclusions.lift(others[0], others[1], "boss", order(), admin=True)
    await service.caught_up()
    await clock(service).tick()
    await service.caught_up()
    assert await service.pairing.context.not_drawn() is None
    assert [row["stage"] for row in await service.rotations()] == ["confirmed"]
