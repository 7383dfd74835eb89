"""Pauses on a real server: who is paused is left out of draws, is back in by the clock, and nobody else is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.pairing.clock import pairing_rules
from services.pairing.http import pairing_app
from services.pairing.members.views.pauses import Pause
from services.pairing.rotations.views import proposals
from shared.clock import Clock, clock_of
from shared.eventlog import Decider, Order, Repository
from shared.events import (
    AbsenceSet,
    CalendarChanged,
    Event,
    Forbidden,
    Invalid,
    MemberPaused,
    MemberResumed,
    NotFound,
    RotationDrafted,
)
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.sealing.absences import absence_id
from shared.server.errors import SubscriberRefused
from shared.server.registry import Subscriber
from shared.server.subscribers import add
from tests.nats_fixture import NatsServer, running_server
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, service_of

UNTIL = date(2026, 8, 1)
HER = person_id("sales0")


@pytest.fixture
async def okr(nats_server: NatsServer) -> AsyncIterator[Okr]:
    async with okr_of(nats_server) as publisher:
        yield publisher


@pytest.fixture
async def service(nats_server: NatsServer, okr: Okr, tmp_path: Path) -> AsyncIterator[Service]:
    async with service_of(nats_server, tmp_path / "pairing.sqlite", time_zone="Asia/Tokyo") as running:
        await okr.company(2, 2, 2)
        await okr.plan("2026-Q2")
        await running.caught_up()
        yield running


def clock(service: Service) -> Clock:
    return clock_of(service.pairing.runtime, pairing_rules(service.pairing), now=lambda: service.now)


async def drawn(service: Service, label: str = "2026-Q2") -> set[str]:
    """Who is in a draw, whether there was a group for him or not."""
    await service.caught_up()
    how = await service.pairing.rotations.draft(label, order(now=service.now))
    await service.caught_up()
    with service.store.read() as connection:
        rows = proposals.of_rotation(connection, how.rotation)
    (drafted,) = [event for event in await service.events(RotationDrafted) if event.aggregate_id == how.rotation]
    await service.pairing.rotations.discard(how.rotation, order(now=service.now))
    return {person for row in rows for person in row["members"]} | set(drafted.data.unplaced)


async def test_paused_until_a_day_and_back_in_by_the_clock(service: Service) -> None:
    everybody = await drawn(service)
    assert len(everybody) == 6
    await service.pairing.pauses.pause("P-1", HER, order(HER), until=UNTIL)
    assert await drawn(service) == everybody - {HER}
    ticker = clock(service)
    # 1 August begins in Tokyo at 15:00 UTC on the day before.
    service.now = datetime(2026, 7, 31, 14, 59, tzinfo=UTC)
    await ticker.tick()
    assert await service.events(MemberResumed) == []
    service.now = datetime(2026, 8, 20, 9, tzinfo=UTC)
    for _ in range(3):
        await ticker.tick()
        await clock(service).tick()
    (back,) = await service.events(MemberResumed)
    assert back.time == datetime(2026, 7, 31, 15, tzinfo=UTC)
    assert back.recorded == service.now
    assert back.actor == "system:pause-ends"
    assert await drawn(service) == everybody


async def test_the_calendars_zone_says_when_a_day_begins(service: Service, okr: Okr) -> None:
    calendar = CalendarChanged(start_month=4, label_year="start", since=date(2026, 1, 1), zone="America/St_Johns")
    await okr.tell("company", "c", calendar)
    await service.caught_up()
    assert await service.pairing.context.day(datetime(2026, 8, 1, 2, 29, tzinfo=UTC)) == date(2026, 7, 31)
    await service.pairing.pauses.pause("P-1", HER, order(HER), until=UNTIL)
    ticker = clock(service)
    await service.caught_up()
    # 1 August begins in St. John's at 2:30 UTC, eleven and a half hours after it did in the installation's Tokyo.
    service.now = datetime(2026, 8, 1, 2, 29, tzinfo=UTC)
    await ticker.tick()
    assert await service.events(MemberResumed) == []
    service.now = datetime(2026, 8, 1, 2, 30, tzinfo=UTC)
    await ticker.tick()
    (back,) = await service.events(MemberResumed)
    assert back.time == service.now


async def test_a_draw_does_not_wait_for_the_clock(service: Service) -> None:
    """A service that was down may draw before its clock has ticked."""
    await service.pairing.pauses.pause("P-1", HER, order(HER), until=UNTIL)
    service.now = datetime(2026, 8, 1, 3, tzinfo=UTC)
    assert len(await drawn(service)) == 6


async def test_without_a_day_until_further_notice_and_resumed_by_hand(service: Service) -> None:
    await service.pairing.pauses.pause(HER, HER, order(HER))
    await service.caught_up()
    assert await service.pairing.pauses.of("P-1", HER) == Pause(None)
    service.now = datetime(2036, 8, 1, tzinfo=UTC)
    await clock(service).tick()
    assert len(await drawn(service)) == 5
    assert (await service.pairing.pauses.resume(HER, HER, order(HER))).events
    assert not (await service.pairing.pauses.resume(HER, HER, order(HER))).events
    assert len(await drawn(service)) == 6


async def test_another_pause_that_was_begun_meanwhile_goes_on(service: Service) -> None:
    await service.pairing.pauses.pause(HER, HER, order(HER), until=UNTIL)
    outcome = await service.pairing.pauses.pause(HER, HER, order(HER), until=date(2026, 9, 1))
    # The clock's command, by views that didn't know of the second one yet.
    late = replace(order("system:pause-ends"), command="7d9f0e7e-0000-5000-8000-000000000001")
    assert not (await service.pairing.pauses.end(outcome.aggregate.rpartition("/")[2], UNTIL, late)).events
    service.now = datetime(2026, 8, 20, tzinfo=UTC)
    await clock(service).tick()
    assert await service.events(MemberResumed) == []
    assert len(await drawn(service)) == 5


async def test_who_may_do_what(service: Service) -> None:
    other = person_id("dev0")
    for attempt in (
        service.pairing.pauses.pause(HER, other, order(other)),
        service.pairing.pauses.resume(HER, other, order(other)),
        service.pairing.pauses.of(HER, other),
    ):
        with pytest.raises(Forbidden, match="only the person"):
            await attempt
    assert (await service.pairing.pauses.pause(HER, "boss", order("boss"), admin=True)).events
    with pytest.raises(NotFound, match="nobody P-99"):
        await service.pairing.pauses.pause("P-99", "boss", order("boss"), admin=True)
    with pytest.raises(Invalid, match="over already"):
        await service.pairing.pauses.pause(HER, HER, order(HER), until=START.date())


async def test_somebody_who_joined_a_moment_ago(service: Service, okr: Okr) -> None:
    await okr.join("new", "Dev")
    assert (await service.pairing.pauses.pause(person_id("new"), "boss", order("boss"), admin=True)).events


async def test_the_log_does_not_tell_who_is_paused(service: Service) -> None:
    await service.pairing.pauses.pause(HER, HER, order(HER, key="mine"), until=UNTIL)
    (paused,) = await service.events(MemberPaused)
    assert paused.aggregate == f"private/member/{service.pairing.private.member_of(HER, 1)}"
    said = json.dumps([paused.actor, paused.aggregate, paused.id, paused.correlation, paused.causation])
    assert HER not in said
    assert paused.traceparent is None
    assert paused.time == paused.recorded == datetime(START.year, START.month, START.day, tzinfo=UTC), "only the day"
    assert await service.log.last_of(f"pairing.private.member.{service.pairing.private.member_of(HER, 1)}")


async def test_each_pause_stands_by_itself_and_no_two_can_be_told_to_be_one_person_s(service: Service) -> None:
    """The same request each time, under keys of its own, as a careful client sends it."""

    def asked(key: str) -> Order:
        return replace(order(HER, key=key), digest="the same body")

    pauses, choices = service.pairing.pauses, service.pairing.choices
    for number in range(3):
        begun = await pauses.pause(HER, HER, asked(f"pause {number}"))
        assert (await pauses.pause(HER, HER, asked(f"pause {number}"))).repeated
        assert (await pauses.resume(HER, HER, asked(f"back {number}"))).events
        assert (await choices.opt_out(HER, HER, asked(f"out {number}"))).aggregate != begun.aggregate
        assert (await choices.opt_in(HER, HER, asked(f"in {number}"))).events
    told = [event for event in await service.events() if event.aggregate.startswith("private/member/")]
    assert len(told) == 12
    for name in ("aggregate", "actor"):
        assert len({getattr(event, name) for event in told}) == 6, name
    for name in ("id", "correlation", "causation"):
        assert len({getattr(event, name) for event in told}) == 12, name
    by_spell = {event.aggregate: event.digest for event in told}
    assert len(set(by_spell.values())) == 6, "the same body looks like another"
    # What was done long ago is not done again, in whatever spell it was.
    current = await pauses.pause(HER, HER, asked("now"))
    for number in range(3):
        assert (await pauses.resume(HER, HER, asked(f"back {number}"))).repeated
        assert (await pauses.pause(HER, HER, asked(f"pause {number}"))).repeated
    await service.caught_up()
    assert await pauses.of(HER, HER) == Pause(None)
    assert (await pauses.resume(HER, HER, asked("back"))).aggregate == current.aggregate


async def test_a_pause_of_an_older_version_goes_on_under_its_own_id(service: Service) -> None:
    former = service.pairing.private.member_of(HER, 0)
    old: Repository[None, Event] = Repository(
        service.log, Decider("pairing", "private/member", None, lambda event, _: [event], lambda _, __: None)
    )
    await old.handle(former, MemberPaused(until=UNTIL), order(HER))
    await service.caught_up()
    assert await service.pairing.pauses.of(HER, HER) == Pause(UNTIL)
    assert HER not in await drawn(service)
    assert (await service.pairing.pauses.resume(HER, HER, order(HER))).aggregate == f"private/member/{former}"
    assert HER in await drawn(service)
    begun = await service.pairing.pauses.pause(HER, HER, order(HER))
    assert begun.aggregate == f"private/member/{service.pairing.private.member_of(HER, 1)}"
    assert HER not in await drawn(service)


@pytest.mark.parametrize(
    "wanted", ["pairing.private.member.*", "pairing.private.>", "pairing.*.member.*", "pairing.*.*.*"]
)
async def test_no_subscriber_can_have_a_filter_that_covers_it(nats_server: NatsServer, wanted: str) -> None:
    with pytest.raises(SubscriberRefused, match="no subscriber may read"):
        await add(nats_server.layout, nats_server.server, "curious", (wanted,))


async def test_a_subscriber_hears_nothing_of_it_whatever_he_asks(tmp_path: Path) -> None:
    """Everything that he may pull, and every request by which others read the log."""
    hears = (Subscriber("curious", ("pairing.group.*",)), Subscriber("wide", ("pairing.rotation.>",)))
    async with (
        running_server(tmp_path / "var", subscribers=hears) as server,
        okr_of(server) as okr,
        service_of(server, tmp_path / "pairing.sqlite") as service,
    ):
        await okr.company(1, 1, 1)
        await service.caught_up()
        await service.pairing.pauses.pause(HER, HER, order(HER))
        member = service.pairing.private.member_of(HER, 1)
        subject = f"pairing.private.member.{member}"
        position = await service.log.last_of(subject)
        heard = {name: await asked(server, name, subject, position) for name in ("pairing", "curious", "wide")}
    assert any(member in text for text in heard["pairing"]), "the same requests do tell whoever may ask"
    for name in ("curious", "wide"):
        assert heard[name], "his own durable answers"
        assert not [text for text in heard[name] if member in text]


async def asked(server: NatsServer, name: str, subject: str, position: int) -> list[str]:
    """All that this user hears, listening to everything, when he asks for the event at this subject and position."""
    client = await server.connect(name, no_echo=True)
    heard: list[str] = []

    async def hear(message: Any) -> None:
        # Nobody answers: the server says so, and repeats what was asked.
        if (message.headers or {}).get("Status") != "503":
            heard.append(f"{message.subject} {message.headers} {message.data.decode()}")

    for wildcard in (subject, "pairing.>", "pairing.private.>", ">"):
        await client.subscribe(wildcard, cb=hear)
    durable = "pairing-projection" if name == "pairing" else name
    requests = {
        f"$JS.API.DIRECT.GET.EVENTS.{subject}": b"",
        "$JS.API.DIRECT.GET.EVENTS": json.dumps({"seq": position}).encode(),
        "$JS.API.STREAM.MSG.GET.EVENTS": json.dumps({"last_by_subj": subject}).encode(),
        "$JS.API.STREAM.INFO.EVENTS": b'{"subjects_filter":">"}',
        f"$JS.API.CONSUMER.MSG.NEXT.EVENTS.{durable}": b'{"batch":10,"no_wait":true}',
        f"$JS.API.CONSUMER.INFO.EVENTS.{durable}": b"",
    }
    for request, body in requests.items():
        await client.publish(request, body, reply=client.new_inbox())
    await client.flush()
    await asyncio.sleep(0.3)
    return heard


async def test_over_http(service: Service) -> None:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    app = pairing_app(service.pairing, issuer, clock=clock(service), now=lambda: service.now)
    transport = httpx.ASGITransport(app=app)

    async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test") as client:

        def bearer(who: str, role: Role) -> dict[str, str]:
            return {"Authorization": f"Bearer {issuer.issue(who, role, 24, service.now)}"}

        async def call(
            method: str, who: str, body: Any = None, role: Role = Role.MEMBER, **options: Any
        ) -> httpx.Response:
            return await client.request(method, "/pool/P-1/pause", headers=bearer(who, role), json=body, **options)

        answer = await call("PUT", HER, {"until": "2026-08-01"})
        assert answer.status_code == 200, answer.text
        assert HER not in answer.text
        shown = await call("GET", HER, params={"wait_for": answer.json()["wait_for"]})
        assert shown.json() == {"paused": True, "until": "2026-08-01"}
        assert (await call("GET", "boss", role=Role.ADMIN)).status_code == 403, "an admin is told it by nobody"
        for method, body in (("GET", None), ("PUT", {}), ("DELETE", None)):
            refused = await call(method, person_id("dev0"), body)
            assert refused.status_code == 403
            assert "2026-08-01" not in refused.text
            assert (await call(method, "hr-program", body, role=Role.SERVICE)).status_code == 403
        assert (await call("PUT", HER, {"until": "2020-01-01"})).status_code == 422
        assert (await call("PUT", HER, {"reason": "parental leave"})).status_code == 422, "why is never asked"
        everybody = (await client.get("/pool", headers=bearer(HER, Role.MEMBER))).json()["items"]
        assert all(set(row) == {"person", "name", "function", "team", "takes_part", "new"} for row in everybody)
        assert all(row["takes_part"] for row in everybody)
        assert (await call("DELETE", HER)).json()["changed"] is True
        figures = (await client.get("/metrics", headers=bearer("prometheus", Role.MONITOR))).text
    assert 'tomoni_clock_commands_total{rule="pause-ends",service="pairing"} 0.0' in figures
    assert 'tomoni_ready{check="clock",service="pairing"} 1.0' in figures


async def away(okr: Okr, name: str, until: date, number: int = 1) -> str:
    """As okr says it of somebody, under the id that both services make for themselves."""
    ident = absence_id(okr.sealer, person_id(name), number)
    event = AbsenceSet(begins=START.date(), until=until)
    absences: Repository[None, Event] = Repository(
        okr.log, Decider("okr", "private/absence", None, lambda event, _: [event], lambda _, __: None)
    )
    await absences.handle(ident, event, order(f"absence/{ident}"))
    return ident


async def test_who_is_away_is_left_out_of_draws_as_who_is_paused_is(service: Service, okr: Okr) -> None:
    everybody = await drawn(service)
    await away(okr, "sales0", date(2026, 7, 20))
    await service.pairing.pauses.pause(person_id("cs0"), person_id("cs0"), order(person_id("cs0")))
    await service.pairing.choices.opt_out(person_id("dev0"), person_id("dev0"), order(person_id("dev0")))
    assert await drawn(service) == everybody - {HER, person_id("cs0"), person_id("dev0")}
    await service.caught_up()
    with service.store.read() as connection:
        absent = service.pairing.choices.absent(connection, everybody, START.date())
    assert absent == {HER, person_id("cs0"), person_id("dev0")}, "and nothing tells which of them is what"
    service.now = datetime(2026, 7, 20, 3, tzinfo=UTC)
    assert HER in await drawn(service)
    service.now = START
    await away(okr, "sales0", date(2026, 7, 12), number=2)
    assert HER not in await drawn(service)
