"""The whole log after a story, read as a subscriber with every filter that he could have, and as an auditor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.eventlog import EventLog, connect
from shared.events import command_id, derived_id, named_id, nats_subject
from shared.events.catalogue import CATALOGUE
from shared.identity.roles import Role
from shared.server.errors import SubscriberRefused
from shared.server.filters import check_filter
from shared.server.registry import Subscriber
from tests.nats_fixture import NatsServer, running_server
from tests.pairing_http import Web, web_of
from tests.pairing_world import START, person_id

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
KINDS = ("sales", "cs", "dev")
NAMES = [f"{kind}{number}" for kind in KINDS for number in range(3)]
PEOPLE = {name: person_id(name) for name in NAMES}
KEY = "the-same-everywhere"

OPEN = sorted({f"{kind.service}.{kind.aggregate}.>" for kind in CATALOGUE if not kind.private})
"""Every kind of aggregate that a subscriber may hear of."""

PRIVATE = sorted({f"{kind.service}.{kind.aggregate.replace('/', '.')}" for kind in CATALOGUE if kind.private})


@dataclass(frozen=True)
class Line:
    """A record as whoever reads the log has it: the subject and the bytes."""

    subject: str
    payload: str

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.payload)
        return event


@dataclass(frozen=True)
class Story:
    """What was told: by the subscribers' filters, and to the auditor."""

    heard: dict[str, list[Line]]
    log: list[Line]


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    subscribers = {f"hears-{number}": wanted for number, wanted in enumerate(OPEN)}
    hears = tuple(Subscriber(name, (wanted,)) for name, wanted in subscribers.items())
    async with (
        running_server(tmp_path / "var", subscribers=hears) as server,
        web_of(server, tmp_path / "pairing.sqlite") as web,
    ):
        await told(web)
        heard = {wanted: await pulled(server, name) for name, wanted in subscribers.items()}
        yield Story(heard, await audited(server))


async def told(web: Web) -> None:
    """Everybody is in a group; somebody pauses and is back, all answer, groups meet and tell something."""
    await web.okr.company(3, 3, 3)
    groups = await web.rotate("2026-Q2")

    async def does(method: str, path: str, name: str, body: Any = None, key: str = KEY) -> None:
        # The worst client there is: one key for everything, and a trace that goes on.
        options = {"Idempotency_Key": key, "traceparent": TRACE}
        answer = await web.call(method, path, body, who=PEOPLE[name], role=Role.MEMBER, **options)
        assert answer.is_success, answer.text

    await does("PUT", "/pool/P-1/pause", "sales0", {"until": "2026-08-01"})
    await does("PUT", "/pool/P-5/pause", "cs1", {})
    await does("DELETE", "/pool/P-5/pause", "cs1", key="back")
    await does("PUT", "/pool/P-2/exclusions/P-9", "sales1")
    await does("PUT", "/pool/P-6/opt-out", "cs2")
    await does("PUT", "/pool/P-7/wishes", "dev0", {"office": "Tokyo"})
    for number, name in enumerate(NAMES):
        await does("POST", "/pulse", name, {"answer": 1 + number % 5})
    await web.service.pairing.gathering.gather(START)
    for group in groups:
        (member,) = [name for name, person in PEOPLE.items() if person == group["members"][0]]
        await does("POST", f"/groups/{group['group']}/meetings", member, {"week": "2026-W28"})
        await does("PUT", f"/groups/{group['group']}/cadence", member, {"every_weeks": 2})
        await does("POST", f"/groups/{group['group']}/insights", member, {"text": "毎週話す / We talk each week"})


async def pulled(server: NatsServer, name: str) -> list[Line]:
    """Everything that this subscriber's durable brings."""
    client = await server.connect(name)
    pull = await client.jetstream().pull_subscribe("", durable=name, stream="EVENTS")
    lines: list[Line] = []
    while True:
        try:
            messages = await pull.fetch(100, timeout=0.5)
        except TimeoutError:
            break
        lines += [Line(message.subject, message.data.decode()) for message in messages]
        await asyncio.gather(*(message.ack_sync() for message in messages))
    await client.close()
    return lines


async def audited(server: NatsServer) -> list[Line]:
    """The whole log, by the auditor's credentials."""
    client = await connect(server.url, seed_file=server.seed_file("audit"), name="audit")
    log = EventLog(client)
    last = (await log.info()).state.last_seq
    payloads = [payload.decode() async for batch in log.range(0, last) for _, payload in batch]
    await client.close()
    events = [json.loads(payload) for payload in payloads]
    subjects = [nats_subject(event["source"].rpartition("/")[2], event["subject"]) for event in events]
    return [Line(subject, payload) for subject, payload in zip(subjects, payloads, strict=True)]


def of(lines: list[Line], *names: str) -> list[Line]:
    return [line for line in lines if line.event["type"].split(".")[1] in names]


SECRET = {
    "member-paused": 2,
    "member-resumed": 1,
    "member-opted-out": 1,
    "wishes-stated": 1,
    "exclusion-set": 1,
    "pulses-gathered": 1,
    "meeting-held": 3,
    "cadence-chosen": 3,
    "insight-shared": 3,
}
"""What nobody may connect with a person, and how often the story has it; the last three are the group's."""


async def test_the_story_in_the_log(story: Story) -> None:
    assert {name: len(of(story.log, name)) for name in SECRET} == SECRET
    heard_and_private(story)
    nobody_beside_it(story)
    no_chain_leads_to_it(story)
    nothing_sealed_is_open(story)
    five_answers_are_like_any_other_five(story)


def heard_and_private(story: Story) -> None:
    """The subscribers together hear all but what is private."""
    heard = [line for lines in story.heard.values() for line in lines]
    everything = {line.payload for line in story.log}
    assert {line.payload for line in heard} == {line.payload for line in story.log if ".private." not in line.subject}
    assert {line.payload for line in heard} < everything
    assert not [line for line in heard if ".private." in line.subject or "private/" in line.payload]
    assert len(of(heard, *SECRET)) == sum(SECRET[name] for name in ("meeting-held", "cadence-chosen", "insight-shared"))


def nobody_beside_it(story: Story) -> None:
    """In no such record is there a person, in whatever spelling, nor what is made of him without a key.

    Unless it is the whole group, alike: what it tells is sealed with the keys of all its members.
    """
    traces = {*PEOPLE.values(), *NAMES, *(command_id(person, KEY) for person in PEOPLE.values())}
    traces |= {named_id(kind, person) for kind in ("member", "pulse", "veiled") for person in PEOPLE.values()}
    traces |= {derived_id(each, "insight") for each in set(traces) if each.count("-") == 4}
    whole = {
        line.event["subject"]: "+".join(sorted(line.event["data"]["members"])) for line in of(story.log, "group-formed")
    }
    for line in of(story.log, *SECRET):
        payload = line.payload.replace(f"sealed:v1:{whole.get(line.event['subject'])}:", "")
        assert not [each for each in traces if each in payload], line.payload
        assert not any(f"P-{number}" in line.payload for number in range(1, 10))


def no_chain_leads_to_it(story: Story) -> None:
    """Each is a chain of its own and shares no id with anything else, though each sender had one key for everything."""
    for line in of(story.log, *SECRET):
        event = line.event
        assert "traceparent" not in event
        others = [each.payload for each in story.log if each is not line]
        for own in (event["id"], event["correlationid"], event["causationid"]):
            assert not [text for text in others if own in text]
        anonymous = event["type"] == "pairing.pulses-gathered.v1"
        assert event["actor"] == ("anonymous" if anonymous else event["subject"].removeprefix("private/"))


def nothing_sealed_is_open(story: Story) -> None:
    """A name stands in the log sealed, and nowhere else."""
    joined = of(story.log, "person-joined")
    assert len(joined) == 9
    assert all(line.event["data"]["name"].startswith("sealed:v1:") for line in joined)
    assert not [name for name in NAMES if any(f'"{name}"' in line.payload for line in story.log)]


def five_answers_are_like_any_other_five(story: Story) -> None:
    """But for what is random and what is sealed, all is made of the month: nine answered, five count."""
    (event,) = (line.event for line in of(story.log, "pulses-gathered"))
    chance = {name: event.pop(name) for name in ("id", "subject", "correlationid", "causationid", "data")}
    assert event == {
        "specversion": "1.0",
        "source": "/tomoni/pairing",
        "type": "pairing.pulses-gathered.v1",
        "time": "2026-07-01T00:00:00Z",
        "recordedtime": "2026-07-01T00:00:00Z",
        "version": 1,
        "actor": "anonymous",
    }
    assert START.isoformat()[:10] not in json.dumps(chance)
    assert chance["data"].keys() == {"month", "answers"}
    assert chance["data"]["answers"].startswith("sealed:v1:installation:")


@pytest.mark.parametrize("subject", PRIVATE)
def test_no_filter_covers_what_is_private(subject: str) -> None:
    service, private, *rest = subject.split(".")
    kinds = (f"{subject}.*", f"{subject}.>", f"{service}.{private}.>", f"{service}.>", f"{service}.*.{rest[0]}.*")
    for wanted in (*kinds, f"{service}.*.*.*", f"{subject}.some-id", ">", "*.>", f"*.{private}.>"):
        with pytest.raises(SubscriberRefused):
            check_filter(wanted)
