"""What people are told: of whom, when, by whose choice, and what no longer holds. On a real server and a real store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from services.okr.notices.outbox import planner_of
from services.okr.reactions import reacting
from services.okr.views import VIEWS
from shared.eventlog import Decider, EventLog, FastReader, Order, Repository, connect
from shared.events import (
    Event,
    NoticesChosen,
    PraiseGiven,
    Recorded,
    RotationDrafted,
    RotationNotDrawn,
    WinSessionCancelled,
    encode,
    fresh_command_id,
)
from shared.identity.roles import Role
from shared.outbox.outbox import at_work
from shared.projection import rebuild
from shared.readiness import Notice
from shared.server.declared import HEARD_BY
from tests.nats_fixture import NatsServer
from tests.notices_kit import World, notices_world
from tests.patience import PATIENCE


@pytest.fixture
async def world(nats_server: NatsServer) -> AsyncIterator[World]:
    async with notices_world(nats_server) as found:
        yield found


async def test_praise_arrives_once_with_the_words_and_never_for_the_praiser(world: World) -> None:
    mari, ken, jun = [await world.person(name) for name in ("Mari", "Ken", "Jun")]
    world.channel()
    event = await world.praise(mari, ken, jun, mari, words="二人のおかげ / thanks to you two")
    assert await world.round() == 1
    assert await world.round() == 0, "heard again, nothing is planned again"
    (taken,) = world.hooks.taken
    assert taken.json["type"] == "tomoni.praise"
    assert taken.text == "Mari praises Ken, Jun, Mari: 二人のおかげ / thanks to you two"
    told = taken.json["data"]["notices"]
    assert [(each["number"], each["name"], each["event"]) for each in told] == [
        ("P-2", "Ken", event.id),
        ("P-3", "Jun", event.id),
    ]
    assert len({each["id"] for each in told} | {taken.id}) == 3
    for record in [encode(each) for each in await world.events()]:
        assert "おかげ".encode() not in record
        assert b"outbox" not in record


async def test_reminders_of_a_person_are_one_message_a_day(world: World) -> None:
    await world.kit.running_quarter()
    mari = await world.person("Mari")
    world.channel()
    world.channel("room", "slack", "/room")
    for title in ("Calls", "Visits"):
        await world.key_result(mari, title=title)
    await world.at("2026-08-06T09:00")
    assert world.hooks.taken == [], "what comes up at the time of reminders is gathered for some minutes"
    await world.at("2026-08-06T09:05")
    (taken,) = world.hooks.taken
    assert taken.text == (
        "Mari:\n- KR-1 “Calls”: a check-in is due by the end of 2026-08-07.\n"
        "- KR-2 “Visits”: a check-in is due by the end of 2026-08-07."
    )
    await world.key_result(mari, title="Letters")
    await world.at("2026-08-06T10:00")
    await world.at("2026-08-06T10:30")
    assert len(world.hooks.taken) == 1, "nobody is reminded twice a day"
    assert world.hooks.of("/room") == [], "a room that many read is told of nobody's duties"


async def test_a_missed_check_in_climbs_until_somebody_checks_in(world: World) -> None:
    await world.kit.running_quarter()
    boss = await world.person("Boss")
    lead = await world.person("Lead", manager=boss)
    mari = await world.person("Mari", manager=lead)
    await world.person("Other", manager=boss)
    world.channel(kinds=["check-in-missed"])
    first, second = await world.key_result(mari), await world.key_result(mari, title="Visits")
    await world.at("2026-08-10T00:01")
    assert world.hooks.taken == []
    await world.at("2026-08-10T09:00")
    steps = [
        (each["number"], each["step"], each["key_result"]) for each in world.hooks.taken[-1].json["data"]["notices"]
    ]
    assert sorted(steps) == sorted([("P-3", "owner", first), ("P-3", "owner", second)])
    await world.at("2026-08-12T10:00")
    await world.kit.done(f"/key-results/{second}/check-ins", {"value": "3"})
    assert len(world.hooks.taken) == 1
    await world.at("2026-08-13T00:02")
    (told,) = world.hooks.taken[-1].json["data"]["notices"]
    assert (told["number"], told["step"], told["key_result"]) == ("P-2", "reviewer", first)
    assert "Mari hasn't made one since" in world.hooks.taken[-1].text
    await world.at("2026-08-16T00:02")
    (told,) = world.hooks.taken[-1].json["data"]["notices"]
    assert (told["number"], told["step"]) == ("P-1", "reviewer's lead")
    assert len(world.hooks.taken) == 3
    reasons = [row["reason"] for row in world.noticed() if row["facts"].get("key_result") == second]
    assert reasons.count("it doesn't hold any more") == 2


async def test_a_check_in_before_the_reminder_leaves_cancels_it(world: World) -> None:
    await world.kit.running_quarter()
    mari = await world.person("Mari")
    world.channel()
    key_result = await world.key_result(mari)
    await world.choose(mari, remind_at=600)
    await world.at("2026-08-06T09:00")
    await world.kit.done(f"/key-results/{key_result}/check-ins", {"value": "3"})
    await world.at("2026-08-06T10:00")
    assert world.hooks.taken == []


async def test_what_asks_somebody_to_do_something_waits_until_he_is_here_again(world: World) -> None:
    await world.kit.running_quarter()
    mari = await world.person("Mari")
    world.channel(kinds=["check-in-missed"])
    key_result = await world.key_result(mari)
    # What was due before she went was missed; she goes before she is told.
    await world.at("2026-08-10T00:01")
    away = await world.kit.put("/absence", {"until": "2026-08-13"}, subject=mari, role=Role.MEMBER)
    assert away.status == 200
    for moment in ("2026-08-10T09:05", "2026-08-12T10:00"):
        await world.at(moment)
    assert world.hooks.taken == []
    for moment in ("2026-08-13T09:00", "2026-08-13T09:10"):
        await world.at(moment)
    (told,) = world.hooks.taken[0].json["data"]["notices"]
    assert (told["number"], told["key_result"]) == ("P-1", key_result)


async def test_what_nobody_owns_is_the_teams(world: World) -> None:
    await world.kit.running_quarter()
    lead = await world.person("Lead", team="Board")
    mari, ken = [await world.person(name, manager=lead) for name in ("Mari", "Ken")]
    await world.person("Elsewhere", team="Dev")
    world.channel(kinds=["check-in-missed"])
    await world.key_result(None)
    await world.at("2026-08-10T09:00")
    assert {each.json["data"]["notices"][0]["person"] for each in world.hooks.taken} in ({mari, ken}, set())
    await world.at("2026-08-10T09:06")
    assert {each.json["data"]["notices"][0]["person"] for each in world.hooks.taken} == {mari, ken}
    await world.at("2026-08-13T09:06")
    assert world.hooks.taken[-1].json["data"]["notices"][0]["person"] == lead


async def test_an_overdue_experiment_is_asked_for_until_it_is_concluded(world: World) -> None:
    await world.kit.running_quarter()
    mari = await world.person("Mari")
    world.channel(kinds=["experiment-overdue"])
    key_result = await world.key_result(mari)
    body = {"key_result": key_result, "know_by": "two trios meet", "until": "2026-08-05", "owner": mari}
    for what in ("Meet over lunch", "Meet at eight"):
        made = await world.kit.done("/experiments", {**body, "what": what}, subject=mari, role=Role.MEMBER)
    await world.at("2026-08-06T00:01")
    await world.kit.done(f"/experiments/{made.id}/conclude", {"outcome": "kept", "learned": "Mornings last"})
    await world.at("2026-08-06T09:00")
    (taken,) = world.hooks.taken
    assert taken.text == (
        "Mari:\n- E-1 “Meet over lunch” was to end on 2026-08-05: "
        "say what came of it and what you learned, or extend it."
    )
    overdue = [row for row in world.noticed() if row["kind"] == "experiment-overdue"]
    told = {row["state"]: row["reason"] for row in overdue}
    assert told == {"sent": None, "cancelled": "it doesn't hold any more"}


async def test_an_invitation_is_one_message_to_a_room_and_few_to_a_program(world: World) -> None:
    mari = await world.person("Mari")
    for name in ("Ken", "Jun"):
        await world.person(name, team="Dev")
    world.channel(lang="ja")
    world.channel("room", "slack", "/room")
    world.channel("dev", "slack", "/dev", team="Dev")
    world.channel("kept", "file")
    await world.schedule(mari, "2026-08-28T16:00", team=None)
    assert await world.round() == 4
    (taken,) = world.hooks.of()
    assert taken.text == "全社のウィンセッション: 2026-08-28 16:00から60分、進行はMariさん。"
    assert len(taken.json["data"]["notices"]) == 3
    (room,), (dev,) = world.hooks.of("/room"), world.hooks.of("/dev")
    assert (
        room.json == dev.json == {"text": "The win session of the company: 2026-08-28 16:00, 60 minutes, led by Mari."}
    )
    assert "webhook-signature" not in room.headers
    (line,) = (world.kit.okr.runtime.settings.var / "notices" / "kept.jsonl").read_text().splitlines()
    assert len(json.loads(line)["data"]["notices"]) == 3


async def test_a_session_that_is_moved_or_cancelled_is_told_of_as_it_is_now(world: World) -> None:
    mari = await world.person("Mari")
    world.channel("room", "slack", "/room")
    await world.choose(mari, quiet=[480, 600])
    await world.schedule(mari, "2026-08-28T16:00")
    await world.round()
    await world.schedule(mari, "2026-08-29T16:00")
    await world.at("2026-08-03T10:00")
    assert [each.text for each in world.hooks.taken] == [
        "The win session of Sales: 2026-08-29 16:00, 60 minutes, led by Mari."
    ]
    await world.say(WinSessionCancelled(session="s-1"))
    await world.round()
    assert world.hooks.taken[-1].text == "The win session of Sales on 2026-08-29 16:00 is not held."


async def test_quiet_hours_and_muted_kinds(world: World) -> None:
    mari, ken, jun = [await world.person(name) for name in ("Mari", "Ken", "Jun")]
    world.channel()
    await world.choose(ken, quiet=[1020, 540], zone="Asia/Tokyo")
    await world.choose(jun, muted=["praise"])
    await world.praise(mari, ken, jun)
    await world.round()
    assert world.hooks.taken == [], "in Tokyo it is six in the evening"
    await world.at("2026-08-03T23:59")
    assert world.hooks.taken == []
    await world.at("2026-08-04T00:00")
    (taken,) = world.hooks.taken
    assert [each["person"] for each in taken.json["data"]["notices"]] == [ken]
    assert [row["whom"] for row in world.noticed()] == [ken]


async def test_whoever_has_left_or_is_forgotten_is_told_nothing(world: World) -> None:
    mari, ken, jun = [await world.person(name) for name in ("Mari", "Ken", "Jun")]
    world.channel()
    world.hooks.answers["/hook"] = 500
    await world.praise(mari, ken, jun, words="secret thanks")
    await world.round()
    await world.kit.done(f"/people/{ken}/leave")
    await world.kit.done(f"/people/{mari}/forget")
    world.hooks.answers.clear()
    world.kit.later(minutes=1)
    await world.round()
    taken = world.hooks.taken[-1]
    assert [each["person"] for each in taken.json["data"]["notices"]] == [jun]
    assert taken.text == "(forgotten) praises Ken, Jun: (forgotten)"
    await world.kit.done(f"/people/{jun}/forget")
    await world.praise(ken, jun, ken)
    before = len(world.hooks.taken)
    await world.round()
    assert len(world.hooks.taken) == before


async def test_history_of_another_system_is_no_occasion(world: World) -> None:
    mari, ken = [await world.person(name) for name in ("Mari", "Ken")]
    world.channel()
    past = datetime(2026, 7, 1, tzinfo=UTC)
    praised = PraiseGiven(session="s", item="i", praise="p", to=(ken,))
    await world.say(praised, mari, recorded=past, imported_from="former")
    assert await world.round() == 0
    assert world.noticed() == []


async def test_without_a_channel_nothing_waits_for_one(world: World) -> None:
    mari, ken = [await world.person(name) for name in ("Mari", "Ken")]
    await world.praise(mari, ken)
    await world.round()
    world.channel()
    assert await world.round() == 0
    assert [row["state"] for row in world.noticed()] == ["nowhere to send it"]


async def test_a_rebuild_touches_no_notice_and_sends_none(world: World) -> None:
    mari, ken = [await world.person(name) for name in ("Mari", "Ken")]
    world.channel()
    await world.choose(ken, muted=["win-session"])
    await world.praise(mari, ken)
    await world.round()
    runtime, before = world.kit.okr.runtime, world.noticed()
    await rebuild(runtime.store, runtime.log, FastReader(runtime.client, "okr-rebuild"), VIEWS, lambda done, of: None)
    assert await world.round() == 0
    assert (world.noticed(), len(world.hooks.taken)) == (before, 1)
    assert (await world.kit.send("GET", "/notices/choice", subject=ken)).body["muted"] == ["win-session"]


async def test_a_choice_is_for_oneself_and_tells_nobody_whose_it_is(world: World) -> None:
    mari = await world.person("Mari")
    choice = {"muted": ["praise"], "quiet": [1140, 480], "zone": "Asia/Tokyo", "remind_at": 570}
    await world.choose(mari, **choice)
    answer = await world.kit.put("/notices/choice", choice, subject=mari, role=Role.MEMBER, key="k")
    assert (answer.status, answer.body["changed"]) == (200, False)
    assert (await world.kit.send("GET", "/notices/choice", subject=mari, role=Role.MEMBER)).body == choice
    (event,) = [each for each in await world.events() if isinstance(each.data, NoticesChosen)]
    assert event.aggregate.startswith("private/notices/")
    assert mari.encode() not in encode(event)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"muted": ["spam"]}, "no kind of notice"),
        ({"quiet": [60, 60]}, "end when they begin"),
        ({"quiet": [0, 1440]}, "between 00:00 and 23:59"),
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"remind_at": -1}, "between 00:00 and 23:59"),
    ]
    for body, words in bad:
        (await world.kit.put("/notices/choice", body, subject=mari, role=Role.MEMBER)).refused(422, "invalid", words)
    (await world.kit.put("/notices/choice", choice)).refused(404, "not-found", "no person")
    (await world.kit.put("/notices/choice", choice, role=Role.SERVICE)).refused(403, "not-allowed")


async def test_of_an_installation_that_was_there_before_nobody_is_told_the_past(world: World) -> None:
    mari, ken = [await world.person(name) for name in ("Mari", "Ken")]
    world.channel()
    await world.praise(mari, ken)
    okr, url = world.kit.okr, world.reactions_url

    async def heard(event: str) -> bool:
        return event in {row["event"] for row in world.noticed()}

    async with reacting(okr, planner_of(okr), url=url, now=world.kit.clock) as reactions, at_work(world.outbox):
        first = await world.praise(mari, ken)
        await world.hooks.until(lambda: len(world.hooks.taken) == 1)
        assert await reactions.check() is None
        await reactions.stop()
        assert isinstance(await reactions.check(), Notice), "people are told late, and everybody can work"
    second = await world.praise(mari, ken)
    async with reacting(okr, planner_of(okr), url=url, now=world.kit.clock):
        async with asyncio.timeout(PATIENCE):
            while not await heard(second.id):
                await asyncio.sleep(0.05)
    assert [row["event"] for row in world.noticed()] in ([first.id, second.id], [second.id, first.id])


async def test_a_draw_that_failed_is_told_to_whoever_organises(world: World, nats_server: NatsServer) -> None:
    world.channel()
    world.channel("room", "slack", "/room")
    world.channel("easts", path="/east", team="East")
    world.channel("quiet", path="/quiet", kinds=("praise",))
    failed = RotationNotDrawn(programme="trios", after_quarter="q-1", label="after 2026-Q3", because="clash")
    async with pairing_says(nats_server) as say:
        event = await say("r-1", failed)
        await world.known(event)
        await world.round()
        await world.round()
        (program,), (room,) = world.hooks.of(), world.hooks.of("/room")
        assert program.json["type"] == "tomoni.rotation-not-drawn"
        assert program.text.startswith("No buddy groups could be drawn for after 2026-Q3, so the former ones go on")
        assert program.text in room.json["text"]
        (told,) = program.json["data"]["notices"]
        assert told.pop("id") == program.id
        assert told == {
            "event": event.id,
            "kind": "rotation-not-drawn",
            "whom": "organisers",
            "after": "q-1",
            "label": "after 2026-Q3",
            "because": "clash",
        }
        assert world.hooks.of("/east") == world.hooks.of("/quiet") == []
        # Drawn after all before it has left: nothing to do for anybody.
        world.hooks.answers["/hook"] = world.hooks.answers["/room"] = 500
        again = await say("r-2", structs.replace(failed, after_quarter="q-2"))
        await world.known(again)
        await world.round()
        before = len(world.hooks.taken)
        drafted = RotationDrafted(
            programme="trios", after_quarter="q-2", label="after 2026-Q4", seed="s", groups=0, repeats=0
        )
        await world.known(await say("r-3", drafted))
        world.kit.later(minutes=5)
        await world.round()
        assert len(world.hooks.taken) == before


def test_okr_hears_of_the_draws_that_failed() -> None:
    assert "pairing.rotation.*" in HEARD_BY["okr"]


@asynccontextmanager
async def pairing_says(server: NatsServer) -> AsyncIterator[Callable[[str, Event], Awaitable[Recorded[Event]]]]:
    """What writes events of rotations as the pairing service would."""
    client = await connect(server.url, seed_file=server.seed_file("pairing"), name="pairing")

    async def say(rotation: str, event: Event) -> Recorded[Event]:
        order = Order(command=fresh_command_id(), actor="system:quarter-ended", now=datetime(2026, 8, 3, tzinfo=UTC))
        return (await rotations.handle(rotation, event, order)).events[0]

    try:
        rotations: Repository[None, Event] = Repository(
            EventLog(client), Decider("pairing", "rotation", None, lambda event, _: [event], lambda _, __: None)
        )
        yield say
    finally:
        await client.close()
