"""Alignment, links and the tree over HTTP on a real server: what works, and what is refused with which sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.okr.views import VIEWS
from shared.eventlog import FastReader
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

CALLS = {"kind": "metric", "baseline": "0", "target": "10", "unit": "calls"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def published(kit: OkrKit, title: str, team: str = "Sales", **fields: Any) -> tuple[str, str]:
    """A published objective with one key result; the ids of both."""
    objective = (await kit.done("/objectives", {"title": title, "team": team, **fields})).id
    added = await kit.done(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": CALLS})
    await kit.done(f"/objectives/{objective}/publish")
    return objective, added.id


async def tree(kit: OkrKit, **wanted: Any) -> list[dict[str, Any]]:
    answer = await kit.get("/tree", params=wanted)
    assert answer.status == 200, answer.response.text
    found: list[dict[str, Any]] = answer.body
    return found


async def test_from_children_to_parent_by_hand_and_back(kit: OkrKit, nats_server: NatsServer) -> None:
    top, measured = await published(kit, "Be heard", "Company")
    child, calls = await published(kit, "Call everybody")
    await published(kit, "Alone")
    aligned = await kit.done("/objectives/O-2/align", {"to": "kr-1"})
    assert aligned.body["aggregate"] == f"objective/{child}"
    assert (await kit.done("/objectives/O-2/align", {"to": measured})).body["changed"] is False
    kit.later(minutes=1)
    await kit.done(f"/key-results/{calls}/check-ins", {"value": "2.9", "confidence": 8})
    first, second, third = await tree(kit)
    assert [(each["number"], each["level"], each["progress"]) for each in (first, second, third)] == [
        ("O-1", 0, 29),
        ("O-2", 1, 29),
        ("O-3", 0, None),
    ]
    assert (second["aligned_to"], second["parent_key_result"], third["isolated"]) == ("KR-1", measured, True)
    assert (first["key_results"][0]["made_of"], first["health"]) == ("children", "on-track")

    kit.later(minutes=1)
    before = kit.clock.time
    kit.later(minutes=1)
    (await kit.post("/key-results/KR-1/check-ins", {"value": "2.3"})).refused(
        409, "wrong-state", "this key result takes its figure from O-2, so a check-in here would count for nothing;"
    )
    reason = {"reason": "a better look"}
    await kit.done("/key-results/KR-1/override", {"progress": "0.23", **reason})
    by_hand = (await kit.get("/key-results/KR-1")).body
    assert [by_hand[name] for name in ("progress", "made_of", "otherwise", "drift")] == [23, "override", 29, 6]
    kit.later(minutes=1)
    assert (await kit.done("/key-results/KR-1/clear-override")).body["changed"] is True
    adopted = (await kit.get("/key-results/KR-1")).body
    assert [adopted[name] for name in ("progress", "made_of", "otherwise")] == [29, "children", None]
    assert (await kit.done("/key-results/KR-1/clear-override")).body["changed"] is False

    then = await tree(kit, as_of=before.isoformat())
    assert (then[0]["number"], then[0]["progress"], then[0]["key_results"][0]["made_of"]) == ("O-1", 29, "children")
    now = await tree(kit, as_of=kit.clock.time.isoformat())
    assert now == await tree(kit)
    assert (await kit.get("/board")).body == sorted(
        ({**each, "level": None} for each in now), key=lambda each: int(each["number"][2:])
    )
    assert [each["number"] for each in await tree(kit, root="O-2")] == ["O-2"]
    assert [each["number"] for each in await tree(kit, root=measured, team="Sales")] == ["O-2"]
    assert [each["number"] for each in await tree(kit, root="KR-1", as_of=before.isoformat())] == ["O-1", "O-2"]
    assert top == now[0]["id"]

    runtime = kit.okr.runtime
    reader = FastReader(runtime.log.client, "okr-rebuild")
    _, comparison = await rebuild(runtime.store, runtime.log, reader, VIEWS, lambda done, of: None, swap=False)
    assert comparison.equal, comparison.different


async def test_links(kit: OkrKit) -> None:
    for title in ("Whole", "East", "West"):
        await published(kit, title)
    reason = {"reason": "one figure", "approver": None}
    await kit.done("/key-results/KR-1/link", {"sources": ["KR-2", "kr-3"], **reason})
    for key_result, value in (("KR-2", "4"), ("KR-3", "4.5")):
        await kit.done(f"/key-results/{key_result}/check-ins", {"value": value})
    linked = (await kit.get("/key-results/KR-1")).body
    assert [linked[name] for name in ("value", "progress", "made_of")] == ["8.5", 85, "links"]
    assert len(linked["sources"]) == 2
    await kit.done("/key-results/KR-1/link", {"sources": [], "reason": "apart again"})
    assert (await kit.get("/key-results/KR-1")).body["progress"] is None


async def test_what_others_feed_takes_no_check_ins_until_they_no_longer_do(kit: OkrKit) -> None:
    for title in ("Whole", "East", "West"):
        await published(kit, title)
    await kit.done("/key-results/KR-1/check-ins", {"value": 1})
    await kit.done("/key-results/KR-1/link", {"sources": ["KR-2", "KR-3"]})
    told = "takes its figure from KR-2, KR-3, so a check-in here would count for nothing; check in there, or set"
    (await kit.post("/key-results/KR-1/check-ins", {"value": 2})).refused(409, "wrong-state", told)
    await kit.done("/key-results/KR-2/check-ins", {"value": 3})
    await kit.done("/key-results/KR-3/check-ins", {"value": 4})
    assert (await kit.get("/key-results/KR-1")).body["value"] == "7"
    await kit.done("/key-results/KR-3/drop")
    shown = (await kit.get("/key-results/KR-1")).body
    assert (shown["value"], shown["progress"], shown["made_of"]) == ("3", 30, "links"), (
        "what was dropped counts no more"
    )
    why = (await kit.get("/key-results/KR-1/explain")).body
    assert (why["rules"], [each["dropped"] for each in why["items"]]) == ("tomoni/2", [False, True])
    await kit.done("/key-results/KR-2/drop")
    assert (await kit.get("/key-results/KR-1")).body["progress"] == 10
    await kit.done("/key-results/KR-1/check-ins", {"value": 2})
    assert (await kit.get("/key-results/KR-1")).body["progress"] == 20

    draft = (await kit.done("/objectives", {"title": "Below"})).id
    await kit.done(f"/objectives/{draft}/align", {"to": "KR-1"})
    await kit.done("/key-results/KR-1/check-ins", {"value": 3})
    await kit.done(f"/objectives/{draft}/key-results", {"title": "Calls", "measure": CALLS})
    await kit.done(f"/objectives/{draft}/publish")
    (await kit.post("/key-results/KR-1/check-ins", {"value": 4})).refused(
        409, "wrong-state", "takes its figure from O-4"
    )


async def test_an_objectives_source_and_weights(kit: OkrKit) -> None:
    objective, key_result = await published(kit, "Both", source="both")
    await kit.done(f"/objectives/{objective}/key-results", {"title": "More", "measure": CALLS, "weight": "75"})
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": "10"})
    assert (await kit.get("/objectives/O-1")).body["progress"] == 50
    revised = await kit.send("PATCH", "/objectives/O-1", {"source": "key-results"})
    assert revised.status == 200, revised.response.text
    shown = (await kit.get("/objectives/O-1", params={"wait_for": revised.at})).body
    assert (shown["progress"], [each["share"] for each in shown["key_results"]]) == (25, [25, 75])
    too_much = {"title": "Too much", "measure": CALLS, "weight": "30"}
    (await kit.post("/objectives/O-1/key-results", too_much)).refused(422, "invalid", "add up to 105 percent")
    negative = {"title": "Less", "measure": CALLS, "weight": "-5"}
    (await kit.post("/objectives/O-1/key-results", negative)).refused(422, "invalid", "weight")


OF_A_TEAM = (
    *("/board", "/tree", "/objectives", "/warnings", "/help-wanted", "/experiments", "/learnings", "/practice"),
    *("/practice/support", "/day/kept", "/win-sessions", "/four-boxes/Sales", "/calibration"),
)
"""Every question that can be asked of one team only."""


async def test_a_team_that_there_is_not_is_no_empty_answer(kit: OkrKit) -> None:
    await published(kit, "One")
    for path in OF_A_TEAM:
        asked = path.replace("Sales", "Saless"), {} if "Sales" in path else {"team": "Saless"}
        (await kit.get(asked[0], params=asked[1])).refused(404, "not-found", "no team 'Saless'; did you mean Sales?")
        for spelled in ("Sales", "sales", "Ｓａｌｅｓ"):
            asked = path.replace("Sales", spelled), {} if "Sales" in path else {"team": spelled}
            answer = await kit.get(asked[0], params=asked[1])
            told = "" if answer.status == 200 else answer.body["detail"]
            assert not told or told.startswith("the team 'Sales' has no objective in these quarters"), answer.body


async def test_a_team_is_known_by_whoever_is_or_was_in_it(kit: OkrKit) -> None:
    person = {"name": "Mari", "function": "sales", "team": "East"}
    mari = (await kit.done("/people", person)).id
    draft = {"title": "Be heard", "team": "Eats"}
    (await kit.post("/objectives", draft)).refused(404, "not-found", "there is no team 'Eats'; did you mean East?")
    cadence = {"every": "week", "weekday": 5, "grace_days": 2}
    (await kit.put("/cadences/teams/Eats", cadence)).refused(404, "not-found", "did you mean East?")
    channel = {"name": "room", "kind": "file", "team": "Eats"}
    (await kit.post("/notices/channels", channel)).refused(404, "not-found", "did you mean East?")
    await kit.done(f"/people/{mari}/move", {"function": "sales", "team": "West", "manager": None})
    goal = await kit.done("/objectives", {"title": "Be heard", "team": "ｅａｓｔ"})
    assert (await kit.get(f"/objectives/{goal.id}")).body["team"] == "East"


async def test_what_looks_the_same_is_the_same(kit: OkrKit) -> None:
    first = {"name": "Mari", "function": "sales", "team": "Kansai-West"}
    await kit.done("/people", first)
    ken = await kit.done("/people", {"name": "Ken", "function": "Ｓales", "team": "Kansai‐west"})
    shown = (await kit.get(f"/people/{ken.id}")).body
    assert (shown["function"], shown["team"]) == ("sales", "Kansai-West")
    days = {"start": "2027-01-01", "end": "2027-03-31"}
    await kit.done("/quarters", {"label": "2027-Q1", **days})
    for label in ("2027‐Q1", "２０２７－Ｑ１", "2027–q1"):
        later = {"label": label, "start": "2028-01-01", "end": "2028-03-31"}
        (await kit.post("/quarters", later)).refused(409, "wrong-state", "already planned")
        assert (await kit.get(f"/quarters/{label}")).body["label"] == "2027-Q1"
    for hidden in ({"name": "Ma\u200bri"}, {"team": "Sa\u00adles"}, {"function": "dev\u202e"}):
        refused = await kit.post("/people", first | {"email": None} | hidden)
        assert refused.status == 422, refused.body
        assert "which nobody sees" in refused.body["detail"] or "changes the order" in refused.body["detail"]


async def test_what_is_refused(kit: OkrKit) -> None:
    for title in ("One", "Two", "Three"):
        await published(kit, title)
    await kit.done("/objectives/O-2/align", {"to": "KR-1"})
    await kit.done("/objectives/O-3/align", {"to": "O-2"})
    await kit.done("/key-results/KR-1/link", {"sources": ["KR-3"]})
    euros = {"title": "Euros", "measure": CALLS | {"unit": "euros"}}
    await kit.done("/objectives/O-1/key-results", euros)
    done = {"title": "Done", "measure": {"kind": "ordinal"}}
    await kit.done("/objectives/O-1/key-results", done)
    written = (await kit.okr.runtime.log.info()).state.last_seq
    nobody = "6f1c1a52-5d0e-5b7e-9c5b-0d0d3f5f6a99"
    aiko: dict[str, Any] = {"subject": "aiko", "role": Role.MEMBER}
    refused: list[tuple[str, object, int, str, str]] = [
        ("/objectives/O-1/align", {"to": "O-1"}, 422, "invalid", "O-1 can't serve itself"),
        ("/objectives/O-1/align", {"to": "KR-1"}, 409, "wrong-state", "a circle: O-1 → KR-1 → O-1"),
        ("/objectives/O-1/align", {"to": "O-3"}, 409, "wrong-state", "O-1 → O-3 → O-2 → KR-1 → O-1"),
        ("/objectives/O-1/align", {"to": "KR-3"}, 409, "wrong-state", "a circle: O-1 → KR-3 → "),
        ("/objectives/O-1/align", {"to": "O-99"}, 404, "not-found", "no objective 'O-99'"),
        ("/objectives/O-1/align", {"to": nobody}, 404, "not-found", "no objective or key result"),
        ("/objectives/O-99/align", {"to": "O-1"}, 404, "not-found", "no objective 'O-99'"),
        ("/objectives/O-1/align", {}, 422, "invalid-body", "to: this is required"),
        ("/objectives/O-2/align", {"to": None}, 422, "invalid", "what it serves was settled before; give a reason"),
        ("/objectives/O-2/align", {"to": None, "reason": " "}, 422, "invalid", "the reason is empty"),
        ("/objectives/O-2/align", {"to": None, "reason": "x", "approver": "P-9"}, 404, "not-found", "no person"),
        ("/key-results/KR-1/link", {"sources": ["KR-1"]}, 422, "invalid", "KR-1 can't be linked to itself"),
        ("/key-results/KR-3/link", {"sources": ["KR-1"]}, 409, "wrong-state", "a circle: KR-1 → KR-3 → "),
        ("/key-results/KR-1/link", {"sources": []}, 422, "invalid", "what it sums up was settled before"),
        ("/key-results/KR-2/link", {"sources": ["KR-4"]}, 422, "invalid", "KR-4 is measured in euros and this"),
        ("/key-results/KR-1/link", {"sources": ["KR-5"]}, 422, "invalid", "KR-5 has no value that could be summed"),
        ("/key-results/KR-5/link", {"sources": ["KR-1"]}, 422, "invalid", "this key result has no value"),
        ("/key-results/KR-1/link", {"sources": ["KR-99"]}, 404, "not-found", "no key result 'KR-99'"),
        (
            "/key-results/KR-1/move",
            {"objective": "O-2", "reason": "x"},
            409,
            "wrong-state",
            "KR-1 → O-2 → KR-1; let",
        ),
        ("/key-results/KR-1/move", {"objective": "O-3", "reason": "x"}, 409, "wrong-state", "KR-1 → O-3 → O-2 → KR-1"),
        ("/key-results/KR-1/override", {"progress": "1.2", "reason": "x"}, 422, "invalid", "the progress is 1.2"),
        ("/key-results/KR-1/override", {"progress": "0.2"}, 422, "invalid", "must be explained; give a reason"),
        ("/key-results/KR-99/clear-override", None, 404, "not-found", "no key result 'KR-99'"),
    ]
    for path, body, status, slug, words in refused:
        (await kit.post(path, body)).refused(status, slug, words)
    assert (await kit.okr.runtime.log.info()).state.last_seq == written
    await kit.done("/objectives/O-1/close")
    (await kit.post("/objectives/O-3/align", {"to": "O-1"})).refused(409, "wrong-state", "O-1 has been closed")
    (await kit.post("/objectives/O-1/align", {"to": "O-3"})).refused(409, "wrong-state", "has been closed")
    (await kit.get("/tree", params={"root": "O-99"})).refused(404, "not-found", "O-99")
    (await kit.get("/tree", params={"person": "P-99"})).refused(404, "not-found", "P-99")
    assert [each["number"] for each in await tree(kit)] == ["O-1", "O-2", "O-3"]

    owner = (await kit.done("/people", {"name": "Ken", "function": "Dev"})).id
    owned = (await kit.done("/objectives", {"title": "Mine", "owner": owner})).id
    (await kit.post(f"/objectives/{owned}/align", {"to": "O-2"}, **aiko)).refused(403, "forbidden", "you may not")
    ken: dict[str, Any] = {"subject": owner, "role": Role.MEMBER}
    await kit.done(f"/objectives/{owned}/align", {"to": "O-2"}, **ken)


async def test_two_at_once_close_no_circle_in_one_service(kit: OkrKit) -> None:
    for title in ("One", "Two"):
        await published(kit, title)
    both = await asyncio.gather(
        kit.send("POST", "/objectives/O-1/align", {"to": "KR-2"}),
        kit.send("POST", "/objectives/O-2/align", {"to": "KR-1"}),
    )
    assert sorted(each.status for each in both) == [200, 409]


async def test_a_move_and_an_alignment_at_once_close_no_circle(kit: OkrKit) -> None:
    for title in ("One", "Two"):
        await published(kit, title)
    both = await asyncio.gather(
        kit.send("POST", "/key-results/KR-1/move", {"objective": "O-2", "reason": "It belongs there"}),
        kit.send("POST", "/objectives/O-2/align", {"to": "KR-1"}),
    )
    assert sorted(each.status for each in both) == [200, 409]
