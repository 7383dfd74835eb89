"""Streams and durables are made as declared, drift is named, data outlives the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from shared.server import running, streams
from shared.server.declared import EVENTS_BYTES, GIB, fitting_bytes
from shared.server.errors import ServerAlreadyRunning, ServerDidNotStart, StreamRefused
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from shared.server.streams import Difference
from tests.nats_fixture import NatsServer, running_server


async def api(nc: Client, subject: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await nc.request(f"$JS.API.{subject}", b"" if body is None else json.dumps(body).encode(), timeout=5)
    content: dict[str, Any] = json.loads(answer.data)
    assert "error" not in content, content
    return content


async def change_stream(nc: Client, name: str, **changes: Any) -> None:
    config = (await api(nc, f"STREAM.INFO.{name}"))["config"]
    await api(nc, f"STREAM.UPDATE.{name}", config | changes)


async def test_applying_names_everything_once_and_nothing_twice(tmp_path: Path) -> None:
    async with running_server(tmp_path / "var", provisioned=False) as server:
        provisioner = await server.connect("provisioner")
        missing = await streams.verify(provisioner)
        assert "stream EVENTS is missing" in [str(difference) for difference in missing]
        made = [str(difference) for difference in await streams.apply(provisioner)]
        assert made == [
            f"{thing} was missing and has been made"
            for thing in (
                "stream EVENTS",
                "stream KEYS",
                "stream HEALTH",
                "durable okr-projection",
                "durable okr-rebuild",
                "durable okr-reactions",
                "durable pairing-projection",
                "durable pairing-rebuild",
                "durable pairing-reactions",
            )
        ]
        assert await streams.apply(provisioner) == []
        assert await streams.verify(provisioner) == []


async def test_the_log_is_what_the_design_says(nats_server: NatsServer) -> None:
    config = (await api(await nats_server.connect("provisioner"), "STREAM.INFO.EVENTS"))["config"]
    assert (
        config
        | {
            "subjects": ["okr.>", "pairing.>"],
            "retention": "limits",
            "storage": "file",
            "discard": "new",
            "max_msgs": -1,
            "max_age": 0,
            "max_bytes": EVENTS_BYTES,
            "num_replicas": 1,
            "deny_delete": True,
            "deny_purge": True,
            "allow_direct": True,
            "allow_atomic": True,
            "allow_rollup_hdrs": False,
        }
        == config
    )
    assert not config.get("allow_msg_ttl")


async def test_a_service_verifies_with_its_own_credentials(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    await change_stream(provisioner, "EVENTS", max_age=3600_000_000_000)
    for service in ("okr", "pairing"):
        differences = await streams.verify(await nats_server.connect(service), service=service)
        assert [(difference.thing, difference.field) for difference in differences] == [("stream EVENTS", "max_age")]


async def test_drift_of_a_stream_is_named_and_put_right(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    await change_stream(provisioner, "EVENTS", discard="old", subjects=["okr.>", "pairing.>", "other.>"])
    await change_stream(provisioner, "KEYS", max_msgs_per_subject=5)
    expected = [
        "stream EVENTS: discard is old, declared is new",
        "stream EVENTS: subjects is okr.>, pairing.>, other.>, declared is okr.>, pairing.>",
        "stream KEYS: max_msgs_per_subject is 5, declared is 1",
    ]
    assert [str(difference) for difference in await streams.verify(provisioner)] == expected
    assert [str(difference) for difference in await streams.verify(provisioner)] == expected, "verify changes nothing"
    repaired = await streams.apply(provisioner)
    assert str(repaired[0]) == "stream EVENTS: discard was changed from old to new"
    assert await streams.verify(provisioner) == []


async def test_a_setting_that_nobody_declared_is_drift_too(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    await change_stream(provisioner, "EVENTS", allow_rollup_hdrs=False, republish={"src": "okr.>", "dest": "copy.>"})
    (difference,) = await streams.verify(provisioner)
    assert (difference.field, difference.declared) == ("republish", None)


async def test_drift_of_a_durable_is_named_and_put_right(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    config = (await api(provisioner, "CONSUMER.INFO.EVENTS.okr-reactions"))["config"]
    changed = {"stream_name": "EVENTS", "config": config | {"max_ack_pending": 50}, "action": "update"}
    await api(provisioner, "CONSUMER.CREATE.EVENTS.okr-reactions", changed)
    await api(provisioner, "CONSUMER.DELETE.EVENTS.pairing-rebuild")
    assert [str(difference) for difference in await streams.verify(provisioner)] == [
        "durable okr-reactions: max_ack_pending is 50, declared is 1",
        "durable pairing-rebuild is missing",
    ]
    assert len(await streams.apply(provisioner)) == 2
    assert await streams.verify(provisioner) == []


async def test_a_filter_is_put_right_at_once_on_a_server_that_was_started_anew(tmp_path: Path) -> None:
    async with running_server(tmp_path / "var") as server:
        provisioner = await server.connect("provisioner")
        config = (await api(provisioner, "CONSUMER.INFO.EVENTS.okr-reactions"))["config"]
        for name in ("filter_subject", "filter_subjects"):
            config.pop(name, None)
        body = {"stream_name": "EVENTS", "config": config | {"filter_subject": "okr.objective.*"}, "action": "update"}
        await api(provisioner, "CONSUMER.CREATE.EVENTS.okr-reactions", body)
    async with running_server(tmp_path / "var", provisioned=False) as server:
        provisioner = await server.connect("provisioner")
        named = [str(difference) for difference in await streams.apply(provisioner)]
        assert any(each.startswith("durable okr-reactions: filter_subject") for each in named), named
        assert await streams.apply(provisioner) == []


async def test_what_cannot_be_changed_in_place_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with running_server(tmp_path / "var", provisioned=False) as server:
        provisioner = await server.connect("provisioner")
        await api(provisioner, "STREAM.CREATE.EVENTS", {"name": "EVENTS", "subjects": ["okr.>"], "storage": "memory"})
        with pytest.raises(StreamRefused, match=r"storage is memory, declared is file.*can't put that right in place"):
            await streams.apply(provisioner)


async def test_the_bound_of_the_log(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    (changed,) = await streams.apply(provisioner, max_bytes=GIB)
    assert changed == Difference("stream EVENTS", "max_bytes", EVENTS_BYTES, GIB, repaired=True)
    assert await streams.apply(provisioner) == [], "an existing bound is kept when none is wished"
    assert await streams.apply(provisioner, disk_free=10 * GIB) == []
    await change_stream(provisioner, "EVENTS", max_bytes=-1)
    (unbounded,) = await streams.verify(provisioner)
    assert unbounded.field == "max_bytes"


def test_a_new_log_fits_the_disk() -> None:
    assert fitting_bytes(1000 * GIB) == EVENTS_BYTES
    assert fitting_bytes(10 * GIB) == 5 * GIB
    assert fitting_bytes(0) == 64 * 1024**2


async def test_everything_survives_a_restart_on_another_port(tmp_path: Path) -> None:
    var = tmp_path / "var"
    async with running_server(var) as server:
        okr = await server.connect("okr")
        for number in range(20):
            await okr.jetstream().publish(f"okr.objective.o-{number % 3}", b"event %d" % number)
        seeds = {name: server.seed_file(name).read_text() for name in ("provisioner", "okr", "pairing", "audit")}
    async with running_server(var, provisioned=False) as server:
        provisioner = await server.connect("provisioner")
        assert await streams.verify(provisioner) == []
        assert (await api(provisioner, "STREAM.INFO.EVENTS"))["state"]["messages"] == 20
        pull = await (await server.connect("okr")).jetstream().pull_subscribe_bind("okr-projection", "EVENTS")
        assert [m.data for m in await pull.fetch(20)] == [b"event %d" % number for number in range(20)]
        assert {name: server.seed_file(name).read_text() for name in seeds} == seeds


async def test_a_port_that_is_taken_is_left_alone(tmp_path: Path, nats_server: NatsServer) -> None:
    async with running_server(tmp_path / "second", port=nats_server.server.port) as second:
        assert second.server.port != nats_server.server.port
        assert (await second.connect("okr")).is_connected


async def test_one_directory_has_one_server(nats_server: NatsServer) -> None:
    with pytest.raises(ServerAlreadyRunning, match="another process runs the server"):
        await EmbeddedServer(nats_server.layout, port=0).start()
    assert (await nats_server.connect("okr")).is_connected


async def test_a_server_left_behind_by_a_killed_owner_is_replaced(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    abandoned = EmbeddedServer(layout, port=0)
    await abandoned.start()
    assert abandoned._owner is not None
    abandoned._owner.close()  # what the operating system does for an owner that was killed
    first = running.server_pid(layout)
    async with EmbeddedServer(layout, port=0) as server:
        assert server.pid not in (None, first)
        assert running.server_pid(layout) == server.pid
        assert abandoned.pid is None
    assert running.server_pid(layout) is None
    await abandoned.stop()


async def test_a_server_that_cannot_start_says_why_and_may_try_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.prepare()
    in_the_way = layout.jetstream_dir / "jetstream"
    in_the_way.write_text("not a directory")
    server = EmbeddedServer(layout, port=0)
    with pytest.raises(ServerDidNotStart, match=r"nats\.log says why: .*JetStream"):
        await server.start()
    in_the_way.unlink()
    async with server:
        assert server.pid is not None
    assert server.pid is None
