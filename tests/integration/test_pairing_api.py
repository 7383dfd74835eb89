"""The pairing service over HTTP on a real server: what it does, and every bad input."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.pairing.http import pairing_app
from shared.eventlog import KeyReused
from shared.events import GroupFormed, MeetingHeld, RotationDrafted
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, quarter_id, service_of


@dataclass
class World:
    service: Service
    okr: Okr
    client: httpx.AsyncClient
    issuer: TokenIssuer
    clock: list[datetime] = field(default_factory=lambda: [START])

    async def call(
        self, method: str, path: str, body: Any = None, *, who: str = "boss", role: Role = Role.ADMIN, **headers: str
    ) -> httpx.Response:
        token = self.issuer.issue(who, role, 24 * 365, START)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = {"json": body} if body is not None else {}
        return await self.client.request(method, path, headers={"Authorization": f"Bearer {token}"} | named, **content)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self.call("POST", path, body, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.call("GET", path, **options)

    async def trios(self) -> list[dict[str, Any]]:
        """Two groups of three, formed without the reactions."""
        await self.okr.company(2, 2, 2)
        await self.okr.plan("2026-Q2")
        await self.service.caught_up()
        answer = await self.post("/rotations", {"after": "2026-Q2"})
        assert answer.status_code == 201, answer.text
        name = answer.json()["id"]
        assert (await self.post(f"/rotations/{name}/confirm")).status_code == 200
        await self.service.caught_up()
        await self.service.pairing.forming.form(name, START, order())
        await self.service.caught_up()
        items: list[dict[str, Any]] = (await self.get("/groups")).json()["items"]
        return items

    async def report(self, group: dict[str, Any], who: str | None = None, **body: Any) -> httpx.Response:
        member = who or group["members"][0]["person"]
        return await self.post(f"/groups/{group['id']}/meetings", body, who=member, role=Role.MEMBER)


@asynccontextmanager
async def opened(server: NatsServer, file: Path, **settings: Any) -> AsyncIterator[World]:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    async with okr_of(server) as okr, service_of(server, file, **settings) as service:
        clock = [START]
        app = pairing_app(service.pairing, issuer, now=lambda: clock[0])
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test") as client:
            yield World(service, okr, client, issuer, clock)


@pytest.fixture
async def world(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(nats_server, tmp_path / "pairing.sqlite", wait_for_seconds=2) as running:
        yield running


def assert_problem(answer: httpx.Response, status: int, slug: str, says: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:tomoni:problem:{slug}"
    assert says in answer.json()["detail"]


async def test_from_a_draft_to_groups(world: World) -> None:
    await world.okr.company(2, 2, 2)
    await world.okr.plan("2026-Q2")
    await world.service.caught_up()
    async with world.service.reacting():
        drawn = await world.post("/rotations", {"after": "2026-Q2"})
        assert drawn.status_code == 201
        assert drawn.headers["etag"] == '"2"'
        path = drawn.headers["location"]
        shown = await world.get(f"{path}?wait_for={drawn.json()['wait_for']}")
        assert shown.json()["label"] == "2026-Q3"
        assert shown.json()["stage"] == "drafted"
        assert shown.json()["code"] == "R-1"
        assert {len(group["members"]) for group in shown.json()["proposed"]} == {3}
        names = {member["name"] for group in shown.json()["proposed"] for member in group["members"]}
        assert names == {"sales0", "sales1", "cs0", "cs1", "dev0", "dev1"}
        confirmed = await world.post("/rotations/R-1/confirm", If_Match=drawn.headers["etag"])
        assert confirmed.status_code == 200
        assert confirmed.json()["changed"]
        again = await world.post("/rotations/R-1/confirm")
        assert (again.status_code, again.json()["changed"]) == (200, False)
        await world.service.until_handled()
    await world.service.caught_up()
    groups = (await world.get("/groups?current=true&label=2026-Q3")).json()["items"]
    assert [group["code"] for group in groups] == ["G-1", "G-2"]
    assert {member["function"] for member in groups[0]["members"]} == {"Sales", "CS", "Dev"}
    assert (await world.get("/groups?current=false")).json()["items"] == []
    assert (await world.get("/rotations")).json()["items"][0]["confirmed"] is not None


async def test_drawing_twice_is_drawing_once(world: World) -> None:
    await world.trios()
    again = await world.post("/rotations", {"after": quarter_id("2026-Q2")})
    assert again.status_code == 200
    assert again.json()["stage"] == "confirmed"
    assert len(await world.service.events(RotationDrafted)) == 1


async def test_a_discarded_draft_is_not_confirmed_but_drawn_anew(world: World) -> None:
    await world.okr.company(2, 2, 2)
    await world.okr.plan("2026-Q2")
    await world.service.caught_up()
    first = await world.post("/rotations", {"after": "2026-Q2"}, Idempotency_Key="one")
    path = first.headers["location"]
    assert (await world.post(f"{path}/discard")).json()["changed"]
    assert_problem(await world.post(f"{path}/confirm"), 409, "wrong-state", "discarded")
    # The same command again is the same draw; another command is another one.
    repeated = await world.post("/rotations", {"after": "2026-Q2"}, Idempotency_Key="one")
    assert (repeated.json()["id"], repeated.json()["stage"]) == (first.json()["id"], "discarded")
    second = await world.post("/rotations", {"after": "2026-Q2"}, Idempotency_Key="two")
    assert second.status_code == 201
    await world.post(f"{second.headers['location']}/confirm")
    assert_problem(await world.post(f"{second.headers['location']}/discard"), 409, "wrong-state", "confirmed")


async def test_two_editors_and_reused_keys(world: World) -> None:
    await world.okr.company(2, 2, 2)
    await world.okr.plan("2026-Q2")
    await world.service.caught_up()
    path = (await world.post("/rotations", {"after": "2026-Q2"})).headers["location"]
    stale = await world.post(f"{path}/confirm", If_Match='"1"')
    assert_problem(stale, 409, "conflict")
    assert stale.json()["version"] == 2
    body = {"name": "Buddies", "functions": ["sales", "dev"], "approval": "organiser"}
    assert (await world.call("PUT", "/programme", body, Idempotency_Key="k")).status_code == 200
    assert not (await world.call("PUT", "/programme", body, Idempotency_Key="k")).json()["changed"]
    other = await world.call("PUT", "/programme", body | {"group_size": 2}, Idempotency_Key="k")
    assert_problem(other, 422, "idempotency-key-reused")


async def test_the_programme_decides_who_takes_part(world: World) -> None:
    before = await world.get("/programme")
    assert before.json()["functions"] == ["sales", "cs", "dev"]
    assert (before.json()["version"], before.json()["approval"]) == (0, "automatic")
    await world.okr.company(2, 2, 0)
    await world.okr.join("chief", "Management")
    await world.okr.leave("cs1")
    await world.service.caught_up()
    there = await world.get("/programme")
    assert there.json()["functions"] == ["Sales", "CS", "Management"], "never configured, it takes those that there are"
    body = {"name": "Pairs", "functions": ["sales", "management"], "group_size": 2, "approval": "organiser"}
    done = await world.call("PUT", "/programme", body)
    await world.service.caught_up()
    shown = await world.get(f"/programme?wait_for={done.json()['wait_for']}")
    assert shown.json()["group_size"] == 2
    assert shown.headers["etag"] == '"1"'
    pool = (await world.get("/pool")).json()["items"]
    assert [(person["name"], person["takes_part"]) for person in pool] == [
        ("sales0", True),
        ("sales1", True),
        ("cs0", False),
        ("chief", True),
    ]
    assert await world.service.pairing.programmes.left_out() == {"CS": 1}
    first = (await world.get("/pool?limit=3")).json()
    rest = (await world.get(f"/pool?after={first['next']}")).json()
    assert ([one["name"] for one in rest["items"]], rest["next"]) == (["chief"], None)


@pytest.mark.parametrize(
    "changes",
    [
        {"functions": []},
        {"functions": [" "]},
        {"functions": ["a", "A"]},
        {"group_size": 5},
        {"group_size": 1},
        {"name": " "},
        {"more": 1},
    ],
)
async def test_a_programme_that_makes_no_sense(world: World, changes: dict[str, Any]) -> None:
    body = {"name": "Pairs", "functions": ["sales"], "group_size": 3, "approval": "automatic"}
    answer = await world.call("PUT", "/programme", body | changes)
    assert answer.status_code == 422


async def test_a_meeting_is_reported_once_and_names_nobody(world: World) -> None:
    group, _ = await world.trios()
    one, two = (member["person"] for member in group["members"][:2])
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    path = f"/groups/{group['code']}/meetings"
    first = await world.post(path, {"week": "2026-W28"}, who=one, role=Role.MEMBER, traceparent=trace)
    assert first.json()["changed"]
    second = await world.post(path, {"held_on": "2026-07-08"}, who=two, role=Role.MEMBER)
    assert (second.status_code, second.json()["changed"]) == (200, False)
    (event,) = await world.service.events(MeetingHeld)
    assert event.actor == f"group/{group['id']}"
    assert event.time.isoformat() == "2026-07-06T00:00:00+00:00"
    assert event.traceparent is None
    payload = await world.service.log.at(event.position)
    assert payload is not None
    assert one not in payload.decode()
    assert event.correlation == event.causation


async def test_the_same_key_reports_once_and_leaves_no_trail(world: World) -> None:
    group, _ = await world.trios()
    member = group["members"][0]["person"]
    path, key = f"/groups/{group['id']}/meetings", {"Idempotency_Key": "k"}
    assert (await world.post(path, {"week": "2026-W28"}, who=member, role=Role.MEMBER, **key)).json()["changed"]
    again = await world.post(path, {"week": "2026-W28"}, who=member, role=Role.MEMBER, **key)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    other = await world.post(path, {"week": "2026-W27"}, who=member, role=Role.MEMBER, **key)
    assert_problem(other, 422, "idempotency-key-reused")


async def test_only_members_and_admins_see_how_often_a_group_met(world: World) -> None:
    group, other = await world.trios()
    member, stranger = group["members"][0]["person"], other["members"][0]["person"]
    await world.report(group, week="2026-W28")
    await world.service.caught_up()
    path = f"/groups/{group['id']}"
    inside = (await world.get(path, who=member, role=Role.MEMBER)).json()
    assert (inside["meetings"], inside["last_week"], inside["weeks"]) == (1, "2026-W28", ["2026-W28"])
    outside = (await world.get(path, who=stranger, role=Role.MEMBER)).json()
    assert (outside["meetings"], outside["last_week"], outside["weeks"]) == (None, None, None)
    assert (await world.get(path)).json()["meetings"] == 1


async def test_bad_reports(world: World) -> None:
    group, other = await world.trios()
    outsider = other["members"][0]["person"]
    assert_problem(await world.report(group, outsider, week="2026-W28"), 403, "forbidden", "member")
    # An admin acts as himself only, too.
    as_admin = await world.post(f"/groups/{group['id']}/meetings", {"week": "2026-W28"})
    assert_problem(as_admin, 403, "forbidden")
    assert_problem(await world.report(group, week="2026-W29"), 422, "invalid", "future")
    assert_problem(await world.report(group, held_on="2026-07-10"), 422, "invalid", "future")
    assert_problem(await world.report(group, week="2026-W20"), 422, "invalid", "too long ago")
    assert_problem(await world.report(group, week="2026-W27"), 409, "wrong-state", "did not exist yet")
    assert_problem(await world.report(group, week="week 28"), 422, "invalid", "2026-W28")
    assert_problem(await world.report(group), 422, "invalid-body")
    assert_problem(await world.report(group, week="2026-W28", held_on="2026-07-08"), 422, "invalid-body")
    assert_problem(await world.report(group, held_on="yesterday"), 422, "invalid-body")
    assert_problem(await world.report(group, week="2026-W28", who_came="x"), 422, "invalid-body")
    assert await world.service.events(MeetingHeld) == []


async def test_an_ended_groups_last_weeks_may_be_reported_for_fourteen_days(world: World) -> None:
    group, _ = await world.trios()
    await world.okr.plan("2026-Q3")
    await world.service.caught_up()
    end = START + timedelta(days=90)
    drawn = await world.service.pairing.rotations.draft("2026-Q3", order())
    await world.service.pairing.rotations.confirm(drawn.rotation, order())
    await world.service.caught_up()
    await world.service.pairing.forming.form(drawn.rotation, end, order())
    world.clock[0] = end + timedelta(days=14)
    assert (await world.report(group, held_on=str(end.date()))).json()["changed"]
    after = await world.report(group, held_on=str(end.date() + timedelta(days=7)))
    assert_problem(after, 409, "wrong-state", "existed no more")
    world.clock[0] = end + timedelta(days=30)
    assert_problem(await world.report(group, held_on=str(end.date())), 422, "invalid", "too long ago")


async def test_what_is_not_there(world: World) -> None:
    unknown = person_id("nobody")
    for path in (f"/rotations/{unknown}", "/rotations/R-1", f"/groups/{unknown}", "/groups/G-1"):
        assert_problem(await world.get(path), 404, "not-found")
    assert_problem(await world.post(f"/rotations/{unknown}/confirm"), 404, "not-found")
    assert_problem(await world.post("/rotations/R-7/discard"), 404, "not-found")
    meeting = await world.post(f"/groups/{unknown}/meetings", {"week": "2026-W28"})
    assert_problem(meeting, 404, "not-found")
    assert_problem(await world.post("/rotations", {"after": "1999-Q1"}), 404, "not-found", "1999-Q1")
    assert (await world.get("/groups/a.b")).status_code == 422
    assert (await world.get("/rotations?after=nonsense")).status_code == 400


async def test_nobody_to_draw(world: World) -> None:
    await world.okr.company(1, 0, 0)
    await world.okr.plan("2026-Q2")
    await world.service.caught_up()
    assert_problem(await world.post("/rotations", {"after": "2026-Q2"}), 409, "wrong-state", "two people")


async def test_who_may_do_what(world: World) -> None:
    assert (await world.client.get("/groups")).status_code == 401
    for role in (Role.MEMBER, Role.AUDITOR, Role.SERVICE):
        assert_problem(await world.post("/rotations", {"after": "q"}, role=role), 403, "not-allowed")
        assert (await world.post("/rotations/R-1/confirm", role=role)).status_code == 403
        assert (await world.post("/rotations/R-1/discard", role=role)).status_code == 403
        assert (await world.call("PUT", "/programme", {}, role=role)).status_code == 403
        assert (await world.get("/groups", role=role)).status_code == 200
    assert (await world.post("/groups/G-1/meetings", {"week": "2026-W28"}, role=Role.AUDITOR)).status_code == 403


async def test_bad_bodies(world: World) -> None:
    assert_problem(await world.post("/rotations", {}), 422, "invalid-body")
    assert_problem(await world.post("/rotations", {"after": 7}), 422, "invalid-body")
    assert_problem(await world.post("/rotations", {"after": "q", "extra": 1}), 422, "invalid-body")
    token = world.issuer.issue("boss", Role.ADMIN, 24, START)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    assert_problem(await world.client.post("/rotations", content=b"{", headers=headers), 400, "invalid-json")
    large = await world.post("/rotations", {"after": "x" * 40_000})
    assert_problem(large, 413, "body-too-large")


async def test_two_who_report_at_once_agree(world: World) -> None:
    group, _ = await world.trios()
    people = [member["person"] for member in group["members"]]
    answers = await asyncio.gather(*(world.report(group, person, week="2026-W28") for person in people))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(await world.service.events(MeetingHeld)) == 1


async def test_it_is_ready_and_says_when_not(world: World) -> None:
    async with world.service.reacting():
        ready = (await world.client.get("/readyz")).json()
        assert {check["name"] for check in ready["checks"]} == {"projection", "log", "rotation", "reactions"}
        assert ready["ready"], ready
    document = (await world.client.get("/openapi.json")).json()
    assert "/groups/{group}/meetings" in document["paths"]


async def test_groups_of_a_former_system_are_taken_over_once(world: World) -> None:
    await world.okr.company(2, 2, 2)
    members = [person_id("sales0"), person_id("cs0")]
    take, day = world.service.pairing.taking_over.group, START.date()
    span = {"label": "2026-Q2", "formed_on": day - timedelta(days=90), "dissolved_on": day}
    ident, written = await take("csv", "g01", members, order(), **span)  # type: ignore[arg-type]
    assert written == 2
    assert await take("csv", "g01", members, order(), **span) == (ident, 0)  # type: ignore[arg-type]
    with pytest.raises(KeyReused):
        await take("csv", "g01", [*members, person_id("dev0")], order(), **span)  # type: ignore[arg-type]
    for week, events in (("2026-W20", 1), ("2026-W20", 0)):
        assert len((await world.service.pairing.taking_over.meeting(ident, week, order())).events) == events
    (event,) = await world.service.events(GroupFormed)
    assert event.time.date() == day - timedelta(days=90)
    await world.okr.plan("2026-Q2")
    await world.service.caught_up()
    # Who was together there is not put together again.
    drawn = await world.service.pairing.rotations.draft("2026-Q2", order())
    await world.service.caught_up()
    proposed = (await world.get(f"/rotations/{drawn.rotation}")).json()["proposed"]
    assert not any(set(members) <= {member["person"] for member in group["members"]} for group in proposed)
