"""Between two rotations on a real server: who leaves, comes or works elsewhere moves nobody else, and only once."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.pairing.programmes.domain import ConfigureProgramme
from shared.events import GroupAdjusted, GroupDissolved, NewcomerWaits, PersonLeft, encode
from shared.projection import Row
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, service_of


@pytest.fixture
async def okr(nats_server: NatsServer) -> AsyncIterator[Okr]:
    async with okr_of(nats_server) as publisher:
        yield publisher


@pytest.fixture
async def service(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Service]:
    async with service_of(nats_server, tmp_path / "pairing.sqlite") as running:
        yield running


async def drawn(service: Service, okr: Okr, sales: int, cs: int, dev: int) -> list[Row]:
    """The groups of a company of so many people, on the first day of their quarter."""
    await okr.company(sales, cs, dev)
    await okr.plan("2026-Q2")
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    return await service.groups(current=True)


async def healed(service: Service) -> dict[str, set[str]]:
    """The groups that exist once everything was reacted to: their members by id."""
    async with service.reacting():
        await service.until_handled()
    return {row["group"]: set(row["members"]) for row in await service.groups(current=True)}


def named(okr_name: str, *others: str) -> set[str]:
    return {person_id(name) for name in (okr_name, *others)}


def name_of(person: str, functions: dict[str, int]) -> str:
    everybody = [f"{function}{number}" for function, count in functions.items() for number in range(count)]
    return next(name for name in everybody if person_id(name) == person)


def sized(groups: list[Row], size: int) -> Row:
    return next(row for row in groups if len(row["members"]) == size)


async def set_back(server: NatsServer, position: int) -> None:
    """Have the reactions hear everything again from this position of the log on."""
    client = await server.connect("pairing")
    body = json.dumps({"seq": position}).encode()
    answer = await client.request("$JS.API.CONSUMER.RESET.EVENTS.pairing-reactions", body)
    assert "error" not in json.loads(answer.data)
    await client.close()


async def test_two_remain_as_a_pair_and_nobody_else_is_moved(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 2, 2, 2)
    (home,) = [row for row in before if person_id("dev0") in row["members"]]
    await okr.leave("dev0")
    expected = {row["group"]: set(row["members"]) - named("dev0") for row in before}
    assert await healed(service) == expected
    (adjusted,) = await service.events(GroupAdjusted)
    assert adjusted.aggregate_id == home["group"]
    assert (adjusted.data.because, adjusted.actor) == ("left", "system:healing")
    assert adjusted.causation == (await service.events(PersonLeft))[0].id
    assert await service.events(GroupDissolved) == []


async def pair_and_trios(service: Service, okr: Okr) -> tuple[list[Row], str, str]:
    """Two trios, one with two people left; a pair; the names of the pair's two."""
    before = await drawn(service, okr, 3, 3, 2)
    pair = sized(before, 2)
    leaver, alone = (name_of(person, {"sales": 3, "cs": 3, "dev": 2}) for person in pair["members"])
    trio = sized(before, 3)
    await okr.leave(name_of(trio["members"][0], {"sales": 3, "cs": 3, "dev": 2}))
    await healed(service)
    return await service.groups(current=True), leaver, alone


async def test_one_left_alone_joins_the_cheapest_pair(service: Service, okr: Okr) -> None:
    before, leaver, alone = await pair_and_trios(service, okr)
    (home,) = [row["group"] for row in before if person_id(alone) in row["members"]]
    (other,) = [row for row in before if len(row["members"]) == 2 and row["group"] != home]
    await okr.leave(leaver)
    after = await healed(service)
    assert after[other["group"]] == {*other["members"], person_id(alone)}
    assert home not in after
    assert (await service.events(GroupAdjusted))[-1].data.because == "merged"
    assert [event.aggregate_id for event in await service.events(GroupDissolved)] == [home]


@pytest.mark.parametrize("steps", [0, 1])
async def test_killed_between_the_steps_of_a_healing(
    okr: Okr, nats_server: NatsServer, tmp_path: Path, steps: int
) -> None:
    store = tmp_path / "pairing.sqlite"
    async with service_of(nats_server, store) as service:
        before, leaver, _ = await pair_and_trios(service, okr)
    await okr.leave(leaver)
    program = [sys.executable, "-m", "tests.dying_healer"]
    arguments = [str(nats_server.layout.var), nats_server.url, f"sqlite:///{store}", str(steps)]
    killed = await asyncio.create_subprocess_exec(*program, *arguments)
    assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
    async with service_of(nats_server, store) as service:
        begun = len(await service.events(GroupAdjusted))
        assert (begun, len(await service.events(GroupDissolved))) == (1 + steps, 0)
        # The server would hand the event out again after half a minute; this is the same at once.
        await set_back(nats_server, (await service.events(PersonLeft))[-1].position)
        after = await healed(service)
        seated = sorted(person for members in after.values() for person in members)
        everybody = {person for row in before for person in row["members"]} - named(leaver)
        assert seated == sorted(everybody)
        assert min(len(members) for members in after.values()) >= 2
        assert len(await service.events(GroupAdjusted)) == 2
        assert len(await service.events(GroupDissolved)) == 1


async def test_a_newcomer_goes_where_his_function_lacks(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 3, 3, 2)
    pair = sized(before, 2)
    await okr.join("late", "Dev")
    after = await healed(service)
    assert after[pair["group"]] == {*pair["members"], person_id("late")}
    await okr.join("later", "Sales")
    fourth = await healed(service)
    assert sorted(map(len, fourth.values())) == [3, 3, 4]
    assert {event.data.because for event in await service.events(GroupAdjusted)} == {"joined"}


async def test_a_newcomer_never_sits_with_whom_he_is_kept_apart_from(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 3, 3, 2)
    pair, kept = sized(before, 2), sized(before, 3)
    await okr.join("late", "Dev")
    await service.caught_up()
    for other in (pair["members"][0], kept["members"][1]):
        await service.pairing.exclusions.keep_apart(person_id("late"), other, "boss", order("boss"), admin=True)
    after = await healed(service)
    (home,) = [group for group, members in after.items() if person_id("late") in members]
    assert home not in (pair["group"], kept["group"])


async def test_who_opted_out_is_put_into_no_group(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 3, 3, 2)
    await okr.join("late", "Dev")
    await service.caught_up()
    await service.pairing.choices.opt_out(person_id("late"), person_id("late"), order())
    assert await healed(service) == {row["group"]: set(row["members"]) for row in before}
    assert await service.events(NewcomerWaits) == []


async def test_who_comes_late_waits_and_the_log_does_not_tell_who(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 2, 2, 2)
    service.now = START + timedelta(weeks=10)
    await okr.join("late", "Dev")
    assert await healed(service) == {row["group"]: set(row["members"]) for row in before}
    (waits,) = await service.events(NewcomerWaits)
    assert waits.aggregate.startswith("private/newcomer/")
    joined = [event for event in await service.events() if event.aggregate_id == person_id("late")]
    chain = {known for event in joined for known in (event.id, event.correlation, event.causation)}
    assert chain.isdisjoint({waits.id, waits.correlation, waits.causation} - {None})
    assert person_id("late") not in encode(waits).decode()
    (notice,) = await service.pairing.notices.of_person(person_id("late"))
    assert (notice["kind"], notice["group"]) == ("waits", None)
    assert await service.pairing.notices.of_person(person_id("dev0")) == []


async def test_another_function(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 2, 2, 2)
    as_drawn = {row["group"]: set(row["members"]) for row in before}
    await service.pairing.programmes.configure(
        ConfigureProgramme("Buddies", ("sales", "cs", "dev"), 3, "automatic"), order()
    )
    await okr.join("chief", "Management")
    await okr.move("cs0", "Sales", "North")
    assert await healed(service) == as_drawn, "whoever takes part stays where he is"
    await okr.move("cs0", "Management")
    without = {group: members - named("cs0") for group, members in as_drawn.items()}
    assert await healed(service) == without
    await okr.move("chief", "CS")
    (home,) = [group for group, members in without.items() if len(members) == 2]
    assert await healed(service) == without | {home: without[home] | named("chief")}
    await okr.move("chief", "CS", "South")
    assert len(await service.events(GroupAdjusted)) == 2


async def test_what_another_system_tells_moves_nobody(service: Service, okr: Okr) -> None:
    before = await drawn(service, okr, 3, 3, 2)
    await okr.join("late", "Dev", imported_from="csv")
    await okr.leave("cs0", imported_from="csv")
    assert await healed(service) == {row["group"]: set(row["members"]) for row in before}


async def test_people_who_come_before_any_group_wait_for_nothing(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    async with service.reacting():
        await service.until_handled()
    assert await service.events(NewcomerWaits) == []


async def test_lost_marks_and_a_durable_set_back_change_nothing(
    okr: Okr, nats_server: NatsServer, tmp_path: Path
) -> None:
    async with service_of(nats_server, tmp_path / "one.sqlite") as service:
        _, leaver, _ = await pair_and_trios(service, okr)
        await okr.leave(leaver)
        await okr.join("late", "Dev")
        before = await healed(service)
        written = len(await service.events())
    async with service_of(nats_server, tmp_path / "other.sqlite") as other:
        await set_back(nats_server, 1)
        assert await healed(other) == before
        assert len(await other.events()) == written


async def test_who_leaves_between_draft_and_confirmation_sits_in_no_group(
    okr: Okr, nats_server: NatsServer, tmp_path: Path
) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    async with service_of(nats_server, tmp_path / "p.sqlite", rotation_approval="organiser") as service:
        await okr.end("2026-Q2")
        await healed(service)
        (row,) = await service.rotations()
        await service.pairing.rotations.confirm(row["rotation"], order("organiser"))
        await okr.leave("dev1")
        after = await healed(service)
        assert sorted(map(len, after.values())) == [2, 3]
        assert person_id("dev1") not in {person for members in after.values() for person in members}
