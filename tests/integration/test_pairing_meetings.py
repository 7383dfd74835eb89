"""What a group has for its meetings, on a real server: cadence, reports, notices by the clock, calendar and brief."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.pairing.clock import pairing_rules
from services.pairing.groups.domain.group import DissolveGroup
from services.pairing.http import pairing_app
from services.pairing.programmes.domain import ConfigureProgramme
from shared.clock import Clock, clock_of
from shared.events import (
    CadenceChosen,
    Event,
    GroupQuiet,
    KeyResultAdded,
    KeyResultReassigned,
    MeetingDue,
    MeetingHeld,
    Metric,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ProgressUpdated,
    QuarterPlanned,
    QuarterStarted,
    encode,
    named_id,
)
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, service_of

OUTSIDER = person_id("chief")


@dataclass
class World:
    """Two trios from Thursday, 9 July 2026, on; their quarter goes until the end of September."""

    service: Service
    okr: Okr
    client: httpx.AsyncClient
    issuer: TokenIssuer
    group: dict[str, Any]
    clock: Clock

    @property
    def member(self) -> str:
        first: str = self.group["members"][0]
        return first

    async def call(
        self, method: str, path: str, body: Any = None, *, who: str | None = None, role: str = "member"
    ) -> Any:
        token = self.issuer.issue(who or self.member, Role(role), 24 * 365, START)
        content = {"json": body} if body is not None else {}
        path = path.replace("{group}", self.group["group"])
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self.client.request(method, path, headers=headers, **content)
        await self.service.caught_up()
        return answer

    async def at(self, moment: str) -> None:
        """It is this moment (UTC), and the clock ticks."""
        self.service.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        await self.clock.tick()
        await self.service.caught_up()

    def restart(self) -> None:
        """A clock that remembers nothing."""
        self.clock = clock_of(
            self.service.pairing.runtime, pairing_rules(self.service.pairing), now=lambda: self.service.now
        )

    async def told(self, kind: type[Event] = MeetingDue) -> list[str]:
        """The weeks that this group was told of, in order."""
        ident = self.service.pairing.private.group_of(self.group["group"])
        events = [event for event in await self.service.events(kind) if event.aggregate_id == ident]
        return [event.data.week if kind is MeetingDue else event.data.since for event in events]


@pytest.fixture
async def world(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[World]:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    async with okr_of(nats_server) as okr, service_of(nats_server, tmp_path / "pairing.sqlite") as service:
        await okr.company(2, 2, 2)
        await okr.join("chief", "Management")
        await service.caught_up()
        three = ConfigureProgramme("Buddies", ("sales", "cs", "dev"), 3, "automatic")
        await service.pairing.programmes.configure(three, order())
        await okr.plan("2026-Q2")
        third = QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
        await okr.tell("quarter", "2026-Q3", third)
        await okr.tell("quarter", "2026-Q3", QuarterStarted())
        async with service.reacting():
            await okr.end("2026-Q2")
            await service.until_handled()
        group = (await service.groups())[0]
        app = pairing_app(service.pairing, issuer, now=lambda: service.now)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://pairing.test") as client:
            made = World(service, okr, client, issuer, group, None)  # type: ignore[arg-type]
            made.restart()
            yield made


async def test_any_member_chooses_the_cadence_and_nobody_learns_who(world: World) -> None:
    for member in world.group["members"]:
        answer = await world.call("PUT", "/groups/{group}/cadence", {"every_weeks": 2}, who=member)
        assert answer.status_code == 200, answer.text
    (chosen,) = await world.service.events(CadenceChosen)
    assert chosen.actor == f"group/{world.group['group']}"
    assert not any(member in encode(chosen).decode() for member in world.group["members"])
    shown = await world.call("GET", "/groups/{group}")
    assert shown.json()["every_weeks"] == 2
    hidden = await world.call("GET", "/groups/{group}", who=OUTSIDER)
    assert hidden.json()["every_weeks"] is None


@pytest.mark.parametrize(
    ("body", "who", "role", "status", "says"),
    [
        ({"every_weeks": 9}, None, "member", 422, "choose every 1 to 8 weeks"),
        ({"every_weeks": 0}, None, "member", 422, "choose every 1 to 8 weeks"),
        ({"every_weeks": 2}, OUTSIDER, "member", 403, "only a member of the group"),
        ({"every_weeks": 2}, "boss", "admin", 403, "only a member of the group"),
        ({"every_weeks": "often"}, None, "member", 422, ""),
        ({}, None, "member", 422, ""),
    ],
)
async def test_what_is_no_cadence(
    world: World, body: dict[str, Any], who: str | None, role: str, status: int, says: str
) -> None:
    answer = await world.call("PUT", "/groups/{group}/cadence", body, who=who, role=role)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]
    assert (await world.call("PUT", "/groups/G-99/cadence", {"every_weeks": 2})).status_code == 404
    assert await world.service.events(CadenceChosen) == []


async def test_a_week_may_be_told_for_fourteen_days_also_after_the_end(world: World) -> None:
    path, week = "/groups/{group}/meetings", {"week": "2026-W28"}
    over = DissolveGroup(date(2026, 7, 13))
    await world.service.pairing.group_log.handle(world.group["group"], over, order())
    world.service.now = datetime(2026, 7, 26, 23, tzinfo=UTC)
    assert (await world.call("POST", path, week)).json()["changed"] is True
    again = await world.call("POST", path, week, who=world.group["members"][1])
    assert (again.status_code, again.json()["changed"]) == (200, False)
    later = await world.call("POST", path, {"week": "2026-W29"})
    assert (later.status_code, "the group existed no more" in later.json()["detail"]) == (409, True)
    world.service.now = datetime(2026, 7, 27, 1, tzinfo=UTC)
    late = await world.call("POST", path, week)
    assert (late.status_code, "could be reported until 2026-07-26" in late.json()["detail"]) == (422, True)
    (held,) = await world.service.events(MeetingHeld)
    assert held.data == MeetingHeld(week="2026-W28")


async def test_each_week_the_group_is_reminded_once_unless_it_met(world: World) -> None:
    for moment in ("2026-07-09T12:00", "2026-07-13T08:59", "2026-07-13T09:00", "2026-07-15T12:00"):
        await world.at(moment)
    assert await world.told() == ["2026-W28", "2026-W29"]
    await world.call("POST", "/groups/{group}/meetings", {"week": "2026-W29"})
    world.service.now = datetime(2026, 7, 20, 8, tzinfo=UTC)
    await world.call("POST", "/groups/{group}/meetings", {"week": "2026-W30"})
    world.restart()
    for moment in ("2026-07-20T09:00", "2026-07-27T10:00", "2026-07-27T11:00"):
        await world.at(moment)
    assert await world.told() == ["2026-W28", "2026-W29", "2026-W31"]


async def test_a_group_that_meets_every_other_week_is_reminded_as_often(world: World) -> None:
    await world.call("PUT", "/groups/{group}/cadence", {"every_weeks": 2})
    await world.call("POST", "/groups/{group}/meetings", {"week": "2026-W28"})
    for day in range(1, 40):
        await world.at((START + timedelta(days=day)).strftime("%Y-%m-%dT12:00"))
    assert await world.told() == ["2026-W30", "2026-W32", "2026-W34"]


async def test_a_quiet_group_is_asked_once_until_it_meets_again(world: World) -> None:
    for moment in ("2026-07-24T12:00", "2026-07-27T08:00", "2026-07-27T09:00", "2026-08-05T12:00"):
        await world.at(moment)
    assert await world.told(GroupQuiet) == ["2026-W28"]
    await world.call("POST", "/groups/{group}/meetings", {"week": "2026-W32"})
    world.restart()
    for moment in ("2026-08-06T12:00", "2026-08-24T12:00", "2026-09-30T12:00", "2026-10-20T12:00"):
        await world.at(moment)
    assert await world.told(GroupQuiet) == ["2026-W28", "2026-W32"]
    assert max(await world.told()) == "2026-W40", "after the quarter nobody is reminded"


async def test_only_the_members_see_what_a_group_was_told(world: World) -> None:
    await world.at("2026-07-27T09:00")
    answer = await world.call("GET", "/groups/{group}/notices")
    assert [(one["kind"], one["week"]) for one in answer.json()["items"]] == [
        ("due", "2026-W31"),
        ("quiet", "2026-W28"),
    ]
    own = (await world.call("GET", "/notices")).json()["items"]
    assert {one["group"] for one in own} == {"G-1"}
    assert (await world.call("GET", "/notices", who=OUTSIDER)).json() == {"items": []}
    for who, role in ((OUTSIDER, "member"), ("boss", "admin"), ("auditor", "auditor")):
        assert (await world.call("GET", "/groups/{group}/notices", who=who, role=role)).status_code == 403
    assert (await world.call("GET", "/groups/G-99/notices")).status_code == 404
    for event in (*await world.service.events(MeetingDue), *await world.service.events(GroupQuiet)):
        assert event.aggregate.startswith("private/group/")
        record = encode(event).decode()
        assert not any(known in record for known in (world.group["group"], *world.group["members"]))


async def test_the_calendar_file(world: World) -> None:
    answer = await world.call("GET", "/groups/{group}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "RRULE:FREQ=WEEKLY;INTERVAL=1;UNTIL=20260930\r\n" in answer.text
    await world.call("PUT", "/groups/{group}/cadence", {"every_weeks": 3})
    changed = (await world.call("GET", "/groups/{group}/calendar.ics", who="boss", role="admin")).text
    assert "INTERVAL=3" in changed
    assert "SEQUENCE:1" in answer.text
    assert "SEQUENCE:2" in changed
    uids = [next(line for line in text.split("\r\n") if line.startswith("UID:")) for text in (answer.text, changed)]
    assert uids[0] == uids[1]
    refused = await world.call("GET", "/groups/{group}/calendar.ics", who=OUTSIDER)
    assert (refused.status_code, "only the members" in refused.json()["detail"]) == (403, True)


async def key_result(
    world: World, name: str, owner: str | None, quarter: str = "2026-Q3", publish: bool = True
) -> None:
    drafted = ObjectiveDrafted(title=f"Goal of {name}", quarter=named_id("test", "quarter", quarter), owner=owner)
    await world.okr.tell("objective", name, drafted)
    if publish:
        await world.okr.tell("objective", name, ObjectivePublished())
    measure = Metric(baseline=Decimal(0), target=Decimal(10))
    added = KeyResultAdded(key_result=named_id("test", "kr", name), title=name, measure=measure)
    await world.okr.tell("objective", name, added)


async def check_in(world: World, name: str, value: str, at: datetime, help_wanted: str | None = None) -> None:
    sealed = await world.okr.sealer.seal(world.member, help_wanted) if help_wanted else None
    event = ProgressUpdated(
        check_in=named_id("test", "check-in", name, value, str(at)),
        key_result=named_id("test", "kr", name),
        value=Decimal(value),
        help_wanted=sealed,
    )
    await world.okr.tell("objective", name, event, at=at)


async def test_the_brief_tells_members_of_their_own_public_key_results(world: World) -> None:
    other = next(row["members"][0] for row in await world.service.groups() if row["group"] != world.group["group"])
    colleague = world.group["members"][1]
    await key_result(world, "Calls", world.member)
    await key_result(world, "Tickets", other)
    await key_result(world, "Drafts", world.member, publish=False)
    await key_result(world, "Old", world.member, quarter="2026-Q2")
    await key_result(world, "Closed", world.member)
    await key_result(world, "Handed on", other)
    handed = KeyResultReassigned(key_result=named_id("test", "kr", "Handed on"), owner=colleague)
    await world.okr.tell("objective", "Handed on", handed)
    await world.okr.tell("objective", "Closed", ObjectiveClosed())
    await check_in(world, "Calls", "4", START + timedelta(days=18), "Who knows a tester?")
    await check_in(world, "Calls", "2.50", START + timedelta(days=2))
    await check_in(world, "Tickets", "9", START + timedelta(days=18))
    world.service.now = START + timedelta(days=22)
    await world.service.caught_up()
    brief = (await world.call("GET", "/groups/{group}/brief")).json()
    assert (brief["group"], brief["week"], len(brief["openers"])) == ("G-1", "2026-W31", 3)
    lines = [(one["what"], one["key_result"], one["before"], one["now"], one["asked"]) for one in brief["lines"]]
    assert lines == [
        ("help", "Calls", None, None, "Who knows a tester?"),
        ("moved", "Calls", "2.5", "4", None),
        ("stalled", "Handed on", None, None, None),
    ]
    assert brief["lines"][2]["person"] == colleague
    assert "from 2.5 to 4" in brief["lines"][1]["sentence"]
    japanese = (await world.call("GET", "/groups/{group}/brief?lang=ja")).json()
    assert "2.5 から 4 へ" in japanese["lines"][1]["sentence"]
    assert japanese["openers"] != brief["openers"]
    assert (await world.call("GET", "/groups/{group}/brief?lang=fr")).status_code == 422
    for who, role in ((OUTSIDER, "member"), ("boss", "admin"), ("auditor", "auditor")):
        refused = await world.call("GET", "/groups/{group}/brief", who=who, role=role)
        assert (refused.status_code, "tester" in refused.text) == (403, False)


async def test_asking_for_a_brief_writes_nothing(world: World) -> None:
    before = len(await world.service.events())
    await world.call("GET", "/groups/{group}/brief")
    await world.call("GET", "/groups/{group}/calendar.ics")
    assert len(await world.service.events()) == before
