"""What somebody says in experiments, boxes and insights is his own: it goes with him, and what others said stays."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.okr.kernel.units import unit_id
from shared.events import fresh_command_id, nats_subject
from shared.identity.roles import Role
from shared.sealing import FORGOTTEN
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.pairing_http import web_of
from tests.patience import PATIENCE

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
TRIED = {"key_result": "KR-1", "what": "昼食に会う / Lunch", "know_by": "Two weeks running", "until": "2026-08-14"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


async def people(kit: OkrKit) -> list[dict[str, Any]]:
    """Two of one team, whose key result is KR-1."""
    found = [
        {"subject": (await kit.done("/people", {"name": name, "function": "Dev", "team": "East"})).id, **MEMBER}
        for name in ("Ken", "Olga")
    ]
    objective = (await kit.done("/objectives", {"title": "Be heard", "team": "East"})).id
    measure = {"kind": "metric", "baseline": "0", "target": "10"}
    await kit.done(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": measure})
    await kit.done(f"/objectives/{objective}/publish")
    return found


async def in_clear(kit: OkrKit, *words: str) -> list[str]:
    """Which of these words stand in clear in the log."""
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    whole = b"".join([payload async for batch in log.range(0, last) for _, payload in batch]).decode()
    return [each for each in words if each in whole]


async def test_an_experiment_goes_with_whoever_spoke(kit: OkrKit) -> None:
    ken, olga = await people(kit)
    await kit.done("/experiments", TRIED, **ken)
    await kit.done("/experiments/E-1/conclude", {"outcome": "kept", "learned": "Mornings last"}, **olga)
    assert await in_clear(kit, "Lunch", "昼食", "Two weeks", "Mornings") == []

    async def found(words: str) -> list[str]:
        return [each["number"] for each in (await kit.get("/learnings", params={"words": words})).body["items"]]

    assert [await found(words) for words in ("lunch", "昼食 TWO", "mornings lunch")] == [["E-1"]] * 3
    await kit.done(f"/people/{ken['subject']}/forget")
    for path in ("/experiments", "/learnings"):
        (shown,) = (await kit.get(path)).body["items"]
        assert (shown["what"], shown["know_by"], shown["learned"]) == (FORGOTTEN, FORGOTTEN, "Mornings last")
    assert [await found(words) for words in ("lunch", "forgotten", "mornings")] == [[], [], ["E-1"]]
    (win,) = (await kit.get("/wins", params={"quarter": await kit.running_quarter()})).body["items"]
    assert win["words"] == "Mornings last"


async def test_a_line_of_the_boxes_stays_its_authors(kit: OkrKit) -> None:
    ken, olga = await people(kit)
    health = [{"name": "Kens nerves", "sign": "red", "note": "thin"}]
    boxes = {"priorities": [{"text": "Call Aoki"}, {"text": "Hire"}], "next_weeks": ["Fair"], "health": health}
    await kit.put("/four-boxes/East", boxes, **ken)
    assert (await kit.put("/four-boxes/East", boxes, **olga)).body["changed"] is False
    more = boxes | {"priorities": [{"text": "Sell"}, {"text": "Call Aoki"}], "next_weeks": ["Fair", "Move"]}
    await kit.put("/four-boxes/East", more, **olga)
    marked = await kit.done("/four-boxes/East/marks", {"priority": "2", "kept": True}, **olga)
    kit._known = marked.at
    assert await in_clear(kit, "Aoki", "Hire", "Sell", "Fair", "Move", "nerves", "thin") == []
    page = (await kit.get("/four-boxes/East")).body
    assert [(each["text"], each["kept"]) for each in page["priorities"]] == [
        ("Sell", "not said"),
        ("Call Aoki", "kept"),
    ]
    await kit.done(f"/people/{ken['subject']}/forget")
    page = (await kit.get("/four-boxes/East")).body
    assert [(each["text"], each["kept"]) for each in page["priorities"]] == [("Sell", "not said"), (FORGOTTEN, "kept")]
    assert page["next_weeks"] == [FORGOTTEN, "Move"]
    assert page["health"] == [{"name": FORGOTTEN, "sign": "red", "note": FORGOTTEN}]
    # Nobody can guess a line of his by filling the boxes with it: it is a new one.
    await kit.put("/four-boxes/East", {"priorities": [{"text": "Call Aoki"}]}, **olga)
    await caught_up(kit)
    (line,) = (await kit.get("/four-boxes/East")).body["priorities"]
    assert (line["text"], line["kept"]) == ("Call Aoki", "not said")


async def test_an_insight_goes_with_any_member_of_the_group_so_nobody_learns_whose_it_was(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    async with okr_kit(nats_server) as kit, web_of(nats_server, tmp_path / "pairing.sqlite") as web:
        await web.okr.company(2, 2, 2)
        one, other = await web.rotate("2026-Q2")
        for group in (one, other):
            answer = await web.call(
                "POST", f"/groups/{group['group']}/insights", {"text": "We call Aoki"}, who=group["members"][0]
            )
            assert answer.is_success, answer.text
        assert await in_clear(kit, "Aoki") == []

        async def shown() -> dict[str, str]:
            await caught_up(kit)
            return {each["group"]: each["text"] for each in (await kit.get("/insights")).body["items"]}

        assert set((await shown()).values()) == {"We call Aoki"}
        await kit.done(f"/people/{one['members'][1]}/forget")
        assert await shown() == {one["group"]: FORGOTTEN, other["group"]: "We call Aoki"}


async def test_words_that_older_versions_wrote_in_clear_leave_the_views_with_their_author(kit: OkrKit) -> None:
    ken, olga = await people(kit)
    (goal,) = (await kit.get("/objectives")).body["items"]
    place = {"key_result": "k", "objective": goal["id"]}
    until = "2026-08-14"
    lines = {"priorities": [{"priority": "p", "text": "Aoki"}], "health": [{"name": "n", "sign": "red", "note": "o"}]}
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("experiment/e", "okr.experiment-started.v1", place | {"what": "Lunch", "know_by": "Weeks", "until": until}),
        ("experiment/e", "okr.experiment-concluded.v1", place | {"outcome": "kept", "learned": "Mornings"}),
        (f"four-boxes/{unit_id('four-boxes', 'East')}", "okr.four-boxes-filled.v1",
         {"team": "East", "week": "2026-W32", "next_weeks": ["Fair"], **lines}),
    ]  # fmt: skip
    for number, (aggregate, type_, data) in enumerate(told):
        version = 2 if type_.endswith("concluded.v1") else 1
        said = former(aggregate, type_, data, version=version, actor=(ken, olga, ken)[number]["subject"])
        await kit.okr.runtime.client.request(nats_subject("okr", aggregate), said, timeout=PATIENCE)
    await caught_up(kit)
    (one,) = (await kit.get("/learnings", params={"words": "lunch mornings"})).body["items"]
    assert (one["what"], one["know_by"], one["learned"]) == ("Lunch", "Weeks", "Mornings")
    page = (await kit.get("/four-boxes/East")).body
    assert (page["priorities"][0]["text"], page["next_weeks"]) == ("Aoki", ["Fair"])
    await kit.done(f"/people/{ken['subject']}/forget")
    (one,) = (await kit.get("/learnings")).body["items"]
    assert (one["what"], one["know_by"], one["learned"]) == (FORGOTTEN, FORGOTTEN, "Mornings")
    page = (await kit.get("/four-boxes/East")).body
    assert (page["priorities"][0]["text"], page["next_weeks"]) == (FORGOTTEN, [FORGOTTEN])
    assert page["health"] == [{"name": FORGOTTEN, "sign": "red", "note": FORGOTTEN}]


def former(aggregate: str, type_: str, data: dict[str, Any], *, version: int, actor: str) -> bytes:
    """A record as an older version wrote it."""
    ident, now = fresh_command_id(), "2026-08-03T09:00:00Z"
    event = {"specversion": "1.0", "id": ident, "source": "/tomoni/okr", "type": type_, "subject": aggregate}
    event |= {"time": now, "recordedtime": now, "version": version, "actor": actor, "data": data}
    return json.dumps(event | {"correlationid": ident, "causationid": ident}).encode()


async def caught_up(kit: OkrKit) -> None:
    assert await kit.okr.runtime.runner.wait_for_position((await kit.okr.runtime.log.info()).state.last_seq, PATIENCE)
