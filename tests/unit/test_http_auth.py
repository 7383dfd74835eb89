"""Who gets in: bearer tokens, the session cookie, roles, and the one-time link."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine

from shared.http import keeping
from shared.http.auth import COOKIE
from shared.http.origins import Origins
from shared.identity.records import of_subject, records
from shared.identity.roles import Role
from shared.identity.sign_in import SignInDesk, sign_ins
from shared.identity.tokens import TokenIssuer
from shared.projection.keep import keep_metadata
from tests.http_kit import Kit, make_kit
from tests.patience import PATIENCE


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    keep_metadata.create_all(engine, [sign_ins, records])
    yield engine
    engine.dispose()


@pytest.fixture
def kit() -> Kit:
    return make_kit()


async def refusal(kit: Kit, **headers: str) -> tuple[int, str, str]:
    async with kit.client() as client:
        answer = await client.get("/whoami", headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rsplit(":", 1)[1], answer.headers.get("www-authenticate", "")


async def test_a_token_says_who_one_is(kit: Kit) -> None:
    async with kit.as_member() as client:
        told = (await client.get("/whoami")).json()
    assert (told["subject"], told["role"]) == ("p-1", "member")
    assert told["expires"] == "2026-11-02T10:00:00Z"
    assert "check_in" in told["permissions"]
    assert "manage_quarters" not in told["permissions"]


async def test_no_token(kit: Kit) -> None:
    assert await refusal(kit) == (401, "no-token", "Bearer")
    assert await refusal(kit, Authorization="Basic abc") == (401, "no-token", "Bearer")
    assert await refusal(kit, Authorization="Bearer") == (401, "no-token", "Bearer")


async def test_an_expired_token(kit: Kit) -> None:
    token = kit.token(hours=1)
    kit.clock.forward(hours=1)
    answer = await refusal(kit, Authorization=f"Bearer {token}")
    assert answer == (401, "token-expired", 'Bearer error="invalid_token"')


async def test_a_forged_token(kit: Kit) -> None:
    forged = TokenIssuer(Ed25519PrivateKey.generate()).issue("p-1", Role.ADMIN, 1, kit.clock())
    assert (await refusal(kit, Authorization=f"Bearer {forged}"))[:2] == (401, "token-refused")
    assert (await refusal(kit, Cookie=f"{COOKIE}={forged}"))[:2] == (401, "token-refused")


async def test_the_role_must_do(kit: Kit) -> None:
    async with kit.client() as client:
        assert (await client.get("/log", headers=kit.bearer(Role.AUDITOR))).status_code == 200
        for role in (Role.MEMBER, Role.SERVICE):
            answer = await client.get("/log", headers=kit.bearer(role))
            assert answer.status_code == 403
            assert "read log" in answer.json()["detail"]
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers=kit.bearer(Role.AUDITOR))
        assert answer.status_code == 403


async def test_who_may_not_do_it_learns_nothing_about_his_body(kit: Kit) -> None:
    async with kit.client() as client:
        answer = await client.post("/objectives/O-1", json={"nonsense": 1})
    assert answer.status_code == 401


OWN, SIBLING = "http://okr.test", "http://pairing.test:8802"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("GET", {"Sec-Fetch-Site": "none"}, 200),
        ("GET", {"Sec-Fetch-Site": "cross-site"}, 403),
        # A link in a mail opens signed in; what another page loads, or shows within itself, doesn't.
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": OWN}, 201),
        ("POST", {"Sec-Fetch-Site": "same-origin"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.okr.test"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-site", "Origin": OWN}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site", "Origin": OWN}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-site", "Origin": SIBLING}, 201),
        ("POST", {"Sec-Fetch-Site": "cross-site", "Origin": SIBLING}, 403),
        ("POST", {"Origin": OWN}, 201),
        ("POST", {"Origin": SIBLING}, 201),
        ("POST", {"Origin": "http://pairing.test:8803"}, 403),
        ("POST", {"Origin": "http://okr.test:9999"}, 403),
        ("POST", {"Origin": "ftp://okr.test"}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"Origin": ""}, 403),
        ("POST", {}, 403),
    ],
)
async def test_the_cookie_works_for_our_own_pages_only(method: str, headers: dict[str, str], status: int) -> None:
    kit = make_kit(origins=Origins(None, SIBLING))
    async with kit.client(cookies={COOKIE: kit.token()}) as client:
        path, body = ("/whoami", None) if method == "GET" else ("/objectives/O-1", {"title": "a"})
        answer = await client.request(method, path, json=body, headers=headers)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("origin", "status"), [("https://okr.example", 201), ("http://okr.test", 403), (OWN, 403)])
async def test_where_the_own_origin_is_set_no_name_that_a_request_gives_counts(origin: str, status: int) -> None:
    kit = make_kit(origins=Origins("https://okr.example", SIBLING))
    async with kit.client(cookies={f"__Host-{COOKIE}": kit.token()}) as client:
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers={"Origin": origin})
    assert answer.status_code == status, answer.text


async def test_two_origins_are_none(kit: Kit) -> None:
    async with kit.client(cookies={COOKIE: kit.token()}) as client:
        twice = [("Origin", OWN), ("Origin", "http://evil.test")]
        assert (await client.post("/objectives/O-1", json={"title": "a"}, headers=twice)).status_code == 403


async def test_under_tls_only_the_cookie_counts_that_no_other_host_can_plant(kit: Kit) -> None:
    for cookie, status in ((COOKIE, 401), (f"__Host-{COOKIE}", 200)):
        async with kit.client(cookies={cookie: kit.token()}) as client:
            assert (await client.get("https://okr.test/whoami")).status_code == status


async def test_a_bearer_token_works_from_anywhere(kit: Kit) -> None:
    async with kit.as_member() as client:
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 201


def with_desk(engine: Engine, **options: Any) -> tuple[Kit, SignInDesk]:
    kit = make_kit(desk=lambda issuer, clock: SignInDesk(engine, issuer, 8, clock), **options)
    return kit, SignInDesk(engine, kit.issuer, 8, kit.clock)


async def test_the_sign_in_link_works_once_and_on_its_button(engine: Engine) -> None:
    kit, desk = with_desk(engine)
    code = desk.create("p-7", Role.ADMIN, 10)
    async with kit.client() as client:
        for _ in range(3):
            # Whoever only looks, as programs that scan mail do, uses nothing up.
            page = await client.get("/sign-in", params={"code": code})
            assert (page.status_code, page.text.count("<button>")) == (200, 1)
            assert "set-cookie" not in page.headers
            assert page.headers["cache-control"] == "no-store"
            assert page.headers["referrer-policy"] == "same-origin"
            assert "form-action 'self'" in page.headers["content-security-policy"]
        answer = await client.post("/sign-in", params={"code": code}, headers={"Origin": OWN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=28800"))
        assert "Secure" not in cookie
        assert (await client.get("/whoami")).json()["subject"] == "p-7"
    late = desk.create("p-7", Role.ADMIN, 10)
    kit.clock.forward(minutes=11)
    async with kit.client() as client:
        for wrong, says in ((code, "used already"), (late, "expired"), ("<b>", "not known"), ("", "not known")):
            for method in ("GET", "POST"):
                answer = await client.request(method, "/sign-in", params={"code": wrong})
                assert answer.status_code == 401
                assert answer.headers["content-type"].startswith("text/html")
                assert says in answer.text
                assert "new link" in answer.text
                assert "<button>" not in answer.text
                assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": SIBLING}],
)
async def test_no_other_page_signs_anybody_in(engine: Engine, headers: dict[str, str]) -> None:
    kit, desk = with_desk(engine, origins=Origins(None, SIBLING))
    code = desk.create("mallory", Role.MEMBER, 10)
    async with kit.client() as client:
        assert (await client.post("/sign-in", params={"code": code}, headers=headers)).status_code == 403
        assert (await client.post("/sign-in", params={"code": code}, headers={"Origin": OWN})).status_code == 303


async def test_over_tls_the_cookie_is_bound_to_host_and_tls(engine: Engine) -> None:
    for origins in (Origins(), Origins("https://okr.test")):
        kit, desk = with_desk(engine, origins=origins)
        code = desk.create("p-7", Role.ADMIN, 10)
        async with kit.client() as client:
            scheme = "http" if origins.own else "https"
            answer = await client.post(f"{scheme}://okr.test/sign-in?code={code}")
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith(f"__Host-{COOKIE}=")
            assert "Secure" in cookie
            assert "Domain" not in cookie


async def test_a_session_goes_on_while_it_is_used_and_ends_at_last(engine: Engine) -> None:
    kit, desk = with_desk(engine)
    session = desk.redeem(desk.create("p-7", Role.MEMBER, 10))
    async with kit.client(cookies={COOKIE: session.token}) as client:
        assert "set-cookie" not in (await client.get("/whoami")).headers
        for _ in range(400):
            kit.clock.forward(hours=6)
            answer = await client.get("/whoami")
            if answer.status_code != 200:
                break
            assert len(answer.headers.get_list("set-cookie")) <= 1
        assert answer.json()["type"].endswith("token-expired")
        lasted = kit.clock() - session.identity.issued
        assert timedelta(days=89) < lasted <= timedelta(days=91)


async def test_a_session_that_is_not_used_ends(engine: Engine) -> None:
    kit, desk = with_desk(engine)
    session = desk.redeem(desk.create("p-7", Role.MEMBER, 10))
    kit.clock.forward(hours=8, seconds=1)
    async with kit.client(cookies={COOKIE: session.token}) as client:
        assert (await client.get("/whoami")).status_code == 401


async def test_without_a_desk_sign_in_leads_to_who_has_one() -> None:
    async with make_kit().client() as client:
        assert (await client.get("/sign-in?code=x")).status_code == 404
        assert (await client.post("/sign-in?code=x")).status_code == 404
    async with make_kit(elsewhere="https://okr.example").client() as client:
        answer = await client.get("/sign-in?code=x")
        assert (answer.status_code, answer.headers["location"]) == (303, "https://okr.example/sign-in")


async def test_when_one_was_last_seen_is_noted_by_the_hour(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_WRITE_EVERY", -1.0)
    kit, desk = with_desk(engine)
    session = desk.redeem(desk.create("p-7", Role.MEMBER, 10))
    token = kit.token("p-7", hours=9)

    async def noted() -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.sleep(0.01)
        with engine.connect() as connection:
            return {each.kind: each for each in of_subject(connection, "p-7", kit.clock())}

    assert (await noted())["session"].seen is None
    for minutes in (0, 20, 59):
        kit.clock.forward(minutes=minutes)
        async with kit.client(cookies={COOKIE: session.token}) as client:
            assert (await client.get("/whoami")).status_code == 200
        async with kit.client(headers={"Authorization": f"Bearer {token}"}) as client:
            await client.get("/whoami")
    found = await noted()
    # Whole hours; a token that was made elsewhere is listed from its first use.
    assert found["session"].seen == session.identity.issued + timedelta(hours=1)
    assert found["token"].seen is not None
    assert "python-httpx" in found["session"].came_from
