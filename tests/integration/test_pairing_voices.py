"""Pulses, insights and measures over HTTP on a real server: what they tell, and every bad input."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.events import (
    GroupFormed,
    InsightShared,
    PulseAnswered,
    command_id,
    named_id,
)
from shared.identity.roles import Role
from shared.sealing import Forgotten
from tests.nats_fixture import NatsServer
from tests.okr_kit import okr_kit
from tests.pairing_http import Web, assert_problem, web_of
from tests.pairing_world import person_id
from tests.patience import PATIENCE

HER = person_id("sales0")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    async with web_of(nats_server, tmp_path / "pairing.sqlite", time_zone="Asia/Tokyo") as found:
        await found.okr.company(3, 3, 3)
        yield found


async def answered(web: Web, who: str, answer: object = 4, **options: Any) -> Any:
    month = options.pop("month", None)
    body = {"answer": answer} | ({"month": month} if month else {})
    return await web.call("POST", "/pulse", body, who=who, **options)


async def test_five_answers_are_shown_and_no_sixth_by_itself(web: Web) -> None:
    people = [person_id(f"{kind}{number}") for kind in ("sales", "cs", "dev") for number in range(3)]
    for number, person in enumerate(people, start=1):
        told = await answered(web, person, answer=1 + number % 5)
        assert (told.status_code, told.json()) == (200, {"month": "2026-07"})
        shown = (await web.call("GET", "/pulses", role=Role.AUDITOR)).json()["items"]
        whole = {"month": "2026-07", "answers": 5, "mean": 3.0, "counts": [1, 1, 1, 1, 1]}
        assert shown == ([whole] if number >= 5 else [])


async def test_once_a_month_by_the_companys_clock(web: Web) -> None:
    assert (await answered(web, HER, Idempotency_Key="mine")).status_code == 200
    again = await answered(web, HER, Idempotency_Key="mine")
    assert (again.status_code, again.json()) == (200, {"month": "2026-07"}), "the same request, sent twice"
    assert_problem(await answered(web, HER, 5, Idempotency_Key="mine"), 422, "idempotency-key-reused")
    assert_problem(await answered(web, HER), 409, "wrong-state", "answered for 2026-07 already")
    assert len(await web.service.events(PulseAnswered)) == 1
    # August begins in Tokyo at 15:00 UTC on the day before.
    web.service.now = datetime(2026, 7, 31, 15, tzinfo=UTC)
    assert (await answered(web, HER)).json() == {"month": "2026-08"}


async def test_two_answers_at_once(web: Web) -> None:
    found = await asyncio.gather(*(answered(web, HER, number) for number in range(1, 6)))
    assert sorted(answer.status_code for answer in found) == [200, 409, 409, 409, 409]
    assert len(await web.service.events(PulseAnswered)) == 1


async def test_bad_answers(web: Web) -> None:
    for answer in (0, 6, -1):
        assert_problem(await answered(web, HER, answer), 422, "invalid", "from 1 (badly) to 5 (very well)")
    for answer in ("4", 4.5, True, None):
        assert (await answered(web, HER, answer)).status_code == 422
    assert_problem(await answered(web, HER, month="2026-08"), 422, "invalid", "2026-08 lies in the future")
    assert_problem(await answered(web, HER, month="2026-06"), 422, "invalid", "2026-06 is over")
    for month in ("july", "2026-13", "2026-7", "9999-99", "0000-01"):
        assert_problem(await answered(web, HER, month=month), 422, "invalid", "is no month")
    assert (await web.call("POST", "/pulse", {"answer": 4, "why": "because"}, who=HER)).status_code == 422
    assert_problem(await answered(web, "stranger"), 404, "not-found", "nobody stranger in the pool")
    await web.okr.leave("sales0")
    assert_problem(await answered(web, HER), 404, "not-found")
    assert await web.service.events(PulseAnswered) == []


async def test_the_envelope_of_an_answer_tells_nothing_of_the_request(web: Web) -> None:
    """Two people, one careful client and one bare one; and one of them again in the next month."""
    him = person_id("dev1")
    await answered(web, HER, Idempotency_Key="key-1", traceparent=TRACE, If_Match='"7"')
    await answered(web, him)
    web.service.now += timedelta(days=31)
    await answered(web, HER, Idempotency_Key="key-1", traceparent=TRACE)
    first, second, third = await web.service.events(PulseAnswered)
    for event in (first, second, third):
        assert event.actor == "anonymous"
        assert event.version == 1
        assert event.time == event.recorded == datetime.fromisoformat(f"{event.data.month}-01T00:00:00+00:00")
        assert event.traceparent is None
        assert event.correlation == event.causation, "its own command, which nothing else came from"
        assert {each.split("-")[2][0] for each in (event.id, event.correlation, event.aggregate_id)} == {"5"}
        assert len(event.digest or "") == 32, "with a key or without"
        said = repr(event)
        assert not [each for each in (HER, him, command_id(HER, "key-1")) if each in said]
    for name in ("aggregate", "id", "correlation", "digest"):
        assert len({getattr(event, name) for event in (first, second, third)}) == 3, name
    # Without the keys, what is known of somebody leads nowhere.
    tried = {named_id("pulse", each) for each in (HER, f"{HER}2026-07", f"pairing.private.pulse\n2026-07\n{HER}")}
    assert not tried & {event.aggregate_id for event in (first, second, third)}


async def test_nobody_can_find_the_answers_of_who_was_forgotten(web: Web) -> None:
    sealer = web.service.pairing.ground.sealer
    body = b"pairing.private.pulse\n2026-07"
    await answered(web, HER)
    (event,) = await web.service.events(PulseAnswered)
    assert event.aggregate_id == named_id("pulse", await sealer.digest_of(HER, body)), "both keys find it"
    await web.okr.sealer.erase(HER)
    sealer.forget(HER)
    with pytest.raises(Forgotten):
        await sealer.digest_of(HER, body)


async def test_an_insight_reaches_okr(web: Web, nats_server: NatsServer) -> None:
    group, other = (await web.rotate("2026-Q2"))[:2]
    async with okr_kit(nats_server) as kit:
        quarter = await kit.running_quarter("2026-Q3")
        objective, _ = await kit.running_key_result(quarter)
        kit.later(days=1)
        path, member = f"/groups/{group['group']}/insights", group["members"][0]
        assert_problem(
            await web.call("POST", path, {"text": "We called him"}, who=other["members"][0]), 403, "forbidden", "member"
        )
        told = await web.call(
            "POST", path, {"text": "顧客に電話した / We called him", "objective": "O-1"}, who=member, traceparent=TRACE
        )
        assert told.status_code == 200, told.text
        assert (
            await web.call("POST", "/groups/G-1/insights", {"text": "x" * 1000}, who=group["members"][1])
        ).is_success
        shared, last = await web.service.events(InsightShared)
        assert shared.data.objective == objective
        assert shared.actor == f"group/{group['group']}"
        said = repr(shared)
        assert not [person for person in group["members"] if person in said]
        assert shared.traceparent is None
        await kit.okr.ground.runner.wait_for_position(last.position, PATIENCE)
        first, second = (await kit.get("/insights", params={"quarter": "2026-Q3"})).body["items"]
        expected = {"group": group["group"], "text": "顧客に電話した / We called him", "objective_code": "O-1"}
        assert {name: first[name] for name in expected} == expected
        assert (second["objective"], len(second["text"])) == (None, 1000)
        await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
        assert (await kit.get("/insights", params={"quarter": "2026-Q4"})).body["items"] == []
        assert len((await kit.get("/insights")).body["items"]) == 2
        (await kit.get("/insights", params={"quarter": "2031-Q1"})).refused(404, "not-found", "2031-Q1")


async def test_bad_insights(web: Web) -> None:
    group = (await web.rotate("2026-Q2"))[0]
    path, member = f"/groups/{group['group']}/insights", group["members"][0]

    async def told(**body: Any) -> Any:
        return await web.call("POST", path, body, who=member)

    assert_problem(await told(text="  "), 422, "invalid", "empty")
    assert_problem(await told(text="x" * 1001), 422, "invalid", "1001 characters")
    assert_problem(await told(text="red \x1b[31m"), 422, "invalid", "control character")
    assert (await told()).status_code == 422
    assert (await told(text="words", by=member)).status_code == 422, "who tells it is never asked"
    for unknown in ("O-1", "nonsense", HER):
        assert_problem(await told(text="words", objective=unknown), 404, "not-found", "no objective")
    assert_problem(await web.call("POST", "/groups/G-99/insights", {"text": "words"}, who=member), 404, "not-found")
    assert await web.service.events(InsightShared) == []


async def test_measures_of_a_rotation_and_the_next(web: Web) -> None:
    assert_problem(await web.call("GET", "/measures"), 404, "not-found", "no buddy groups yet")
    groups = await web.rotate("2026-Q2", datetime(2026, 7, 6, 1, tzinfo=UTC))
    web.service.now = datetime(2026, 7, 24, 9, tzinfo=UTC)
    for week in ("2026-W28", "2026-W29"):
        assert (
            await web.call(
                "POST", f"/groups/{groups[0]['group']}/meetings", {"week": week}, who=groups[0]["members"][0]
            )
        ).is_success
    web.service.now = datetime(2026, 7, 29, 9, tzinfo=UTC)
    found = (await web.call("GET", "/measures", role=Role.SERVICE)).json()
    functions = {"functions": ["CS", "Dev"], "assigned": 3, "met": 1, "ceiling": 4}
    assert found.pop("coverage")[0] == functions
    assert found == {
        "quarter": "2026-Q3",
        "too_few": False,
        "people": 9,
        "groups": 3,
        "repeats": 0,
        "least_repeats": 0,
        "smallest_gap": None,
        "reach_median": 0.0,
        "reach_least": 0,
        "gini": 0.667,
        "centralisation": 0.214,
        "ei_index": 1.0,
        "adherence": 0.222,
    }
    text = json.dumps(found)
    assert not [group["group"] for group in groups if group["group"] in text]
    web.service.now = datetime(2026, 10, 1, 9, tzinfo=UTC)
    await web.rotate("2026-Q3", web.service.now)
    assert (await web.call("GET", "/measures")).json()["quarter"] == "2026-Q4"
    former = (await web.call("GET", "/measures?quarter=2026-Q3")).json()
    assert former["adherence"] == round(2 / (3 * 12), 3), "of the twelve whole weeks that the groups lived"
    drawn = (await web.service.rotations())[0]
    now = (await web.call("GET", "/measures?quarter=2026-Q4")).json()
    assert (now["repeats"], now["least_repeats"]) == (drawn["repeats"], drawn["least_repeats"])
    assert now["adherence"] is None, "no meeting was due yet"
    assert len(await web.service.events(GroupFormed)) == 6


async def test_measures_of_unknown_quarters_and_of_too_few(web: Web, tmp_path: Path) -> None:
    await web.okr.plan("2026-Q1")
    for name in ("2031-Q1", "nonsense", "x" * 100):
        assert_problem(await web.call("GET", f"/measures?quarter={name}"), 404, "not-found", "there is no quarter")
    assert_problem(await web.call("GET", "/measures?quarter=2026-Q1"), 404, "not-found", "has no buddy groups")
    assert (await web.call("GET", "/measures?quarter=" + "x" * 101)).status_code == 422
    for kind in ("sales", "cs", "dev"):
        await web.okr.leave(f"{kind}2")
    groups = await web.rotate("2026-Q2")
    assert len(groups) == 2
    for group in groups:
        await web.call("POST", f"/groups/{group['group']}/meetings", {"week": "2026-W28"}, who=group["members"][0])
    found = (await web.call("GET", "/measures")).json()
    assert found["too_few"] is True
    assert (found["people"], found["groups"], found["repeats"], found["coverage"]) == (6, 2, 0, [])
    hidden = ("adherence", "gini", "centralisation", "ei_index", "reach_median", "reach_least")
    assert [found[name] for name in hidden] == [None] * 6
