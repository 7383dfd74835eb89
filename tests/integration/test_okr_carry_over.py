"""Objectives go on in another quarter, over HTTP on a real server: once each, key result by key result."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.okr.objectives.domain.carry_over import DraftCarried
from services.okr.runtime.executor import Done
from shared.events import KeyResultAdded, Metric, ObjectiveAligned, ObjectiveCarriedOver, decode
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

AIKO: dict[str, Any] = {"subject": "aiko", "role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def quarters(kit: OkrKit) -> None:
    await kit.running_quarter()
    await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
    await kit.done("/quarters", {"label": "2027-Q1", "start": "2027-01-01", "end": "2027-03-31"})


async def goal(kit: OkrKit, *values: object, quarter: str | None = "2026-Q3") -> str:
    """A published objective with a key result for each value, checked in unless the value is None."""
    body = {"title": "Be heard", "quarter": quarter, "team": "East"}
    objective = (await kit.done("/objectives", body)).id
    key_results = []
    for number in range(len(values)):
        added = {"title": f"Calls {number}", "measure": METRIC, "owner": None}
        key_results.append((await kit.done(f"/objectives/{objective}/key-results", added)).id)
    await kit.done(f"/objectives/{objective}/publish")
    for key_result, value in zip(key_results, values, strict=True):
        if value is not None:
            await kit.done(f"/key-results/{key_result}/check-ins", {"value": value})
    return objective


async def data(kit: OkrKit, objective: str) -> list[Any]:
    log = kit.okr.runtime.log
    return [decode(*record).data for record in await log.of_subject(f"okr.objective.{objective}")]


async def written(kit: OkrKit) -> int:
    return (await kit.okr.runtime.log.info()).state.last_seq


async def test_key_result_by_key_result(kit: OkrKit) -> None:
    await quarters(kit)
    person = await kit.done("/people", {"name": "Aiko", "function": "Dev", "team": "East"})
    aiko = AIKO | {"subject": person.id}
    old = await goal(kit, 5, 5, 5, 5, None)
    choices = [
        {"key_result": "KR-2", "choice": "restart"},
        {"key_result": "KR-3", "choice": "structure"},
        {"key_result": "KR-4", "choice": "drop"},
    ]
    carried = await kit.done(f"/objectives/{old}/carry-over", {"quarter": "2026-Q4", "key_results": choices}, **aiko)
    assert carried.status == 201
    assert carried.response.headers["location"] == f"/objectives/{carried.id}"
    first, *rest = await data(kit, carried.id)
    assert (first.title, first.team, first.carried_from) == ("Be heard", "East", old)
    added = [event for event in rest if isinstance(event, KeyResultAdded)]
    assert [(event.title, event.measure) for event in added] == [
        ("Calls 0", Metric(baseline=5, target=10)),  # type: ignore[arg-type]
        ("Calls 1", Metric(baseline=0, target=10)),  # type: ignore[arg-type]
        ("Calls 2", Metric(baseline=0, target=1)),  # type: ignore[arg-type]
        ("Calls 4", Metric(baseline=0, target=10)),  # type: ignore[arg-type]
    ]
    decided = (await data(kit, old))[-1]
    assert isinstance(decided, ObjectiveCarriedOver)
    assert [each.choice for each in decided.key_results] == ["continue", "restart", "structure", "drop", "continue"]
    assert [each.into for each in decided.key_results if each.into] == [event.key_result for event in added]
    assert [event.carried_from for event in added] == [
        each.key_result for each in decided.key_results if each.choice != "drop"
    ]
    shown = (await kit.get(f"/objectives/{carried.id}")).body
    assert (shown["status"], shown["quarter_label"], shown["progress"]) == ("draft", "2026-Q4", None)


async def test_carried_three_times(kit: OkrKit) -> None:
    await quarters(kit)
    one = await goal(kit, 2)
    two = (await kit.done(f"/objectives/{one}/carry-over", {"quarter": "2026-Q4"})).id
    three = (await kit.done(f"/objectives/{two}/carry-over", {"quarter": "2027-Q1"})).id
    four = (await kit.done(f"/objectives/{three}/carry-over", {"quarter": "backlog"})).id
    for asked, carried, words in ((one, 0, "never"), (two, 1, "once"), (three, 2, "twice"), (four, 3, "3 times")):
        line = (await kit.get(f"/objectives/{asked}/lineage")).body
        assert [each["id"] for each in line["objectives"]] == [one, two, three, four]
        assert (line["carried"], line["words"], line["unfinished"]) == (carried, f"carried {words}", False)
    labels = [each["quarter_label"] for each in line["objectives"]]
    assert labels == ["2026-Q3", "2026-Q4", "2027-Q1", None]
    assert [each["choice"] for each in line["objectives"][0]["key_results"]] == ["continue"]


async def test_carry_overs_that_cannot_be(kit: OkrKit) -> None:
    await quarters(kit)
    old, reached = await goal(kit, 5), await goal(kit, 12)
    other = await goal(kit, 1, quarter=None)
    path = f"/objectives/{old}/carry-over"
    before = await written(kit)
    (await kit.post(path, {})).refused(422, "invalid-body", "quarter")
    (await kit.post(path, {"quarter": "2031-Q1"})).refused(404, "not-found", "there is no quarter")
    (await kit.post(path, {"quarter": "2026-Q3"})).refused(422, "invalid", "in 2026-Q3 already")
    (await kit.post(f"/objectives/{other}/carry-over", {"quarter": "backlog"})).refused(422, "invalid", "the backlog")
    (await kit.post(path, {"quarter": "2026-Q4", "otherwise": "keep"})).refused(422, "invalid-body", "otherwise")
    for key_result, status, slug, words in (
        ("KR-99", 404, "not-found", "there is no key result"),
        ("KR-3", 404, "not-found", "no such key result"),
    ):
        body = {"quarter": "2026-Q4", "key_results": [{"key_result": key_result, "choice": "drop"}]}
        (await kit.post(path, body)).refused(status, slug, words)
    twice = [{"key_result": "KR-1", "choice": "drop"}] * 2
    (await kit.post(path, {"quarter": "2026-Q4", "key_results": twice})).refused(422, "invalid", "named twice")
    (await kit.post(f"/objectives/{reached}/carry-over", {"quarter": "2026-Q4"})).refused(
        422, "invalid", "'Calls 0' has reached its target"
    )
    (await kit.post("/objectives/O-99/carry-over", {"quarter": "2026-Q4"})).refused(404, "not-found", "no objective")
    (await kit.get("/objectives/O-99/lineage")).refused(404, "not-found", "no objective")
    assert await written(kit) == before

    await kit.done(path, {"quarter": "2026-Q4"}, key="once")
    again = await kit.done(path, {"quarter": "2026-Q4"}, key="once")
    assert again.body["repeated"] is True
    after = await written(kit)
    (await kit.post(path, {"quarter": "2027-Q1"})).refused(409, "wrong-state", "was carried over already")
    await kit.done(f"/objectives/{old}/close")
    (await kit.post(f"/objectives/{old}/reopen", {"reason": "x"})).refused(409, "wrong-state", "goes on as another one")
    await kit.done("/quarters/2026-Q4/start")
    await kit.done("/quarters/2026-Q4/end")
    ended = {"quarter": "2026-Q4", "otherwise": "restart"}
    (await kit.post(f"/objectives/{reached}/carry-over", ended)).refused(409, "wrong-state", "2026-Q4 has ended")
    assert after == before + 3


async def test_a_dropped_key_result_is_not_carried(kit: OkrKit) -> None:
    await quarters(kit)
    old = await goal(kit, 5, 6)
    await kit.done("/key-results/KR-1/drop")
    named = {"quarter": "2026-Q4", "key_results": [{"key_result": "KR-1", "choice": "continue"}]}
    (await kit.post(f"/objectives/{old}/carry-over", named)).refused(409, "wrong-state", "leave it out")
    new = (await kit.done(f"/objectives/{old}/carry-over", {"quarter": "2026-Q4"})).id
    assert [each["title"] for each in (await kit.get(f"/objectives/{new}")).body["key_results"]] == ["Calls 1"]


async def test_two_at_once_make_one(kit: OkrKit) -> None:
    await quarters(kit)
    old = await goal(kit, 5)
    answers = await asyncio.gather(
        *(kit.post(f"/objectives/{old}/carry-over", {"quarter": quarter}) for quarter in ("2026-Q4", "2027-Q1"))
    )
    assert sorted(each.status for each in answers) in ([201, 201], [201, 409])
    decided = [event for event in await data(kit, old) if isinstance(event, ObjectiveCarriedOver)]
    assert len(decided) == 1
    shown = (await kit.get(f"/objectives/{decided[0].into}")).body
    assert shown["quarter"] == decided[0].quarter


async def test_broken_off_between_the_two_it_is_completed(kit: OkrKit, monkeypatch: pytest.MonkeyPatch) -> None:
    await quarters(kit)
    old = await goal(kit, 5)
    carry_out = kit.okr.executor.carry_out

    async def breaks_off(repository: Any, aggregate: str, command: Any, *arguments: Any) -> Done:
        if isinstance(command, DraftCarried):
            raise KeyboardInterrupt
        return await carry_out(repository, aggregate, command, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(kit.okr.executor, "carry_out", breaks_off)
        with pytest.raises(KeyboardInterrupt):
            await kit.okr.carry_over.carry_over(kit.order(), objective=old, quarter="2026-Q4")
    assert (await kit.okr.carry_over.lineage(old)).unfinished
    completed = await kit.done(f"/objectives/{old}/carry-over", {"quarter": "2026-Q4"})
    line = (await kit.get(f"/objectives/{old}/lineage")).body
    assert [each["id"] for each in line["objectives"]] == [old, completed.id]
    assert line["unfinished"] is False


async def test_alignment_is_kept_while_the_parent_lives(kit: OkrKit) -> None:
    await quarters(kit)
    parent, closed, moved = [await goal(kit, 1) for _ in range(3)]
    child, orphan, follows = [await goal(kit, 2) for _ in range(3)]
    for one, above in ((child, parent), (orphan, closed), (follows, moved)):
        await align(kit, one, above)
    await kit.done(f"/objectives/{closed}/close")
    moved_into = (await kit.done(f"/objectives/{moved}/carry-over", {"quarter": "2026-Q4"})).id
    for one, above in ((child, parent), (orphan, None), (follows, moved_into)):
        new = (await kit.done(f"/objectives/{one}/carry-over", {"quarter": "2026-Q4"})).id
        aligned = [event.objective for event in await data(kit, new) if isinstance(event, ObjectiveAligned)]
        assert aligned == ([] if above is None else [above])


async def align(kit: OkrKit, child: str, parent: str) -> None:
    await kit.done(f"/objectives/{child}/align", {"to": parent})


async def test_closing_a_parent_hides_no_living_child(kit: OkrKit) -> None:
    await quarters(kit)
    parent, child = await goal(kit, 1), await goal(kit, 2)
    await align(kit, child, parent)
    await kit.done(f"/objectives/{parent}/close")
    await kit.get(f"/objectives/{child}")
    shown = {each["id"]: each["status"] for each in (await kit.get("/board", params={"quarter": "2026-Q3"})).body}
    assert shown == {parent: "closed", child: "published"}
