"""Everything that somebody says in his own words is planted and he is forgotten: then all that can be read is searched.

Every query of both services' API pages, as whoever may read most, of now and of the past; every file of the data
directory; the log. What the page about people says is left is looked at, too: it is really there, and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from fastapi import FastAPI

from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.notices_kit import World, notices_world
from tests.pairing_http import Web, web_of
from tests.patience import PATIENCE
from tests.proofs_kit import signed_beside

METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
FORGETTABLE = "zqplant"


@dataclass
class Planted:
    """Each text of his holds a word that stands nowhere else."""

    words: dict[str, str] = field(default_factory=dict)

    def text(self, what: str) -> str:
        self.words[what] = f"{FORGETTABLE}{len(self.words):02}x"
        return f"{what} {self.words[what]}"

    def found_in(self, text: str) -> list[str]:
        return [what for what, word in self.words.items() if word in text]


@dataclass
class Scene:
    world: World
    web: Web
    planted: Planted
    him: str
    ids: dict[str, list[str]]


@pytest.fixture
async def scene(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Scene]:
    async with notices_world(nats_server) as world, web_of(nats_server, tmp_path / "pairing.sqlite") as web:
        yield await told(world, web)


async def told(world: World, web: Web) -> Scene:
    """He says something wherever one can."""
    kit, planted = world.kit, Planted()
    say = planted.text
    world.channel("record", "file", kinds=["praise", "experiment-overdue", "win-session", "check-in-missed"])
    email = f"{say('e-mail').replace(' ', '.')}@example.com"
    joins = {"name": say("name"), "function": "Sales", "team": "East", "email": email}
    him = (await kit.done("/people", joins)).id
    others = []
    for name, function in (("Ken", "CS"), ("Olga", "Dev"), ("Rei", "CS"), ("Bob", "Dev"), ("Mei", "Sales")):
        others.append((await kit.done("/people", {"name": name, "function": function, "team": "East"})).id)
    quarter = await kit.running_quarter()
    own: dict[str, Any] = {"subject": him, "role": Role.MEMBER}

    async def does(path: str, body: object = None, **more: Any) -> str:
        answer = await kit.done(path, body, **own, **more)
        return str(answer.body["id"])

    drafted = {"title": "Be heard", "quarter": quarter, "team": "East", "owner": him, "commitment": "committed"}
    goal = await does("/objectives", drafted)
    measured = await does(f"/objectives/{goal}/key-results", {"title": "Calls", "measure": METRIC})
    spare = await does(f"/objectives/{goal}/key-results", {"title": "Mails", "measure": METRIC})
    await does(f"/objectives/{goal}/publish")
    names = ("comment", "blocker", "next_step", "help_wanted")
    check_in = await does(
        f"/key-results/{measured}/check-ins", {"value": 3, "confidence": 4, **{name: say(name) for name in names}}
    )
    await does(f"/check-ins/{check_in}/correction", {"value": 4, "reason": say("correction")})
    withdrawn = await does(f"/key-results/{measured}/check-ins", {"value": 9})
    await does(f"/check-ins/{withdrawn}/retraction", {"reason": say("retraction")})
    retarget = {"measure": METRIC | {"target": "8"}, "reason": say("retarget")}
    await does(f"/key-results/{measured}/retarget", retarget)
    await does(f"/key-results/{spare}/override", {"progress": "0.5", "reason": say("override")})
    tried = {"what": say("what is tried"), "know_by": say("how we know")}
    trial = await does("/experiments", {"key_result": measured, "until": "2026-08-05", **tried, "owner": others[1]})
    await does(f"/experiments/{trial}/conclude", {"outcome": "kept", "learned": say("learning")})
    await does(
        "/experiments",
        {"key_result": measured, "until": "2026-08-04", "know_by": "x", "what": say("overdue"), "owner": others[1]},
    )
    boxes = {
        "priorities": [{"text": say("priority")}],
        "next_weeks": [say("next weeks")],
        "health": [{"name": say("health"), "sign": "red", "note": say("health note")}],
    }
    assert (await kit.put("/four-boxes/East", boxes, **own)).status == 200
    session = await does("/win-sessions", {"team": "East", "at": "2026-08-20T09:00:00Z", "facilitator": him})
    await does("/win-sessions/prepare", {"team": "East"})
    await does(f"/win-sessions/{session}/wins", {"words": say("a win"), "key_result": measured})
    ken: dict[str, Any] = {"subject": others[0], "role": Role.MEMBER}
    win = (await kit.done(f"/win-sessions/{session}/wins", {"words": "We moved"}, **ken)).id
    await does(f"/win-sessions/{session}/wins/{win}/praise", {"to": ["P-2"], "words": say("praise")})
    await does("/day/open", {"intents": [{"text": say("the day's intent")}]}, key=None)
    await does("/day/close", {"happened": say("what happened"), "learned": say("the day's learning")})
    support = await does("/practice/support", {"measure": "check-ins-on-time", "team": "East", "words": say("support")})
    await does(f"/objectives/{goal}/close")
    await does(f"/objectives/{goal}/reopen", {"reason": say("reopening")})
    await does(f"/objectives/{goal}/score", {"score": "0.4", "note": say("score")})
    await does(f"/objectives/{goal}/post-mortem", {"text": say("post-mortem")})
    await world.at("2026-08-06T09:00")
    await world.at("2026-08-06T09:30")
    drawn = await web.rotate("2026-Q2")
    mine = next(group for group in drawn if him in group["members"])
    path = f"/groups/{mine['group']}/insights"
    assert (await web.call("POST", path, {"text": say("insight")}, who=him)).is_success
    offer = {"capacity": 1, "topics": [say("topic")]}
    offered = await web.call("PUT", f"/role-models/offers/{him}", offer, who=him)
    assert offered.is_success, offered.text
    ids = {
        "person": [him, others[0]], "objective": [goal], "key_result": [measured, spare],
        "check_in": [check_in, withdrawn],
        "experiment": ["E-1", "E-2"], "team": ["East"], "quarter": [quarter], "session": [session],
        "group": [each["group"] for each in drawn], "rotation": ["R-1"],
        "thing": [goal, measured], "support": [support], "name": ["check-ins"], "guide": ["check-ins"],
    }  # fmt: skip
    return Scene(world, web, planted, him, ids)


def asked(app: FastAPI, scene: Scene) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every query of the API page: with each id of the scene in its path, now and as of another time."""
    given = {"quarter": "2026-Q3", "words": FORGETTABLE, "from": "2026-08-01T00:00:00Z", "to": "2026-08-05T00:00:00Z"}
    given |= {"one": scene.him, "other": scene.ids["person"][1]}
    for path, methods in app.openapi()["paths"].items():
        if "get" not in methods:
            continue
        parameters = methods["get"].get("parameters", [])
        needed = [each["name"] for each in parameters if each["in"] == "query" and each.get("required")]
        times = [each["name"] for each in parameters if each["in"] == "query" and each["name"] in ("as_of", "known_at")]
        query = {name: given.get(name, "1") for name in needed}
        wanted = [{}, *({name: "2026-08-05T00:00:00Z"} for name in times)]
        if "words" in {each["name"] for each in parameters}:
            wanted.append({"words": FORGETTABLE})
        names = re.findall(r"{(\w+)}", path)
        for values in product(*(scene.ids.get(name, ["nothing"]) for name in names)):
            filled = path
            for name, value in zip(names, values, strict=True):
                filled = filled.replace(f"{{{name}}}", value)
            for more in wanted:
                yield path, filled, query | more


UNASKED = {
    ("okr", "/periods"),
    ("okr", "/private/key-results/{key_result}/check-ins"),
    ("okr", "/private/key-results/{thing}/explain"),
    ("okr", "/private/key-results/{thing}/proof"),
    ("okr", "/private/objectives/{objective}"),
    ("okr", "/private/objectives/{objective}/ledger"),
    ("okr", "/private/objectives/{thing}/explain"),
    ("okr", "/private/objectives/{thing}/proof"),
    ("okr", "/quarters/{quarter}/calibration"),
    ("okr", "/quarters/{quarter}/verify"),
    ("pairing", "/role-models/terms/{term}"),
    ("pairing", "/role-models/terms/{term}/measures"),
    ("pairing", "/rotations/{rotation}/swap"),
}
"""What the scene has nothing of, so that nobody is answered."""


def text_of(answer: httpx.Response) -> str:
    """What was answered, and of a figure's zip all that is in it."""
    if answer.headers.get("content-type") != "application/zip":
        return answer.text
    with ZipFile(BytesIO(answer.content)) as held:
        return "\n".join(held.read(name).decode() for name in held.namelist())


async def answered(scene: Scene, member: str) -> dict[str, list[str]]:
    """What of him is told to a member and to an admin, by the query that tells it.

    Every query is answered to somebody, but for `UNASKED`.
    """
    who = ((member, Role.MEMBER), ("root", Role.ADMIN))
    found: dict[str, list[str]] = {}
    served: dict[tuple[str, str], bool] = {}
    kit, web = scene.world.kit, scene.web
    await signed_beside(kit.okr)
    for service, app, client in (("okr", kit.app, kit.client), ("pairing", web.app, web.client)):
        issuer, now = (kit.issuer, kit.clock()) if service == "okr" else (web.issuer, web.service.now)
        tokens = [issuer.issue(subject, role, 24, now) for subject, role in who]
        for template, path, query in asked(app, scene):
            for token in tokens:
                answer = await client.get(path, params=query, headers={"Authorization": f"Bearer {token}"})
                assert answer.status_code < 500, (path, answer.text)
                served[service, template] = served.get((service, template), False) or answer.is_success
                if words := scene.planted.found_in(text_of(answer)):
                    found[f"{path} {query}"] = words
    assert {each for each, anybody in served.items() if not anybody} == UNASKED
    return found


def on_disk(scene: Scene, var: Path) -> dict[str, list[str]]:
    """What of him stands in clear in which file."""
    files = [path for path in var.rglob("*") if path.is_file()]
    assert any("jetstream" in str(path) for path in files)
    texts = {path: path.read_bytes().decode("latin-1") for path in files}
    return {path.name: words for path, text in texts.items() if (words := scene.planted.found_in(text))}


async def test_nothing_that_he_said_can_be_read_any_more(scene: Scene, nats_server: NatsServer) -> None:
    kit, var = scene.world.kit, nats_server.layout.var
    told_before = {what for words in (await answered(scene, scene.him)).values() for what in words}
    record = "record.jsonl"
    assert set(scene.planted.words) - told_before == set(), "the search finds whatever he said"
    assert on_disk(scene, var).keys() == {record}, "in clear it stands where notices are written down, and nowhere else"
    assert {"name", "praise", "overdue"} <= set(on_disk(scene, var)[record])
    scene.world.channel("room", "slack", "/room")
    forgotten = await kit.done(f"/people/{scene.him}/forget")
    assert forgotten.body["not_taken_back"] == ["room (slack)"]
    assert await kit.okr.runtime.runner.wait_for_position((await kit.okr.runtime.log.info()).state.last_seq, PATIENCE)
    await scene.world.at("2026-08-07T09:30")
    assert await answered(scene, scene.ids["person"][1]) == {}
    assert on_disk(scene, var) == {}
    (person,) = [
        each for each in (await kit.get("/people", params={"former": True})).body["items"] if each["id"] == scene.him
    ]
    assert (person["number"], person["function"], person["team"]) == ("P-1", "Sales", "East"), "this is what is left"
