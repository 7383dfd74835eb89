"""okr over HTTP on a real server: the ways of its resources."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.okr.views import VIEWS
from services.pairing.groups.domain import group
from shared.eventlog import Decider, EventLog, FastReader, Order, Repository, connect
from shared.events import Event, MeetingHeld, fresh_command_id
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import NOW, OkrKit, okr_kit


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def test_people(kit: OkrKit) -> None:
    boss = await kit.done("/people", {"name": "山田 花子", "function": "Dev", "email": "Hanako@example.com"})
    assert boss.status == 201
    assert boss.response.headers["location"] == f"/people/{boss.id}"
    assert boss.response.headers["etag"] == '"1"'
    assert boss.body == {
        "id": boss.id,
        "aggregate": f"person/{boss.id}",
        "version": 1,
        "wait_for": f"person/{boss.id}@1",
        "changed": True,
        "repeated": False,
    }
    body = {"name": "Ken", "function": "Sales", "team": "East", "manager": boss.id}
    ken = await kit.done("/people", body)
    shown = await kit.get("/people/P-1")
    assert shown.response.headers["etag"] == '"1"'
    assert shown.body == {
        "id": boss.id,
        "number": "P-1",
        "name": "山田 花子",
        "email": "Hanako@example.com",
        "function": "Dev",
        "team": None,
        "manager": None,
        "joined": "2026-08-03T09:00:00Z",
        "left": None,
        "away_until": None,
    }
    assert (await kit.get("/people/P-1", subject=ken.id, role=Role.MEMBER)).body["email"] is None
    assert (await kit.get("/people/P-1", subject=boss.id, role=Role.MEMBER)).body["email"] == "Hanako@example.com"

    await kit.done(f"/people/{ken.id}/move", {"function": "CS"})
    moved = (await kit.get("/people/p-2")).body
    assert (moved["function"], moved["team"], moved["manager"]) == ("CS", None, None)
    unchanged = await kit.done(f"/people/{ken.id}/move", {"function": "CS"})
    assert (unchanged.body["changed"], unchanged.body["version"]) == (False, 2)

    renamed = await kit.done(f"/people/{ken.id}/rename", {"name": "Ken Sato", "email": "ken.sato@example.com"})
    again = await kit.done(f"/people/{ken.id}/rename", {"name": "Ken Sato", "email": "ken.sato@example.com"})
    assert (again.body["changed"], again.body["version"]) == (False, renamed.body["version"])
    shown = (await kit.get("/people/P-2")).body
    assert (shown["name"], shown["email"], shown["function"]) == ("Ken Sato", "ken.sato@example.com", "CS")
    taken = await kit.post(f"/people/{ken.id}/rename", {"email": "HANAKO@example.com"})
    taken.refused(409, "wrong-state", "has this e-mail address already")
    (await kit.post(f"/people/{ken.id}/rename", {"name": " "})).refused(422, "invalid", "the name is empty")
    await kit.done(f"/people/{ken.id}/leave")
    assert [each["name"] for each in (await kit.get("/people")).body["items"]] == ["山田 花子"]
    assert len((await kit.get("/people", params={"former": True})).body["items"]) == 2


async def test_a_name_never_stands_in_the_log(kit: OkrKit) -> None:
    await kit.done("/people", {"name": "Hanako", "function": "Dev", "email": "hanako@example.com"})
    _, key_result = await kit.running_key_result()
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1, "comment": "between us"})
    info = await kit.okr.runtime.log.info()
    payloads = [p async for batch in kit.okr.runtime.log.range(0, info.state.last_seq) for _, p in batch]
    assert len(payloads) == 5
    assert not any(word in payload for payload in payloads for word in (b"anako", b"between us", b"example.com"))


async def test_lists_come_in_pages(kit: OkrKit) -> None:
    for number in range(5):
        await kit.done("/objectives", {"title": f"Objective {number}", "team": "East" if number % 2 else "West"})
    first = (await kit.get("/objectives", params={"limit": 2})).body
    assert [each["number"] for each in first["items"]] == ["O-1", "O-2"]
    second = (await kit.get("/objectives", params={"limit": 2, "after": first["next"]})).body
    assert [each["number"] for each in second["items"]] == ["O-3", "O-4"]
    third = (await kit.get("/objectives", params={"limit": 2, "after": second["next"]})).body
    assert [each["number"] for each in third["items"]] == ["O-5"]
    assert third["next"] is None
    east = (await kit.get("/objectives", params={"team": "East"})).body
    assert [each["number"] for each in east["items"]] == ["O-2", "O-4"]


async def test_a_quarters_life(kit: OkrKit, nats_server: NatsServer) -> None:
    quarter = await kit.running_quarter()
    shown = (await kit.get("/quarters/2026-q3")).body
    assert shown == {
        "id": quarter,
        "label": "2026-Q3",
        "start": "2026-07-01",
        "end": "2026-09-30",
        "kind": "quarter",
        "phase": "started",
        "started": "2026-08-03T09:00:00Z",
        "ended": None,
        "buddy_meetings": 0,
    }
    await _meet(nats_server, "2026-W27", "2026-W28", "2026-W40")
    for _ in range(100):
        if (await kit.get(f"/quarters/{quarter}")).body["buddy_meetings"] == 2:
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("okr never learned of the meetings")
    ended = await kit.done(f"/quarters/{quarter}/end")
    assert ended.body["version"] == 4, "planned, started, ended, frozen"
    assert (await kit.get("/quarters")).body["items"][0]["phase"] == "ended"


async def _meet(server: NatsServer, *weeks: str) -> None:
    """Let a group meet in these weeks, as the pairing service would."""

    def meet(week: str, state: group.Group) -> list[Event]:
        return [MeetingHeld(week=week)]

    client = await connect(server.url, seed_file=server.seed_file("pairing"), name="pairing")
    try:
        groups = Repository(EventLog(client), Decider("pairing", "group", group.Group(), meet, group.evolve))
        for week in weeks:
            await groups.handle("g1", week, Order(command=fresh_command_id(), actor="g1", now=NOW))
    finally:
        await client.close()


async def test_from_a_draft_to_the_board(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    drafted = await kit.done("/objectives", {"title": "Be heard", "quarter": "2026-Q3", "team": "East"})
    objective = drafted.id
    unmeasured = await kit.post(f"/objectives/{objective}/publish")
    unmeasured.refused(409, "wrong-state", "this objective has no key result, so nobody could tell how far it comes")
    revised = await kit.send("PATCH", f"/objectives/{objective}", {"title": "Be loud"})
    assert revised.body["version"] == 2
    metric = {"kind": "metric", "baseline": "10", "target": 0, "unit": "days"}
    zones = {"kind": "ordinal", "commit": "fine", "target": "happy", "stretch": "delighted"}
    falling = await kit.done(f"/objectives/{objective}/key-results", {"title": "Wait", "measure": metric})
    mood = await kit.done(f"/objectives/{objective}/key-results", {"title": "Mood", "measure": zones})
    await kit.done(f"/objectives/{objective}/publish")
    assert falling.response.headers["location"] == f"/key-results/{falling.id}"
    assert (await kit.get(falling.response.headers["location"])).body["number"] == "KR-1"

    said = await kit.done("/key-results/KR-1/check-ins", {"value": "7.00", "confidence": 6, "comment": "slow"})
    await kit.done(f"/key-results/{mood.id}/check-ins", {"zone": "target", "confidence": 4})
    (row,) = (await kit.get("/board", params={"quarter": "2026-q3"})).body
    assert (row["title"], row["quarter"], row["quarter_label"]) == ("Be loud", quarter, "2026-Q3")
    assert (row["progress"], row["confidence"], row["status"]) == (50, 4, "published")
    first, second = row["key_results"]
    assert (first["value"], first["baseline"], first["progress"], first["unit"]) == ("7.00", "10", 30, "days")
    assert (second["zone"], second["progress"], second["zones"]["commit"]) == ("target", 70, "fine")
    alone = await kit.get(f"/objectives/{objective}")
    assert alone.body == row
    assert alone.response.headers["etag"] == '"7"'
    shown = (await kit.get(f"/check-ins/{said.id}")).body
    assert (shown["comment"], shown["by"], shown["changes"]) == ("slow", "admin", [])

    await kit.done(f"/key-results/{mood.id}/drop")
    await kit.done(f"/objectives/{objective}/close", {"result": "successful"})
    closed = (await kit.get("/objectives/O-1")).body
    assert (closed["status"], closed["result"], len(closed["key_results"])) == ("closed", "successful", 1)
    assert (await kit.get(f"/key-results/{mood.id}")).body["dropped"] is True


async def test_a_check_in_is_corrected_and_retracted(kit: OkrKit) -> None:
    aiko = {"subject": "aiko", "role": Role.MEMBER}
    _, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}"
    await kit.done(f"{path}/check-ins", {"value": 2, "time": "2026-08-01T12:00:00+09:00"}, **aiko)
    said = await kit.done(f"{path}/check-ins", {"value": 30, "confidence": 5, "comment": "typed"}, **aiko)
    kit.later(days=1)
    corrected = await kit.done(f"/check-ins/{said.id}/correction", {"value": 3, "reason": "a nought too many"}, **aiko)
    shown = (await kit.get(f"/check-ins/{said.id}")).body
    assert (shown["value"], shown["confidence"], shown["time"]) == ("3", 5, "2026-08-03T09:00:00Z")
    assert shown["changes"] == [
        {
            "what": "corrected",
            "at": "2026-08-04T09:00:00Z",
            "by": "aiko",
            "reason": "a nought too many",
            "value": "30",
            "zone": None,
            "reached": None,
            "confidence": 5,
        }
    ]
    assert (await kit.get(path)).body["value"] == "3"

    again = await kit.done(f"/check-ins/{said.id}/correction", {"value": "3"}, **aiko)
    assert (again.body["changed"], again.body["version"]) == (False, corrected.body["version"])

    await kit.done(f"/check-ins/{said.id}/retraction", {"reason": "another key result"})
    standing = (await kit.get(path)).body
    assert (standing["value"], standing["check_ins"]) == ("2", 1)
    assert standing["checked_in_at"] == "2026-08-01T03:00:00Z"
    history = (await kit.get(f"{path}/check-ins")).body["items"]
    assert [(each["value"], each["retracted"]) for each in history] == [("3", True), ("2", False)]
    assert [each["what"] for each in history[0]["changes"]] == ["corrected", "retracted"]
    assert [each["reason"] for each in history[0]["changes"]] == ["a nought too many", "another key result"]
    page = (await kit.get(f"{path}/check-ins", params={"limit": 1})).body
    rest = (await kit.get(f"{path}/check-ins", params={"limit": 1, "after": page["next"]})).body
    assert [each["value"] for each in rest["items"]] == ["2"]


async def test_the_board_as_it_was(kit: OkrKit) -> None:
    await kit.done("/objectives", {"title": "First of all"})
    _, key_result = await kit.running_key_result()
    kit.later(days=10)
    late = (NOW + timedelta(days=4)).isoformat()
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5})
    back = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 2, "time": late})
    kit.later(days=1)
    await kit.done(f"/check-ins/{back.id}/correction", {"value": 3})

    async def value(**clocks: timedelta) -> str | None:
        parameters = {name: (NOW + span).isoformat() for name, span in clocks.items()}
        rows = (await kit.get("/board", params=parameters)).body
        (row,) = [each for each in rows if each["number"] == "O-2"]
        return str(row["key_results"][0]["value"]) if row["key_results"][0]["value"] else None

    assert await value() == "5"
    assert await value(as_of=timedelta(days=3)) is None
    assert await value(as_of=timedelta(days=5)) == "3"
    assert await value(as_of=timedelta(days=5), known_at=timedelta(days=10)) == "2"
    assert await value(known_at=timedelta(days=9)) is None
    assert (await kit.get("/board", params={"as_of": "2026-08-01T00:00:00Z"})).body == []


async def test_a_rebuilt_store_equals_the_live_one(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    ken = await kit.done("/people", {"name": "Ken", "function": "Dev", "email": "ken@example.com"})
    objective, key_result = await kit.running_key_result(quarter)
    for value in ("1", "2.50", "-3"):
        said = await kit.done(f"/key-results/{key_result}/check-ins", {"value": value, "comment": "so far"})
    await kit.done(f"/check-ins/{said.id}/correction", {"value": "3.10"})
    await kit.done(f"/check-ins/{said.id}/retraction", {"reason": "wrong one"})
    await kit.done(f"/people/{ken.id}/leave")
    await kit.done(f"/objectives/{objective}/close", {"result": "successful"})
    await kit.done(f"/quarters/{quarter}/end")
    assert (await kit.get("/board")).status == 200
    runtime = kit.okr.runtime
    reader = FastReader(runtime.client, "okr-rebuild")
    _, comparison = await rebuild(runtime.store, runtime.log, reader, VIEWS, lambda done, total: None, swap=False)
    assert comparison.equal, comparison.different
    assert comparison.rows["okr_check_ins"] == 3
    assert comparison.position == (await runtime.log.info()).state.last_seq


async def test_the_same_key_is_done_once(kit: OkrKit) -> None:
    first = await kit.done("/objectives", {"title": "Once"}, key="k-1")
    again = await kit.done("/objectives", {"title": "Once"}, key="k-1")
    assert (again.id, again.body["version"], again.body["repeated"]) == (first.id, 1, True)
    assert first.body["repeated"] is False
    other = await kit.done("/objectives", {"title": "Once"}, key="k-1", subject="aiko", role=Role.MEMBER)
    assert other.id != first.id
    measure = {"kind": "metric", "baseline": 0, "target": 1}
    ids = {
        (await kit.done(f"/objectives/{first.id}/key-results", {"title": "a", "measure": measure}, key="kr")).id
        for _ in range(2)
    }
    assert len(ids) == 1
    await kit.done(f"/objectives/{first.id}/publish")
    made = {
        (await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, key="c")).id
        for key_result in (*ids, *ids)
    }
    assert len(made) == 1
    assert (await kit.get(f"/key-results/{ids.pop()}")).body["check_ins"] == 1


async def test_one_key_on_two_key_results_is_two_commands(kit: OkrKit) -> None:
    _, one = await kit.running_key_result()
    _, two = await kit.running_key_result()
    first = await kit.done(f"/key-results/{one}/check-ins", {"value": 1}, key="same")
    second = await kit.done(f"/key-results/{two}/check-ins", {"value": 1}, key="same")
    assert first.id != second.id


async def test_many_check_in_at_once_and_none_is_lost(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}/check-ins"
    answers = await asyncio.gather(*(kit.done(path, {"value": number}) for number in range(20)))
    assert sorted(each.body["version"] for each in answers) == list(range(4, 24))
    last = max(answers, key=lambda each: int(each.body["version"]))
    shown = await kit.get(f"/key-results/{key_result}", params={"wait_for": last.at})
    assert shown.body["check_ins"] == 20
    assert (await kit.okr.objective_log.load(objective))[1] == 23


async def test_the_api_page_describes_every_way(kit: OkrKit) -> None:
    document = (await kit.get("/openapi.json", params={"wait_for": None})).body
    assert len(document["paths"]) >= 20
    operation = document["paths"]["/key-results/{key_result}/check-ins"]["post"]
    assert {each["name"] for each in operation["parameters"]} == {"key_result", "Idempotency-Key", "If-Match"}
    assert set(operation["responses"]) >= {"201", "401", "404", "409", "422", "503"}


async def test_it_is_ready(kit: OkrKit) -> None:
    assert (await kit.get("/readyz")).body["ready"] is True
