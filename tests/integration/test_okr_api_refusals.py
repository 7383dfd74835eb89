"""okr over HTTP on a real server: every bad input is refused with a sentence, and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
ZONES = {"kind": "ordinal"}
AIKO: dict[str, Any] = {"subject": "aiko", "role": Role.MEMBER}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def written(kit: OkrKit) -> int:
    return (await kit.okr.runtime.log.info()).state.last_seq


async def test_bodies_that_say_nothing_sensible(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    add, check = f"/objectives/{objective}/key-results", f"/key-results/{key_result}/check-ins"
    before = await written(kit)
    refused: list[tuple[str, object, str, str]] = [
        ("/objectives", {}, "invalid-body", "title: this is required"),
        ("/objectives", [], "invalid-body", ""),
        ("/objectives", {"title": 7}, "invalid-body", "title: input should be a valid string"),
        ("/objectives", {"title": "x", "colour": "red"}, "invalid-body", "colour: this field is not known here"),
        ("/objectives", {"title": "a\0b"}, "invalid-body", "null character"),
        ("/objectives", {"title": " "}, "invalid", "the title is empty; write one"),
        ("/objectives", {"title": "x" * 301}, "invalid", "shorten it to 300"),
        ("/objectives", {"title": "x", "team": ""}, "invalid", "the team is empty"),
        (add, {"title": "x"}, "invalid-body", "measure: this is required"),
        (add, {"title": "x", "measure": {"kind": "vibes"}}, "invalid-body", "measure"),
        (add, {"title": "x", "measure": METRIC | {"target": "0.0"}}, "invalid", "there is no way to go"),
        (add, {"title": "x", "measure": METRIC | {"target": "much"}}, "invalid-body", "measure.metric.target"),
        (add, {"title": "x", "measure": METRIC | {"target": "NaN"}}, "invalid-body", "target"),
        (add, {"title": "x", "measure": METRIC | {"target": "1e40"}}, "invalid-body", "target"),
        (add, {"title": "x", "measure": METRIC | {"target": True}}, "invalid-body", "target"),
        (add, {"title": "x", "measure": METRIC | {"zone": "commit"}}, "invalid-body", "not known here"),
        (check, {}, "invalid", "measured by a number; give a value"),
        (check, {"zone": "commit"}, "invalid", "give a value and no zone"),
        (check, {"value": 1, "zone": "commit"}, "invalid", "give a value and no zone"),
        (check, {"value": 0.1234567890123456}, "invalid-body", "send it as a string"),
        (check, {"value": "99999999999999999999999999999"}, "invalid-body", "29 digits; give at most 28"),
        (check, {"value": 1, "confidence": 11}, "invalid-body", "confidence"),
        (check, {"value": 1, "confidence": -1}, "invalid-body", "confidence"),
        (check, {"value": 1, "confidence": 5.5}, "invalid-body", "confidence"),
        (check, {"value": 1, "confidence": True}, "invalid-body", "confidence"),
        (check, {"value": 1, "comment": " "}, "invalid", "the comment is empty"),
        (check, {"value": 1, "comment": "x" * 4001}, "invalid", "shorten it to 4000"),
        (check, {"value": 1, "time": "2026-08-03T09:00:01Z"}, "invalid", "in the future; date it now or earlier"),
        (check, {"value": 1, "time": "2026-08-03T09:00:00"}, "invalid-body", "time"),
        ("/quarters", {"label": "Q", "start": "2026-07-01"}, "invalid", "give both days, the first and the last"),
        ("/quarters", {"label": "Q", "start": "2026-07-01", "end": "2026-02-30"}, "invalid-body", "end"),
        ("/quarters", {"label": "Q", "start": "2026-07-01", "end": "2026-06-30"}, "invalid", "before it starts"),
        ("/quarters", {"label": "backlog", "start": "2026-07-01", "end": "2026-07-02"}, "invalid", "another label"),
        ("/people", {"name": "", "function": "Dev"}, "invalid", "the name is empty"),
        ("/people", {"name": "Ken", "function": " "}, "invalid", "the function is empty"),
        ("/people", {"name": "Ken", "function": "Dev", "email": "ken"}, "invalid", "name@example.com"),
    ]
    for path, body, slug, words in refused:
        (await kit.post(path, body)).refused(422, slug, words)
    assert await written(kit) == before


async def test_zones_want_a_zone(kit: OkrKit) -> None:
    objective, _ = await kit.running_key_result()
    mood = await kit.done(f"/objectives/{objective}/key-results", {"title": "Mood", "measure": ZONES})
    path = f"/key-results/{mood.id}/check-ins"
    told = await kit.post(path, {"value": 1})
    told.refused(422, "invalid", "give a zone and no value")
    # A number is no wrong value: it is wrong for this key result.
    assert told.body["well_formed"] is True
    (await kit.post(path, {"zone": "great"})).refused(422, "invalid-body", "zone")


async def test_invalid_json_and_other_content(kit: OkrKit) -> None:
    json = {"Content-Type": "application/json"}
    (await kit.post("/objectives", content=b'{"title": ', headers=json)).refused(400, "invalid-json")
    (await kit.post("/objectives", content=b'{"title": "\xff"}', headers=json)).refused(400, "invalid-json")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    (await kit.post("/objectives", content=b"title=x", headers=form)).refused(415, "not-json")
    (await kit.post("/objectives", {"title": "x" * 40_000})).refused(413, "body-too-large", "32768 bytes")


async def test_unknown_ids(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    nobody = "6f1c1a52-5d0e-5b7e-9c5b-0d0d3f5f6a99"
    for path, body in (
        ("/objectives/O-99/publish", None),
        (f"/objectives/{nobody}/close", {}),
        (f"/objectives/{nobody}/key-results", {"title": "x", "measure": METRIC}),
        ("/key-results/KR-99/check-ins", {"value": 1}),
        (f"/key-results/{nobody}/drop", None),
        (f"/check-ins/{nobody}/correction", {"value": 1}),
        (f"/check-ins/{nobody}/retraction", None),
        ("/quarters/2031-Q1/end", None),
        ("/people/P-99/leave", None),
        (f"/people/{nobody}/move", {"function": "Dev"}),
        ("/objectives", {"title": "x", "quarter": "2031-Q1"}),
        ("/objectives", {"title": "x", "owner": nobody}),
        ("/people", {"name": "Ken", "function": "Dev", "manager": nobody}),
    ):
        (await kit.post(path, body)).refused(404, "not-found", "there is no ")
    for path in (
        f"/objectives/{nobody}",
        "/objectives/KR-1",
        "/key-results/KR-0",
        "/people/P-99",
        f"/check-ins/{key_result}",
        "/key-results/KR-9/check-ins",
    ):
        (await kit.get(path)).refused(404, "not-found", "there is no ")
    (await kit.get("/board", params={"quarter": "2031-Q1"})).refused(404, "not-found", "there is no quarter")
    (await kit.get("/nowhere")).refused(404, "not-found", "nothing at this address")
    (await kit.send("DELETE", "/objectives")).refused(405, "method-not-allowed")


async def test_parameters_out_of_range(kit: OkrKit) -> None:
    (await kit.get("/people", params={"limit": 0})).refused(422, "invalid-parameter")
    (await kit.get("/people", params={"limit": 1000})).refused(422, "invalid-parameter")
    (await kit.get("/people", params={"after": "nonsense"})).refused(400, "invalid-cursor")
    (await kit.get("/board", params={"as_of": "yesterday"})).refused(422, "invalid-parameter", "as_of")
    (await kit.get("/board", params={"team": "\0"})).refused(422, "invalid-parameter", "a control character")
    (await kit.get("/quarters/%00")).refused(422, "invalid-parameter", "null character")
    (await kit.get("/people", params={"wait_for": "everything"})).refused(400, "invalid-wait-for")


async def test_an_ended_quarter_changes_no_more(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, key_result = await kit.running_key_result(quarter)
    said = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, **AIKO)
    await kit.done(f"/quarters/{quarter}/end")
    before = await written(kit)
    for path, body in (
        (f"/key-results/{key_result}/check-ins", {"value": 2}),
        (f"/key-results/{key_result}/drop", None),
        (f"/objectives/{objective}/key-results", {"title": "x", "measure": METRIC}),
        (f"/check-ins/{said.id}/correction", {"value": 2}),
        (f"/check-ins/{said.id}/retraction", None),
        ("/objectives", {"title": "too late", "quarter": "2026-Q3"}),
    ):
        (await kit.post(path, body, **AIKO)).refused(409, "wrong-state", "2026-Q3 has ended")
    (await kit.send("PATCH", f"/objectives/{objective}", {"title": "x"})).refused(409, "wrong-state")
    (await kit.post(f"/quarters/{quarter}/end")).refused(409, "wrong-state", "2026-Q3 has already ended")
    (await kit.post(f"/quarters/{quarter}/start")).refused(409, "wrong-state", "2026-Q3 has already ended")
    assert await written(kit) == before
    await kit.done(f"/check-ins/{said.id}/correction", {"value": 2, "reason": "as the books say"})
    await kit.done(f"/objectives/{objective}/close", {"result": "notsuccessful"}, **AIKO)


async def test_quarters_that_can_not_be(kit: OkrKit) -> None:
    await kit.running_quarter()
    same = {"label": "2026-q3", "start": "2027-01-01", "end": "2027-03-31"}
    (await kit.post("/quarters", same)).refused(409, "wrong-state", "already planned")
    over = {"label": "Summer", "start": "2026-09-30", "end": "2026-10-01"}
    (await kit.post("/quarters", over)).refused(409, "wrong-state", "overlaps 2026-Q3")
    planned = await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
    (await kit.post(f"/quarters/{planned.id}/end")).refused(409, "wrong-state", "has not started yet")


async def test_the_same_quarter_planned_twice_at_once_is_planned_once(kit: OkrKit) -> None:
    body = {"label": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30"}
    answers = await asyncio.gather(*(kit.post("/quarters", body) for _ in range(4)))
    assert sorted(each.status for each in answers) == [201, 409, 409, 409]


async def test_a_person_is_here_once(kit: OkrKit) -> None:
    body = {"name": "Ken", "function": "Dev", "email": "ken@example.com"}
    ken = await kit.done("/people", body)
    again = {**body, "email": "KEN@example.com"}
    (await kit.post("/people", again)).refused(409, "wrong-state", "this e-mail address already")
    (await kit.post(f"/people/{ken.id}/move", {"function": "Dev", "manager": ken.id})).refused(
        422, "invalid", "nobody is his own manager"
    )
    await kit.done(f"/people/{ken.id}/leave")
    assert (await kit.done(f"/people/{ken.id}/leave")).body["changed"] is False
    (await kit.post(f"/people/{ken.id}/move", {"function": "CS"})).refused(409, "wrong-state", "has left")
    assert (await kit.done("/people", again)).id != ken.id


async def test_drafts_closed_and_dropped_take_no_check_ins(kit: OkrKit) -> None:
    draft = (await kit.done("/objectives", {"title": "Draft"})).id
    early = await kit.done(f"/objectives/{draft}/key-results", {"title": "Early", "measure": METRIC})
    (await kit.post(f"/key-results/{early.id}/check-ins", {"value": 1})).refused(409, "wrong-state", "publish it")
    objective, key_result = await kit.running_key_result()
    await kit.done(f"/key-results/{key_result}/drop")
    (await kit.post(f"/key-results/{key_result}/check-ins", {"value": 1})).refused(409, "wrong-state", "been dropped")
    await kit.done(f"/objectives/{objective}/close")
    (await kit.post(f"/objectives/{objective}/publish")).refused(409, "wrong-state", "has been closed")
    (await kit.post(f"/objectives/{objective}/close", {"result": "successful"})).refused(409, "wrong-state")


async def test_only_the_author_or_an_admin_corrects(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    said = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, **AIKO)
    path = f"/check-ins/{said.id}"
    ken: dict[str, Any] = {"subject": "ken", "role": Role.MEMBER}
    (await kit.post(f"{path}/correction", {"value": 2}, **ken)).refused(403, "forbidden", "ask one of them")
    (await kit.post(f"{path}/retraction", **ken)).refused(403, "forbidden", "ask one of them")
    (await kit.post(f"{path}/correction", {}, **AIKO)).refused(422, "invalid", "says nothing")
    await kit.done(f"{path}/retraction", **AIKO)
    (await kit.post(f"{path}/correction", {"value": 2}, **AIKO)).refused(409, "wrong-state", "has been retracted")
    assert (await kit.done(f"{path}/retraction")).body["changed"] is False


async def test_two_editors_at_once(kit: OkrKit) -> None:
    objective, _ = await kit.running_key_result()
    path = f"/objectives/{objective}"
    answers = await asyncio.gather(
        *(kit.send("PATCH", path, {"title": f"Title {number}"}, if_match=3) for number in range(2))
    )
    assert sorted(each.status for each in answers) == [200, 409]
    (loser,) = [each for each in answers if each.status == 409]
    loser.refused(409, "conflict", "is at version 4, not 3")
    assert loser.body["version"] == 4
    (await kit.post(f"{path}/publish", headers={"If-Match": "4"})).refused(400, "invalid-if-match")


async def test_the_same_key_with_another_body(kit: OkrKit) -> None:
    await kit.done("/objectives", {"title": "Once"}, key="k-1")
    (await kit.post("/objectives", {"title": "Twice"}, key="k-1")).refused(422, "idempotency-key-reused", "new key")
    _, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}/check-ins"
    await kit.done(path, {"value": 1}, key="k-2")
    (await kit.post(path, {"value": 2}, key="k-2")).refused(422, "idempotency-key-reused")
    (await kit.post(path, {"value": 2}, key="with blank")).refused(400, "invalid-idempotency-key")


async def test_tokens_that_do_not_do(kit: OkrKit) -> None:
    path, body = "/objectives", {"title": "x"}
    bare = await kit.client.post(path, json=body)
    assert (bare.status_code, bare.json()["type"]) == (401, "urn:tomoni:problem:no-token")
    expired = kit.token(hours=1)
    kit.later(hours=2)
    bearer = {"Authorization": f"Bearer {expired}"}
    (await kit.post(path, body, headers=bearer)).refused(401, "token-expired", "get a new one")
    forged = TokenIssuer(Ed25519PrivateKey.generate()).issue("admin", Role.ADMIN, 1, kit.clock())
    (await kit.post(path, body, headers={"Authorization": f"Bearer {forged}"})).refused(401, "token-refused")
    (await kit.get("/board", headers={"Authorization": f"Bearer {forged}"})).refused(401, "token-refused")


async def test_roles_that_are_not_enough(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    joining = {"name": "Ken", "function": "Dev"}
    planning = {"label": "Q", "start": "2026-07-01", "end": "2026-07-02"}
    for role, path, body in (
        (Role.MEMBER, "/people", joining),
        (Role.MEMBER, "/quarters", planning),
        (Role.AUDITOR, "/objectives", {"title": "x"}),
        (Role.AUDITOR, f"/key-results/{key_result}/check-ins", {"value": 1}),
        (Role.SERVICE, "/objectives", {"title": "x"}),
        (Role.SERVICE, "/quarters", planning),
    ):
        (await kit.post(path, body, subject="somebody", role=role)).refused(403, "not-allowed", str(role))
    assert (await kit.get("/board", subject="auditor", role=Role.AUDITOR)).status == 200
    assert (await kit.post("/people", joining, subject="personnel", role=Role.SERVICE)).status == 201


async def test_a_member_acts_as_himself_only(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}/check-ins"
    (await kit.post(path, {"value": 1, "by": "ken"}, **AIKO)).refused(422, "invalid-body", "by: this field")
    said = await kit.done(path, {"value": 1}, **AIKO)
    assert (await kit.get(f"/check-ins/{said.id}")).body["by"] == "aiko"


async def test_a_log_that_is_away_is_said_so(kit: OkrKit, nats_server: NatsServer) -> None:
    objective, _ = await kit.running_key_result()
    await nats_server.server.stop()
    ready = await kit.send("GET", "/readyz")
    assert (ready.status, ready.body["ready"]) == (503, False)
    assert any("connection to the log is down" in (check["reason"] or "") for check in ready.body["checks"])
    # What is in the store can still be seen.
    assert (await kit.send("GET", f"/objectives/{objective}")).status == 200


async def test_an_empty_idempotency_key_is_none_and_refused(kit: OkrKit) -> None:
    for _ in range(2):
        answer = await kit.post("/objectives", {"title": "Be heard"}, headers={"Idempotency-Key": ""})
        answer.refused(400, "invalid-idempotency-key", "1 to 200 visible")
    assert (await kit.get("/objectives")).body["items"] == []


async def test_all_that_is_possible_at_an_address_is_allowed(kit: OkrKit) -> None:
    for path, methods in (("/objectives", "GET, POST"), ("/cadences/teams/a", "PUT"), ("/four-boxes/a/b", "GET, PUT")):
        answer = await kit.send("DELETE", path)
        answer.refused(405, "method-not-allowed")
        assert answer.response.headers["allow"] == methods
