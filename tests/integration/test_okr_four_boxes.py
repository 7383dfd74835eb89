"""The four boxes and the strongest wins over HTTP: who may, what is refused, what a page then shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
BOXES = {
    "priorities": [{"text": "Call ten firms", "key_result": "KR-1"}, {"text": "Hire"}],
    "next_weeks": ["Trade fair"],
    "health": [{"name": "team", "sign": "yellow", "note": "two are ill"}],
}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


@pytest.fixture
async def people(kit: OkrKit) -> dict[str, dict[str, Any]]:
    """Olga and Ken are in the team East, Bob in West."""
    teams = {"olga": "East", "ken": "East", "bob": "West"}
    return {
        name: {"subject": (await kit.done("/people", {"name": name, "function": "Dev", "team": team})).id, **MEMBER}
        for name, team in teams.items()
    }


async def goal(kit: OkrKit, *, team: str = "East", key_results: int = 1, quarter: str | None = None) -> list[str]:
    """A published objective of the team; the ids of its key results."""
    objective = (await kit.done("/objectives", {"title": "Be heard", "team": team, "quarter": quarter})).id
    added = [
        (await kit.done(f"/objectives/{objective}/key-results", {"title": f"It {n}", "measure": METRIC})).id
        for n in range(key_results)
    ]
    await kit.done(f"/objectives/{objective}/publish")
    return added


async def fill(kit: OkrKit, body: object = None, team: str = "East", **who: Any) -> Any:
    answer = await kit.put(f"/four-boxes/{team}", BOXES if body is None else body, **who)
    if answer.status == 200:
        kit._known = answer.at
    return answer


async def test_a_teams_week_from_filling_to_looking_back(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    first, second, silent = await goal(kit, key_results=3)
    (elsewhere,) = await goal(kit, team="West")
    for key_result, confidence in ((first, 4), (first, 8), (second, 3), (elsewhere, 9)):
        await kit.done(f"/key-results/{key_result}/check-ins", {"value": 3, "confidence": confidence})
        kit.later(minutes=1)
    assert (await fill(kit, **people["olga"])).body["changed"]
    page = (await kit.get("/four-boxes/East", **people["bob"])).body
    assert page["week"] == "2026-W32"
    assert [(one["place"], one["text"], one["key_result"], one["kept"]) for one in page["priorities"]] == [
        (1, "Call ten firms", first, "not said"),
        (2, "Hire", None, "not said"),
    ]
    assert [(one["number"], one["confidence"]) for one in page["confidence"]] == [("KR-1", 8), ("KR-2", 3)]
    assert silent not in [one["key_result"] for one in page["confidence"]]
    assert page["next_weeks"] == ["Trade fair"]
    assert page["health"] == [{"name": "team", "sign": "yellow", "note": "two are ill"}]
    assert (page["last_week"], page["last"]) == (None, [])

    await kit.done("/four-boxes/East/marks", {"priority": "1", "kept": True}, **people["ken"])
    kit.later(days=7)
    empty = (await kit.get("/four-boxes/East")).body
    assert (empty["week"], empty["filled"], empty["last_week"]) == ("2026-W33", None, "2026-W32")
    assert [one["kept"] for one in empty["last"]] == ["kept", "not said"]
    await kit.done("/four-boxes/East/marks", {"priority": "2", "kept": False}, **people["ken"])
    assert (await fill(kit, {"priorities": [{"text": "Sell"}]}, **people["ken"])).status == 200
    page = (await kit.get("/four-boxes/East")).body
    assert [one["text"] for one in page["priorities"]] == ["Sell"]
    assert [(one["text"], one["kept"]) for one in page["last"]] == [("Call ten firms", "kept"), ("Hire", "not kept")]
    former = (await kit.get("/four-boxes/East", params={"week": "2026-W32"})).body
    assert [one["kept"] for one in former["priorities"]] == ["kept", "not kept"]
    filled = (await kit.get("/four-boxes", params={"week": "2026-W32"})).body
    assert [one["team"] for one in filled["items"]] == ["East"]
    assert (await kit.get("/four-boxes", params={"week": "2026-W01"})).body == {"items": []}


async def test_the_confidence_is_that_of_the_moment_of_filling(kit: OkrKit) -> None:
    (key_result,) = await goal(kit)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 3, "confidence": 4})
    await fill(kit)
    kit.later(hours=1)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 4, "confidence": 9})
    assert [one["confidence"] for one in (await kit.get("/four-boxes/East")).body["confidence"]] == [4]
    assert (await fill(kit)).body["changed"]
    assert [one["confidence"] for one in (await kit.get("/four-boxes/East")).body["confidence"]] == [9]
    assert not (await fill(kit)).body["changed"]


async def test_only_the_team_and_admins_fill_and_mark(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    await goal(kit)
    (await fill(kit, **people["bob"])).refused(403, "forbidden", "you may not fill the team's four boxes")
    assert (await fill(kit)).status == 200
    marking = {"priority": "1", "kept": True}
    (await kit.post("/four-boxes/East/marks", marking, **people["bob"])).refused(403, "forbidden", "the team may")
    assert (await kit.post("/four-boxes/East/marks", marking, **people["ken"])).status == 200


async def test_a_retry_and_a_stale_page(kit: OkrKit) -> None:
    await goal(kit)
    once = await fill(kit, key="monday")
    assert (await fill(kit, key="monday")).body == once.body | {"repeated": True, "changed": False}
    (await fill(kit, {"priorities": [{"text": "Other"}]}, key="monday")).refused(422, "idempotency-key-reused")
    etag = (await kit.get("/four-boxes/East")).response.headers["etag"]
    assert etag == '"1"'
    (await fill(kit, {"priorities": [{"text": "Other"}]}, if_match=7)).refused(409, "conflict", "at version 1, not 7")


REFUSED: list[tuple[object, int, str, str]] = [
    ({"priorities": []}, 422, "invalid", "say what matters most this week"),
    (BOXES | {"week": "2026-W20"}, 409, "wrong-state", "fill those of 2026-W32, or of 2026-W33"),
    (BOXES | {"week": "soon"}, 422, "invalid", "is no ISO week"),
    ({"priorities": [{"text": "a", "key_result": "KR-99"}]}, 404, "not-found", "there is no key result"),
    ({"priorities": [{"text": "a"}, {"text": "a"}]}, 422, "invalid", "is there twice"),
    (
        {"priorities": [{"text": "a", "key_result": "pk-0123456789ab-0123456789ab"}]},
        422,
        "invalid",
        "this key result is private",
    ),
]


async def test_boxes_that_are_refused_leave_nothing_behind(kit: OkrKit) -> None:
    await goal(kit)
    before = (await kit.okr.runtime.log.info()).state.last_seq
    for body, status, slug, words in REFUSED:
        (await fill(kit, body)).refused(status, slug, words)
    assert (await kit.okr.runtime.log.info()).state.last_seq == before


async def test_marks_and_teams_that_are_not_there(kit: OkrKit) -> None:
    await goal(kit)
    (await fill(kit, team="Esat")).refused(404, "not-found", "there is no team 'Esat'")
    (await kit.get("/four-boxes/Esat")).refused(404, "not-found", "there is no team 'Esat'")
    marking = {"priority": "1", "kept": True}
    (await kit.post("/four-boxes/East/marks", marking)).refused(409, "wrong-state", "has filled no boxes yet")
    await fill(kit)
    (await kit.post("/four-boxes/East/marks", marking | {"priority": "9"})).refused(404, "not-found", "give 1 to 2")
    (await kit.post("/four-boxes/East/marks", marking | {"week": "2026-W33"})).refused(404, "not-found", "no boxes")


async def test_the_strongest_wins_over_http_leave_private_ones_out(
    kit: OkrKit, people: dict[str, dict[str, Any]]
) -> None:
    quarter = await kit.running_quarter()
    first, second = await goal(kit, key_results=2, quarter=quarter)
    olga = people["olga"]
    private = (await kit.done("/private/objectives", {"title": "Quiet", "quarter": quarter, "team": "East"}, **olga)).id
    added = {"title": "Quiet", "measure": METRIC}
    hidden = (await kit.done(f"/objectives/{private}/key-results", added, **olga)).id
    await kit.done(f"/objectives/{private}/publish", **olga)
    await kit.done(f"/key-results/{hidden}/check-ins", {"value": 10}, **olga)
    await kit.done(f"/key-results/{first}/check-ins", {"value": 10, "confidence": 9}, **olga)
    await kit.done(f"/key-results/{second}/check-ins", {"value": -3, "confidence": 1}, **olga)
    found = (await kit.get("/wins", params={"quarter": "2026-Q3"}, **people["bob"])).body
    assert [(win["key_result"], win["kind"], win["who"]) for win in found["items"]] == [(first, "reached", ["olga"])]
    assert found["left_out"] == 0
    (await kit.get("/wins", params={"quarter": "2031-Q1"})).refused(404, "not-found", "there is no quarter")
    assert (await kit.get("/wins", params={"quarter": "2026-Q3", "top": 0})).status == 422
    assert (await kit.get("/wins")).status == 422
