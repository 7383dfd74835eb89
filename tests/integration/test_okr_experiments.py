"""Experiments over HTTP on a real server: from the first try to what was learned, and whom they are asked of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.okr.clock import okr_rules
from services.okr.experiments.view import Experiments
from services.okr.views import VIEWS
from shared.clock import clock_of
from shared.eventlog import FastReader
from shared.events import ExperimentOverdue, decode
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.patience import PATIENCE

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
TRIED = {"what": "昼食の時間に会う / Meet over lunch", "know_by": "半分の組が二週続けて会う", "until": "2026-08-14"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


@pytest.fixture
async def people(kit: OkrKit) -> dict[str, dict[str, Any]]:
    return await company(kit)


async def company(kit: OkrKit) -> dict[str, dict[str, Any]]:
    """Olga owns O-1 of East, ken its KR-1, tom is in East, bob in West."""

    async def joins(name: str, team: str) -> dict[str, Any]:
        return {"subject": (await kit.done("/people", {"name": name, "function": "Dev", "team": team})).id, **MEMBER}

    found = {
        "olga": await joins("Olga", "East"),
        "ken": await joins("Ken", "West"),
        "tom": await joins("Tom", "East"),
        "bob": await joins("Bob", "West"),
    }
    quarter = await kit.running_quarter()
    body = {"title": "Be heard", "team": "East", "quarter": quarter, "owner": found["olga"]["subject"]}
    objective = (await kit.done("/objectives", body)).id
    added = {"title": "Calls", "measure": METRIC, "owner": found["ken"]["subject"]}
    await kit.done(f"/objectives/{objective}/key-results", added)
    await kit.done(f"/objectives/{objective}/publish")
    return found


async def ticked(kit: OkrKit, moment: str) -> list[Any]:
    """The clock ticks at this moment; everything that was ever said to be overdue."""
    kit.clock.time = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    await clock_of(kit.okr.runtime, okr_rules(kit.okr), now=kit.clock).tick()
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    found = [decode(position, payload) async for batch in log.range(0, last) for position, payload in batch]
    return [event for event in found if isinstance(event.data, ExperimentOverdue)]


async def test_from_the_first_try_to_what_was_learned(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    kit.clock.time = datetime(2026, 8, 3, 9, tzinfo=UTC)
    started = await kit.done("/experiments", {"key_result": "KR-1", **TRIED}, **people["tom"], key="once")
    assert started.response.headers["location"] == f"/experiments/{started.id}"
    again = await kit.post("/experiments", {"key_result": "KR-1", **TRIED}, **people["tom"], key="once")
    assert (again.status, again.body["repeated"], again.id) == (201, True, started.id)
    answer = await kit.get("/experiments/E-1", **people["bob"])
    assert answer.response.headers["etag"] == '"1"'
    tom = people["tom"]["subject"]
    assert answer.body == TRIED | {
        "id": started.id,
        "number": "E-1",
        "key_result": answer.body["key_result"],
        "key_result_number": "KR-1",
        "key_result_title": "Calls",
        "objective": answer.body["objective"],
        "objective_number": "O-1",
        "team": "East",
        "owner": tom,
        "owner_number": "P-3",
        "by": tom,
        "started": "2026-08-03T09:00:00Z",
        "overdue": False,
        "outcome": None,
        "learned": None,
        "concluded": None,
    }
    (await kit.post("/experiments/E-1/extend", {"until": "2026-08-21"}, **people["bob"])).refused(
        403, "forbidden", "you may not extend or conclude the experiment"
    )
    await kit.done("/experiments/E-1/extend", {"until": "2026-08-21"}, **people["olga"])
    learned = {"outcome": "adjusted", "learned": "昼より朝が続く / Mornings last, lunches don't"}
    (await kit.post("/experiments/E-1/conclude", learned, **people["bob"])).refused(403, "forbidden")
    await kit.done("/experiments/E-1/conclude", learned, **people["ken"])
    (await kit.post("/experiments/E-1/conclude", learned, **people["ken"])).refused(
        409, "wrong-state", "concluded already (adjusted)"
    )
    shown = (await kit.get("/experiments/E-1")).body
    assert (shown["outcome"], shown["learned"], shown["until"]) == (*learned.values(), "2026-08-21")


async def test_it_is_asked_for_when_its_last_day_is_over_where_the_company_is(
    kit: OkrKit, people: dict[str, dict[str, Any]]
) -> None:
    await kit.done("/calendar", {"start_month": 1, "label_year": "start", "since": "2026-01-01", "zone": "Asia/Tokyo"})
    await kit.done("/experiments", {"key_result": "KR-1", **TRIED}, **people["ken"])
    assert await ticked(kit, "2026-08-14T14:59") == []
    (overdue,) = await ticked(kit, "2026-08-14T15:00")
    assert overdue.data == ExperimentOverdue(until=date(2026, 8, 14), owner=people["ken"]["subject"])
    assert (overdue.actor, overdue.time) == ("system:experiment-overdue", datetime(2026, 8, 14, 15, tzinfo=UTC))
    await kit.okr.runtime.runner.wait_for_position(overdue.position, PATIENCE)
    assert [one["number"] for one in (await kit.get("/experiments", params={"state": "overdue"})).body["items"]] == [
        "E-1"
    ]
    for owner, found in (("P-2", ["E-1"]), ("P-1", [])):
        answer = await kit.get("/experiments", params={"owner": owner, "key_result": "KR-1", "team": "East"})
        assert [one["number"] for one in answer.body["items"]] == found
    assert (await kit.get("/experiments/E-1")).body["overdue"] is True
    assert len(await ticked(kit, "2026-08-15T09:00")) == 1, "once for each last day"
    await kit.done("/experiments/E-1/extend", {"until": "2026-08-20"}, **people["ken"])
    assert (await kit.get("/experiments", params={"state": "overdue"})).body["items"] == []
    assert len(await ticked(kit, "2026-08-20T14:59")) == 1
    assert len(await ticked(kit, "2026-08-25T09:00")) == 2, "said after a downtime too"
    await kit.done("/experiments/E-1/conclude", {"outcome": "dropped", "learned": "No"}, **people["ken"])
    assert len(await ticked(kit, "2026-09-25T09:00")) == 2


async def test_learnings_are_found_on_postgresql_too(nats_server: NatsServer, postgres_url: str) -> None:
    async with okr_kit(nats_server, okr_store=postgres_url) as kit:
        await learnings_are_found(kit, await company(kit))
        await kit.done("/experiments", {"key_result": "KR-1", **TRIED, "until": "2026-08-03"})
        (overdue,) = await ticked(kit, "2026-08-04T09:00")
        assert overdue.data == ExperimentOverdue(until=date(2026, 8, 3), owner=None)


async def test_learnings_are_found(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    await learnings_are_found(kit, people)
    runtime = kit.okr.runtime
    with runtime.store.read() as connection:
        live = connection.execute(Experiments.table.select()).all()
    await rebuild(runtime.store, runtime.log, FastReader(runtime.client, "okr-rebuild"), VIEWS, lambda done, of: None)
    with runtime.store.read() as connection:
        assert connection.execute(Experiments.table.select()).all() == live
    assert len(live) == 4


async def learnings_are_found(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    said = {
        "E-1": ("kept", "昼より朝が続く / Mornings last"),
        "E-2": ("dropped", "ﾊﾞﾃﾞｨとの朝会は100%の組で続いた"),
        "E-3": ("adjusted", "Nobody reads the long mail"),
    }
    for number, (outcome, learned) in said.items():
        await kit.done("/experiments", {"key_result": "KR-1", **TRIED}, **people["ken"])
        await kit.done(f"/experiments/{number}/conclude", {"outcome": outcome, "learned": learned}, **people["ken"])
    await kit.done("/experiments", {"key_result": "KR-1", **TRIED, "what": "Short mails"}, **people["ken"])

    async def found(**parameters: Any) -> list[str]:
        answer = await kit.get("/learnings", params=parameters, **people["bob"])
        assert answer.status == 200, answer.response.text
        return [each["number"] for each in answer.body["items"]]

    assert await found() == ["E-3", "E-2", "E-1"], "the latest first, and only what was concluded"
    assert await found(words="朝") == ["E-2", "E-1"]
    assert await found(words="バディ") == ["E-2"], "in whatever width it was written"
    assert await found(words="MORNINGS") == ["E-1"]
    assert await found(words="朝 続") == ["E-2", "E-1"], "all the words, in any order"
    assert await found(words="朝 mail") == []
    assert await found(words="lunch") == ["E-3", "E-2", "E-1"], "what was tried counts too"
    assert await found(words="100%") == ["E-2"]
    assert await found(words="%") == ["E-2"], "a sign for the database is a letter like any other"
    assert await found(words="_") == []
    assert await found(team="East", words="朝") == ["E-2", "E-1"]
    assert await found(team="West") == []
    first = await kit.get("/learnings", params={"limit": 2})
    assert [each["number"] for each in first.body["items"]] == ["E-3", "E-2"]
    assert await found(limit=2, after=first.body["next"]) == ["E-1"]


async def test_bad_input(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    async def refused(status: int, slug: str, words: str, who: str = "ken", **changes: Any) -> None:
        body = {"key_result": "KR-1", **TRIED, **changes}
        (await kit.post("/experiments", body, **people[who])).refused(status, slug, words)

    await refused(422, "invalid", "an experiment needs a way to know", know_by="")
    await refused(422, "invalid", "an experiment needs a way to know", know_by=" ")
    await refused(422, "invalid", "is over already", until="2026-08-02")
    await refused(404, "not-found", "no key result 'KR-99'", key_result="KR-99")
    await refused(404, "not-found", "no person 'P-99'", owner="P-99")
    await refused(403, "forbidden", "you may not start an experiment", who="bob")
    await kit.done("/people/P-4/leave", {})
    await refused(409, "wrong-state", "P-4 has left", owner="P-4")
    body = {"title": "Buy the rival", "owner": people["ken"]["subject"]}
    private = (await kit.done("/private/objectives", body, **people["ken"])).id
    added = {"title": "Letters", "measure": METRIC}
    secret = (await kit.done(f"/objectives/{private}/key-results", added, **people["ken"])).id
    await refused(422, "invalid", "this key result is private; try it for a public one", key_result=secret)
    for path in ("/experiments/E-9", "/experiments/nothing"):
        (await kit.get(path)).refused(404, "not-found", "no experiment")
        (await kit.post(f"{path}/extend", {"until": "2026-08-30"}, **people["ken"])).refused(404, "not-found")
    (await kit.get("/experiments", params={"key_result": "KR-99"})).refused(404, "not-found")
    assert (await kit.get("/experiments", params={"state": "late"})).status == 422
    assert (await kit.post("/experiments", {"key_result": "KR-1", **TRIED, "x": 1}, **people["ken"])).status == 422
    for role in (Role.AUDITOR, Role.SERVICE):
        (await kit.post("/experiments", {"key_result": "KR-1", **TRIED}, role=role)).refused(
            403, "not-allowed", "it takes the permission to practise"
        )
    assert (await kit.get("/experiments")).body["items"] == [], "nothing half done"
    await kit.done("/experiments", {"key_result": "KR-1", **TRIED}, **people["ken"])
    (await kit.post("/experiments/E-1/conclude", {"outcome": "kept"}, **people["ken"])).refused(
        422, "invalid", "say what was learned"
    )
    assert (
        await kit.post("/experiments/E-1/conclude", {"outcome": "won", "learned": "x"}, **people["ken"])
    ).status == 422


async def test_a_learning_outlives_its_quarter(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    await kit.done("/experiments", {"key_result": "KR-1", **TRIED}, **people["ken"])
    await kit.done("/quarters/2026-Q3/end")
    (await kit.post("/experiments", {"key_result": "KR-1", **TRIED}, **people["ken"])).refused(
        409, "wrong-state", "2026-Q3 has ended"
    )
    await kit.done("/experiments/E-1/conclude", {"outcome": "kept", "learned": "Mornings last"}, **people["ken"])
    assert [each["number"] for each in (await kit.get("/learnings")).body["items"]] == ["E-1"]
