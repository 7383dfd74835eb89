"""Programs over HTTP: each may what its token's scopes say, and checks in where they bind it to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from shared.identity.roles import Role
from shared.identity.scopes import Scopes
from tests.nats_fixture import NatsServer
from tests.okr_kit import Answer, OkrKit, okr_kit
from tests.patience import PATIENCE

METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


async def ask(kit: OkrKit, scopes: tuple[str, ...], method: str, path: str, body: object = None) -> Answer:
    token = kit.issuer.issue("meter", Role.SERVICE, 1, kit.clock(), scopes=Scopes.parse(scopes))
    content = {} if body is None else {"json": body}
    return Answer(await kit.client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **content))


async def key_result(kit: OkrKit, team: str) -> str:
    objective = (await kit.done("/objectives", {"title": "Be heard", "team": team})).id
    made = await kit.done(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": METRIC})
    await kit.done(f"/objectives/{objective}/publish")
    return made.id


async def test_check_ins_are_bound_to_key_results_and_teams(kit: OkrKit) -> None:
    for name, team in (("Mei", "East"), ("Ken", "West")):
        await kit.done("/people", {"name": name, "function": "Dev", "team": team})
    east, west = await key_result(kit, "East"), await key_result(kit, "West")
    for scopes, where in (
        (("check-in:KR-1",), {east}),
        ((f"check-in:{west}",), {west}),
        (("check-in:team=West",), {west}),
        (("check-in:KR-1", "check-in:team=West"), {east, west}),
        (("check-in:KR-99", "check-in:team=North"), set()),
        (("check-in",), {east, west}),
        (("read",), set()),
        ((), set()),
    ):
        for each in (east, west):
            answer = await ask(kit, scopes, "POST", f"/key-results/{each}/check-ins", {"value": 3})
            assert (answer.status == 201) is (each in where), (scopes, answer.response.text)
            assert answer.status in (201, 403)
    made = await ask(kit, ("check-in",), "POST", f"/key-results/{east}/check-ins", {"value": 4})
    path = f"/check-ins/{made.id}/correction"
    (await ask(kit, ("check-in:team=West",), "POST", path, {"value": 5})).refused(403, "forbidden", "team West only")
    assert (await ask(kit, ("check-in:team=East",), "POST", path, {"value": 5})).status == 200
    many = {"check_ins": [{"key_result": east, "value": 1}, {"key_result": west, "value": 1}]}
    told = (await ask(kit, ("check-in:KR-1",), "POST", "/me/check-ins", many)).body["check_ins"]
    assert [each["status"] for each in told] == [201, 403]


async def test_whether_a_private_key_result_is_there_is_not_told(kit: OkrKit) -> None:
    for each in ("pk-3f9a2c41d07b-1", "KR-77"):
        answer = await ask(kit, ("check-in:KR-1",), "POST", f"/key-results/{each}/check-ins", {"value": 3})
        answer.refused(403, "forbidden", "KR-1 only")


async def test_people_are_managed_by_whom_it_was_said_of(kit: OkrKit) -> None:
    joining = {"name": "Eve", "function": "Dev", "email": "eve@hikari.example"}
    assert (await ask(kit, ("manage-people",), "POST", "/people", joining)).status == 201
    (await ask(kit, ("read", "check-in"), "POST", "/people", joining)).refused(403, "not-allowed", "by its scopes")
    (await ask(kit, ("manage-people",), "GET", "/people")).refused(403, "not-allowed", "read")
    # Who only reads sees nobody's e-mail.
    for scopes, email in ((("read",), None), (("read", "manage-people"), "eve@hikari.example")):
        await kit.okr.runtime.runner.wait_for_end(PATIENCE)
        (eve,) = (await ask(kit, scopes, "GET", "/people")).body["items"]
        assert eve["email"] == email
