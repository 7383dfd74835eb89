"""A subscriber is added to a running server, reads with FastStream, goes back to any position, and is removed."""

from __future__ import annotations

import asyncio
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats.errors
import pytest
from faststream.nats import JStream, NatsBroker, NatsNKey, PullSub
from nats.aio.client import Client
from nats.js.errors import NoStreamResponseError

from shared.server import streams, subscribers
from shared.server.errors import ReloadFailed, ServerError, SubscriberRefused
from shared.server.nkeys import read_seed
from shared.server.registry import Subscriber
from tests.nats_fixture import NatsServer, running_server
from tests.patience import PATIENCE


async def publish(server: NatsServer, subjects: list[str]) -> None:
    okr, pairing = await server.connect("okr"), await server.connect("pairing")
    for subject in subjects:
        service = okr if subject.startswith("okr.") else pairing
        await service.jetstream().publish(subject, subject.encode())


async def fetch(nc: Client, name: str, number: int) -> list[Any]:
    """As a user of nats-py would; acknowledged with an answer, so that it's proved to arrive."""
    pull = await nc.jetstream().pull_subscribe("", durable=name, stream="EVENTS")
    messages = await pull.fetch(number, timeout=PATIENCE)
    for message in messages:
        await message.ack_sync()
    await pull.unsubscribe()
    return messages


def positions(messages: list[Any]) -> list[int]:
    return [message.metadata.sequence.stream for message in messages]


MIXED = [
    "okr.objective.o-1",
    "pairing.group.g-1",
    "okr.objective.o-2",
    "okr.private.objective.o-3",
    "okr.objective.o-1",
]


async def test_faststream_reads_what_the_filter_names_from_the_first_event_on(nats_server: NatsServer) -> None:
    await publish(nats_server, MIXED)
    added = await subscribers.add(nats_server.layout, nats_server.server, "dash-board", ["okr.objective.*"])
    assert stat.S_IMODE(added.seed_file.stat().st_mode) == 0o600

    broker = NatsBroker(added.url, security=NatsNKey.from_seed(read_seed(added.seed_file)), logger=None)
    received: asyncio.Queue[str] = asyncio.Queue()

    @broker.subscriber(
        "okr.objective.*",
        durable="dash-board",
        stream=JStream("EVENTS", declare=False),
        pull_sub=PullSub(),
    )
    async def on_event(body: bytes) -> None:
        await received.put(bytes(body).decode())

    async with broker:
        await broker.start()
        past = [await asyncio.wait_for(received.get(), PATIENCE) for _ in range(3)]
        assert past == ["okr.objective.o-1", "okr.objective.o-2", "okr.objective.o-1"]
        await publish(nats_server, ["okr.objective.o-9"])
        assert await asyncio.wait_for(received.get(), PATIENCE) == "okr.objective.o-9"

    provisioner = await nats_server.connect("provisioner")
    info = await provisioner.jetstream().consumer_info("EVENTS", "dash-board")
    assert info.num_ack_pending == 0
    assert info.ack_floor is not None
    assert info.ack_floor.stream_seq == 6
    assert received.empty()


@pytest.mark.parametrize("features", [(), ("js_ack_fc_v2",)], ids=["short acknowledgements", "long acknowledgements"])
async def test_both_forms_of_acknowledgement_arrive(tmp_path: Path, features: tuple[str, ...]) -> None:
    async with running_server(tmp_path / "var", features=features) as server:
        await publish(server, MIXED)
        await subscribers.add(server.layout, server.server, "dash-board", ["okr.objective.*"])
        messages = await fetch(await server.connect("dash-board"), "dash-board", 3)
        assert messages[0].reply.startswith("$JS.ACK._." if features else "$JS.ACK.EVENTS.dash-board.")
        provisioner = await server.connect("provisioner")
        info = await provisioner.jetstream().consumer_info("EVENTS", "dash-board")
        assert (info.num_ack_pending, info.num_pending) == (0, 0)
        reaction = await (await server.connect("okr")).jetstream().pull_subscribe_bind("okr-reactions", "EVENTS")
        (message,) = await reaction.fetch(1)
        await message.ack_sync()


async def test_a_subscriber_goes_to_any_position_with_its_own_credentials(nats_server: NatsServer) -> None:
    await publish(nats_server, MIXED)
    await subscribers.add(nats_server.layout, nats_server.server, "dash-board", ["okr.objective.*"])
    client = await nats_server.connect("dash-board")
    assert positions(await fetch(client, "dash-board", 3)) == [1, 3, 5]
    await subscribers.rewind(client, "dash-board", 2)
    assert positions(await fetch(client, "dash-board", 2)) == [3, 5]
    await subscribers.rewind(client, "dash-board", 1)
    assert positions(await fetch(client, "dash-board", 3)) == [1, 3, 5]
    await subscribers.rewind(client, "dash-board", 5)
    assert positions(await fetch(client, "dash-board", 1)) == [5]
    with pytest.raises(SubscriberRefused, match="no position 0"):
        await subscribers.rewind(client, "dash-board", 0)


async def test_one_who_starts_with_what_is_new_may_still_go_back(nats_server: NatsServer) -> None:
    await publish(nats_server, MIXED)
    await subscribers.add(nats_server.layout, nats_server.server, "late", ["okr.objective.*"], "new")
    client = await nats_server.connect("late")
    with pytest.raises(nats.errors.TimeoutError):
        await (await client.jetstream().pull_subscribe("", durable="late", stream="EVENTS")).fetch(1, timeout=0.3)
    await publish(nats_server, ["okr.objective.o-7"])
    assert positions(await fetch(client, "late", 1)) == [6]
    await subscribers.rewind(client, "late", 1)
    assert positions(await fetch(client, "late", 4)) == [1, 3, 5, 6]


async def test_adding_disturbs_nobody(nats_server: NatsServer) -> None:
    """The others' connections, a pull that waits, writing, the streams: all go on over the reload."""
    lost: list[str] = []

    async def disconnected() -> None:
        lost.append("a connection")

    okr = await nats_server.connect("okr", disconnected_cb=disconnected)
    pairing = await nats_server.connect("pairing", disconnected_cb=disconnected)
    provisioner = await nats_server.connect("provisioner", disconnected_cb=disconnected)
    pull = await pairing.jetstream().pull_subscribe_bind("pairing-projection", "EVENTS")
    waiting = asyncio.create_task(pull.fetch(1, timeout=PATIENCE))
    stop = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            # While the server takes the accounts in, nobody answers for a moment: nothing is stored, so say it again,
            # as the services do.
            with suppress(NoStreamResponseError):
                await okr.jetstream().publish("okr.objective.o-1", b"x", timeout=2)
                written += 1

    await asyncio.sleep(0.1)
    await subscribers.add(nats_server.layout, nats_server.server, "first", ["okr.objective.*"])
    assert not waiting.done()
    writer = asyncio.create_task(write())
    await subscribers.add(nats_server.layout, nats_server.server, "second", ["pairing.group.*"])
    await subscribers.remove(nats_server.layout, nats_server.server, "first")
    stop.set()
    await writer
    assert positions(await waiting) == [1]
    assert lost == []
    assert written > 0
    assert (await provisioner.jetstream().stream_info("EVENTS")).state.messages == written
    assert await streams.verify(provisioner, subscribers=subscribers.listed(nats_server.layout)) == []


async def test_adding_again_changes_nothing_but_another_filter_is_refused(nats_server: NatsServer) -> None:
    layout, server = nats_server.layout, nats_server.server
    first = await subscribers.add(layout, server, "dash-board", ["okr.objective.*"])
    seed = first.seed_file.read_text()
    assert await subscribers.add(layout, server, "dash-board", ["okr.objective.*"]) == first
    assert first.seed_file.read_text() == seed
    with pytest.raises(SubscriberRefused, match=r"exists with the filter 'okr\.objective\.\*'"):
        await subscribers.add(layout, server, "dash-board", ["okr.quarter.*"])
    assert subscribers.listed(layout) == (Subscriber("dash-board", ("okr.objective.*",)),)


async def test_several_filters_and_all_that_is_public_of_a_service(nats_server: NatsServer) -> None:
    layout, server = nats_server.layout, nats_server.server
    await subscribers.add(layout, server, "two-kinds", ["okr.objective.*", "pairing.group.*"])
    await subscribers.add(layout, server, "all-of-okr", ["okr.>"])
    assert {one.name: one.filters for one in subscribers.listed(layout)} == {
        "two-kinds": ("okr.objective.*", "pairing.group.*"),
        "all-of-okr": ("okr.>",),
    }
    subjects = ["okr.objective.o-1", "okr.private.objective.o-2", "okr.person.p-1", "pairing.group.g-1"]
    await publish(nats_server, subjects)
    for name, heard in (("two-kinds", {subjects[0], subjects[3]}), ("all-of-okr", {subjects[0], subjects[2]})):
        assert {each.subject for each in await fetch(await nats_server.connect(name), name, 2)} == heard
    provisioner = await nats_server.connect("provisioner")
    assert await streams.verify(provisioner, subscribers=subscribers.listed(layout)) == []


@pytest.mark.parametrize(
    ("name", "subject", "sentence"),
    [
        ("Dash", "okr.objective.*", "can't be called"),
        ("okr", "okr.objective.*", "belongs to Tomoni"),
        ("pairing-reactions", "okr.objective.*", "belongs to Tomoni"),
        ("dash", "okr.*.>", r"covers okr\.private\.>"),
        ("dash", "okr.nothing.*", "nothing is ever published"),
        ("dash", "keys.>", "isn't a subject of the log"),
    ],
)
async def test_what_is_refused_leaves_no_trace(nats_server: NatsServer, name: str, subject: str, sentence: str) -> None:
    before = nats_server.layout.accounts_config.read_text()
    with pytest.raises(SubscriberRefused, match=sentence):
        await subscribers.add(nats_server.layout, nats_server.server, name, [subject])
    assert subscribers.listed(nats_server.layout) == ()
    assert nats_server.layout.accounts_config.read_text() == before
    assert not nats_server.seed_file("dash").exists()


async def test_removing_takes_durable_credentials_and_the_connection_away(nats_server: NatsServer) -> None:
    layout, server = nats_server.layout, nats_server.server
    await subscribers.add(layout, server, "dash-board", ["okr.objective.*"])
    seed = read_seed(nats_server.seed_file("dash-board"))
    closed = asyncio.Event()

    async def disconnected() -> None:
        closed.set()

    await nats_server.connect("dash-board", disconnected_cb=disconnected, max_reconnect_attempts=1)
    await subscribers.remove(layout, server, "dash-board")
    await asyncio.wait_for(closed.wait(), PATIENCE)
    assert subscribers.listed(layout) == ()
    assert not nats_server.seed_file("dash-board").exists()
    nats_server.seed_file("dash-board").write_text(seed)
    with pytest.raises(ServerError, match=r"(?i)authorization"):
        await subscribers._connect(nats_server.url, nats_server.seed_file("dash-board"))
    provisioner = await nats_server.connect("provisioner")
    with pytest.raises(nats.js.errors.NotFoundError):
        await provisioner.jetstream().consumer_info("EVENTS", "dash-board")
    with pytest.raises(SubscriberRefused, match="there is no subscriber 'dash-board'"):
        await subscribers.remove(layout, server, "dash-board")


async def test_another_process_may_add_by_address(nats_server: NatsServer) -> None:
    added = await subscribers.add(nats_server.layout, nats_server.url, "dash-board", ["okr.objective.*"])
    assert added.url == nats_server.url
    assert (await nats_server.connect("dash-board")).is_connected


async def test_a_subscriber_and_its_position_survive_a_restart(tmp_path: Path) -> None:
    async with running_server(tmp_path / "var") as server:
        await publish(server, MIXED)
        await subscribers.add(server.layout, server.server, "dash-board", ["okr.objective.*"])
        await fetch(await server.connect("dash-board"), "dash-board", 2)
    async with running_server(tmp_path / "var") as server:
        assert positions(await fetch(await server.connect("dash-board"), "dash-board", 1)) == [5]


async def test_without_a_server_nothing_is_registered(tmp_path: Path) -> None:
    async with running_server(tmp_path / "var") as server:
        layout, url = server.layout, server.url
    with pytest.raises(ServerError, match="can't connect to"):
        await subscribers.add(layout, url, "dash-board", ["okr.objective.*"])
    assert subscribers.listed(layout) == ()


async def test_a_server_run_elsewhere_is_told_what_to_do(tmp_path: Path, nats_server: NatsServer) -> None:
    async with running_server(tmp_path / "elsewhere") as elsewhere:
        elsewhere.layout.nats_pid.unlink()
        with pytest.raises(ReloadFailed, match="give it to the server"):
            await subscribers.add(elsewhere.layout, elsewhere.url, "dash-board", ["okr.objective.*"])
