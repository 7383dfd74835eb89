"""Role models on a real server: offer, seek, draw, confirm, end; who is told what; what the log doesn't tell."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.pairing.clock import pairing_rules
from services.pairing.http import pairing_app
from services.pairing.role_models.handlers_seekers import Sought
from services.pairing.role_models.handlers_terms import Couple
from services.pairing.role_models.measures import measures
from shared.clock import clock_of
from shared.events import (
    Forbidden,
    Invalid,
    NotFound,
    PlacementsProposed,
    RoleModelOffered,
    SeekerJoined,
    TermConfirmed,
    TermDrafted,
    TermEnded,
    WrongState,
    encode,
)
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.server.errors import SubscriberRefused
from shared.server.subscribers import add
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Service, okr_of, order, person_id, service_of

BEGINS, ENDS = date(2026, 8, 1), date(2027, 2, 1)
MENTOR, OTHER = person_id("cs0"), person_id("cs1")
SEEKERS = [person_id(f"dev{number}") for number in range(6)]


@pytest.fixture
async def service(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Service]:
    async with (
        okr_of(nats_server) as okr,
        service_of(nats_server, tmp_path / "pairing.sqlite", time_zone="Asia/Tokyo") as running,
    ):
        await okr.company(1, 2, 6)
        await running.caught_up()
        yield running


async def offered(service: Service) -> None:
    """Two role models: one for two seekers who knows of going abroad, one for four who knows of leading."""
    seeking = service.pairing.seeking
    await seeking.offer(MENTOR, MENTOR, order(MENTOR), capacity=2, topics=["Abroad"])
    await seeking.offer(OTHER, OTHER, order(OTHER), capacity=4, topics=["leading", "育休"])
    await service.caught_up()


async def sought(service: Service) -> None:
    """Three wish for the first one, three for something that the second one knows."""
    seeking = service.pairing.seeking
    for person in SEEKERS[:3]:
        await seeking.seek(person, person, order(person), wishes=[MENTOR, OTHER])
    for person in SEEKERS[3:]:
        await seeking.seek(person, person, order(person), wishes=[OTHER], topics=["Leading"])
    await service.caught_up()


async def confirmed(service: Service) -> None:
    await offered(service)
    await sought(service)
    await service.pairing.terms.draft("2026-H2", BEGINS, ENDS, order())
    await service.pairing.terms.confirm("2026-H2", order())
    await service.caught_up()


def couples(service: Service, by: str, *, admin: bool = False) -> list[Couple]:
    terms = service.pairing.terms
    return terms.couples(terms.of("2026-H2", admin=admin), by, admin=admin)


def ids(found: list[Couple]) -> set[tuple[str, str | None]]:
    return {(one.seeker["person"], one.role_model["person"] if one.role_model else None) for one in found}


async def test_from_offers_to_the_end_of_a_term(service: Service) -> None:
    await confirmed(service)
    everybody = couples(service, "boss", admin=True)
    got = dict(ids(everybody))
    assert sorted(got) == sorted(SEEKERS)
    assert list(got.values()).count(MENTOR) == 2
    assert list(got.values()).count(OTHER) == 4
    (drafted,) = await service.events(TermDrafted)
    assert (drafted.data.placed, drafted.data.blocking, drafted.data.proved) == (6, 0, True)
    assert (drafted.data.total_rank, drafted.data.least_total_rank) == (7, 7)
    told = measures(service.pairing.terms.of("2026-H2"))
    assert (told.seekers, told.placed, told.mean_rank, told.first_wish_share) == (6, 6, Decimal("1.17"), 83)

    ticker = clock_of(service.pairing.runtime, pairing_rules(service.pairing), now=lambda: service.now)
    # The last day ends in Tokyo at 15:00 UTC.
    service.now = datetime(2027, 1, 31, 14, 59, tzinfo=UTC)
    await ticker.tick()
    assert await service.events(TermEnded) == []
    service.now = datetime(2027, 2, 3, tzinfo=UTC)
    for _ in range(2):
        await ticker.tick()
        await service.caught_up()
    (ended,) = await service.events(TermEnded)
    assert (ended.data.on, ended.actor) == (ENDS, "system:term-ends")
    assert ended.time == datetime(2027, 1, 31, 15, tzinfo=UTC)


async def test_each_is_told_what_he_is_part_of_and_nothing_before_it_holds(service: Service) -> None:
    await offered(service)
    await sought(service)
    terms = service.pairing.terms
    await terms.draft("2026-H2", BEGINS, ENDS, order())
    await service.caught_up()
    assert terms.every() == []
    with pytest.raises(NotFound, match="no term 2026-H2"):
        terms.of("2026-H2")
    await terms.confirm("2026-H2", order())
    await service.caught_up()
    everybody = ids(couples(service, "boss", admin=True))
    for seeker in SEEKERS:
        (own,) = couples(service, seeker)
        assert (own.seeker["person"], own.rank is not None) == (seeker, True)
    mine = couples(service, MENTOR)
    assert ids(mine) == {(seeker, model) for seeker, model in everybody if model == MENTOR}
    assert all(one.rank is None for one in mine), "how much he was wished for is the seeker's business"
    assert couples(service, person_id("sales0")) == []


async def test_a_draft_that_was_left_behind_is_not_confirmed(service: Service) -> None:
    await offered(service)
    await sought(service)
    terms, seeking = service.pairing.terms, service.pairing.seeking
    await terms.draft("2026-H2", BEGINS, ENDS, order())
    assert not (await terms.draft("2026-H2", BEGINS, ENDS, order())).events, "nothing has changed"
    changes = (
        lambda: seeking.stop(SEEKERS[0], SEEKERS[0], order()),
        lambda: seeking.offer(MENTOR, MENTOR, order(), capacity=1, topics=["abroad"]),
        lambda: service.pairing.exclusions.keep_apart(SEEKERS[1], MENTOR, SEEKERS[1], order()),
    )
    for change in changes:
        assert (await change()).events
        with pytest.raises(WrongState, match="have changed since 2026-H2 was drawn; draw it again"):
            await terms.confirm("2026-H2", order())
        assert (await terms.draft("2026-H2", BEGINS, ENDS, order())).events
    assert (await terms.confirm("2026-H2", order())).events
    await service.caught_up()
    assert (SEEKERS[1], MENTOR) not in ids(couples(service, "boss", admin=True)), "kept apart, whatever he wishes"
    assert len(await service.events(TermConfirmed)) == 1


async def test_least_total_rank_and_a_second_term_at_the_same_time(service: Service) -> None:
    await offered(service)
    await sought(service)
    terms = service.pairing.terms
    await terms.draft("2026-H2", BEGINS, ENDS, order(), method="least-rank")
    await terms.confirm("2026-H2", order())
    await service.caught_up()
    (drafted,) = await service.events(TermDrafted)
    assert drafted.data.total_rank == drafted.data.least_total_rank
    with pytest.raises(WrongState, match="the term 2026-H2 runs from 2026-08-01 to 2027-02-01; end it first"):
        await terms.draft("second", date(2026, 9, 1), date(2026, 10, 1), order())
    assert (await terms.draft("second", ENDS, date(2027, 8, 1), order())).events
    assert (await terms.end("2026-H2", START.date(), order())).events
    assert (await terms.draft("third", date(2026, 9, 1), date(2026, 10, 1), order())).events
    assert (await terms.discard("third", order())).events


async def test_who_leaves_is_drawn_no_more_and_nobody_gets_who_withdrew(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    async with okr_of(nats_server) as okr, service_of(nats_server, tmp_path / "pairing.sqlite") as service:
        await okr.company(1, 2, 6)
        await service.caught_up()
        await offered(service)
        await sought(service)
        await okr.leave("dev0")
        await service.pairing.seeking.withdraw(MENTOR, MENTOR, order())
        await service.pairing.terms.draft("2026-H2", BEGINS, ENDS, order())
        await service.caught_up()
        got = dict(ids(couples(service, "boss", admin=True)))
        assert sorted(got) == sorted(SEEKERS[1:])
        assert [got[seeker] for seeker in SEEKERS[3:]] == [OTHER] * 3, "what they seek is what he knows"
        assert {got[seeker] for seeker in SEEKERS[1:3]} == {OTHER, None}, "he had one place left"
        assert await service.pairing.seeking.of(SEEKERS[1], SEEKERS[1]) == Sought((MENTOR, OTHER), (), 0)


async def test_bad_input(service: Service) -> None:
    terms, seeking = service.pairing.terms, service.pairing.seeking
    with pytest.raises(WrongState, match="nobody has offered"):
        await terms.draft("2026-H2", BEGINS, ENDS, order())
    await offered(service)
    with pytest.raises(WrongState, match="nobody seeks"):
        await terms.draft("2026-H2", BEGINS, ENDS, order())
    her = SEEKERS[0]
    for attempt, refusal, says in (
        (seeking.offer(MENTOR, MENTOR, order(), capacity=0), Invalid, "from 1 to 50 places"),
        (seeking.offer(MENTOR, her, order(), capacity=1), Forbidden, "only the person or an admin"),
        (seeking.offer("P-99", "boss", order(), capacity=1, admin=True), NotFound, "nobody P-99"),
        (seeking.withdraw(MENTOR, her, order()), Forbidden, "only the person"),
        (seeking.seek(MENTOR, MENTOR, order(), wishes=[MENTOR]), Invalid, "his own role model"),
        (seeking.seek(her, her, order(), wishes=["P-99"]), NotFound, "nobody P-99"),
        (seeking.seek(her, her, order(), wishes=["P-1"]), Invalid, "P-1 doesn't offer to be a role model"),
        (seeking.seek(her, her, order(), wishes=["P-2", MENTOR]), Invalid, "wished for twice"),
        (seeking.seek(her, her, order(), wishes=[MENTOR] * 21), Invalid, "21 wishes are too many"),
        (seeking.seek(her, MENTOR, order(), wishes=[MENTOR]), Forbidden, "only the person"),
        (seeking.stop(her, MENTOR, order()), Forbidden, "only the person"),
        (seeking.of(her, MENTOR), Forbidden, "only the person"),
        (terms.confirm("never", order()), NotFound, "no such term"),
        (terms.discard("never", order()), NotFound, "no such term"),
        (terms.end("never", ENDS, order()), NotFound, "no such term"),
    ):
        with pytest.raises(refusal, match=says):
            await attempt
    assert await service.events(SeekerJoined) == [], "nothing half done"


async def test_the_log_tells_neither_who_seeks_nor_whom_nor_what(service: Service) -> None:
    await confirmed(service)
    drafted, confirmation = (await service.events(TermDrafted))[0], (await service.events(TermConfirmed))[0]
    proposed = await service.events(PlacementsProposed)
    joined = await service.events(SeekerJoined)
    assert len(joined) == 6
    for event in (*joined, *proposed, drafted, confirmation):
        assert event.aggregate.startswith("private/")
        said = encode(event).decode()
        assert not any(person in said for person in (*SEEKERS, MENTOR, OTHER)), said
        assert "eading" not in said
    for event in joined:
        assert event.actor == event.aggregate.removeprefix("private/")
        assert event.traceparent is None
    # What is known of seekers leads to no placement.
    ids_of_seekers = {event.aggregate_id for event in joined} | {wish for event in joined for wish in event.data.wishes}
    named = {name for event in proposed for one in event.data.placements for name in (one.seeker, one.role_model)}
    assert not ids_of_seekers & named
    for event in await service.events(RoleModelOffered):
        assert "eading" not in encode(event).decode(), "what somebody has been through is sealed"
    assert [(one.name, one.topics) for one in await service.pairing.seeking.offers()] == [
        ("cs0", ("Abroad",)),
        ("cs1", ("leading", "育休")),
    ]


@pytest.mark.parametrize("wanted", ["pairing.private.seeker.*", "pairing.private.term.*", "pairing.*.term.*"])
async def test_no_subscriber_can_have_a_filter_that_covers_it(nats_server: NatsServer, wanted: str) -> None:
    with pytest.raises(SubscriberRefused, match="no subscriber may read"):
        await add(nats_server.layout, nats_server.server, "curious", (wanted,))


async def test_over_http(service: Service) -> None:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    transport = httpx.ASGITransport(app=pairing_app(service.pairing, issuer, now=lambda: service.now))
    async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test/role-models") as client:

        async def call(method: str, path: str, who: str, body: Any = None, role: Role = Role.MEMBER) -> httpx.Response:
            await service.caught_up()
            bearer = {"Authorization": f"Bearer {issuer.issue(who, role, 24, service.now)}"}
            return await client.request(method, path, headers=bearer, json=body)

        async def admin(method: str, path: str, body: Any = None) -> httpx.Response:
            return await call(method, path, "boss", body, Role.ADMIN)

        offer = await call("PUT", f"/offers/{MENTOR}", MENTOR, {"capacity": 2, "topics": ["abroad"]})
        assert (offer.status_code, offer.json()["changed"]) == (200, True), offer.text
        listed = (await call("GET", "/offers", SEEKERS[0])).json()["items"]
        assert listed == [
            {"person": MENTOR, "code": "P-2", "name": "cs0", "capacity": 2, "topics": ["abroad"]},
        ]
        for person in SEEKERS[:3]:
            answer = await call("PUT", f"/seekers/{person}", person, {"wishes": ["P-2"], "topics": ["Abroad", "golf"]})
            assert answer.status_code == 200, answer.text
            assert person not in answer.text
        seen = {"seeks": True, "wishes": [MENTOR], "topics": ["abroad"], "unknown": 1}
        assert (await call("GET", f"/seekers/{SEEKERS[0]}", SEEKERS[0])).json() == seen
        assert (await admin("GET", f"/seekers/{SEEKERS[0]}")).json() == seen
        assert (await admin("GET", f"/seekers/{SEEKERS[5]}")).json()["seeks"] is False

        term = {"label": "2026-H2", "begins": "2026-08-01", "ends": "2027-02-01"}
        assert (await call("POST", "/terms", MENTOR, term)).status_code == 403
        drawn = await admin("POST", "/terms", term)
        assert drawn.status_code == 201, drawn.text
        assert (await call("GET", "/terms/2026-H2", MENTOR)).status_code == 404
        shown = (await admin("GET", "/terms/2026-H2")).json()
        assert (shown["stage"], shown["certificate"]["placed"], shown["certificate"]["blocking"]) == ("drafted", 2, 0)
        assert [one["because"] for one in shown["couples"]].count("full") == 1
        stale = await call("PUT", f"/seekers/{SEEKERS[3]}", SEEKERS[3], {"wishes": ["P-2"]})
        assert stale.status_code == 200
        refused = await admin("POST", "/terms/2026-H2/confirm")
        assert (refused.status_code, "draw it again" in refused.text) == (409, True)
        assert (await admin("POST", "/terms", term | {"method": "least-rank"})).status_code == 201
        assert (await admin("POST", "/terms/2026-H2/confirm")).status_code == 200
        mine = (await call("GET", "/terms/2026-H2", MENTOR)).json()
        assert (len(mine["couples"]), mine["certificate"]) == (2, None)
        assert (await call("GET", "/terms", MENTOR)).json()["items"][0]["label"] == "2026-H2"
        told = (await call("GET", "/terms/2026-H2/measures", MENTOR)).json()
        assert told == {"role_models": 1, "places": 2} | dict.fromkeys(
            ("seekers", "placed", "mean_rank", "least_mean_rank", "first_wish_share")
        ), "four people seek"
        for method, path, body, status in (
            ("PUT", f"/offers/{MENTOR}", {"capacity": 0}, 422),
            ("PUT", f"/offers/{OTHER}", {"capacity": 1, "topics": ["x" * 61]}, 422),
            ("PUT", f"/seekers/{MENTOR}", {"wishes": [MENTOR]}, 422),
            ("PUT", f"/seekers/{MENTOR}", {"reason": "a crisis"}, 422),
            ("POST", "/terms", term | {"label": "x", "ends": "2026-08-01"}, 422),
            ("POST", "/terms", term | {"method": "by lot"}, 422),
            ("POST", "/terms/2026-H2/discard", None, 409),
            ("GET", "/terms/never", None, 404),
        ):
            assert (await admin(method, path, body)).status_code == status, path
        for method, path in (("GET", f"/seekers/{MENTOR}"), ("DELETE", f"/offers/{MENTOR}")):
            assert (await call(method, path, SEEKERS[0])).status_code == 403
            assert (await call(method, path, "hr-program", role=Role.SERVICE)).status_code == 403
        assert (await admin("POST", "/terms/2026-H2/end")).json()["changed"] is True
        assert (await call("DELETE", f"/offers/{MENTOR}", MENTOR)).json()["changed"] is True
        assert (await call("DELETE", f"/seekers/{SEEKERS[0]}", SEEKERS[0])).json()["changed"] is True
        ended = (await call("GET", "/terms/2026-H2", MENTOR)).json()
        assert (ended["ended_on"], len(ended["couples"])) == ("2026-07-09", 2)
        assert json.dumps(ended).count(MENTOR) == 2
