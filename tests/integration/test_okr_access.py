"""Sessions and tokens over HTTP: whoever has one sees and ends his own, and what has ended lets nobody in any more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.events import AccessConfirmed, AccessEnded, decode
from shared.http.auth import COOKIE
from shared.identity import records
from shared.identity.access import Kind
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import NOW, Answer, OkrKit, okr_kit
from tests.patience import PATIENCE

OWN = {"Origin": "http://okr.test"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


@pytest.fixture
async def ken(kit: OkrKit) -> str:
    return (await kit.done("/people", {"name": "Ken", "function": "Dev"})).id


async def sign_in(kit: OkrKit, person: str, role: str = "member") -> str:
    """Follow an invitation as a browser does; the cookie that it gets."""
    invited = await kit.send("POST", f"/people/{person}/invitation", {"role": role})
    assert invited.status == 201, invited.response.text
    answer = await kit.client.post(invited.body["url"], headers=OWN)
    kit.client.cookies.clear()
    assert answer.status_code == 303, answer.text
    return str(answer.headers["set-cookie"].partition(";")[0].partition("=")[2])


async def by(kit: OkrKit, token: str, method: str, path: str, body: object = None, *, cookie: bool = False) -> Answer:
    headers = OWN | ({"Cookie": f"{COOKIE}={token}"} if cookie else {"Authorization": f"Bearer {token}"})
    content = {} if body is None else {"json": body}
    return Answer(await kit.client.request(method, path, headers=headers, **content))


async def events(kit: OkrKit) -> list[Any]:
    end = (await kit.okr.runtime.log.info()).state.last_seq
    return [decode(*record) async for batch in kit.okr.runtime.log.range(0, end) for record in batch]


async def test_who_was_invited_signs_in_and_out_again(kit: OkrKit, ken: str) -> None:
    cookie = await sign_in(kit, ken)
    me = await by(kit, cookie, "GET", "/whoami", cookie=True)
    assert (me.body["subject"], me.body["role"]) == (ken, "member")
    (mine,) = (await by(kit, cookie, "GET", "/access", cookie=True)).body
    assert (mine["kind"], mine["role"], mine["current"], mine["seen"]) == ("session", "member", True, None)
    assert "python-httpx" in mine["came_from"]
    out = await by(kit, cookie, "DELETE", f"/access/{mine['id']}", cookie=True)
    assert (out.status, out.body["changed"]) == (200, True)
    assert f'{COOKIE}=""' in out.response.headers["set-cookie"]
    (await by(kit, cookie, "GET", "/whoami", cookie=True)).refused(401, "access-ended", "sign in anew")
    (await by(kit, cookie, "GET", "/board", cookie=True)).refused(401, "access-ended")


async def test_the_log_tells_an_id_and_nothing_else_of_whose_it_was(kit: OkrKit, ken: str) -> None:
    cookie = await sign_in(kit, ken)
    (mine,) = (await by(kit, cookie, "GET", "/access", cookie=True)).body
    await by(kit, cookie, "DELETE", f"/access/{mine['id']}", cookie=True)
    (ended,) = [each for each in await events(kit) if isinstance(each.data, AccessEnded)]
    assert ended.aggregate == f"private/access/{mine['id']}"
    assert ended.actor == f"access/{mine['id']}"
    assert ken not in json.dumps([str(each) for each in (ended, ended.correlation, ended.causation)])
    assert (ended.time, ended.recorded) == (NOW.replace(hour=0), NOW.replace(hour=0))


async def test_signing_out_everywhere_ends_all_sessions_and_no_token(kit: OkrKit, ken: str) -> None:
    first, second, token = await sign_in(kit, ken), await sign_in(kit, ken), kit.token(ken, Role.MEMBER)
    other = await sign_in(kit, (await kit.done("/people", {"name": "Mei", "function": "Dev"})).id)
    told = await by(kit, first, "DELETE", "/access", cookie=True)
    assert told.body == {"ended": 2}
    for cookie in (first, second):
        (await by(kit, cookie, "GET", "/whoami", cookie=True)).refused(401, "access-ended")
    assert (await by(kit, other, "GET", "/whoami", cookie=True)).status == 200
    assert (await by(kit, token, "GET", "/whoami")).status == 200


async def test_an_admin_ends_anothers_and_is_told_no_more_than_that_takes(kit: OkrKit, ken: str) -> None:
    cookie = await sign_in(kit, ken)
    (told,) = (await kit.send("GET", f"/people/{ken}/access")).body
    assert told == {"id": told["id"], "kind": "session", "role": "member", "made": "2026-08-03"}
    mei = (await kit.done("/people", {"name": "Mei", "function": "Dev"})).id
    asking: dict[str, Any] = {"subject": mei, "role": Role.MEMBER}
    (await kit.send("GET", f"/people/{ken}/access", **asking)).refused(403, "not-allowed")
    (await kit.send("DELETE", f"/access/{told['id']}", **asking)).refused(404, "not-found", "of yours")
    (await kit.send("DELETE", "/access/t-00000000-000000000000000000000000", **asking)).refused(404, "not-found")
    assert (await kit.send("DELETE", f"/access/{told['id']}")).body["changed"] is True
    assert (await kit.send("DELETE", f"/access/{told['id']}")).body["changed"] is False
    (await by(kit, cookie, "GET", "/whoami", cookie=True)).refused(401, "access-ended")
    (ended,) = [each for each in await events(kit) if isinstance(each.data, AccessEnded)]
    assert ended.actor == "admin"


async def test_a_token_ends_itself(kit: OkrKit, ken: str) -> None:
    token = kit.token(ken, Role.MEMBER)
    ident = kit.issuer.verifier().verify(token, NOW).id
    assert (await by(kit, token, "DELETE", f"/access/{ident}")).body["changed"] is True
    (await by(kit, token, "GET", "/board")).refused(401, "access-ended", "another one")


@pytest.mark.parametrize("how", ["leave", "forget"])
async def test_who_has_left_is_out_with_all_that_is_his(kit: OkrKit, ken: str, how: str) -> None:
    cookie, token, admin = await sign_in(kit, ken), kit.token(ken, Role.MEMBER), kit.token(ken, Role.ADMIN)
    link = (await kit.send("POST", f"/people/{ken}/invitation", {})).body["url"]
    await kit.done(f"/people/{ken}/{how}")
    async with asyncio.timeout(PATIENCE):
        while (await by(kit, cookie, "GET", "/whoami", cookie=True)).status == 200:
            await asyncio.sleep(0.02)
    for held, with_cookie in ((cookie, True), (token, False), (admin, False), (kit.token(ken, Role.MEMBER), False)):
        (await by(kit, held, "GET", "/board", cookie=with_cookie)).refused(401, "access-ended", "has left")
        (await by(kit, held, "POST", "/objectives", {"title": "x"}, cookie=with_cookie)).refused(401, "access-ended")
    late = await kit.client.post(link, headers=OWN)
    assert late.status_code == 401
    # What is kept of somebody who is forgotten goes, his links among it, a moment later.
    assert "has left" in late.text or (how == "forget" and "is not known here" in late.text)
    (await kit.send("POST", f"/people/{ken}/invitation", {})).refused(409, "wrong-state", "has left")


async def test_who_comes_back_signs_in_anew(kit: OkrKit, ken: str) -> None:
    cookie, token = await sign_in(kit, ken), kit.token(ken, Role.MEMBER)
    kit.later(minutes=1)
    await kit.done(f"/people/{ken}/leave")
    kit.later(minutes=1)
    await kit.okr.people.join(kit.order(), name="Ken", function="Dev", person=ken)
    await kit.okr.runtime.gate.knows((await kit.okr.runtime.log.info()).state.last_seq)  # type: ignore[union-attr]
    for held, with_cookie in ((cookie, True), (token, False)):
        (await by(kit, held, "GET", "/board", cookie=with_cookie)).refused(401, "access-ended", "came back")
    assert (await by(kit, kit.token(ken, Role.MEMBER), "GET", "/board")).status == 200
    assert (await by(kit, await sign_in(kit, ken), "GET", "/board", cookie=True)).status == 200


async def test_after_a_restore_sessions_have_ended_and_tokens_wait(kit: OkrKit, ken: str) -> None:
    cookie, token = await sign_in(kit, ken), kit.token(ken, Role.MEMBER)
    ident = kit.issuer.verifier().verify(token, NOW).id
    kit.later(minutes=1)
    await kit.okr.access.suspend(kit.order("system:operator"))
    (await by(kit, cookie, "GET", "/board", cookie=True)).refused(401, "access-ended", "restored")
    (await by(kit, token, "GET", "/board")).refused(401, "access-ended", "confirms it")
    kit.later(minutes=1)
    assert (await by(kit, await sign_in(kit, ken), "GET", "/board", cookie=True)).status == 200
    await kit.okr.access.confirm(kit.order("system:operator"), ident)
    assert (await by(kit, token, "GET", "/board")).status == 200
    # Once more: what was confirmed before counts no longer.
    kit.later(minutes=1)
    await kit.okr.access.suspend(kit.order("system:operator"))
    (await by(kit, token, "GET", "/board")).refused(401, "access-ended", "confirms it")
    assert len([each for each in await events(kit) if isinstance(each.data, AccessConfirmed)]) == 1


async def test_what_is_noted_goes_with_whoever_is_forgotten(kit: OkrKit, ken: str) -> None:
    await sign_in(kit, ken)
    await kit.done(f"/people/{ken}/forget")
    with kit.okr.runtime.store.keep() as connection:
        assert records.of_subject(connection, ken, NOW) == []


async def test_a_link_is_one_persons_and_works_for_a_quarter_of_an_hour(kit: OkrKit, ken: str) -> None:
    invited = await kit.send("POST", f"/people/{ken}/invitation", {})
    assert invited.response.headers["cache-control"] == "no-store"
    assert invited.body["expires"] == "2026-08-03T09:15:00Z"
    kit.later(minutes=15)
    assert "expired" in (await kit.client.post(invited.body["url"], headers=OWN)).text
    (await kit.send("POST", f"/people/{ken}/invitation", {"role": "service"})).refused(422, "invalid-body")
    (await kit.send("POST", "/people/P-99/invitation", {})).refused(404, "not-found")
    member: dict[str, Any] = {"subject": ken, "role": Role.MEMBER}
    (await kit.send("POST", f"/people/{ken}/invitation", {"role": "admin"}, **member)).refused(403, "not-allowed")


async def test_last_seen_is_the_hour_and_no_more(kit: OkrKit, ken: str) -> None:
    cookie = await sign_in(kit, ken)
    identity = kit.issuer.verifier().verify(cookie, NOW)
    with kit.okr.runtime.store.keep() as connection:
        hour = int((NOW + timedelta(minutes=59)).timestamp()) // records.HOUR
        records.note_seen(connection, [records.Seen(identity, hour, "10.0.0.1,\n x")])
    (mine,) = (await by(kit, cookie, "GET", "/access", cookie=True)).body
    assert (mine["seen"], mine["came_from"]) == ("2026-08-03T09:00:00Z", "10.0.0.1, x")


async def test_a_token_without_an_id_is_listed_once_it_was_used_and_ends_too(kit: OkrKit, ken: str) -> None:
    import jwt

    claims = jwt.decode(kit.token(ken, Role.MEMBER), options={"verify_signature": False})
    claims.pop("jti")
    claims["exp"] = int((NOW + timedelta(days=36500)).timestamp())
    former = jwt.encode(claims, kit.issuer._key, algorithm="EdDSA")
    identity = kit.issuer.verifier().verify(former, NOW)
    assert (identity.kind, identity.expires) == (Kind.TOKEN, NOW + timedelta(days=400))
    assert (await by(kit, former, "GET", "/board")).status == 200
    with kit.okr.runtime.store.keep() as connection:
        records.note_seen(connection, [records.Seen(identity, int(NOW.timestamp()) // records.HOUR, None)])
    assert identity.id in [each["id"] for each in (await by(kit, former, "GET", "/access")).body]
    assert (await kit.send("DELETE", f"/access/{identity.id}")).status == 200
    (await by(kit, former, "GET", "/board")).refused(401, "access-ended")
