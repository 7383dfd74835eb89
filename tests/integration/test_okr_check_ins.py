"""Check-ins in full, over HTTP on a real server: every kind of measure, words, review, help, many in one call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.events import CheckInAcknowledged, ProgressUpdated
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import NOW, OkrKit, okr_kit

MEMBER: dict[str, Any] = {"role": Role.MEMBER}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def written(kit: OkrKit) -> int:
    return (await kit.okr.runtime.log.info()).state.last_seq


async def goal(kit: OkrKit, quarter: str | None = None, **fields: Any) -> str:
    """A published objective that has no key result yet."""
    body = {"title": "Be heard", "quarter": quarter, "source": "both", **fields}
    objective = (await kit.done("/objectives", body)).id
    await kit.done(f"/objectives/{objective}/publish")
    return objective


async def measured(kit: OkrKit, objective: str, measure: dict[str, Any], **fields: Any) -> str:
    body = {"title": "One more", "measure": measure, **fields}
    return (await kit.done(f"/objectives/{objective}/key-results", body)).id


METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
LADDER = {"kind": "stages", "stages": [{"name": "idea"}, {"name": "pilot"}, {"name": "all"}, {"name": "sold"}]}
STEPS = {"kind": "milestones", "milestones": [{"name": "hired"}, {"name": "trained", "weight": "3"}]}
POINTS = {
    "kind": "checkpoints",
    "unit": "€",
    "points": [{"value": 0, "progress": 0}, {"value": 100, "progress": "0.8"}, {"value": 400, "progress": 1}],
}


@pytest.mark.parametrize(
    ("measure", "said", "progress", "shown"),
    [
        (METRIC, {"value": "2.5"}, 25, {"baseline": "0", "target": "10"}),
        ({"kind": "metric", "baseline": 20, "target": 100}, {"value": 0}, -25, {}),
        ({"kind": "maintain", "upper": 1, "rule": "distance"}, {"value": "0.8"}, 120, {"unit": None}),
        ({"kind": "maintain", "lower": 50, "rule": "distance"}, {"value": 25}, 50, {}),
        ({"kind": "maintain", "lower": 5, "upper": 9, "rule": "latest", "unit": "h"}, {"value": 9}, 100, {"unit": "h"}),
        ({"kind": "maintain", "lower": 5, "planned": 13}, {"value": 6}, 8, {}),
        ({"kind": "maintain", "lower": 5, "rule": "planned"}, {"value": 6}, 8, {}),
        ({"kind": "maintain", "lower": 5}, {"value": 6}, 100, {}),
        ({"kind": "binary"}, {"value": 1}, 100, {}),
        ({"kind": "binary"}, {"value": 0}, 0, {}),
        (STEPS, {"reached": ["trained"]}, 75, {"reached": ["trained"]}),
        (STEPS, {"reached": []}, 0, {"reached": []}),
        (LADDER, {"reached": ["pilot"]}, 50, {"reached": ["pilot"]}),
        (POINTS, {"value": 250}, 90, {"unit": "€"}),
        ({"kind": "ordinal", "commit": "fine"}, {"zone": "commit"}, 30, {"zone": "commit"}),
    ],
)
async def test_every_kind_of_measure(
    kit: OkrKit, measure: dict[str, Any], said: dict[str, Any], progress: int, shown: dict[str, Any]
) -> None:
    await kit.running_quarter()
    key_result = await measured(kit, await goal(kit, "2026-Q3"), measure)
    before = (await kit.get(f"/key-results/{key_result}")).body
    assert (before["progress"], before["kind"], before["measure"]["kind"]) == (None, measure["kind"], measure["kind"])
    await kit.done(f"/key-results/{key_result}/check-ins", said)
    after = (await kit.get(f"/key-results/{key_result}")).body
    assert (after["progress"], after["check_ins"]) == (progress, 1)
    assert shown.items() <= after.items()


@pytest.mark.parametrize(
    ("measure", "said", "words"),
    [
        (METRIC, {"reached": ["hired"]}, "give a value and no reached"),
        ({"kind": "maintain", "lower": 5}, {"zone": "commit"}, "give a value and no zone"),
        ({"kind": "maintain", "lower": 5}, {}, "measured by a number; give a value"),
        ({"kind": "binary"}, {"value": 2}, "give 1 for done, 0 for not"),
        ({"kind": "binary"}, {}, "give 1 for done, 0 for not"),
        (STEPS, {"value": 1}, "give those that are done and no value"),
        (STEPS, {}, "give what is reached of hired, trained"),
        (STEPS, {"reached": ["fired"]}, "there is no milestone 'fired'; give one of hired, trained"),
        (LADDER, {"reached": []}, "a check-in names one stage"),
        (LADDER, {"reached": ["idea", "all"]}, "a check-in names one stage"),
        (LADDER, {"reached": ["moon"]}, "there is no stage 'moon'"),
        (LADDER, {"zone": "commit"}, "give the stage that was reached and no zone"),
        (POINTS, {"reached": ["idea"]}, "give a value and no reached"),
        ({"kind": "ordinal"}, {"reached": ["idea"]}, "give a zone and no value"),
        ({"kind": "ordinal"}, {}, "give one of fail, commit, target, stretch"),
        (METRIC, {"value": 1, "blocker": " "}, "the blocker is empty"),
        (METRIC, {"value": 1, "next_step": "x" * 4001}, "shorten it to 4000"),
        (METRIC, {"value": 1, "help_wanted": "\u0007"}, "request for help holds"),
    ],
)
async def test_what_a_measure_does_not_take(
    kit: OkrKit, measure: dict[str, Any], said: dict[str, Any], words: str
) -> None:
    key_result = await measured(kit, await goal(kit), measure)
    before = await written(kit)
    (await kit.post(f"/key-results/{key_result}/check-ins", said)).refused(422, "invalid", words)
    assert await written(kit) == before


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ({"kind": "metric", "baseline": 5, "target": "5.0"}, "there is no way to go"),
        ({"kind": "maintain"}, "give a lower bound, an upper bound, or both"),
        ({"kind": "maintain", "upper": 0, "rule": "distance"}, "the upper bound is 0, and a distance"),
        ({"kind": "maintain", "lower": -1, "rule": "distance"}, "the lower bound is -1, and a distance"),
        ({"kind": "maintain", "lower": 2, "upper": 1}, "swap them"),
        ({"kind": "maintain", "lower": 2, "planned": 0}, "a number from 1 to 1000"),
        ({"kind": "maintain", "lower": 2, "rule": "latest", "planned": 9}, "for a measure that counts them"),
        ({"kind": "milestones", "milestones": []}, "give 1 to 50"),
        ({"kind": "milestones", "milestones": [{"name": "a", "weight": -1}]}, "give 0 or more"),
        ({"kind": "milestones", "milestones": [{"name": "a", "weight": 0}]}, "no milestone weighs anything"),
        ({"kind": "milestones", "milestones": [{"name": "a"}, {"name": "a"}]}, "the same name"),
        ({"kind": "stages", "stages": [{"name": "a"}]}, "give 2 to 50"),
        ({"kind": "stages", "stages": [{"name": "a"}, {"name": " "}]}, "the stage is empty"),
        ({"kind": "stages", "stages": [{"name": "a", "progress": 1}, {"name": "b"}]}, "for all of them, or for none"),
        ({"kind": "stages", "stages": [{"name": "a", "progress": 1}, {"name": "b", "progress": 0}]}, "in order"),
        ({"kind": "checkpoints", "points": [{"value": 1, "progress": 0}]}, "give 2 to 50"),
        (
            {"kind": "checkpoints", "points": [{"value": 1, "progress": 0}, {"value": 1, "progress": 1}]},
            "must rise, or fall",
        ),
        (
            {"kind": "checkpoints", "points": [{"value": 1, "progress": "-0.5"}, {"value": 2, "progress": 1}]},
            "from 0 on",
        ),
    ],
)
async def test_measures_that_are_none(kit: OkrKit, measure: dict[str, Any], words: str) -> None:
    objective = await goal(kit)
    before = await written(kit)
    answer = await kit.post(f"/objectives/{objective}/key-results", {"title": "x", "measure": measure})
    answer.refused(422, "invalid", words)
    assert await written(kit) == before


async def test_weights_and_sizes(kit: OkrKit) -> None:
    objective = await goal(kit, contribution="size")
    path = f"/objectives/{objective}/key-results"
    await measured(kit, objective, METRIC | {"unit": "€"}, weight="12.5")
    for measure, words in (
        (METRIC | {"unit": "calls"}, "their units differ (calls, €)"),
        (METRIC, "their units differ (none, €)"),
        ({"kind": "binary"}, "one of kind binary has none"),
    ):
        (await kit.post(path, {"title": "x", "measure": measure})).refused(422, "invalid", words)
    for weight in ("-1", "100.5"):
        body = {"title": "x", "measure": METRIC | {"unit": "€"}, "weight": weight}
        (await kit.post(path, body)).refused(422, "invalid", f"the weight is {weight}; give 0 to 100")
    await kit.done(path, {"title": "x", "measure": METRIC | {"unit": "€"}})
    other = await goal(kit)
    await measured(kit, other, {"kind": "binary"})
    refused = await kit.send("PATCH", f"/objectives/{other}", {"contribution": "size"})
    refused.refused(422, "invalid", "let the objective count by weight")
    revised = await kit.send("PATCH", f"/objectives/{objective}", {"contribution": "weight", "commitment": "committed"})
    assert revised.body["changed"] is True


async def test_all_that_is_said_is_sealed_and_shown(kit: OkrKit) -> None:
    key_result = await measured(kit, await goal(kit), METRIC)
    said = {
        "value": "4",
        "confidence": 6,
        "comment": "two deals closed",
        "blocker": "no time",
        "next_step": "ask Aiko",
        "help_wanted": "somebody who knows Rust",
    }
    check_in = (await kit.done(f"/key-results/{key_result}/check-ins", said)).id
    shown = (await kit.get(f"/check-ins/{check_in}")).body
    assert said.items() <= shown.items()
    assert (shown["acknowledged"], shown["reached"], shown["changes"]) == (None, None, [])
    events = [event.data for event in await logged(kit) if isinstance(event.data, ProgressUpdated)]
    assert not any(words in str(events) for words in ("deals", "no time", "Aiko", "Rust"))


async def test_what_was_reached_is_corrected_and_retracted_with_who_and_why(kit: OkrKit) -> None:
    key_result = await measured(kit, await goal(kit), STEPS)
    path = f"/key-results/{key_result}/check-ins"
    await kit.done(path, {"reached": ["hired"], "confidence": 3})
    second = (await kit.done(path, {"reached": ["hired", "trained"]})).id
    assert (await kit.get(f"/key-results/{key_result}")).body["progress"] == 100
    (await kit.post(f"/check-ins/{second}/correction", {"reached": ["fired"]})).refused(422, "invalid", "no milestone")
    await kit.done(f"/check-ins/{second}/correction", {"reached": ["trained"], "reason": "Ken left"}, subject="boss")
    assert (await kit.get(f"/key-results/{key_result}")).body["progress"] == 75
    await kit.done(f"/check-ins/{second}/retraction", {"reason": "not yet"})
    standing = (await kit.get(f"/key-results/{key_result}")).body
    assert (standing["progress"], standing["reached"], standing["confidence"]) == (25, ["hired"], 3)
    shown = (await kit.get(f"/check-ins/{second}")).body
    assert [(each["what"], each["by"], each["reason"], each["reached"]) for each in shown["changes"]] == [
        ("corrected", "boss", "Ken left", ["hired", "trained"]),
        ("retracted", "admin", "not yet", ["trained"]),
    ]


async def test_a_correction_back_restores_the_former_figure(kit: OkrKit) -> None:
    key_result = await measured(kit, await goal(kit), METRIC)
    check_in = (await kit.done(f"/key-results/{key_result}/check-ins", {"value": "4.00", "confidence": 6})).id
    before = (await kit.get(f"/key-results/{key_result}")).body
    await kit.done(f"/check-ins/{check_in}/correction", {"value": 9, "confidence": 1})
    await kit.done(f"/check-ins/{check_in}/correction", {"value": "4.00", "confidence": 6})
    assert (await kit.get(f"/key-results/{key_result}")).body == before


async def test_several_on_a_day(kit: OkrKit) -> None:
    key_result = await measured(kit, await goal(kit), METRIC)
    for value in (1, 3, 2):
        await kit.done(f"/key-results/{key_result}/check-ins", {"value": value})
        kit.later(minutes=5)
    shown = (await kit.get(f"/key-results/{key_result}")).body
    assert (shown["value"], shown["check_ins"]) == ("2", 3)


async def test_back_dating_has_limits(kit: OkrKit) -> None:
    await kit.running_quarter()
    inside = f"/key-results/{await measured(kit, await goal(kit, '2026-Q3'), METRIC)}/check-ins"
    backlog = f"/key-results/{await measured(kit, await goal(kit), METRIC)}/check-ins"
    before = await written(kit)
    for path, time, words in (
        (inside, "2026-08-03T09:00:01Z", "in the future"),
        (inside, "2026-07-05T23:59:59Z", "dated 2026-07-05, more than 28 days back; date it 2026-07-06 or later"),
        (inside, "2026-06-30T23:59:59Z", "dated 2026-06-30, before 2026-Q3 begins on 2026-07-01"),
        (backlog, "2026-07-05T12:00:00Z", "more than 28 days back"),
    ):
        (await kit.post(path, {"value": 1, "time": time})).refused(422, "invalid", words)
    assert await written(kit) == before
    await kit.done(inside, {"value": 1, "time": "2026-07-06T00:00:00Z"})
    await kit.done(backlog, {"value": 1, "time": "2026-07-06T00:00:00Z"})


async def test_how_far_back_is_the_companys_to_say(kit: OkrKit) -> None:
    assert (await kit.send("PUT", "/thresholds", {"back_days": 3})).status == 200
    path = f"/key-results/{await measured(kit, await goal(kit), METRIC)}/check-ins"
    late = await kit.post(path, {"value": 1, "time": "2026-07-30T23:59:59Z"})
    late.refused(422, "invalid", "more than 3 days back; date it 2026-07-31 or later")
    await kit.done(path, {"value": 1, "time": "2026-07-31T00:00:00Z"})


async def test_the_reviewer_acknowledges(kit: OkrKit) -> None:
    boss = (await kit.done("/people", {"name": "Boss", "function": "Dev"})).id
    ken = (await kit.done("/people", {"name": "Ken", "function": "Dev", "manager": boss})).id
    head = (await kit.done("/people", {"name": "Head", "function": "Dev"})).id
    objective = await goal(kit, owner=head)
    key_result = await measured(kit, objective, METRIC, owner=ken)
    path = f"/key-results/{key_result}/check-ins"
    check_in = (await kit.done(path, {"value": 1}, subject=ken, **MEMBER)).id
    acknowledge = f"/check-ins/{check_in}/acknowledge"
    (await kit.post(acknowledge, subject=ken, **MEMBER)).refused(403, "forbidden", "you may not acknowledge")
    (await kit.post(acknowledge, subject="mia", **MEMBER)).refused(403, "forbidden", "an owner's manager may")
    (await kit.post(acknowledge, subject="eve", role=Role.AUDITOR)).refused(403, "not-allowed")
    done = await kit.done(acknowledge, subject=boss, **MEMBER)
    assert (done.id, done.body["changed"]) == (check_in, True)
    kit.later(hours=1)
    assert (await kit.done(acknowledge, subject=head, **MEMBER)).body["changed"] is False
    shown = (await kit.get(f"/check-ins/{check_in}")).body
    assert (shown["acknowledged"], shown["acknowledged_by"]) == (NOW.isoformat().replace("+00:00", "Z"), boss)
    assert [event.actor for event in await logged(kit) if isinstance(event.data, CheckInAcknowledged)] == [boss]

    mine = (await kit.done(path, {"value": 2})).id
    (await kit.post(f"/check-ins/{mine}/acknowledge")).refused(403, "forbidden", "his own")
    await kit.done(f"/check-ins/{mine}/acknowledge", subject="second admin")
    gone = (await kit.done(path, {"value": 3}, subject=ken, **MEMBER)).id
    await kit.done(f"/check-ins/{gone}/retraction")
    (await kit.post(f"/check-ins/{gone}/acknowledge", subject=head, **MEMBER)).refused(409, "wrong-state", "retracted")
    nobody = "6f1c1a52-5d0e-5b7e-9c5b-0d0d3f5f6a99"
    (await kit.post(f"/check-ins/{nobody}/acknowledge")).refused(404, "not-found", "there is no check-in")


async def test_nobodys_key_result_is_reviewed_by_the_objectives_owner_and_his_manager(kit: OkrKit) -> None:
    boss = (await kit.done("/people", {"name": "Boss", "function": "Dev"})).id
    ken = (await kit.done("/people", {"name": "Ken", "function": "Dev", "manager": boss})).id
    key_result = await measured(kit, await goal(kit, owner=ken), METRIC)
    for reviewer in (boss, ken):
        check_in = (await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, subject="robot")).id
        await kit.done(f"/check-ins/{check_in}/acknowledge", subject=reviewer, **MEMBER)


async def test_help_is_wanted_until_the_next_check_in(kit: OkrKit) -> None:
    east, west = await goal(kit, team="East"), await goal(kit, team="West")
    first, second = await measured(kit, east, METRIC), await measured(kit, west, METRIC)
    asked = {"value": 1, "help_wanted": "a designer", "blocker": "no pictures"}
    check_in = (await kit.done(f"/key-results/{first}/check-ins", asked, subject="ken")).id
    await kit.done(f"/key-results/{second}/check-ins", {"value": 1, "help_wanted": "money"})
    both = (await kit.get("/help-wanted", params={"limit": 1})).body
    assert both["items"] == [
        {
            "check_in": check_in,
            "key_result": first,
            "number": "KR-1",
            "title": "One more",
            "objective": east,
            "team": "East",
            "by": "ken",
            "time": "2026-08-03T09:00:00Z",
            "help_wanted": "a designer",
            "blocker": "no pictures",
        }
    ]
    rest = (await kit.get("/help-wanted", params={"limit": 1, "after": both["next"]})).body
    assert ([each["help_wanted"] for each in rest["items"]], rest["next"]) == (["money"], None)
    assert [each["team"] for each in (await kit.get("/help-wanted", params={"team": "West"})).body["items"]] == ["West"]
    kit.later(days=1)
    answer = await kit.done(f"/key-results/{first}/check-ins", {"value": 2})
    assert [each["number"] for each in (await kit.get("/help-wanted")).body["items"]] == ["KR-2"]
    await kit.done(f"/check-ins/{answer.id}/retraction")
    assert len((await kit.get("/help-wanted")).body["items"]) == 2
    await kit.done(f"/key-results/{second}/drop")
    await kit.done(f"/objectives/{east}/close")
    assert (await kit.get("/help-wanted")).body["items"] == []


async def test_my_key_results(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    ken = (await kit.done("/people", {"name": "Ken", "function": "Dev"})).id
    mia = (await kit.done("/people", {"name": "Mia", "function": "Dev"})).id
    owned = await goal(kit, "2026-Q3", owner=ken, team="East")
    draft = (await kit.done("/objectives", {"title": "Later", "owner": ken})).id
    await measured(kit, draft, METRIC)
    first = await measured(kit, owned, METRIC)
    hers = await measured(kit, owned, METRIC, owner=mia)
    gone = await measured(kit, owned, METRIC)
    await kit.done(f"/key-results/{gone}/drop")
    elsewhere = await measured(kit, await goal(kit), METRIC, owner=ken)

    async def mine(who: str) -> list[str]:
        answer = await kit.get("/me/key-results", subject=who, **MEMBER)
        return [each["key_result"]["id"] for each in answer.body]

    assert await mine(ken) == [first, elsewhere]
    assert await mine(mia) == [hers]
    assert await mine("admin") == []
    top = (await kit.get("/me/key-results", subject=ken, **MEMBER)).body[0]
    assert (top["objective"], top["objective_number"], top["quarter_label"], top["team"]) == (
        owned,
        "O-1",
        "2026-Q3",
        "East",
    )
    await kit.done(f"/quarters/{quarter}/end")
    assert await mine(ken) == [elsewhere]


async def test_many_check_ins_in_one_call(kit: OkrKit) -> None:
    objective = await goal(kit)
    calls, steps = await measured(kit, objective, METRIC), await measured(kit, objective, STEPS)
    body = {
        "check_ins": [
            {"key_result": "KR-1", "value": 3, "confidence": 7, "comment": "more"},
            {"key_result": steps, "reached": ["moon"]},
            {"key_result": "KR-99", "value": 1},
            {"key_result": "KR-2", "reached": ["hired"], "help_wanted": "a trainer"},
            {"key_result": "KR-1", "value": 4},
        ]
    }
    answer = await kit.send("POST", "/me/check-ins", body, subject="ken", key="monday", **MEMBER)
    assert answer.status == 200
    items = answer.body["check_ins"]
    assert [each["status"] for each in items] == [201, 422, 404, 201, 201]
    assert [each["key_result"] for each in items] == ["KR-1", steps, "KR-99", "KR-2", "KR-1"]
    assert items[1]["receipt"] is None
    assert items[1]["problem"]["type"] == "urn:tomoni:problem:invalid"
    assert "give one of hired, trained" in items[1]["problem"]["detail"]
    assert items[2]["problem"]["instance"] == "/key-results/KR-99/check-ins"
    last = items[4]["receipt"]
    waited = {"wait_for": f"{last['aggregate']}@{last['version']}"}
    shown = (await kit.get(f"/key-results/{calls}", params=waited)).body
    assert (shown["value"], shown["check_ins"]) == ("4", 2)
    assert (await kit.get(f"/check-ins/{items[0]['receipt']['id']}")).body["by"] == "ken"

    before = await written(kit)
    again = await kit.send("POST", "/me/check-ins", body, subject="ken", key="monday", **MEMBER)
    assert [each["receipt"] and each["receipt"]["repeated"] for each in again.body["check_ins"]] == [
        True,
        None,
        None,
        True,
        True,
    ]
    assert await written(kit) == before
    changed = {"check_ins": [body["check_ins"][0] | {"value": 9}, *body["check_ins"][1:]]}
    other = await kit.send("POST", "/me/check-ins", changed, subject="ken", key="monday", **MEMBER)
    assert other.body["check_ins"][0]["problem"]["type"] == "urn:tomoni:problem:idempotency-key-reused"
    assert [each["status"] for each in other.body["check_ins"]] == [422, 422, 404, 201, 201]
    assert await written(kit) == before


async def test_what_many_in_one_call_can_not_be(kit: OkrKit) -> None:
    await measured(kit, await goal(kit), METRIC)
    one = {"key_result": "KR-1", "value": 1}
    before = await written(kit)
    for body, words in (
        ({}, "check_ins: this is required"),
        ({"check_ins": []}, "check_ins"),
        ({"check_ins": [one] * 101}, "check_ins"),
        ({"check_ins": [{"value": 1}]}, "check_ins[0].key_result: this is required"),
        ({"check_ins": [one, {"key_result": "KR-1", "colour": "red"}]}, "check_ins[1].colour"),
        ({"check_ins": [one, {"key_result": "KR-1", "confidence": 11}]}, "check_ins[1].confidence"),
        ({"check_ins": [one, {"key_result": "KR-1", "next_step": " "}]}, "check_ins[1].next_step: the next step is"),
    ):
        (await kit.post("/me/check-ins", body)).refused(422, "invalid-body", words)
    inexact = await kit.post("/me/check-ins", {"check_ins": [{"key_result": "KR-1", "value": 0.1234567890123456}]})
    inexact.refused(422, "invalid-body", "check_ins[0].value")
    assert len(inexact.body["errors"]) == 1, "the list is not too short, too"
    assert inexact.body["well_formed"] is True
    (await kit.post("/me/check-ins", {"check_ins": [one]}, if_match=3)).refused(422, "invalid", "leave it out")
    (await kit.post("/me/check-ins", {"check_ins": [one]}, role=Role.AUDITOR)).refused(403, "not-allowed")
    future = one | {"time": (NOW + timedelta(days=1)).isoformat()}
    answer = await kit.send("POST", "/me/check-ins", {"check_ins": [future]})
    assert "in the future" in answer.body["check_ins"][0]["problem"]["detail"]
    assert await written(kit) == before


async def logged(kit: OkrKit) -> list[Any]:
    """Every event in the log."""
    from shared.events import decode

    log = kit.okr.runtime.log
    return [decode(*record) async for batch in log.range(0, await written(kit)) for record in batch]
