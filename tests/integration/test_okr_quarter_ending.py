"""A quarter's end on a real server: what is scored, what may still come, what was frozen and whether it still holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete, update

from services.okr.objectives.views.check_ins import CheckIns
from shared.events import ObjectiveScored, QuarterEnded, QuarterFrozen, Recorded, decode
from shared.identity.roles import Role
from shared.server.layout import Layout
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

AIKO: dict[str, Any] = {"subject": "aiko", "role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def goal(kit: OkrKit, quarter: str, *values: object, **fields: Any) -> tuple[str, list[str]]:
    """A published objective with a key result for each value, checked in unless the value is None."""
    objective = (await kit.done("/objectives", {"title": "Be heard", "quarter": quarter} | fields)).id
    added = []
    for number in range(len(values)):
        body = {"title": f"Calls {number}", "measure": METRIC}
        added.append((await kit.done(f"/objectives/{objective}/key-results", body)).id)
    await kit.done(f"/objectives/{objective}/publish")
    for key_result, value in zip(added, values, strict=True):
        if value is not None:
            await kit.done(f"/key-results/{key_result}/check-ins", {"value": value})
    return objective, added


async def events(kit: OkrKit) -> list[Recorded[Any]]:
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    return [decode(*record) async for batch in log.range(0, last) for record in batch]


async def written(kit: OkrKit) -> int:
    return (await kit.okr.runtime.log.info()).state.last_seq


async def score(kit: OkrKit, objective: str) -> Any:
    return (await kit.get(f"/objectives/{objective}/score")).body


async def test_ending_scores_what_nobody_scored_and_says_so(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    judged, _ = await goal(kit, quarter, 9)
    committed, _ = await goal(kit, quarter, 5, 2, commitment="committed")
    silent, _ = await goal(kit, quarter, None)
    await kit.done("/objectives", {"title": "Only an idea", "quarter": quarter})
    safe, _ = await goal(kit, quarter, 10)
    await kit.done(f"/objectives/{judged}/score", {"score": "0.7", "note": "half of it was luck"}, **AIKO)

    ended = (await kit.done(f"/quarters/{quarter}/end")).body
    assert ended["automatic"] == ["O-2", "O-3", "O-5"]
    assert ended["never_checked_in"] == ["KR-4"]
    assert ended["post_mortems_wanted"] == ["O-2"]
    assert ended["too_safe"] == ["O-5"]
    assert ended["drafts"] == ["O-4"]

    own = await score(kit, judged)
    assert (own["objective"]["score"], own["score_proposed_then"], own["note"]) == ("0.7", "0.9", "half of it was luck")
    assert (own["objective"]["automatic"], own["objective"]["stage"], own["scored_by"]) == (False, "scored", "aiko")
    told = await score(kit, committed)
    assert (told["objective"]["score"], told["objective"]["band"]) == ("0.35", "yellow")
    assert (told["objective"]["wants_post_mortem"], told["scored_by"]) == (True, "system:quarter-end")
    assert (await score(kit, silent))["objective"]["score"] is None
    assert (await score(kit, safe))["objective"]["too_safe"] is True

    kinds = [type(event.data) for event in await events(kit)]
    assert kinds.index(QuarterEnded) > max(at for at, kind in enumerate(kinds) if kind is ObjectiveScored)
    assert kinds[-1] is QuarterFrozen

    await kit.done(f"/objectives/{committed}/post-mortem", {"text": "We began too late."}, **AIKO)
    looked_back = await score(kit, committed)
    assert (looked_back["objective"]["wants_post_mortem"], looked_back["post_mortem"]) == (False, "We began too late.")
    assert (await kit.get("/quarters/2026-Q3/report")).body["post_mortems_wanted"] == []


async def test_late_values_are_taken_for_some_days_and_propose_anew(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, (calls,) = await goal(kit, quarter, 5)
    judged, (own,) = await goal(kit, quarter, 5)
    await kit.done(f"/objectives/{judged}/score")
    await kit.done(f"/quarters/{quarter}/end")
    kit.later(days=14)
    inside = {"value": 8, "time": "2026-08-02T09:00:00Z"}
    after = {"value": 9, "time": "2026-08-10T09:00:00Z"}
    (await kit.post(f"/key-results/{calls}/check-ins", after, **AIKO)).refused(409, "wrong-state", "dated inside it")
    (await kit.post(f"/key-results/{calls}/check-ins", {"value": 1, "time": "2026-06-30T09:00:00Z"}, **AIKO)).refused(
        409, "wrong-state", "2026-Q3 has ended"
    )
    late = inside | {"time": "2026-08-03T08:59:00Z"}
    first = await kit.done(f"/key-results/{calls}/check-ins", inside, key="late", **AIKO)
    assert (await score(kit, objective))["objective"]["score"] == "0.5", "an earlier day's value is not the last one"
    await kit.done(f"/key-results/{calls}/check-ins", late, **AIKO)
    await kit.done(f"/key-results/{own}/check-ins", late, **AIKO)
    assert (await score(kit, objective))["objective"]["score"] == "0.5", "the last value is the one of the last moment"
    # The first value had been said at the very moment at which the quarter ended: it stays the last.
    before = await written(kit)
    again = await kit.done(f"/key-results/{calls}/check-ins", inside, key="late", **AIKO)
    assert again.body["repeated"] is True
    assert again.id == first.id
    assert await written(kit) == before

    kit.later(days=1)
    (await kit.post(f"/key-results/{calls}/check-ins", late, **AIKO)).refused(409, "wrong-state", "2026-Q3 has ended")


async def test_a_late_value_that_counts_changes_an_automatic_score_only(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, (calls, _) = await goal(kit, quarter, None, 10)
    judged, (own,) = await goal(kit, quarter, None)
    await kit.done(f"/objectives/{judged}/score", {"score": 0, "note": "nothing happened"})
    await kit.done(f"/quarters/{quarter}/end")
    assert (await score(kit, objective))["objective"]["score"] == "0.5"
    kit.later(days=3)
    late = {"value": 5, "time": "2026-08-03T08:00:00Z"}
    said = await kit.done(f"/key-results/{calls}/check-ins", late, **AIKO)
    await kit.done(f"/key-results/{own}/check-ins", late, **AIKO)
    anew = await score(kit, objective)
    assert (anew["objective"]["score"], anew["objective"]["automatic"]) == ("0.75", True)
    stays = await score(kit, judged)
    assert (stays["objective"]["score"], stays["objective"]["proposed"]) == ("0", "0.5")

    await kit.done(f"/check-ins/{said.id}/retraction")
    assert (await score(kit, objective))["objective"]["score"] == "0.5"

    # What came late is verified from the position that was frozen, and taken in by the next freeze.
    checked = (await kit.get("/quarters/2026-Q3/verify")).body
    assert (checked["agrees"], checked["later"]) == (True, 5)
    frozen = await kit.done(f"/quarters/{quarter}/freeze")
    assert frozen.body["changed"] is True
    checked = (await kit.get("/quarters/2026-Q3/verify")).body
    assert (checked["agrees"], checked["later"]) == (True, 0)
    assert (await kit.done(f"/quarters/{quarter}/freeze")).body["changed"] is False


async def test_no_late_values_where_the_threshold_says_so(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, (calls,) = await goal(kit, quarter, 5)
    await kit.okr.company.set_thresholds(kit.order(), change=lambda now: type(now)(late_days=0))
    await kit.done(f"/quarters/{quarter}/end")
    late = {"value": 8, "time": "2026-08-03T08:00:00Z"}
    (await kit.post(f"/key-results/{calls}/check-ins", late, **AIKO)).refused(409, "wrong-state", "2026-Q3 has ended")


async def test_scores_that_cannot_be(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, _ = await goal(kit, quarter, 5)
    silent, _ = await goal(kit, quarter, None)
    draft = (await kit.done("/objectives", {"title": "Only an idea", "quarter": quarter})).id
    path = f"/objectives/{objective}/score"
    before = await written(kit)
    (await kit.post(path, {"score": "1.1"})).refused(422, "invalid", "the score is 1.1; give one from 0 to 1")
    (await kit.post(path, {"score": "-0.1"})).refused(422, "invalid", "give one from 0 to 1")
    (await kit.post(path, {"score": "0.12345"})).refused(422, "invalid", "more than 4 decimal places")
    (await kit.post(path, {"score": "much"})).refused(422, "invalid-body", "score")
    (await kit.post(path, {"score": "0.6"})).refused(422, "invalid", "is not the proposed 0.5; say why in a note")
    (await kit.post(path, {"score": "0.6", "note": " "})).refused(422, "invalid", "the note is empty")
    (await kit.post(f"/objectives/{silent}/score")).refused(422, "invalid", "nothing was ever checked in")
    (await kit.post(f"/objectives/{draft}/score", {"score": 0})).refused(
        409, "wrong-state", "still a draft; publish it"
    )
    (await kit.post(f"/objectives/{draft}/reopen", {"reason": "x"})).refused(409, "wrong-state", "still a draft")
    (await kit.post(f"/objectives/{objective}/reopen", {"reason": "x"})).refused(409, "wrong-state", "neither scored")
    (await kit.post(f"/objectives/{objective}/reopen", {})).refused(422, "invalid-body", "reason")
    (await kit.post(f"/objectives/{objective}/post-mortem", {"text": "x"})).refused(409, "wrong-state", "score it")
    (await kit.post("/objectives/O-99/score")).refused(404, "not-found", "there is no objective")
    (await kit.get("/objectives/O-99/score")).refused(404, "not-found", "there is no objective")
    assert await written(kit) == before

    await kit.done(path)
    (await kit.post(path)).refused(409, "wrong-state", "is scored 0.5 already")
    (await kit.post(path, {"score": "0.6"})).refused(422, "invalid", "scored 0.5 already; say in a note why")
    await kit.done(path, {"score": "0.6", "note": "the last call counted"})
    await kit.done(f"/objectives/{objective}/close", {"result": "successful"})
    (await kit.post(path, {"score": "0.7", "note": "x"})).refused(409, "wrong-state", "reopen it with a reason")
    (await kit.post(f"/objectives/{objective}/reopen", {"reason": " "})).refused(422, "invalid", "the reason is empty")
    await kit.done(f"/objectives/{objective}/reopen", {"reason": "one call was not counted"})
    assert (await score(kit, objective))["objective"]["stage"] == "published"
    await kit.done(path, {"score": "0.7", "note": "all counted"})
    await kit.done(f"/objectives/{objective}/post-mortem", {"text": "count at once"})
    (await kit.post(f"/objectives/{objective}/post-mortem", {"text": "y"})).refused(409, "wrong-state", "already")


async def test_who_may_judge_when_the_days_are_over(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, _ = await goal(kit, quarter, 5)
    await kit.done(f"/quarters/{quarter}/end")
    kit.later(days=10)
    await kit.done(f"/objectives/{objective}/score", {"score": "0.6", "note": "as agreed"}, **AIKO)
    kit.later(days=5)
    changed = {"score": "0.7", "note": "as agreed later"}
    (await kit.post(f"/objectives/{objective}/score", changed, **AIKO)).refused(409, "wrong-state", "ask an admin")
    (await kit.post(f"/objectives/{objective}/reopen", {"reason": "x"}, **AIKO)).refused(409, "wrong-state", "an admin")
    (await kit.post(f"/quarters/{quarter}/freeze", **AIKO)).refused(403, "not-allowed")
    await kit.done(f"/objectives/{objective}/score", changed)
    await kit.done(f"/objectives/{objective}/reopen", {"reason": "by the board"})


async def test_quarters_that_cannot_end_or_be_frozen(kit: OkrKit) -> None:
    planned = await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
    quarter = await kit.running_quarter()
    await goal(kit, quarter, 5)
    before = await written(kit)
    (await kit.post(f"/quarters/{planned.id}/end")).refused(409, "wrong-state", "has not started yet")
    (await kit.post(f"/quarters/{quarter}/end", if_match=1)).refused(409, "conflict", "version 2, not 1")
    (await kit.post(f"/quarters/{quarter}/freeze")).refused(409, "wrong-state", "has not ended yet")
    (await kit.get(f"/quarters/{quarter}/verify")).refused(409, "wrong-state", "was never frozen")
    (await kit.get("/quarters/2026-Q3/report", params={"rules": "x"})).refused(
        422, "invalid-parameter", "no rule book 'x'"
    )
    (await kit.get("/quarters/2031-Q1/report")).refused(404, "not-found", "there is no quarter")
    (await kit.get("/quarters/2031-Q1/verify")).refused(404, "not-found", "there is no quarter")
    assert await written(kit) == before, "nobody was scored by an end that was refused"

    first = await kit.done(f"/quarters/{quarter}/end", key="end", if_match=2)
    again = await kit.done(f"/quarters/{quarter}/end", key="end", if_match=2)
    assert (again.at, again.body["repeated"]) == (first.at, True)
    assert (again.body["repeated"], again.body["automatic"]) == (True, first.body["automatic"])
    (await kit.post(f"/quarters/{quarter}/end")).refused(409, "wrong-state", "already ended")


async def test_a_tampered_store_row_is_named(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, (calls,) = await goal(kit, quarter, 5)
    await kit.done(f"/quarters/{quarter}/end")
    assert (await kit.get("/quarters/2026-Q3/verify")).body["agrees"] is True
    store = kit.okr.runtime.store
    with store._views.begin() as connection:
        connection.execute(update(CheckIns.table).where(CheckIns.table.c.key_result == calls).values(confidence=10))
    checked = (await kit.get("/quarters/2026-Q3/verify")).body
    assert checked["agrees"] is False
    (named,) = checked["differences"]
    assert "okr_check_ins" in named
    assert "confidence is 10, not None" in named


async def test_verifying_once_more_gives_the_same_and_says_how_far_it_is(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, (calls,) = await goal(kit, quarter, 5)
    await kit.done(f"/quarters/{quarter}/end")
    kept = Layout(kit.okr.runtime.settings.var).refolded("okr")
    assert len(list(kept.rglob("*.sqlite"))) == 1, "what was folded to freeze it"
    first = (await kit.get("/quarters/2026-Q3/verify")).body
    told: list[tuple[int, int]] = []
    again = await kit.okr.quarter_ends.verify("2026-Q3", lambda read, of: told.append((read, of)))
    assert (again.agrees, first["agrees"]) == (True, True)
    assert told[-1] == (await written(kit), await written(kit))
    store = kit.okr.runtime.store
    with store._views.begin() as connection:
        connection.execute(delete(CheckIns.table).where(CheckIns.table.c.key_result == calls))
    (named,) = (await kit.okr.quarter_ends.verify("2026-Q3")).differences
    assert named.endswith("in okr_check_ins is not what the log makes: the store has it not")


async def test_the_report_shows_another_rule_book_beside(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    await goal(kit, quarter, "3.4", "3.4", "3.4")
    await kit.done(f"/quarters/{quarter}/end")
    told = (await kit.get("/quarters/2026-Q3/report", params={"rules": "re-work/1"})).body
    (one,) = told["objectives"]
    assert (one["score"], one["rules"], one["beside"]) == ("0.34", "tomoni/2", "0.3")
    assert told["beside"] == "re-work/1"
    assert (await kit.get("/quarters/2026-Q3/report")).body["objectives"][0]["beside"] is None


async def test_forgetting_somebody_breaks_no_digest(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    ken = await kit.done("/people", {"name": "Ken", "function": "Dev"})
    own: dict[str, Any] = {"subject": ken.id, "role": Role.MEMBER}
    objective, (calls,) = await goal(kit, quarter, None)
    await kit.done(f"/key-results/{calls}/check-ins", {"value": 4, "comment": "between us"}, **own)
    await kit.done(f"/objectives/{objective}/score", {"score": "0.5", "note": "between us"}, **own)
    await kit.done(f"/quarters/{quarter}/end")
    await kit.okr.people.forget(kit.order(), person=ken.id)
    assert (await kit.get("/quarters/2026-Q3/verify")).body["agrees"] is True
    assert (await score(kit, objective))["note"] != "between us"


async def test_a_parent_is_scored_by_its_children_and_closing_it_leaves_them(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    parent, _ = await goal(kit, quarter, source="children")
    low, _ = await goal(kit, quarter, 2)
    high, (calls,) = await goal(kit, quarter, None)
    for child in (low, high):
        await kit.done(f"/objectives/{child}/align", {"to": parent})
    await kit.done(f"/quarters/{quarter}/end")
    assert (await score(kit, parent))["objective"]["score"] == "0.1"
    kit.later(days=1)
    await kit.done(f"/key-results/{calls}/check-ins", {"value": 6, "time": "2026-08-03T08:00:00Z"}, **AIKO)
    assert (await score(kit, high))["objective"]["score"] == "0.6"
    await kit.done(f"/quarters/{quarter}/freeze")
    assert (await score(kit, parent))["objective"]["score"] == "0.4", "what came late reaches it with the next freeze"
    await kit.done(f"/objectives/{parent}/close")
    await score(kit, parent)
    shown = {each["id"]: each["stage"] for each in (await kit.get("/quarters/2026-Q3/report")).body["objectives"]}
    assert shown == {parent: "closed", low: "scored", high: "scored"}
