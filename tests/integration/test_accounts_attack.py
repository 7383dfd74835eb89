"""Every account attacks what isn't its own, on a real server; afterwards nothing has changed.

Each attacker first shows that its own lawful requests are answered, and the same forbidden requests made by the
provisioner do work on a stream of its own: so silence means a refusal, not a mistake in the test.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats.errors
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.server.accounts import ACCOUNT_OF_USER, STORE, account_hash, account_of_subscriber, all_grants, imports_of
from shared.server.registry import Subscriber
from tests.nats_fixture import NatsServer, running_server

ATTACKERS = ("okr", "pairing", "audit", "spy")
SUBSCRIBERS = {"spy": "okr.objective.*", "victim": "okr.objective.*"}
DURABLES = {
    "okr": {"okr-projection", "okr-rebuild", "okr-reactions"},
    "pairing": {"pairing-projection", "pairing-rebuild", "pairing-reactions"},
    "audit": set(),
    "spy": {"spy"},
    "victim": {"victim"},
}
OWN_SUBJECTS = {"okr": ("okr.", "keys."), "pairing": ("pairing.",)}
WRITES = ("okr.objective.forged", "pairing.group.forged", "keys.person.p-1", "keys.objective.o-1", "okr.private.x.y")

FORGED_REPLIES = (
    "okr.objective.forged",
    "pairing.group.forged",
    "keys.person.p-1",
    "$JS.API.STREAM.DELETE.EVENTS",
    "$JS.API.STREAM.UPDATE.EVENTS",
    "$JS.API.STREAM.PURGE.EVENTS",
    "$JS.API.STREAM.DELETE.KEYS",
    "$JS.API.CONSUMER.DELETE.EVENTS.victim",
    "$JS.API.CONSUMER.RESET.EVENTS.victim",
    "$JS.ACK.EVENTS.victim.1.1.1.1.1",
)


@dataclass
class Attacked:
    """The server, everybody's connections, and what is lawful for whom."""

    server: NatsServer
    clients: dict[str, Client]

    async def ask(self, who: str, subject: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Any:
        """The answer, or None where nobody answers. On an inbox of its own: a pulled message keeps its subject."""
        client = self.clients[who]
        inbox = client.new_inbox()
        subscription = await client.subscribe(inbox, max_msgs=1)
        await client.publish(subject, body, reply=inbox, headers=headers)
        try:
            message = await subscription.next_msg(timeout=0.3)
        except nats.errors.TimeoutError:
            return None
        finally:
            await subscription.unsubscribe()
        return None if (message.headers or {}).get("Status") == "503" else message.data

    async def state(self) -> dict[str, Any]:
        """Everything that an attack could change: streams with each message, configurations, every durable."""
        seen: dict[str, Any] = {}
        for stream in ("EVENTS", "KEYS"):
            info = await self._told(f"STREAM.INFO.{stream}", {"subjects_filter": ">"})
            seen[stream] = [info["config"], {k: v for k, v in info["state"].items() if k != "consumer_count"}]
            names = (await self._told(f"CONSUMER.NAMES.{stream}"))["consumers"] or []
            for name in sorted(names):
                durable = await self._told(f"CONSUMER.INFO.{stream}.{name}")
                fields = ("config", "num_pending", "num_ack_pending", "num_redelivered")
                floors = [(durable[k]["consumer_seq"], durable[k]["stream_seq"]) for k in ("delivered", "ack_floor")]
                seen[name] = [*(durable[field] for field in fields), floors]
        return seen

    async def _told(self, subject: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = await self.ask("provisioner", f"$JS.API.{subject}", json.dumps(body or {}).encode() if body else b"")
        answer: dict[str, Any] = json.loads(data)
        assert "error" not in answer, answer
        return answer


@pytest.fixture
async def attacked(tmp_path: Path) -> AsyncIterator[Attacked]:
    registered = tuple(Subscriber(name, (subject,)) for name, subject in SUBSCRIBERS.items())
    async with running_server(tmp_path / "var", subscribers=registered) as server:
        clients = {name: await server.connect(name) for name in (*ACCOUNT_OF_USER, *SUBSCRIBERS)}
        for number in range(5):
            await clients["okr"].jetstream().publish(f"okr.objective.o-{number}", b"goal")
            await clients["pairing"].jetstream().publish(f"pairing.group.g-{number}", b"group")
        await clients["okr"].jetstream().publish("okr.quarter.q-1", b"quarter")
        await clients["okr"].jetstream().publish("okr.private.objective.o-9", b"confidential")
        await clients["okr"].jetstream().publish("keys.person.p-0", b"wrapped key")
        # Somebody else's durables are in the midst of work: messages handed out, none acknowledged yet.
        for owner, durable in (("victim", "victim"), ("okr", "okr-reactions"), ("pairing", "pairing-reactions")):
            pull = await clients[owner].jetstream().pull_subscribe_bind(durable, "EVENTS")
            await pull.fetch(1)
        yield Attacked(server, clients)


def grants(who: str) -> list[str]:
    account = ACCOUNT_OF_USER.get(who) or account_of_subscriber(who)
    return [grant.subject for grant in imports_of(account, all_grants(SUBSCRIBERS))]


async def test_each_lawful_request_is_answered_exactly_once(attacked: Attacked) -> None:
    """Not vacuous: each attacker does have its ways in. And an account without streams gets no second answer."""
    for who in (*ATTACKERS, "victim"):
        client = attacked.clients[who]
        api = [subject for subject in grants(who) if subject.startswith("$JS.API.")]
        assert api
        for subject in api:
            if "DELETE" in subject or subject.endswith(".>"):
                continue
            body = b'{"seq": 1}' if "INFO" not in subject and "NEXT" not in subject else b""
            body = b'{"batch": 1, "no_wait": true}' if "NEXT" in subject else body
            answers: asyncio.Queue[Msg] = asyncio.Queue()
            inbox = client.new_inbox()
            subscription = await client.subscribe(inbox, cb=answers.put)
            await client.publish(subject, body, reply=inbox)
            first = await asyncio.wait_for(answers.get(), 2)
            assert b"not enabled" not in first.data
            assert (first.headers or {}).get("Status") != "503", subject
            await asyncio.sleep(0.02)
            assert answers.empty(), subject
            await subscription.unsubscribe()


@pytest.mark.parametrize("who", ATTACKERS)
async def test_writing_under_another_name(attacked: Attacked, who: str) -> None:
    before = await attacked.state()
    forbidden = [subject for subject in WRITES if not subject.startswith(OWN_SUBJECTS.get(who, ("-",)))]
    assert forbidden
    for subject in forbidden:
        assert await attacked.ask(who, subject, b"forged") is None
        await attacked.clients[who].publish(subject, b"forged")
    await attacked.clients[who].flush()
    assert await attacked.state() == before
    for subject in set(WRITES) - set(forbidden):
        assert b'"seq"' in await attacked.ask(who, subject, b"lawful")


@pytest.mark.parametrize("who", ATTACKERS)
async def test_naming_anothers_subject_as_the_reply(attacked: Attacked, who: str) -> None:
    before = await attacked.state()
    client = attacked.clients[who]
    sent = 0
    for subject in ["$JS.API.INFO", *grants(who)]:
        if subject.startswith("$JS.ACK."):
            concrete, bodies = subject.replace(".>", ".1.1.1.1.1"), [b"+NXT", b"+ACK"]
        elif not subject.startswith("$JS.API."):
            continue
        elif "NEXT" in subject:
            concrete, bodies = subject, [b'{"batch":1,"no_wait":true}']
        elif "DELETE" in subject:
            concrete, bodies = subject, [b'{"seq":999}']
        else:
            concrete = subject.replace(".>", ".x")
            bodies = [b"", b'{"seq":1}', b'{"last_by_subj":"okr.objective.o-1"}']
        for forged, body in itertools.product(FORGED_REPLIES, bodies):
            await client.publish(concrete, body, reply=forged)
            sent += 1
    assert sent >= len(FORGED_REPLIES)
    await client.flush()
    await asyncio.sleep(0.2)
    after = await attacked.state()
    # What it pulled itself, lawfully, has moved its own durables; nothing else has.
    assert without(after, DURABLES[who]) == without(before, DURABLES[who])


@pytest.mark.parametrize("who", ["okr", "pairing"])
async def test_naming_anothers_subject_as_the_reply_of_an_append(attacked: Attacked, who: str) -> None:
    before = await attacked.state()
    for number, forged in enumerate(FORGED_REPLIES):
        await attacked.clients[who].publish(f"{who}.attack.a-{number}", b"x", reply=forged)
    await attacked.clients[who].flush()
    await asyncio.sleep(0.2)
    after = await attacked.state()
    stored = after["EVENTS"][1]["subjects"]
    attacks = {subject for subject in stored if subject.startswith(f"{who}.attack.")}
    assert len(attacks) >= len(FORGED_REPLIES) - 1, "one that would be answered to $JS.ACK isn't even taken"
    assert {subject: number for subject, number in stored.items() if subject not in attacks} == subjects_of(before)
    assert after["EVENTS"][0] == before["EVENTS"][0]
    assert after["KEYS"] == before["KEYS"]


@pytest.mark.parametrize("who", ATTACKERS)
async def test_administering_the_streams(attacked: Attacked, who: str) -> None:
    before = await attacked.state()
    for subject, body in administration("EVENTS", "victim"):
        assert await attacked.ask(who, subject, body) is None, subject
    for subject, body in administration("KEYS", "none"):
        if not (who == "okr" and subject.startswith("$JS.API.STREAM.MSG.DELETE")):
            assert await attacked.ask(who, subject, body) is None, subject
    assert await attacked.state() == before


async def test_the_same_requests_work_where_they_are_lawful(attacked: Attacked) -> None:
    """Not vacuous: made by the provisioner, on a stream that nobody misses, each of them is carried out."""
    config = {"name": "SPARE", "subjects": ["spare"]}
    assert b"error" not in await attacked.ask("provisioner", "$JS.API.STREAM.CREATE.SPARE", json.dumps(config).encode())
    await attacked.clients["provisioner"].jetstream().publish("spare", b"x")
    for subject, body in administration("SPARE", "victim"):
        answer = await attacked.ask("provisioner", subject, body)
        assert answer is not None
        assert b'"error"' not in answer, (subject, answer)


@pytest.mark.parametrize("who", ATTACKERS)
async def test_using_anothers_durable(attacked: Attacked, who: str) -> None:
    before = await attacked.state()
    for durable in sorted(set().union(*DURABLES.values()) - DURABLES[who]):
        for subject, body in durable_requests(durable):
            assert await attacked.ask(who, subject, body) is None, subject
        for subject in acknowledgements(durable):
            for body in (b"+ACK", b"-NAK", b"+TERM", b"+NXT", b'+NXT {"batch":5}'):
                assert await attacked.ask(who, subject, body) is None, subject
    assert await attacked.state() == before


@pytest.mark.parametrize("who", ["okr", "pairing", "spy"])
async def test_acknowledging_through_a_subject_that_fits_two_durables(attacked: Attacked, who: str) -> None:
    """One's own long form, spelled so that it reads as another's short form."""
    before = await attacked.state()
    for own, other in itertools.product(sorted(DURABLES[who]), ("victim", "okr-reactions", "pairing-reactions")):
        if other in DURABLES[who]:
            continue
        for tail in ("1.1.1", "1.1.1.1.1"):
            for body in (b"+ACK", b"+TERM", b"+NXT", b'+NXT {"batch":5,"no_wait":true}'):
                subject = f"$JS.ACK.EVENTS.{other}.EVENTS.{own}.{tail}"
                assert await attacked.ask(who, subject, body) is None, subject
    assert await attacked.state() == before


async def test_the_owner_may_do_all_that_with_its_durable(attacked: Attacked) -> None:
    """Not vacuous: the very same requests by the owner are answered and do change the durable."""
    for subject, body in durable_requests("victim"):
        assert await attacked.ask("victim", subject, body) is not None, subject
    before = await attacked.state()
    assert await attacked.ask("victim", "$JS.ACK.EVENTS.victim.1.1.1.1.1", b'+NXT {"batch":1}') is not None
    assert (await attacked.state())["victim"] != before["victim"]


@pytest.mark.parametrize("who", ATTACKERS)
async def test_listening_to_others(attacked: Attacked, who: str) -> None:
    """Subscriptions to everything bring only what oneself has asked for."""
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    client = attacked.clients[who]
    for subject in (
        "_INBOX.>",
        ">",
        "_R_.>",
        "$JS.>",
        "$JS.API.>",
        "$JS.ACK.>",
        "$SYS.>",
        "okr.>",
        "pairing.>",
        "keys.>",
    ):
        await client.subscribe(subject, cb=hear)
    await client.flush()
    for other in (*ACCOUNT_OF_USER, *SUBSCRIBERS):
        if other == who:
            continue
        asked = ["$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.KEYS"] if other == "provisioner" else grants(other)
        for subject in asked:
            if not any(word in subject for word in ("DELETE", "RESET", "NEXT")):
                concrete = subject.replace("*", "x").replace(">", "x")
                await attacked.ask(other, concrete, b'{"seq":1}' if "GET" in subject else b"")
    for service in {"okr", "pairing"} - {who}:
        await attacked.clients[service].jetstream().publish(f"{service}.objective.secret", b"x")
    pull = await attacked.clients["victim"].jetstream().pull_subscribe_bind("victim", "EVENTS")
    assert await pull.fetch(2)
    await client.flush()
    await asyncio.sleep(0.1)
    assert heard == []
    await client.publish("proof", b"that it does listen")
    await client.flush()
    await asyncio.sleep(0.05)
    assert set(heard) == {"proof"}


@pytest.mark.parametrize("who", ATTACKERS)
async def test_headers_that_have_the_server_write_elsewhere(attacked: Attacked, who: str) -> None:
    """A trace destination is a subject that the server publishes to on a client's behalf."""
    before = await attacked.state()
    for destination in FORGED_REPLIES:
        for subject in grants(who):
            if subject.startswith("$JS.API.") and "INFO" in subject:
                headers = {"Nats-Trace-Dest": destination, "Nats-Trace-Only": "true"}
                await attacked.ask(who, subject, b"", headers)
                await attacked.clients[who].publish(subject, b"", headers={"Nats-Trace-Dest": destination})
    await attacked.clients[who].flush()
    await asyncio.sleep(0.1)
    after = await attacked.state()
    assert after["EVENTS"][0] == before["EVENTS"][0]
    # A trace goes out under the attacker's own name, so it may reach what he may write to anyway, and nothing else.
    own = OWN_SUBJECTS.get(who, ("-",))
    for stream in ("EVENTS", "KEYS"):
        theirs = {k: v for k, v in subjects_of(after, stream).items() if not k.startswith(own)}
        assert theirs == {k: v for k, v in subjects_of(before, stream).items() if not k.startswith(own)}
    for durable in set().union(*DURABLES.values()):
        assert after[durable][-1] == before[durable][-1]


async def test_okr_may_erase_a_key_and_nobody_else_may(attacked: Attacked) -> None:
    for who in ("pairing", "audit", "spy"):
        assert await attacked.ask(who, "$JS.API.STREAM.MSG.DELETE.KEYS", b'{"seq":1}') is None
    for who in ("audit", "spy"):
        assert await attacked.ask(who, "$JS.API.STREAM.MSG.GET.KEYS", b'{"seq":1}') is None
        assert await attacked.ask(who, "$JS.API.DIRECT.GET.KEYS.keys.person.p-0") is None
    assert await attacked.ask("pairing", "$JS.API.DIRECT.GET.KEYS.keys.person.p-0") == b"wrapped key"
    assert b'"success":true' in await attacked.ask("okr", "$JS.API.STREAM.MSG.DELETE.KEYS", b'{"seq":1}')
    assert await attacked.ask("pairing", "$JS.API.DIRECT.GET.KEYS.keys.person.p-0") == b""


async def test_nobody_comes_in_without_a_key(attacked: Attacked) -> None:
    for credentials in ({}, {"user": "okr", "password": "okr"}, {"user": "admin", "password": "s3cr3t"}):
        with pytest.raises(nats.errors.NoServersError):
            await nats.connect(
                attacked.server.url, max_reconnect_attempts=1, reconnect_time_wait=0, error_cb=_ignore, **credentials
            )


async def _ignore(_error: Exception) -> None:
    """Refusals are expected here."""


def without(state: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in names}


def subjects_of(state: dict[str, Any], stream: str = "EVENTS") -> dict[str, int]:
    """How many messages each subject has."""
    subjects: dict[str, int] = state[stream][1].get("subjects", {})
    return subjects


def administration(stream: str, durable: str) -> list[tuple[str, bytes]]:
    """Requests that make, change or remove, in an order in which each finds something to work on."""
    update = {"name": stream, "subjects": ["spare", "more"] if stream == "SPARE" else ["okr.>"], "max_msgs": 1}
    config = {"durable_name": durable, "ack_policy": "explicit", "deliver_subject": "okr.objective.forged"}
    consumer = json.dumps({"stream_name": stream, "config": config}).encode()
    return [
        (f"$JS.API.STREAM.INFO.{stream}", b"") if stream == "SPARE" else (f"$JS.API.CONSUMER.LIST.{stream}", b""),
        (f"$JS.API.STREAM.UPDATE.{stream}", json.dumps(update).encode()),
        (f"$JS.API.CONSUMER.DURABLE.CREATE.{stream}.{durable}", consumer),
        (f"$JS.API.CONSUMER.CREATE.{stream}.{durable}", consumer),
        (f"$JS.API.CONSUMER.NAMES.{stream}", b""),
        (f"$JS.API.CONSUMER.DELETE.{stream}.{durable}", b""),
        (f"$JS.API.STREAM.MSG.DELETE.{stream}", b'{"seq":1}'),
        (f"$JS.API.STREAM.PURGE.{stream}", b""),
        (f"$JS.API.STREAM.DELETE.{stream}", b""),
        ("$JS.API.STREAM.NAMES", b""),
        ("$JS.API.STREAM.LIST", b""),
    ]


def durable_requests(durable: str) -> list[tuple[str, bytes]]:
    return [
        (f"$JS.API.CONSUMER.INFO.EVENTS.{durable}", b""),
        (f"$JS.API.CONSUMER.MSG.NEXT.EVENTS.{durable}", b'{"batch":1,"no_wait":true}'),
        (f"$JS.API.CONSUMER.RESET.EVENTS.{durable}", b'{"seq":1}'),
    ]


def acknowledgements(durable: str) -> list[str]:
    return [
        f"$JS.ACK.EVENTS.{durable}.1.1.1.1.1",
        f"$JS.ACK._.{account_hash(STORE)}.EVENTS.{durable}.1.1.1.1.1",
    ]
