"""Exclusions and choices on a real server and over HTTP: heeded by every draw, and told to nobody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.pairing.http import pairing_app
from services.pairing.members.domain import Wishes
from services.pairing.programmes.domain import ConfigureProgramme
from services.pairing.rotations.views import proposals
from services.pairing.service import NoGroupsPossible
from shared.events import (
    Event,
    ExclusionLifted,
    ExclusionSet,
    Forbidden,
    Invalid,
    MemberOptedOut,
    MemberUnplaced,
    NotFound,
    RotationDrafted,
    RotationNotDrawn,
    WishesStated,
)
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, person_id, service_of

Call = Callable[..., Awaitable[httpx.Response]]

ANN, BOB, CY = person_id("ann"), person_id("bob"), person_id("cy")


@pytest.fixture
async def okr(nats_server: NatsServer) -> AsyncIterator[Okr]:
    async with okr_of(nats_server) as publisher:
        yield publisher


@pytest.fixture
async def service(nats_server: NatsServer, okr: Okr, tmp_path: Path) -> AsyncIterator[Service]:
    """Ann leads Bob and Cy, of two teams, each in a function of his own; Dee, Eve and Fay are led by nobody."""
    async with service_of(nats_server, tmp_path / "pairing.sqlite", wait_for_seconds=2) as running:
        await okr.join("ann", "Sales", team="north")
        await okr.join("bob", "CS", manager="ann", team="north")
        await okr.join("cy", "Dev", manager="ann", team="south")
        for name, function in (("dee", "Sales"), ("eve", "CS"), ("fay", "Dev")):
            await okr.join(name, function)
        await okr.plan("2026-Q2")
        await running.caught_up()
        yield running


@pytest.fixture
async def call(service: Service) -> AsyncIterator[Call]:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    app = pairing_app(service.pairing, issuer, now=lambda: START)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://pairing.test") as client:

        async def called(
            method: str, path: str, body: Any = None, *, who: str = "boss", role: Role = Role.ADMIN
        ) -> httpx.Response:
            await service.caught_up()
            headers = {"Authorization": f"Bearer {issuer.issue(who, role, 24, START)}"}
            return await client.request(method, path, headers=headers, **({"json": body} if body is not None else {}))

        yield called


async def together(service: Service, one: str, other: str) -> bool:
    """Whether the two are in one group of a draw, which is discarded."""
    drafted = await service.pairing.rotations.draft("2026-Q2", order())
    await service.caught_up()
    with service.store.read() as connection:
        rows = proposals.of_rotation(connection, drafted.rotation)
    await service.pairing.rotations.discard(drafted.rotation, order())
    return any({one, other} <= set(row["members"]) for row in rows)


async def test_manager_and_report_are_apart_unless_the_programme_says_otherwise(service: Service) -> None:
    prepared = await service.pairing.rotations.prepared_now(START.date())
    found = {(each.one, each.other): each.why for each in prepared.apart}
    assert found == {tuple(sorted(pair)): "manager and report" for pair in ((ANN, BOB), (ANN, CY))}
    assert not await together(service, ANN, BOB)
    teams = ConfigureProgramme(
        "Buddies", ("sales", "cs", "dev"), 3, "automatic", managers_apart=False, teams_apart=True
    )
    await service.pairing.programmes.configure(teams, order())
    await service.caught_up()
    prepared = await service.pairing.rotations.prepared_now(START.date())
    assert prepared.apart == ()
    assert prepared.teams == {ANN: "north", BOB: "north", CY: "south"}
    assert not await together(service, ANN, BOB)


async def test_two_lists_know_nothing_of_each_other(service: Service) -> None:
    exclusions = service.pairing.exclusions
    assert (await exclusions.keep_apart(BOB, CY, BOB, order(BOB))).events
    assert not (await exclusions.keep_apart(BOB, "P-3", BOB, order(BOB))).events
    # Cy sees nothing of it, can't lift it, and his own list is another one.
    await service.caught_up()
    assert await exclusions.of(CY, CY) == []
    assert not (await exclusions.lift(CY, BOB, CY, order(CY))).events
    assert (await exclusions.keep_apart(CY, BOB, CY, order(CY))).events
    assert (await exclusions.lift(BOB, CY, BOB, order(BOB))).events
    await service.caught_up()
    assert await exclusions.of(BOB, BOB) == []
    assert await exclusions.of(CY, CY) == [BOB]
    assert not await together(service, BOB, CY)
    # An organiser learns of neither, and takes nothing off: the organisers' list is another one again.
    assert await exclusions.every() == await exclusions.of(BOB, "boss", admin=True) == []
    assert not (await exclusions.lift(BOB, CY, "boss", order(), admin=True)).events
    assert (await exclusions.keep_apart(BOB, CY, "boss", order(), admin=True)).events
    await service.caught_up()
    assert await exclusions.every() == [tuple(sorted((BOB, CY)))]
    assert await exclusions.of(CY, "boss", admin=True) == [BOB]
    assert (await exclusions.lift(CY, BOB, "boss", order(), admin=True)).events
    await service.caught_up()
    assert await exclusions.every() == []
    assert not await together(service, BOB, CY)
    assert await exclusions.of(CY, CY) == [BOB]


async def test_who_may_do_what(service: Service) -> None:
    exclusions, choices = service.pairing.exclusions, service.pairing.choices
    for refused in (
        exclusions.keep_apart(BOB, CY, ANN, order(ANN)),
        exclusions.lift(BOB, CY, ANN, order(ANN)),
        exclusions.of(BOB, ANN),
        choices.opt_out(BOB, ANN, order(ANN)),
        choices.opt_in(BOB, ANN, order(ANN)),
        choices.wish(BOB, Wishes(), ANN, order(ANN)),
        choices.of(BOB, ANN),
    ):
        with pytest.raises(Forbidden, match="only the person"):
            await refused
    with pytest.raises(Invalid, match="name two people"):
        await exclusions.keep_apart(BOB, "P-2", BOB, order(BOB))
    with pytest.raises(NotFound, match="nobody P-99"):
        await exclusions.keep_apart(BOB, "P-99", BOB, order(BOB))


async def test_the_log_tells_neither_who_nor_whose_nor_that_two_things_are_one_person_s(service: Service) -> None:
    await service.pairing.exclusions.keep_apart(BOB, CY, BOB, order(BOB, key="mine"))
    await service.pairing.exclusions.lift(BOB, CY, BOB, order(BOB, key="no more"))
    await service.pairing.choices.opt_out(BOB, BOB, order(BOB, key="out"))
    await service.pairing.choices.wish(BOB, Wishes((0, 540), "Tokyo", ("ja",)), BOB, order(BOB, key="wish"))
    kinds: tuple[type[Event], ...] = (ExclusionSet, ExclusionLifted, MemberOptedOut, WishesStated)
    told = [event for kind in kinds for event in await service.events(kind)]
    assert len(told) == 4
    for event in told:
        said = json.dumps([event.actor, event.aggregate, event.id, event.correlation, event.causation, str(event.data)])
        assert not any(person in said for person in (ANN, BOB, CY))
        assert event.aggregate.startswith("private/")
        assert event.traceparent is None
    digests = {told[0].data.one, told[0].data.other}
    names = {event.aggregate_id for event in told[1:]} | digests
    assert len(names) == 5, "an exclusion, its two people, an opting out and wishes: nothing leads from one to another"


async def test_choices_are_heeded(service: Service) -> None:
    choices = service.pairing.choices
    await choices.opt_out(BOB, BOB, order(BOB))
    await choices.wish(CY, Wishes((0, 540), "Tokyo", ("ja",)), CY, order(CY))
    await service.caught_up()
    assert await choices.of(BOB, BOB) == (True, Wishes())
    assert await choices.of(CY, CY) == (False, Wishes((0, 540), "Tokyo", ("ja",)))
    prepared = await service.pairing.rotations.prepared_now(START.date())
    assert (prepared.here, len(prepared.members)) == (6, 5)
    (member,) = [member for member in prepared.members if member.id == CY]
    assert (member.hours, member.office, member.languages) == ((0, 540), "Tokyo", ("ja",))
    await choices.opt_in(BOB, BOB, order(BOB))
    await service.caught_up()
    assert len((await service.pairing.rotations.prepared_now(START.date())).members) == 6


async def test_exclusions_that_leave_somebody_alone(service: Service, call: Call) -> None:
    for other in ("P-4", "P-5", "P-6", "P-2", "P-3"):
        await service.pairing.exclusions.keep_apart("P-1", other, "boss", order(), admin=True)
    with pytest.raises(NoGroupsPossible) as refused:
        await service.pairing.rotations.draft("2026-Q2", order())
    assert "P-1" not in str(refused.value), "the service's own log names nobody"
    answer = await call("POST", "/rotations", {"after": "2026-Q2"})
    assert answer.status_code == 409
    assert "P-1 and P-4 (to be kept apart)" in answer.json()["detail"]
    assert await service.rotations() == []


async def test_who_puts_all_others_on_his_own_list_stays_out_alone(service: Service, call: Call, okr: Okr) -> None:
    dee, everybody = person_id("dee"), [person_id(name) for name in ("ann", "bob", "cy", "dee", "eve", "fay")]
    for other in everybody:
        if other != dee:
            await service.pairing.exclusions.keep_apart(dee, other, dee, order(dee))
    async with service.reacting():
        await okr.end("2026-Q2")
        await service.until_handled()
    (rotation,) = await service.rotations()
    seated = {person for group in await service.groups(current=True) for person in group["members"]}
    assert seated == set(everybody) - {dee}
    # He himself is told so, with what he can do.
    member = {"role": Role.MEMBER}
    (notice,) = (await call("GET", "/notices", who=dee, **member)).json()["items"]
    assert (notice["kind"], notice["week"], notice["group"]) == ("unplaced", "2026-Q3", None)
    assert notice["says"].startswith("The draw for 2026-Q3 has no place for you. ")
    assert "make it shorter" in notice["says"]
    assert "or sit out" in notice["says"]
    # Nobody else is, and no record that a subscriber could hear says who it was, or that there was anybody.
    assert (await call("GET", "/notices", who=BOB, **member)).json() == {"items": []}
    assert (await call("GET", "/notices")).json() == {"items": []}
    (told,) = await service.events(MemberUnplaced)
    assert told.aggregate.startswith("private/unplaced/")
    (drafted,) = await service.events(RotationDrafted)
    assert dee not in str(told) + str(drafted)
    assert drafted.data.unplaced == ()
    shown = (await call("GET", f"/rotations/{rotation['rotation']}", who=BOB, **member)).json()
    assert (shown["stale"], shown["absent"], shown["pinned"], shown["forbidden"]) == (None, None, None, None)


async def test_a_draw_that_fails_is_told_to_whoever_organises(service: Service, call: Call, okr: Okr) -> None:
    pairs = [("P-1", other) for other in ("P-2", "P-3", "P-4", "P-5", "P-6")]
    for one, other in pairs:
        await service.pairing.exclusions.keep_apart(one, other, "boss", order(), admin=True)
    async with service.reacting():
        for label in ("2026-Q2", "2026-Q2"):
            await okr.end(label)
        await service.until_handled()
    assert await service.rotations() == []
    (failed,) = await service.events(RotationNotDrawn)
    assert (failed.data.label, failed.data.because) == ("2026-Q3", "clash")
    (check,) = [each for each in (await call("GET", "/readyz")).json()["checks"] if each["name"] == "rotation"]
    assert check["ok"], "it keeps nobody from being served"
    assert check["reason"].startswith("No buddy groups could be drawn for 2026-Q3, so the former ones go on; ")
    (notice,) = (await call("GET", "/notices")).json()["items"]
    assert (notice["kind"], notice["says"]) == ("not-drawn", check["reason"])
    assert (await call("GET", "/notices", who=BOB, role=Role.MEMBER)).json() == {"items": []}
    # An organiser gives one up and draws: nothing is left to be told.
    await service.pairing.exclusions.lift(*pairs[0], "boss", order(), admin=True)
    assert (await call("POST", "/rotations", {"after": "2026-Q2"})).status_code == 201
    assert (await call("GET", "/notices")).json() == {"items": []}
    assert await service.pairing.context.not_drawn() is None


async def test_a_swap_or_a_pin_tells_not_whose_list_it_is_on(service: Service, call: Call) -> None:
    eve, fay, dee = person_id("eve"), person_id("fay"), person_id("dee")
    path = (await call("POST", "/rotations", {"after": "2026-Q2", "pins": [["P-4", "P-5"]]})).headers["location"]
    await service.pairing.exclusions.keep_apart(fay, eve, fay, order(fay))
    await service.pairing.choices.opt_out(dee, dee, order(dee))
    for pins, words in (
        ([["P-5", "P-6"]], "P-5 and P-6 can't all be in one group"),
        ([["P-4", "P-2"]], "P-4 can't be"),
    ):
        refused = await call("POST", f"{path}/again", {"pins": pins, "anew": True})
        assert (refused.status_code, words in refused.json()["detail"]) == (422, True), refused.text
    again = await call("POST", f"{path}/again", {})
    assert again.status_code == 201, "what was pinned of who is there no more is asked no more"


async def test_over_http(service: Service, call: Call) -> None:
    member = {"role": Role.MEMBER}
    assert (await call("PUT", f"/pool/{BOB}/exclusions/P-3", who=BOB, **member)).json()["changed"]
    assert (await call("GET", f"/pool/{BOB}/exclusions", who=BOB, **member)).json() == {"apart_from": [CY]}
    assert (await call("GET", f"/pool/{CY}/exclusions", who=CY, **member)).json() == {"apart_from": []}
    assert (await call("GET", f"/pool/{BOB}/exclusions", who=CY, **member)).status_code == 403
    assert (await call("GET", "/exclusions", who=BOB, **member)).status_code == 403
    assert (await call("GET", "/exclusions")).json() == {"pairs": []}
    assert (await call("GET", f"/pool/{BOB}/exclusions")).json() == {"apart_from": []}
    assert not (await call("DELETE", f"/pool/{BOB}/exclusions/P-3")).json()["changed"]
    assert (await call("DELETE", f"/pool/{BOB}/exclusions/P-3", who=BOB, **member)).json()["changed"]
    assert (await call("PUT", f"/pool/{BOB}/exclusions/P-3")).json()["changed"]
    assert (await call("GET", "/exclusions")).json() == {"pairs": [sorted((BOB, CY))]}
    assert (await call("DELETE", f"/pool/{CY}/exclusions/P-2")).json()["changed"]
    assert (await call("PUT", f"/pool/{BOB}/exclusions/P-2", who=BOB, **member)).status_code == 422
    assert (await call("PUT", f"/pool/{BOB}/exclusions/P-99", who=BOB, **member)).status_code == 404
    wishes = {"hours": [0, 540], "office": "Tokyo", "languages": ["ja"]}
    assert (await call("PUT", f"/pool/{BOB}/wishes", wishes, who=BOB, **member)).json()["changed"]
    assert (await call("PUT", f"/pool/{BOB}/wishes", {"hours": [5, 5]}, who=BOB, **member)).status_code == 422
    assert (await call("PUT", f"/pool/{BOB}/opt-out", who=BOB, **member)).json()["changed"]
    shown = (await call("GET", f"/pool/{BOB}/choices", who=BOB, **member)).json()
    assert shown == {"opted_out": True, **wishes}
    assert (await call("DELETE", f"/pool/{BOB}/opt-out", who=BOB, **member)).json()["changed"]


async def test_a_draft_over_http(service: Service, call: Call, okr: Okr) -> None:
    bad = await call("POST", "/rotations", {"after": "2026-Q2", "pins": [["P-2", "P-98"]]})
    assert (bad.status_code, "nobody P-98" in bad.json()["detail"]) == (404, True)
    path = (await call("POST", "/rotations", {"after": "2026-Q2", "pins": [["P-2", "P-3"]]})).headers["location"]
    shown = (await call("GET", path)).json()
    assert (shown["least_repeats"], shown["optimal"], shown["run"], shown["stale"]) == (0, True, 1, False)
    assert shown["says"] == "nobody meets anybody again"
    assert {group["why"] for group in shown["proposed"]} == {"never met"}
    assert [bond["last"] for group in shown["proposed"] for bond in group["bonds"]] == [None] * 6
    swap = (await call("GET", f"{path}/swap?one=P-2&other=P-5")).json()
    assert (swap["repeats"], swap["cost"], swap["same_function"]) == (0, 0, False)
    broken = (await call("GET", f"{path}/swap?one=P-4&other=P-1")).json()
    assert {each["why"] for each in broken["breaks"]} == {"manager and report"}
    again = await call("POST", f"{path}/again", {"forbids": [["P-2", "P-4"]]})
    assert again.status_code == 201
    assert (await call("POST", f"{path}/again", {})).status_code == 409
    await okr.join("gus", "Dev")
    stale = await call("POST", f"{again.headers['location']}/confirm")
    assert (stale.status_code, "draw again" in stale.json()["detail"]) == (409, True)
    shown = (await call("GET", again.headers["location"])).json()
    assert (shown["stale"], shown["newcomers"], shown["forbidden"]) == (True, [person_id("gus")], 1)
    simulated = (await call("GET", "/simulation?quarters=2&churn=5")).json()
    assert [quarter["number"] for quarter in simulated["quarters"]] == [1, 2]
    assert (await call("GET", "/simulation?quarters=99")).status_code == 422
    people = {row["person"]: row["new"] for row in (await call("GET", "/pool")).json()["items"]}
    assert set(people.values()) == {False}, "before the first groups nobody is new"


async def test_programmes_over_http(call: Call) -> None:
    body = {"name": "Buddies", "functions": ["sales", "dev"], "approval": "organiser", "every_weeks": 4}
    assert (await call("PUT", "/programme", body | {"mismatch": "pairs", "wishes": ["office"]})).json()["changed"]
    shown = (await call("GET", "/programme")).json()
    assert (shown["every_weeks"], shown["mismatch"], shown["wishes"]) == (4, "pairs", ["office"])
    assert (shown["managers_apart"], shown["teams_apart"], shown["group_size"], shown["near"]) == (True, False, 3, 0)
    assert (await call("PUT", "/programme", body | {"near": 2})).json()["changed"]
    assert (await call("GET", "/programme")).json()["near"] == 2
    for wrong in (
        {"group_size": 5},
        {"group_size": 1},
        {"every_weeks": 0},
        {"near": -1},
        {"functions": ["ops"]},
        {"functions": [""]},
        {"wishes": ["office", "office"]},
        {"wishes": ["sports"]},
        {"mismatch": "none"},
    ):
        assert (await call("PUT", "/programme", body | wrong)).status_code == 422, wrong
