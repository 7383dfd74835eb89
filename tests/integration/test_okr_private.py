"""Private objectives: who sees one, that nobody else learns of it in any way, and that no title is ever in clear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from services.okr.objectives.domain.sharing import objective_id
from shared.eventlog import EventLog
from shared.events import command_id, derived_id
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import Answer, OkrKit, okr_kit
from tests.patience import PATIENCE

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
UNIT, LATER = "rival shares", "shares of the rival"
TITLE, WON, CALLS, MAILS = "Buy the rival", "Buy the rival cheaply", "Signed letters", "Letters sent"


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


@pytest.fixture
async def people(kit: OkrKit) -> dict[str, dict[str, Any]]:
    """Olga owns it, rei is on its list, mei is olga's manager, bob nobody."""

    async def joins(name: str, **fields: Any) -> str:
        return (await kit.done("/people", {"name": name, "function": "Dev", **fields})).id

    mei = await joins("Mei")
    ids = {"mei": mei, "olga": await joins("Olga", manager=mei, team="East"), "rei": await joins("Rei")}
    ids["bob"] = await joins("Bob", team="East")
    return {name: {"subject": id_, **MEMBER} for name, id_ in ids.items()}


async def look(kit: OkrKit, path: str, **who: Any) -> Answer:
    """The answer to a query that is written with its parameters."""
    bare, _, parameters = path.partition("?")
    return await kit.get(bare, params=dict(parse_qsl(parameters)), **who)


async def running(kit: OkrKit, people: dict[str, Any], quarter: str | None = None) -> tuple[str, str]:
    """A published private objective with a key result; the ids of both."""
    rei = people["rei"]["subject"]
    body = {"title": TITLE, "share": [rei], "quarter": quarter, "team": "East"}
    objective = (await kit.done("/private/objectives", body, **people["olga"])).id
    added = {"title": CALLS, "measure": METRIC}
    key_result = (await kit.done(f"/objectives/{objective}/key-results", added, **people["olga"])).id
    await kit.done(f"/objectives/{objective}/publish", **people["olga"])
    return objective, key_result


async def test_from_draft_to_score_among_those_on_the_list(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    quarter = await kit.running_quarter()
    olga, rei = people["olga"], people["rei"]
    objective, key_result = await running(kit, people, quarter)
    assert objective.startswith("po-")
    assert key_result.startswith(f"pk-{objective[3:]}-")
    said = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 4, "confidence": 7, "comment": "hm"}, **rei)
    await kit.send("PATCH", f"/objectives/{objective}", {"title": WON}, **olga)
    why = {"reason": "bigger"}
    await kit.done(f"/key-results/{key_result}/retarget", {"measure": METRIC | {"target": "8"}, **why}, **olga)
    await kit.done(f"/check-ins/{said.id}/correction", {"value": 6}, **rei)
    await kit.done(f"/check-ins/{said.id}/acknowledge", **olga)
    shown = (await kit.get(f"/private/objectives/{objective}", **rei)).body
    assert (shown["title"], shown["number"], shown["quarter_label"]) == (WON, objective, "2026-Q3")
    (one,) = shown["key_results"]
    assert (one["title"], one["number"], one["value"], one["progress"]) == (CALLS, key_result, "6", 75)
    assert (shown["progress"], one["confidence"]) == (75, 7)
    assert [each["id"] for each in (await kit.get("/private/objectives", **rei)).body["items"]] == [objective]
    told = (await kit.get(f"/private/key-results/{key_result}/explain", **rei)).body
    assert (told["title"], told["number"], told["progress"]) == (CALLS, key_result, 75)
    assert {each["by"] for each in told["causes"]} >= {olga["subject"], rei["subject"]}
    told = (await kit.get(f"/private/objectives/{objective}/explain", **rei)).body
    assert (told["title"], told["number"], [each["number"] for each in told["items"]]) == (WON, objective, [key_result])
    early = await kit.get(f"/private/objectives/{objective}/explain", params={"as_of": "2026-08-01T00:00:00Z"}, **rei)
    early.refused(404, "not-found", "no such objective then")
    (entry,) = (await kit.get(f"/private/key-results/{key_result}/check-ins", **rei)).body
    assert (entry["id"], entry["comment"], entry["acknowledged_by"]) == (said.id, "hm", olga["subject"])
    assert "bigger" in json.dumps((await kit.get(f"/private/objectives/{objective}/ledger", **rei)).body)
    (await kit.post(f"/objectives/{objective}/score", {}, **rei)).refused(403, "forbidden", "may not score")
    await kit.done(f"/objectives/{objective}/score", {}, **olga)
    await kit.done(f"/objectives/{objective}/post-mortem", {"text": "well"}, **rei)
    await kit.done(f"/objectives/{objective}/close", **olga)


async def test_to_everybody_else_it_is_not_there(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, key_result = await running(kit, people)
    said = (await kit.done(f"/key-results/{key_result}/check-ins", {"value": 4}, **people["rei"])).id
    nothing = "po-000000000000"
    before = (await kit.okr.runtime.log.info()).state.last_seq
    admin: dict[str, Any] = {"subject": "root", "role": Role.ADMIN}
    program: dict[str, Any] = {"subject": "meter", "role": Role.SERVICE}
    for who in (people["mei"], people["bob"], admin, program):
        assert (await kit.get("/private/objectives", **who)).body == {"items": []}
        reads = [f"/private/objectives/{objective}{part}" for part in ("", "/ledger", "/explain")]
        parts = ("check-ins", "explain")
        for path in (*reads, *(f"/private/key-results/{key_result}/{part}" for part in parts)):
            hidden = await kit.get(path, **who)
            absent = await kit.get(path.replace(objective[3:], nothing[3:]), **who)
            hidden.refused(404, "not-found", "there is no such objective")
            assert hidden.body["detail"] == absent.body["detail"]
    public_paths = (
        f"/objectives/{objective}",
        f"/objectives/{objective}/explain",
        f"/objectives/{objective}/ledger",
        f"/objectives/{objective}/lineage",
        f"/objectives/{objective}/score",
        f"/key-results/{key_result}",
        f"/key-results/{key_result}/explain",
        f"/key-results/{key_result}/ledger",
        f"/key-results/{key_result}/check-ins",
        f"/key-results/{key_result}/missed",
        f"/check-ins/{said}",
        f"/tree?root={objective}",
    )
    # The queries of what is public know nothing of it, whoever asks.
    for who in (people["olga"], people["bob"], admin):
        for path in public_paths:
            (await look(kit, path, **who)).refused(404, "not-found")
    commands: list[tuple[str, object]] = [
        (f"/objectives/{objective}/publish", None),
        (f"/objectives/{objective}/key-results", {"title": "x", "measure": METRIC}),
        (f"/objectives/{objective}/score", {}),
        (f"/objectives/{objective}/close", None),
        (f"/objectives/{objective}/align", {"to": None}),
        (f"/objectives/{objective}/carry-over", {"quarter": "backlog"}),
        (f"/private/objectives/{objective}/share", {"people": []}),
        (f"/key-results/{key_result}/check-ins", {"value": 1}),
        (f"/key-results/{key_result}/drop", None),
        (f"/key-results/{key_result}/retarget", {"measure": METRIC}),
        (f"/key-results/{key_result}/move", {"objective": objective}),
        (f"/check-ins/{said}/retraction", None),
    ]
    for who in (people["mei"], people["bob"], admin):
        for path, body in commands:
            hidden = await kit.post(path, body, **who)
            hidden.refused(404, "not-found")
            absent = await kit.post(path.replace(objective[3:], nothing[3:]), body, **who)
            assert hidden.body["detail"] == absent.body["detail"], path
            (await kit.post(path, body, if_match=99, **who)).refused(404, "not-found")
    assert (await kit.okr.runtime.log.info()).state.last_seq == before


async def test_neither_a_guess_nor_a_wait_tells_that_it_is_there(
    kit: OkrKit, people: dict[str, dict[str, Any]]
) -> None:
    olga, bob = people["olga"], people["bob"]
    made = (await kit.done("/private/objectives", {"title": TITLE}, key="first", **olga)).id
    guessed = {command_id(olga["subject"], said) for said in ("first", "/private/objectives first")}
    guessed |= {command_id(olga["subject"], f"/private/objectives{sign}first") for sign in (":", "\n", "")}
    assert made not in {objective_id(derived_id(each, "private objective")) for each in guessed}
    told = set()
    for name in (made, "po-000000000000"):
        for version in (1, 999):
            answer = await kit.get("/objectives", params={"wait_for": f"private/objective/{name}@{version}"}, **bob)
            told.add((answer.status, answer.response.text))
    assert len(told) == 1


async def test_nothing_public_tells_of_it(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    quarter = await kit.running_quarter()
    public, measured = await kit.running_key_result(quarter)
    await kit.done(f"/key-results/{measured}/check-ins", {"value": 5})
    queries = (
        "/board", "/tree", "/objectives", f"/quarters/{quarter}/report", "/warnings", "/help-wanted", "/me/key-results",
        f"/objectives/{public}",
        "/compare?from=2026-08-02T10:00:00Z&to=2026-08-03T09:00:00Z",
        "/compare?from=2026-08-02T10:00:00Z&to=2026-08-03T09:00:00Z&clock=known",
        f"/objectives/{public}/explain",
        f"/key-results/{measured}/explain",
        "/people", "/tree?as_of=2026-08-03T10:00:00Z", "/board?known_at=2026-08-03T10:00:00Z",
    )  # fmt: skip

    async def seen(**who: Any) -> list[Any]:
        found = [await look(kit, path, **who) for path in queries]
        assert {each.status for each in found} == {200}, [each.body for each in found if each.status != 200]
        return [each.body for each in found]

    before = [await seen(**who) for who in (people["olga"], {})]
    objective, key_result = await running(kit, people, quarter)
    words = {"value": 4, "help_wanted": "a lawyer", "confidence": 1}
    await kit.done(f"/key-results/{key_result}/check-ins", words, **people["rei"])
    assert [await seen(**who) for who in (people["olga"], {})] == before
    for path, body in (
        (f"/objectives/{public}/align", {"to": objective}),
        (f"/objectives/{public}/align", {"to": key_result}),
        (f"/key-results/{measured}/link", {"sources": [key_result]}),
        (f"/key-results/{measured}/move", {"objective": objective, "reason": "x"}),
    ):
        (await kit.post(path, body)).refused(404, "not-found")
    for path, body in (
        (f"/objectives/{objective}/align", {"to": public}),
        (f"/objectives/{objective}/carry-over", {"quarter": "backlog"}),
        (f"/key-results/{key_result}/link", {"sources": [measured]}),
        (f"/key-results/{key_result}/move", {"objective": public, "reason": "x"}),
    ):
        (await kit.post(path, body, **people["olga"])).refused(409, "wrong-state", "stands for itself")
    # The next number follows the last public one.
    assert (await kit.get(f"/objectives/{(await kit.done('/objectives', {'title': 'Next'})).id}")).body[
        "number"
    ] == "O-2"
    ended = (await kit.done(f"/quarters/{quarter}/end")).body
    assert objective not in json.dumps(ended)
    verified = (await kit.get(f"/quarters/{quarter}/verify")).body
    assert (verified["agrees"], TITLE in json.dumps(verified)) == (True, False)


async def test_the_list_is_the_owners(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, key_result = await running(kit, people)
    olga, rei, bob = (people[name] for name in ("olga", "rei", "bob"))
    share = f"/private/objectives/{objective}/share"
    (await kit.post(share, {"people": [bob["subject"]]}, **rei)).refused(403, "forbidden", "you may not say who sees")
    (await kit.post(share, {"people": ["P-99"]}, **olga)).refused(404, "not-found", "P-99")
    await kit.done(share, {"people": [bob["subject"]]}, **olga)
    assert (await kit.post(share, {"people": [bob["subject"]]}, **olga)).body["changed"] is False
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, **bob)
    (await kit.get(f"/private/objectives/{objective}", **rei)).refused(404, "not-found")
    # A new owner is on the list at once; the old one stays on it until the new one says otherwise.
    give = {"owner": rei["subject"], "team": None, "reason": "leave"}
    await kit.done(f"/objectives/{objective}/reassign", give, **olga)
    assert (await kit.get(f"/private/objectives/{objective}", **rei)).body["owner"] == rei["subject"]
    nobody = {"owner": None, "team": None, "reason": "x"}
    (await kit.post(f"/objectives/{objective}/reassign", nobody, **rei)).refused(422, "invalid", "needs an owner")
    await kit.done(share, {"people": []}, **rei)
    (await kit.get(f"/private/objectives/{objective}", **olga)).refused(404, "not-found")
    # A public one has no list.
    public = (await kit.done("/objectives", {"title": "For all"}, **olga)).id
    (await kit.post(f"/private/objectives/{public}/share", {"people": []}, **olga)).refused(
        409, "wrong-state", "public"
    )


async def test_leaving_and_being_forgotten(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, key_result = await running(kit, people)
    olga, rei = people["olga"], people["rei"]
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 4, "comment": "my words"}, **rei)
    await kit.done(f"/people/{rei['subject']}/forget")
    (await kit.get(f"/private/objectives/{objective}", **rei)).refused(404, "not-found")
    assert (await kit.get(f"/private/objectives/{objective}", **olga)).body["title"] == TITLE
    (entry,) = (await kit.get(f"/private/key-results/{key_result}/check-ins", **olga)).body
    assert (entry["value"], entry["comment"]) == ("4", "(forgotten)")
    # Where the owner leaves, those on the list stand in for him.
    await kit.done(f"/private/objectives/{objective}/share", {"people": [people["bob"]["subject"]]}, **olga)
    await kit.done(f"/people/{olga['subject']}/leave")
    (await kit.get(f"/private/objectives/{objective}", **olga)).refused(404, "not-found")
    give = {"owner": people["bob"]["subject"], "team": None, "reason": "she left"}
    await kit.done(f"/objectives/{objective}/reassign", give, **people["bob"])


async def test_what_it_refuses(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, _ = await running(kit, people)
    olga = people["olga"]
    draft, add = "/private/objectives", f"/objectives/{objective}/key-results"
    (await kit.post(draft, {"title": TITLE})).refused(422, "invalid", "needs an owner")
    (await kit.post(draft, {"title": " "}, **olga)).refused(422, "invalid", "the title is empty")
    (await kit.post(draft, {"title": "x" * 301}, **olga)).refused(422, "invalid", "shorten it to 300")
    (await kit.post(draft, {"title": "x", "share": ["P-99"]}, **olga)).refused(404, "not-found", "P-99")
    named = {"kind": "milestones", "milestones": [{"name": "sign"}, {"name": "pay"}]}
    (await kit.post(add, {"title": "x", "measure": named}, **olga)).refused(422, "invalid", "not sealed")
    (await kit.post(add, {"title": "x" * 301, "measure": METRIC}, **olga)).refused(422, "invalid", "shorten it")
    retry = [(await kit.done(draft, {"title": TITLE}, key="once", **olga)).body for _ in range(2)]
    assert (retry[0]["id"], retry[1]["repeated"]) == (retry[1]["id"], True)
    past = await kit.get(f"{draft}/{objective}", params={"as_of": "2026-08-01T00:00:00Z"}, **olga)
    past.refused(404, "not-found", "no such objective then")


async def test_no_title_and_no_unit_is_in_clear(
    kit: OkrKit, people: dict[str, dict[str, Any]], nats_server: NatsServer
) -> None:
    objective, _ = await running(kit, people)
    olga, rei = people["olga"], people["rei"]
    await kit.send("PATCH", f"/objectives/{objective}", {"title": WON}, **olga)
    added = {"title": MAILS, "measure": METRIC | {"unit": UNIT}}
    measured = (await kit.done(f"/objectives/{objective}/key-results", added, **olga)).id
    kept = {"kind": "maintain", "upper": "9", "unit": UNIT}
    steps = {"kind": "checkpoints", "points": [{"value": "0", "progress": "0"}, {"value": "9", "progress": "1"}]}
    for measure in (kept, steps | {"unit": UNIT}):
        await kit.done(f"/objectives/{objective}/key-results", {"title": MAILS, "measure": measure}, **olga)
    retarget, why = f"/key-results/{measured}/retarget", {"reason": "bigger"}
    same = await kit.done(retarget, {"measure": METRIC | {"unit": UNIT}, **why}, **olga)
    assert same.body["changed"] is False, "a unit that stays is no change"
    too_long = {"measure": METRIC | {"unit": "x" * 101}, **why}
    (await kit.post(retarget, too_long, **olga)).refused(422, "invalid", "shorten it to 100")
    assert (await kit.post(retarget, {"measure": METRIC | {"unit": LATER}, **why}, **people["bob"])).status == 404
    await kit.done(retarget, {"measure": METRIC | {"target": "8", "unit": LATER}, **why}, **olga)
    shown = (await kit.get(f"/private/objectives/{objective}", **rei)).response.text
    assert (UNIT in shown, LATER in shown) == (True, True)
    assert (await kit.okr.private.measure(rei["subject"], measured)).unit == LATER  # type: ignore[union-attr]
    ledger = json.dumps((await kit.get(f"/private/objectives/{objective}/ledger", **rei)).body)
    assert (UNIT in ledger, LATER in ledger, "sealed:" in shown + ledger) == (True, True, False)
    log: EventLog = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    records = [payload async for batch in log.range(0, last) for _, payload in batch]
    # What a subscriber may be given at most: every subject that isn't private.
    heard = [payload for _, payload in await log.of_subject("okr.*.*")]
    assert 0 < len(heard) < len(records)
    assert not any(objective.encode() in payload for payload in heard)
    told = [payload for payload in records if objective.encode() in payload]
    assert len(told) >= 5
    files = [path for path in nats_server.layout.var.rglob("*") if path.is_file()]
    assert any(path.suffix.startswith(".sqlite") or "okr" in path.name for path in files)
    everything = [*records, *await asyncio.gather(*(asyncio.to_thread(path.read_bytes) for path in files))]
    for words in (TITLE, CALLS, UNIT, LATER):
        assert not any(words.encode() in content for content in everything), words
    # The public ones are: the search would find them.
    await kit.done("/objectives", {"title": "Quite public"}, **people["bob"])
    assert any(b"Quite public" in payload for _, payload in await log.of_subject("okr.*.*"))


async def test_a_store_that_is_filled_anew_shows_it_again(nats_server: NatsServer) -> None:
    async with okr_kit(nats_server) as kit:
        olga = {"subject": (await kit.done("/people", {"name": "Olga", "function": "Dev"})).id, **MEMBER}
        objective = (await kit.done("/private/objectives", {"title": TITLE}, **olga)).id
        store = kit.okr.runtime.store
        with store.read() as connection:
            files = [Path(row[2]) for row in connection.exec_driver_sql("pragma database_list") if row[2]]
        assert files
    for file in files:
        for each in file.parent.glob(f"{file.name}*"):
            each.unlink()
    async with okr_kit(nats_server) as kit:
        await kit.okr.runtime.runner.wait_for_position((await kit.okr.runtime.log.info()).state.last_seq, PATIENCE)
        (found,) = (await kit.get("/private/objectives", **olga)).body["items"]
        assert (found["id"], found["title"]) == (objective, TITLE)
        assert (await kit.get("/objectives", **olga)).body["items"] == []
