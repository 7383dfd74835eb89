"""A quarter that ends makes exactly one rotation and exactly one set of groups, whatever goes wrong in between."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from services.pairing.service import Drafted
from services.pairing.views import VIEWS
from shared.eventlog import FastReader, LogUnavailable, Order
from shared.events import (
    GroupDissolved,
    GroupFormed,
    QuarterEnded,
    RotationConfirmed,
    RotationDrafted,
    RotationNotDrawn,
    decode,
    encode,
)
from shared.projection import ParkedReactions, Store, rebuild, tenancy as tenancy_module
from shared.reacting import listener, reactions as reactions_module
from shared.reacting.reactions import LeftToNewer
from shared.readiness import Notice
from tests.nats_fixture import NatsServer, running_server
from tests.pairing_world import Okr, Service, okr_of, order, quarter_id, service_of
from tests.patience import PATIENCE


@pytest.fixture
async def okr(nats_server: NatsServer) -> AsyncIterator[Okr]:
    async with okr_of(nats_server) as publisher:
        yield publisher


@pytest.fixture
async def service(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Service]:
    async with service_of(nats_server, tmp_path / "pairing.sqlite") as running:
        yield running


async def reset_durable(server: NatsServer, position: int = 1) -> None:
    client = await server.connect("pairing")
    body = json.dumps({"seq": position}).encode()
    answer = await client.request("$JS.API.CONSUMER.RESET.EVENTS.pairing-reactions", body)
    assert "error" not in json.loads(answer.data)


async def assert_one_set(service: Service, people: int) -> None:
    """One rotation, each of its groups formed once, everybody in exactly one group that exists."""
    await service.caught_up()
    confirmed = await service.events(RotationConfirmed)
    formed = await service.events(GroupFormed)
    assert len({event.aggregate for event in confirmed}) == len(confirmed)
    assert len({event.aggregate for event in formed}) == len(formed)
    current = await service.groups(current=True)
    assert len({row["rotation"] for row in current}) == 1
    assert current[0]["rotation"] == confirmed[-1].aggregate_id
    seated = [person for row in current for person in row["members"]]
    assert len(seated) == len(set(seated)) == people


async def test_a_quarter_that_ends_draws_confirms_and_forms(service: Service, okr: Okr) -> None:
    await okr.company(3, 2, 4)
    await okr.plan("2026-Q2")
    async with service.reacting() as reactions:
        ended = (await okr.end("2026-Q2")).events[0]
        await service.until_handled()
        assert await reactions.check() is None
    (row,) = await service.rotations()
    assert row["label"] == "2026-Q3"
    assert row["stage"] == "confirmed"
    await assert_one_set(service, 9)
    drafted, confirmed = [*await service.events(RotationDrafted), *await service.events(RotationConfirmed)]
    assert drafted.actor == "system:quarter-ended"
    assert drafted.causation == ended.id
    assert drafted.correlation == ended.correlation
    formed = await service.events(GroupFormed)
    assert {event.causation for event in formed} == {confirmed.id}


async def test_an_older_version_reacts_to_nothing_while_a_newer_one_is_at_work(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = True
    for module in (tenancy_module, reactions_module):
        monkeypatch.setattr(module, "newer_at_work", lambda store: newer)
        monkeypatch.setattr(module, "_LOOK_EVERY", 0.05)
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    store = service.pairing.runtime.store
    await asyncio.to_thread(service.pairing.runtime.tenancy.look)
    async with service.reacting() as reactions:
        assert not reactions._listener.listens
        await okr.end("2026-Q2")
        assert await reactions.check() is None
        with pytest.raises(LeftToNewer):
            await reactions.park(1, b"{}", "this version doesn't know it")
        assert await asyncio.to_thread(reactions._parked.count) == 0
        newer = False
        await asyncio.to_thread(service.pairing.runtime.tenancy.look)
        assert store.acts
        await service.until_handled()
        newer = True
        await asyncio.to_thread(service.pairing.runtime.tenancy.look)
        async with asyncio.timeout(PATIENCE):
            while reactions._listener.listens:
                await asyncio.sleep(0.01)
    (row,) = await service.rotations()
    assert (row["label"], row["stage"]) == ("2026-Q3", "confirmed")


async def test_the_next_quarter_replaces_the_groups_with_new_faces(service: Service, okr: Okr) -> None:
    await okr.company(4, 4, 4)
    async with service.reacting():
        for label in ("2026-Q2", "2026-Q3"):
            await okr.plan(label)
            await okr.end(label)
            await service.until_handled()
    assert [row["label"] for row in await service.rotations()] == ["2026-Q4", "2026-Q3"]
    assert [row["repeats"] for row in await service.rotations()] == [0, 0]
    await assert_one_set(service, 12)
    assert len(await service.groups(current=False)) == 4
    assert {event.data.successor for event in await service.events(GroupDissolved)} == {
        (await service.rotations())[0]["rotation"]
    }


async def test_rotations_confirmed_in_a_row_leave_only_the_last_ones_groups(service: Service, okr: Okr) -> None:
    await okr.company(4, 4, 4)
    for label in ("2026-Q2", "2026-Q3"):
        await okr.plan(label)
    await service.caught_up()
    for label in ("2026-Q2", "2026-Q3"):
        drafted = await service.pairing.rotations.draft(label, order())
        await service.pairing.rotations.confirm(drafted.rotation, order())
    async with service.reacting():
        await service.until_handled()
    await assert_one_set(service, 12)
    assert len(await service.groups(current=False)) == 4


async def test_a_durable_set_back_to_the_beginning_brings_nothing_about(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    async with service.reacting():
        for label in ("2026-Q2", "2026-Q3"):
            await okr.plan(label)
            await okr.end(label)
            await service.until_handled()
    before = len(await service.events())
    await reset_durable(service.server)
    async with service.reacting():
        await service.until_handled()
    assert len(await service.events()) == before


async def test_a_rebuilt_store_and_lost_marks_bring_nothing_about(
    okr: Okr, nats_server: NatsServer, tmp_path: Path
) -> None:
    await okr.company(2, 2, 2)
    async with service_of(nats_server, tmp_path / "one.sqlite") as service, service.reacting():
        for label in ("2026-Q2", "2026-Q3"):
            await okr.plan(label)
            await okr.end(label)
            await service.until_handled()
        before = len(await service.events())
    # Another store altogether: neither its views nor its marks know anything.
    async with service_of(nats_server, tmp_path / "other.sqlite") as other:
        await reset_durable(nats_server)
        async with other.reacting():
            await other.until_handled()
        assert len(await other.events()) == before
        await assert_one_set(other, 6)


async def test_the_same_event_delivered_twice(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    outcome = await okr.end("2026-Q2")
    payload = await service.log.at(outcome.events[0].position)
    assert payload is not None
    event = decode(outcome.events[0].position, payload)
    await service.reactions().hear(event)
    await service.reactions().hear(event)
    assert len(await service.events(RotationDrafted)) == 1


async def test_killed_between_draft_and_confirmation(okr: Okr, nats_server: NatsServer, tmp_path: Path) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    await okr.end("2026-Q2")
    async with service_of(nats_server, tmp_path / "one.sqlite") as service:
        await service.caught_up()
        (event,) = await service.events(QuarterEnded)
        drafting = service.reactions().order("quarter-ended", event, "draft")
        await service.pairing.rotations.draft(event.aggregate_id, drafting)
    # What follows is another process: it knows nothing but the log.
    async with service_of(nats_server, tmp_path / "another.sqlite") as other:
        async with other.reacting():
            await other.until_handled()
        assert len(await other.events(RotationDrafted)) == 1
        await assert_one_set(other, 6)


@pytest.mark.parametrize("formed", [0, 1, 3])
async def test_killed_between_confirmation_and_the_last_group(
    okr: Okr, nats_server: NatsServer, tmp_path: Path, formed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await okr.company(3, 3, 3)
    async with service_of(nats_server, tmp_path / "one.sqlite") as service:
        for label in ("2026-Q1", "2026-Q2"):
            await okr.plan(label)
        async with service.reacting():
            await okr.end("2026-Q1")
            await service.until_handled()
        await okr.end("2026-Q2")
        await service.caught_up()
        (_, event) = await service.events(QuarterEnded)
        await service.reactions().hear(event)
        (_, confirmed) = await service.events(RotationConfirmed)
        steps = 0
        handle = service.pairing.group_log.handle

        async def dies(*args: object) -> object:
            nonlocal steps
            if steps == formed:
                raise ConnectionError("killed")
            steps += 1
            return await handle(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(service.pairing.group_log, "handle", dies)
        with pytest.raises(ConnectionError):
            await service.reactions().hear(confirmed)
        assert len(await service.events(GroupFormed)) == 3 + formed
    async with service_of(nats_server, tmp_path / "another.sqlite") as other:
        async with other.reacting():
            await other.until_handled()
        await assert_one_set(other, 9)
        assert len(await other.groups(current=False)) == 3
        assert len(await other.events(GroupFormed)) == 6


async def test_with_an_organiser_the_draft_waits(nats_server: NatsServer, okr: Okr, tmp_path: Path) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("Winter")
    async with (
        service_of(nats_server, tmp_path / "p.sqlite", rotation_approval="organiser") as service,
        service.reacting(),
    ):
        await okr.end("Winter")
        await service.until_handled()
        (row,) = await service.rotations()
        assert (row["stage"], row["label"]) == ("drafted", "after Winter")
        assert await service.groups() == []
        await service.pairing.rotations.confirm(row["rotation"], order("organiser"))
        await service.until_handled()
        await assert_one_set(service, 6)


async def test_a_draft_that_the_organiser_made_before_is_the_one(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    await service.caught_up()
    early = await service.pairing.rotations.draft("2026-Q2", order())
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    (row,) = await service.rotations()
    assert (row["rotation"], row["stage"]) == (early.rotation, "confirmed")


async def test_a_draft_that_was_discarded_before_is_drawn_anew(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    await service.caught_up()
    early = await service.pairing.rotations.draft(quarter_id("2026-Q2"), order())
    await service.pairing.rotations.discard(early.rotation, order())
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    assert [row["stage"] for row in await service.rotations()] == ["confirmed", "discarded"]


async def test_a_draft_of_the_reaction_that_was_discarded_stays_so(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    await okr.end("2026-Q2")
    await service.caught_up()
    (event,) = await service.events(QuarterEnded)
    drafting = service.reactions().order("quarter-ended", event, "draft")
    drafted = await service.pairing.rotations.draft(event.aggregate_id, drafting)
    await service.pairing.rotations.discard(drafted.rotation, order())
    async with service.reacting():
        await service.until_handled()
    assert [row["stage"] for row in await service.rotations()] == ["discarded"]


async def test_fewer_than_two_people_make_no_rotation(
    service: Service, okr: Okr, caplog: pytest.LogCaptureFixture
) -> None:
    await okr.company(1, 0, 0)
    await okr.plan("2026-Q2")
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    assert await service.rotations() == []
    assert "a draw needs two at least" in caplog.text
    (failed,) = await service.events(RotationNotDrawn)
    assert (failed.data.because, failed.data.label, failed.actor) == ("too-few", "2026-Q3", "system:quarter-ended")


async def test_a_quarter_that_ended_in_another_system_is_no_occasion(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2019-Q2")
    async with service.reacting():
        await okr.end("2019-Q2", imported_from="csv")
        await service.until_handled()
    assert await service.rotations() == []


async def test_who_left_is_drawn_no_more(service: Service, okr: Okr) -> None:
    await okr.company(2, 2, 3)
    await okr.leave("dev0")
    await okr.join("chief", "Management")
    await okr.plan("2026-Q2")
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    # A programme that nobody configured draws for every function that is there.
    await assert_one_set(service, 7)


async def test_a_failing_reaction_comes_again_and_keeps_the_order(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await okr.company(2, 2, 2)
    for label in ("2026-Q2", "2026-Q3"):
        await okr.plan(label)
    draw, failures = service.pairing.rotations.draft, 0

    async def fails_once(*args: object) -> object:
        nonlocal failures
        failures += 1
        if failures == 1:
            raise ConnectionError("no luck")
        return await draw(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(service.pairing.rotations, "draft", fails_once)
    async with service.reacting():
        first = (await okr.end("2026-Q2")).events[0]
        await okr.end("2026-Q3")
        await service.until_handled()
    assert [row["label"] for row in await service.rotations()] == ["2026-Q4", "2026-Q3"]
    assert first.id in caplog.text
    await assert_one_set(service, 6)


async def test_a_reaction_that_keeps_failing_is_put_aside_and_can_be_fired_again(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch
) -> None:
    await okr.company(2, 2, 2)
    for label in ("2026-Q2", "2026-Q3"):
        await okr.plan(label)
    monkeypatch.setattr(listener, "ATTEMPTS", 3)
    monkeypatch.setattr(listener, "SLOWEST", 0.05)
    draw, tried = service.pairing.rotations.draft, 0

    async def fails(quarter: str, of: Order) -> Drafted:
        nonlocal tried
        if quarter == quarter_id("2026-Q2"):
            tried += 1
            raise LookupError("this rule has a bug")
        return await draw(quarter, of)

    monkeypatch.setattr(service.pairing.rotations, "draft", fails)
    async with service.reacting() as reactions:
        first = (await okr.end("2026-Q2")).events[0]
        await okr.end("2026-Q3")
        await service.until(lambda: rotations_are(service, ["2026-Q4"]))
        await service.until_handled()
        assert tried == 3
        told = await reactions.check()
        assert isinstance(told, Notice)
        assert told == "1 reaction has kept failing and been put aside; see: tomoni parked list pairing."
        (aside,) = ParkedReactions(service.store).every()
        assert (aside.position, aside.reason) == (first.position, "LookupError: this rule has a bug")
        assert decode(aside.position, aside.payload) == first
    (left,) = await service.reactions().retry_parked()
    assert left.position == first.position
    monkeypatch.setattr(service.pairing.rotations, "draft", draw)
    assert await service.reactions().retry_parked() == []
    assert await service.reactions().retry_parked() == []
    await service.until(lambda: rotations_are(service, ["2026-Q4", "2026-Q3"]))
    # What was done at last isn't done again by a durable that begins anew.
    await reset_durable(service.server)
    async with service.reacting() as reactions:
        await service.until_handled()
        assert await reactions.check() is None
    assert len(await service.rotations()) == 2


async def rotations_are(service: Service, labels: list[str]) -> bool:
    return sorted(row["label"] for row in await service.rotations()) == sorted(labels)


async def test_what_passes_by_itself_is_never_put_aside(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch
) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    monkeypatch.setattr(listener, "ATTEMPTS", 2)
    monkeypatch.setattr(listener, "SLOWEST", 0.02)
    draw, tried = service.pairing.rotations.draft, 0

    async def away(quarter: str, of: Order) -> Drafted:
        nonlocal tried
        tried += 1
        if tried < 8:
            raise LogUnavailable("the log is away for a while")
        return await draw(quarter, of)

    monkeypatch.setattr(service.pairing.rotations, "draft", away)
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    assert ParkedReactions(service.store).every() == []
    await assert_one_set(service, 6)


async def test_an_event_that_cannot_be_read_is_put_aside_at_once(
    service: Service, okr: Okr, nats_server: NatsServer
) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    provisioner = await nats_server.connect("provisioner")
    ack = await provisioner.jetstream().publish("okr.quarter.x", b"garbage")
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until(lambda: rotations_are(service, ["2026-Q3"]))
    (aside,) = ParkedReactions(service.store).every()
    assert (aside.position, aside.payload) == (ack.seq, b"garbage")
    await service.reactions().drop_parked(ack.seq)
    assert ParkedReactions(service.store).every() == []


async def test_a_reaction_that_was_given_up_is_never_fired(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch
) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    ended = (await okr.end("2026-Q2")).events[0]
    await service.caught_up()
    await service.reactions().park(ended.position, encode(ended), "no reason")
    await service.reactions().drop_parked(ended.position)
    assert await service.reactions().retry_parked() == []
    async with service.reacting():
        await service.until_handled()
    assert await service.rotations() == []


async def test_stopped_in_the_middle_the_next_start_goes_on_at_once(
    service: Service, okr: Okr, monkeypatch: pytest.MonkeyPatch
) -> None:
    await okr.company(2, 2, 2)
    await okr.plan("2026-Q2")
    draw, begun = service.pairing.rotations.draft, asyncio.Event()

    async def hangs(*_: object) -> object:
        begun.set()
        await asyncio.sleep(60)
        raise AssertionError("not stopped")

    monkeypatch.setattr(service.pairing.rotations, "draft", hangs)
    async with service.reacting():
        await okr.end("2026-Q2")
        await asyncio.wait_for(begun.wait(), PATIENCE)
    monkeypatch.setattr(service.pairing.rotations, "draft", draw)
    async with service.reacting():
        await service.until_handled(10)
    await assert_one_set(service, 6)


def quiet_port() -> int:
    """A free port that no outgoing connection is given by chance while the server is away."""
    for port in range(21_000 + os.getpid() % 5_000, 30_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


async def test_a_server_that_restarts_is_waited_for(tmp_path: Path) -> None:
    async with (
        running_server(tmp_path / "var", port=quiet_port()) as server,
        okr_of(server) as okr,
        service_of(server, tmp_path / "pairing.sqlite") as service,
    ):
        await okr.company(2, 2, 2)
        await okr.plan("2026-Q2")
        async with service.reacting() as reactions:
            port = server.server.port
            await server.server.stop()
            assert await reactions.check() is not None
            await server.server.start()
            assert server.server.port == port
            await okr.end("2026-Q2")
            await service.until_handled(30)
            assert await reactions.check() is None
        await assert_one_set(service, 6)


async def test_a_rebuilt_store_equals_the_live_one(service: Service, okr: Okr) -> None:
    await okr.company(3, 2, 4)
    async with service.reacting():
        for label in ("2026-Q2", "2026-Q3"):
            await okr.plan(label)
            await okr.end(label)
            await service.until_handled()
    await service.caught_up()
    (group, *_) = await service.groups(current=True)
    await service.pairing.meetings.report(group["group"], group["members"][0], order(), week="2026-W28")
    await service.caught_up()
    client = service.pairing.runtime.client
    reader = FastReader(client, "pairing-rebuild")
    _, found = await rebuild(service.store, service.log, reader, VIEWS, lambda done, of: None, swap=False)
    assert found.equal, found.different
    assert found.rows["pairing_groups"] == 6
    assert found.rows["pairing_meetings"] == 1


async def test_a_missing_durable_is_said_outright(service: Service, nats_server: NatsServer, tmp_path: Path) -> None:
    async with service.reacting() as reactions:
        provisioner = await nats_server.connect("provisioner")
        await provisioner.jetstream().delete_consumer("EVENTS", "pairing-reactions")
        said = await reactions.check()
        assert said is not None
        assert "streams apply" in said
    with pytest.raises(RuntimeError, match="streams apply"):
        await service.reactions().start()


def test_marks_are_no_view(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 's.sqlite'}", "pairing", VIEWS)
    with store.read() as connection:
        names = connection.dialect.get_table_names(connection)
    assert "pairing_handled_marks" not in names
    store.close()
