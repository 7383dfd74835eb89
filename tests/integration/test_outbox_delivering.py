"""Delivering: at least once, each under one id, whatever the other side does; and one that hangs stops no other."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.okr.http.application import okr_app
from services.okr.notices.messages import Writer
from shared.identity.roles import Role
from shared.outbox.channel import Channel
from shared.outbox.outbox import at_work
from shared.outbox.queue import DeliveryQueue, Message
from shared.outbox.results import Delivery
from shared.outbox.tables import MessageState, channels
from shared.readiness import Notice
from tests.nats_fixture import NatsServer
from tests.notices_kit import World, notices_world
from tests.patience import PATIENCE


@pytest.fixture
async def world(nats_server: NatsServer) -> AsyncIterator[World]:
    async with notices_world(nats_server) as found:
        yield found


@pytest.fixture
async def hasty(nats_server: NatsServer) -> AsyncIterator[World]:
    """One that waits for an answer no longer than a test does."""
    async with notices_world(nats_server, notice_timeout_seconds=0.5) as found:
        yield found


async def two(world: World) -> tuple[str, str]:
    return await world.person("Mari"), await world.person("Ken")


async def test_a_webhook_is_signed_as_standard_webhooks_say(world: World) -> None:
    mari, ken = await two(world)
    secret = world.channel()
    assert secret is not None
    await world.praise(mari, ken, words="どうも & <thanks>")
    await world.round()
    (taken,) = world.hooks.taken
    stamp = taken.headers["webhook-timestamp"]
    assert stamp == str(int(world.kit.clock().timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{taken.id}.{stamp}.".encode() + taken.body
    expected = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert taken.headers["webhook-signature"] == f"v1,{expected}"


async def test_500_for_an_hour_is_tried_ever_later_and_nothing_is_lost(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.hooks.answers["/hook"] = 500
    for _ in range(3):
        await world.praise(mari, ken)
    await world.heard()
    tries = []
    for _ in range(3600 // 5):
        before = len(world.hooks.taken)
        await world.outbox.round()
        if len(world.hooks.taken) > before:
            tries.append(world.kit.clock.time)
        world.kit.later(seconds=5)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert 8 <= len(tries) <= 12, gaps
    assert all(later > 1.2 * earlier for earlier, later in pairwise(gaps[1:])), gaps
    told = await world.outbox.check()
    assert isinstance(told, Notice)
    assert "channel program" in told
    assert "it answered 500" in told
    world.hooks.answers.clear()
    for _ in range(300):
        await world.outbox.round()
        world.kit.later(seconds=30)
    ids = {each.id for each in world.hooks.taken}
    assert len(ids) == 3
    for each in ids:
        bodies = {taken.body for taken in world.hooks.taken if taken.id == each}
        assert len(bodies) == 1, "who has taken an id knows its body, too, at whichever attempt"
    assert world.states() == [("praise", "delivered")] * 3
    assert await world.outbox.check() is None


async def test_a_webhook_that_hangs_keeps_nobody_else_waiting(hasty: World) -> None:
    world = hasty
    mari, ken = await two(world)
    world.channel("hanging", path="/hanging")
    world.channel("fine", path="/fine")
    world.channel("kept", "file")
    world.hooks.hangs.add("/hanging")
    for _ in range(6):
        await world.praise(mari, ken)
    await world.heard()
    async with at_work(world.outbox):
        began = time.monotonic()
        await world.hooks.until(lambda: len(world.hooks.of("/fine")) == 6)
        assert time.monotonic() - began < 3
        file = world.kit.okr.runtime.settings.var / "notices" / "kept.jsonl"
        await world.hooks.until(lambda: file.exists() and len(file.read_text().splitlines()) == 6)
        await world.hooks.until(lambda: len(world.hooks.of("/hanging")) == 4)
        await world.hooks.until(lambda: "no answer within 0.5 s" in str(world.kit.okr.channels.every()))


async def test_a_redirect_is_not_followed_and_410_ends_it(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.hooks.answers["/hook"] = 307
    world.hooks.headers["location"] = world.hooks.url("/elsewhere")
    await world.praise(mari, ken)
    await world.round()
    assert [each.path for each in world.hooks.taken] == ["/hook"]
    assert "is not followed" in str(await world.outbox.check())
    world.hooks.answers["/hook"] = 410
    world.kit.later(minutes=1)
    await world.round()
    assert world.states() == [("praise", "given up")]
    assert "which is disabled: it answered 410" in str(await world.outbox.check())
    world.kit.later(days=1)
    assert await world.round() == 0
    world.kit.okr.channels.remove("program")
    world.channel()
    assert "1 message to channels didn't arrive" in str(await world.outbox.check())
    world.hooks.answers.clear()
    assert (await world.kit.send("POST", "/notices/retry")).body == {"messages": 1}
    await world.round()
    assert world.states() == [("praise", "delivered")]
    assert len({each.id for each in world.hooks.taken}) == 1


async def test_one_message_that_is_refused_keeps_no_other_waiting(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.hooks.answers["/hook"] = 400
    await world.praise(mari, ken)
    await world.round()
    world.hooks.answers.clear()
    await world.praise(mari, ken)
    assert await world.round() == 1
    assert sorted(state for _, state in world.states()) == ["delivered", "pending"]


async def test_after_days_it_is_given_up(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.hooks.answers["/hook"] = 503
    await world.praise(mari, ken)
    await world.round()
    for _ in range(80):
        world.kit.later(hours=1)
        await world.outbox.round()
    assert world.states() == [("praise", "given up")]
    (row,) = world.kit.okr.queue.listed(MessageState.GIVEN_UP, 10)
    assert row["error"] == "it answered 503"
    answer = await world.kit.send("GET", "/notices/messages", params={"state": "given up"})
    assert [each["error"] for each in answer.body] == ["it answered 503"]
    told = await operators_see(world)
    assert told["ready"] is True
    assert [check["reason"] for check in told["checks"] if check["name"] == "notices"] == [
        "Notices don't arrive through channel program and are tried again: it answered 503."
    ]
    figures = told["figures"]
    assert 'tomoni_notice_messages_given_up{service="okr"} 1.0' in figures
    assert 'tomoni_notice_messages_pending{service="okr"} 0.0' in figures
    assert any(line.startswith('tomoni_notice_attempts_failed_total{channel="webhook"') for line in figures)


async def operators_see(world: World) -> dict[str, Any]:
    """What readiness says, and every figure."""
    kit = world.kit
    app = okr_app(kit.okr, kit.issuer, outbox=world.outbox, now=kit.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://okr.test") as client:
        told = (await client.get("/readyz")).json()
        figures = await client.get("/metrics", headers={"Authorization": f"Bearer {kit.token()}"})
    return {**told, "figures": figures.text.splitlines()}


async def test_what_asks_to_be_left_alone_is(world: World) -> None:
    mari, ken = await two(world)
    world.channel("room", "slack", "/room")
    world.hooks.answers["/room"] = 429
    world.hooks.headers["retry-after"] = "600"
    await world.praise(mari, ken)
    await world.round()
    world.kit.later(seconds=599)
    assert await world.round() == 0
    world.hooks.answers.clear()
    world.kit.later(seconds=2)
    assert await world.round() == 1


async def test_two_that_deliver_at_once_never_try_the_same(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    for _ in range(20):
        await world.praise(mari, ken)
    await world.heard()
    await world.outbox.make()
    store, now = world.kit.okr.runtime.store, world.kit.clock()
    boxes = [DeliveryQueue(store, name) for name in ("one", "other")]

    async def claimed(box: DeliveryQueue) -> list[str]:
        found = []
        while got := await asyncio.to_thread(box.claim, "program", now, timedelta(seconds=5), 3):
            found += [each.id for each in got]
        return found

    one, other = await asyncio.gather(*map(claimed, boxes))
    assert len(one) + len(other) == len({*one, *other}) == 20
    assert boxes[0].claim("program", now + timedelta(seconds=4), timedelta(seconds=5), 50) == []
    assert len(boxes[0].claim("program", now + timedelta(seconds=5), timedelta(seconds=5), 50)) == 20


async def test_the_same_on_postgresql(nats_server: NatsServer, postgres_url: str) -> None:
    async with notices_world(nats_server, okr_store=postgres_url) as world:
        mari, ken = await two(world)
        world.channel()
        await world.choose(mari, muted=["praise"])
        for _ in range(5):
            await world.praise(mari, ken)
        await world.schedule(mari, "2026-08-28T16:00")
        await world.heard()
        await asyncio.gather(world.outbox.make(), world.outbox.make())
        await asyncio.gather(world.outbox.dispatcher.round(), world.outbox.dispatcher.round())
        assert len(world.hooks.taken) == len({each.id for each in world.hooks.taken}) == 6
        assert await world.round() == 0


async def test_a_line_that_was_cut_short_spoils_no_other(world: World) -> None:
    mari, ken = await two(world)
    world.channel("kept", "file")
    file: Path = world.kit.okr.runtime.settings.var / "notices" / "kept.jsonl"
    file.parent.mkdir()
    file.write_bytes(b'{"id": "half')
    await world.praise(mari, ken)
    await world.round()
    first, second = file.read_text().splitlines()
    assert first == '{"id": "half'
    assert second.startswith('{"id":"')
    file.unlink()
    await world.praise(mari, ken)
    await world.round()
    assert file.stat().st_mode & 0o077 == 0


async def test_a_message_that_can_not_be_written_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mari, ken = await two(world)
    world.channel()
    first = await world.praise(mari, ken)
    await world.praise(mari, ken)
    write = Writer.write

    async def fails(self: Writer, message: Message, channel: Channel) -> Delivery | None:
        if message.notices[0]["event"] == first.id:
            raise KeyError("a bug")
        return await write(self, message, channel)

    monkeypatch.setattr(Writer, "write", fails)
    world.outbox.dispatcher._write = Writer(world.kit.okr.runtime).write
    await world.round()
    assert len(world.hooks.taken) == 1
    assert sorted(state for _, state in world.states()) == ["delivered", "pending"]


async def test_what_can_not_be_made_into_messages_is_told_and_waits(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    await world.praise(mari, ken)
    await world.heard()
    dispatch = world.outbox._dispatch

    def fails(*_: object) -> int:
        raise KeyError("a bug")

    world.outbox._dispatch = fails
    async with at_work(world.outbox):
        async with asyncio.timeout(PATIENCE):
            while (told := await world.outbox.check()) is None:
                await asyncio.sleep(0.05)
        assert told == "Notices can't be made into messages (KeyError); the service's log says why."
        world.outbox._dispatch = dispatch
        await world.hooks.until(lambda: len(world.hooks.taken) == 1)
        assert await world.outbox.check() is None


async def test_a_channel_whose_secrets_do_not_open_keeps_no_other_waiting(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.channel("other", path="/other")
    with world.kit.okr.runtime.store.keep() as connection:
        connection.execute(channels.update().where(channels.c.channel == "program").values(target="nothing"))
    await world.praise(mari, ken)
    await world.round()
    assert [each.path for each in world.hooks.taken] == ["/other"]
    assert "doesn't open with this master key" in str(await world.outbox.check())
    assert [row.target for row in world.kit.okr.channels.every()][1] == "…"
    tried = await world.kit.send("POST", "/notices/channels/program/test")
    tried.refused(409, "wrong-state", "set it up anew")
    world.kit.okr.channels.remove("program")
    world.channel()
    await world.round()
    assert [each.path for each in world.hooks.taken] == ["/other", "/hook"]


async def test_what_waits_for_a_channel_that_was_taken_away_is_given_up_too(world: World) -> None:
    mari, ken = await two(world)
    world.channel()
    world.hooks.answers["/hook"] = 500
    await world.praise(mari, ken)
    await world.round()
    world.kit.okr.channels.remove("program")
    world.kit.later(days=2)
    await world.round()
    assert world.states() == [("praise", "pending")]
    world.kit.later(days=2)
    await world.round()
    assert world.states() == [("praise", "given up")]


async def test_channels_over_http_keep_their_secrets(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kit, body = world.kit, {"name": "program", "kind": "webhook", "address": world.hooks.url("/secret-path")}
    made = await kit.send("POST", "/notices/channels", body)
    assert made.status == 201, made.response.text
    assert made.body["secret"].startswith("whsec_")
    (await kit.send("POST", "/notices/channels", body)).refused(409, "wrong-state", "already")
    listed = (await kit.send("GET", "/notices/channels")).response.text
    assert "secret" not in listed
    assert "127.0.0.1" in listed
    with kit.okr.runtime.store.keep() as connection:
        kept = str(connection.execute(channels.select()).all())
    assert "secret-path" not in kept
    assert made.body["secret"].removeprefix("whsec_") not in kept
    tried = await kit.send("POST", "/notices/channels/program/test")
    assert tried.body == {"channel": "program", "arrived": True, "why": None}
    world.hooks.answers["/secret-path"] = 404
    tried = await kit.send("POST", "/notices/channels/program/test")
    assert tried.body["why"] == "it answered 404"
    assert "secret-path" not in caplog.text
    bad = [
        ({"address": "http://example.com/hook"}, "must begin with https://"),
        ({"address": "https://user:pass@example.com/"}, "leave it out"),
        ({"address": "ftp://127.0.0.1/"}, "must begin with https://"),
        ({"name": "Not a Name"}, "lower-case"),
        ({"kinds": ["spam"]}, "no kind of notice"),
        ({"secret": "whsec_short"}, "24 to 64 bytes"),
        ({"kind": "file"}, "no address"),
    ]
    for change, words in bad:
        (await kit.send("POST", "/notices/channels", body | {"name": "x"} | change)).refused(422, "invalid", words)
    for method, path in (
        ("GET", "/channels"),
        ("GET", "/messages"),
        ("POST", "/retry"),
        ("DELETE", "/channels/program"),
    ):
        (await kit.send(method, f"/notices{path}", role=Role.MEMBER)).refused(403, "not-allowed")
    assert (await kit.send("DELETE", "/notices/channels/program")).status == 204
    (await kit.send("DELETE", "/notices/channels/program")).refused(404, "not-found", "no channel")
    assert all(b"whsec_" not in record.type.encode() for record in await world.events())
