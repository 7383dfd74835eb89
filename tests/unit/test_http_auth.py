"""Who gets in: bearer tokens, the session cookie, roles, and the one-time link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine

from shared.http.auth import COOKIE
from shared.identity.roles import Role
from shared.identity.sign_in import SignInDesk, sign_ins
from shared.identity.tokens import TokenIssuer
from shared.projection.keep import keep_metadata
from tests.http_kit import Clock, Kit, make_kit


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    keep_metadata.create_all(engine, [sign_ins])
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


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("GET", {"Sec-Fetch-Site": "none"}, 200),
        ("GET", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-origin"}, 201),
        ("POST", {"Sec-Fetch-Site": "same-site"}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {"Origin": "http://okr.test"}, 201),
        ("POST", {"Origin": "http://okr.test:9999"}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {}, 201),
    ],
)
async def test_the_cookie_works_for_our_own_pages_only(
    kit: Kit, method: str, headers: dict[str, str], status: int
) -> None:
    async with kit.client(cookies={COOKIE: kit.token()}) as client:
        path, body = ("/whoami", None) if method == "GET" else ("/objectives/O-1", {"title": "a"})
        answer = await client.request(method, path, json=body, headers=headers)
    assert answer.status_code == status, answer.text


async def test_a_bearer_token_works_from_anywhere(kit: Kit) -> None:
    async with kit.as_member() as client:
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 201


async def test_the_sign_in_link_works_once(engine: Engine) -> None:
    def desk(issuer: TokenIssuer, clock: Clock) -> SignInDesk:
        return SignInDesk(engine, issuer, 8, clock)

    kit = make_kit(desk=desk)
    here = SignInDesk(engine, kit.issuer, 8, kit.clock)
    code = here.create("p-7", Role.ADMIN, 10)
    async with kit.client() as client:
        answer = await client.get("/sign-in", params={"code": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
        cookie = answer.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=28800"))
        assert "Secure" not in cookie
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert (await client.get("/whoami")).json()["subject"] == "p-7"
    late = here.create("p-7", Role.ADMIN, 10)
    kit.clock.forward(minutes=11)
    async with kit.client() as client:
        for wrong, says in ((code, "used already"), (late, "expired"), ("<b>", "not known"), ("", "not known")):
            answer = await client.get("/sign-in", params={"code": wrong})
            assert answer.status_code == 401
            assert answer.headers["content-type"].startswith("text/html")
            assert says in answer.text
            assert "new link" in answer.text
            assert "set-cookie" not in answer.headers


async def test_over_https_the_cookie_stays_there(engine: Engine) -> None:
    kit = make_kit(desk=lambda issuer, clock: SignInDesk(engine, issuer, 8, clock))
    code = SignInDesk(engine, kit.issuer, 8, kit.clock).create("p-7", Role.ADMIN, 10)
    async with kit.client() as client:
        answer = await client.get(f"https://okr.test/sign-in?code={code}")
    assert "Secure" in answer.headers["set-cookie"]


async def test_without_a_desk_there_is_no_sign_in(kit: Kit) -> None:
    async with kit.client() as client:
        assert (await client.get("/sign-in?code=x")).status_code == 404
