"""Win sessions over HTTP: a team's month, from what really happened to the minutes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import Answer, OkrKit, okr_kit

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server, time_zone="Asia/Tokyo") as kit:
        yield kit


class Team:
    """Two teams, a key result of Ken's in East, and what they do."""

    def __init__(self, kit: OkrKit) -> None:
        self.kit = kit
        self.ids: dict[str, str] = {}

    async def begin(self) -> None:
        for name, team in (("Fay", "East"), ("Ken", "East"), ("Tom", "East"), ("Bob", "West")):
            body = {"name": name, "function": "Dev", "team": team}
            self.ids[name] = (await self.kit.done("/people", body)).id
        self.quarter = await self.kit.running_quarter()
        body = {"title": "Be heard", "team": "East", "quarter": self.quarter}
        self.objective = (await self.kit.done("/objectives", body)).id
        self.calls = await self.key_result("Calls", "Ken")
        await self.kit.done(f"/objectives/{self.objective}/publish")
        self.mails = await self.key_result("Mails", "Tom")

    async def key_result(self, title: str, owner: str) -> str:
        added = {"title": title, "measure": METRIC, "owner": self.ids[owner]}
        return (await self.kit.done(f"/objectives/{self.objective}/key-results", added)).id

    def by(self, name: str) -> dict[str, Any]:
        return {"subject": self.ids[name], **MEMBER}

    async def check_in(self, key_result: str, value: str, confidence: int = 5) -> Answer:
        body = {"value": value, "confidence": confidence}
        done = await self.kit.done(f"/key-results/{key_result}/check-ins", body)
        self.kit.later(hours=1)
        return done

    async def prepared(self, **body: Any) -> Answer:
        return await self.kit.done("/win-sessions/prepare", {"team": "East", **body}, **self.by("Fay"))

    async def agenda(self, session: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.kit.get(f"/win-sessions/{session}")).body["items"]
        return found


@pytest.fixture
async def team(kit: OkrKit) -> Team:
    found = Team(kit)
    await found.begin()
    return found


async def test_a_month_of_a_team(kit: OkrKit, team: Team) -> None:
    await team.check_in(team.calls, "2")
    kit.later(days=10)
    await team.check_in(team.calls, "10")
    await team.check_in(team.mails, "4")
    session = (await team.prepared()).id
    shown = (await kit.get(f"/win-sessions/{session}")).body
    assert (shown["number"], shown["team"], shown["phase"], shown["minutes"]) == ("W-1", "East", "scheduled", 60)
    # A Thursday in Tokyo: the session is on Friday at four by the company's clocks.
    assert (shown["at"], shown["zone"], shown["every"]) == ("2026-08-14T07:00:00Z", "Asia/Tokyo", "month")
    assert (shown["facilitator"]["name"], shown["facilitator"]["number"]) == ("Fay", "P-1")
    told = [(each["place"], each["kind"], each["about"], each["before"], each["after"]) for each in shown["items"]]
    assert told == [(1, "reached", "KR-1", "0", "10"), (2, "zone-up", "KR-2", "0", "4")]
    assert [each["minutes"] for each in shown["items"]] == [3, 3]
    assert [each["name"] for each in shown["items"][0]["people"]] == ["Ken"]

    wins = f"/win-sessions/{session}/wins"
    await kit.done(f"{wins}/1/words", {"words": "Ten calls, and *one* laugh"}, **team.by("Ken"))
    own = await kit.done(wins, {"words": "Bob lent us his desk", "key_result": "KR-2"}, **team.by("Tom"))
    await kit.done(f"{wins}/2/withdraw", **team.by("Tom"))
    await kit.done(f"/win-sessions/{session}/arrange", {"items": [{"item": own.id, "minutes": 10}]}, **team.by("Fay"))
    await kit.done(f"/win-sessions/{session}/open", **team.by("Fay"))
    await kit.done(f"{wins}/2/praise", {"words": "Well dialled"}, **team.by("Bob"))
    await kit.done(f"{wins}/1/praise", {"to": ["P-3", "P-4"]}, **team.by("Ken"))
    closed = await kit.done(f"/win-sessions/{session}/close", {"note": "Bring cake"}, **team.by("Fay"))
    assert closed.id == session

    minutes = (await kit.get(f"/win-sessions/{session}/minutes")).response
    assert minutes.headers["content-type"] == "text/markdown; charset=utf-8"
    assert minutes.text == (
        "# Win session of East\n"
        "\n"
        "- When: 2026-08-13 21:00 Asia/Tokyo\n"
        "- Facilitator: Fay\n"
        "- Wins since: 2026-07-13\n"
        "- Sessions in a row: 1\n"
        "\n"
        "## Wins\n"
        "\n"
        "1. **KR-2 Mails**: in their own words — Tom (10 min)\n"
        "\n"
        "   > Bob lent us his desk — Tom\n"
        "\n"
        "   - Praise from Ken to Tom, Bob\n"
        "2. **KR-1 Calls**: reached (0 → 10) — Ken (3 min)\n"
        "\n"
        "   > Ten calls, and \\*one\\* laugh — Ken\n"
        "\n"
        "   - Praise from Bob to Ken: Well dialled\n"
        "\n"
        "## Note\n"
        "\n"
        "> Bring cake\n"
    )
    assert "達成" in (await kit.get("/win-sessions/W-1/minutes", params={"lang": "ja"})).response.text
    listed = (await kit.get("/win-sessions", params={"team": "East"})).body["items"]
    assert [(each["number"], each["phase"], each["at"], each["streak"]) for each in listed] == [
        ("W-1", "held", "2026-08-14T07:00:00Z", 1),
        ("W-2", "scheduled", "2026-09-11T07:00:00Z", 1),
    ]
    assert (await kit.get("/win-sessions", params={"company": True})).body["items"] == []
    # What was told is told; only what is new since comes on the next agenda.
    kit.later(days=20)
    await team.check_in(team.mails, "8")
    following = (await team.prepared()).id
    assert [(each["about"], each["before"], each["after"]) for each in await team.agenda(following)] == [
        ("KR-2", "4", "8")
    ]


async def test_prepared_again_it_keeps_what_people_did(kit: OkrKit, team: Team) -> None:
    await team.check_in(team.calls, "4")
    mails = await team.check_in(team.mails, "5")
    session = (await team.prepared()).id
    first = await team.agenda(session)
    assert [each["about"] for each in first] == ["KR-2", "KR-1"]
    again = await team.prepared()
    assert (again.id, again.body["changed"]) == (session, False)
    await kit.done(f"/win-sessions/{session}/wins/2/withdraw", **team.by("Ken"))
    await team.check_in(team.calls, "9")
    visits = await team.key_result("Visits", "Bob")
    await team.check_in(visits, "10")
    await team.prepared()
    assert [(each["about"], each["minutes"]) for each in await team.agenda(session)] == [("KR-2", 3), ("KR-3", 3)]
    # A check-in that is taken back leaves the agenda with the next preparing.
    await kit.done(f"/check-ins/{mails.id}/retraction", {"reason": "another team's"})
    kit.later(hours=1)
    await team.prepared()
    assert [each["about"] for each in await team.agenda(session)] == ["KR-3"]


async def test_the_same_command_again_is_the_same_session(kit: OkrKit, team: Team) -> None:
    body = {"team": "East", "at": "2026-08-20T10:00:00+09:00", "minutes": 30}
    first = await kit.done("/win-sessions/prepare", body, key="once", **team.by("Fay"))
    again = await kit.done("/win-sessions/prepare", body, key="once", **team.by("Fay"))
    assert (first.status, again.body["repeated"], again.id) == (201, True, first.id)
    shown = (await kit.get("/win-sessions/W-1")).body
    assert (shown["at"], shown["minutes"]) == ("2026-08-20T01:00:00Z", 30)
    await kit.done("/win-sessions/W-1/open", key="begin", **team.by("Fay"))
    over = {"key": "end", **team.by("Fay")}
    assert not (await kit.done("/win-sessions/W-1/close", {}, **over)).body["repeated"]
    assert (await kit.done("/win-sessions/W-1/close", {}, **over)).body["repeated"]
    assert [each["phase"] for each in (await kit.get("/win-sessions")).body["items"]] == ["held", "scheduled"]


async def test_of_many_at_once_one_does_it(kit: OkrKit, team: Team) -> None:
    await team.check_in(team.calls, "9")

    async def at_once(path: str, body: object) -> list[int]:
        asked = [kit.post(f"/win-sessions{path}", body, **team.by("Fay")) for _ in range(4)]
        return sorted(answer.status for answer in await asyncio.gather(*asked))

    # Whoever comes second prepares the session that the first one scheduled, or is told that there is one.
    assert set(await at_once("/prepare", {"team": "East"})) <= {201, 409}
    assert [each["phase"] for each in (await kit.get("/win-sessions")).body["items"]] == ["scheduled"]
    assert len(await team.agenda("W-1")) == 1
    assert await at_once("/W-1/open", None) == [200, 409, 409, 409]
    assert await at_once("/W-1/close", {}) == [200, 409, 409, 409]
    assert [each["phase"] for each in (await kit.get("/win-sessions")).body["items"]] == ["held", "scheduled"]


async def test_bad_input_is_told_in_a_sentence(kit: OkrKit, team: Team) -> None:
    fay, ken, bob = team.by("Fay"), team.by("Ken"), team.by("Bob")

    async def refused(path: str, body: object, status: int, slug: str, words: str, **who: Any) -> None:
        (await kit.post(f"/win-sessions{path}", body, **who)).refused(status, slug, words)

    east = {"team": "East"}
    await refused("", east, 422, "invalid", "a win session needs a facilitator who leads through it; name one", **fay)
    await refused("/prepare", {"team": "Eats"}, 404, "not-found", "there is no team 'Eats'; did you mean East?", **fay)
    await refused("/prepare", east, 403, "forbidden", "you may not schedule, move or cancel a win session", **bob)
    await refused("/prepare", {}, 403, "forbidden", "you may not schedule, move or cancel a win session", **fay)
    await refused("/W-1/open", None, 404, "not-found", "there is no win session 'W-1'", **fay)
    await team.check_in(team.calls, "9")
    await kit.done("/win-sessions", east | {"facilitator": "P-1", "at": "2026-08-20T10:00:00Z"}, **ken)
    await refused("/W-1/open", None, 409, "wrong-state", "the session has no agenda yet; prepare it first", **fay)
    await refused("/prepare", east | {"minutes": 30}, 409, "wrong-state", "is scheduled already; move it by", **fay)
    await refused("/prepare", east, 403, "forbidden", "you may not prepare, arrange, open or close", **ken)
    await kit.done("/win-sessions/prepare", east, **fay)
    await refused("/W-1/wins/1/words", {"words": " "}, 422, "invalid", "the text is empty; write one", **ken)
    await refused("/W-1/wins/7/withdraw", None, 404, "not-found", "no item '7' on the agenda; give its place", **ken)
    await refused("/W-1/wins/1/withdraw", None, 403, "forbidden", "you may not edit or withdraw the win", **bob)
    await refused("/W-1/wins/1/praise", {}, 422, "invalid", "this win is your own work, and nobody praises", **ken)
    await refused("/W-1/wins/1/praise", {"to": ["P-4"]}, 422, "invalid", "nobody praises himself; name", **bob)
    await refused("/W-1/wins", {"words": "x", "key_result": "KR-9"}, 404, "not-found", "no key result 'KR-9'", **bob)
    await refused("/W-1/close", {}, 409, "wrong-state", "was not opened yet; open it first, or cancel it", **fay)
    await kit.done("/win-sessions/W-1/open", **fay)
    await refused("/W-1/open", None, 409, "wrong-state", "is open already, and two are never open at once", **fay)
    later = east | {"at": "2026-08-21T10:00:00Z"}
    await refused("", later, 409, "wrong-state", "the session of East is open, and two are never open at once", **ken)
    await refused("/W-1/cancel", {}, 409, "wrong-state", "the session is open, so it is held; close it", **fay)
    assert len((await kit.get("/win-sessions")).body["items"]) == 1


async def test_nothing_of_a_private_objective_comes_on_an_agenda(kit: OkrKit, team: Team) -> None:
    ken = team.by("Ken")
    secret = (await kit.done("/private/objectives", {"title": "Buy the rival", "team": "East"}, **ken)).id
    added = {"title": "Letters", "measure": METRIC}
    letters = (await kit.done(f"/objectives/{secret}/key-results", added, **ken)).id
    await kit.done(f"/objectives/{secret}/publish", **ken)
    await kit.done(f"/key-results/{letters}/check-ins", {"value": "10"}, **ken)
    kit.later(hours=1)
    session = (await team.prepared()).id
    assert await team.agenda(session) == []
    for about in ({"key_result": letters}, {"objective": secret}):
        body = {"words": "we got it", **about}
        problem = await kit.post(f"/win-sessions/{session}/wins", body, **ken)
        problem.refused(409, "wrong-state", "a private objective stands for itself")
        problem = await kit.post(f"/win-sessions/{session}/wins", body, **team.by("Bob"))
        problem.refused(404, "not-found", "there is no such objective")


async def test_a_facilitator_who_left_is_replaced(kit: OkrKit, team: Team) -> None:
    session = (await team.prepared()).id
    await kit.done(f"/people/{team.ids['Fay']}/leave")
    for path, body in (("open", None), ("close", {})):
        problem = await kit.post(f"/win-sessions/{session}/{path}", body)
        problem.refused(409, "wrong-state", "the session of East has no facilitator who is here; name one by")
    problem = await kit.post("/win-sessions", {"team": "East", "facilitator": "P-1"}, **team.by("Ken"))
    problem.refused(409, "wrong-state", "P-1 has left the company; name a facilitator who is here")
    await kit.done("/win-sessions", {"team": "East", "facilitator": "P-2"}, **team.by("Ken"))
    await kit.done(f"/win-sessions/{session}/open", **team.by("Ken"))


async def test_a_program_prepares_and_a_person_leads(kit: OkrKit, team: Team) -> None:
    session = (await kit.done("/win-sessions/prepare", {})).id
    assert (await kit.get(f"/win-sessions/{session}")).body["facilitator"]["id"] == "admin"
    problem = await kit.post(f"/win-sessions/{session}/open")
    problem.refused(409, "wrong-state", "the session of the company has no facilitator who is here")
    await kit.done("/win-sessions", {"facilitator": "P-1"})
    await kit.done(f"/win-sessions/{session}/open", **team.by("Fay"))


async def test_words_are_sealed_and_gone_with_who_said_them(kit: OkrKit, team: Team) -> None:
    await team.check_in(team.calls, "9")
    session = (await team.prepared()).id
    wins = f"/win-sessions/{session}/wins"
    await kit.done(f"{wins}/1/words", {"words": "nine calls"}, **team.by("Ken"))
    await kit.done(f"{wins}/1/praise", {"words": "louder please"}, **team.by("Tom"))
    log = kit.okr.runtime.log
    batches = [batch async for batch in log.range(0, (await log.info()).state.last_seq)]
    raw = b"".join(payload for batch in batches for _, payload in batch)
    assert session.encode() in raw
    assert b"nine calls" not in raw
    assert b"louder please" not in raw
    (item,) = await team.agenda(session)
    assert (item["words"], item["praise"][0]["words"]) == ("nine calls", "louder please")
    for name in ("Ken", "Tom"):
        await kit.done(f"/people/{team.ids[name]}/forget")
    (item,) = await team.agenda(session)
    assert (item["words"], item["words_by"]["name"], item["praise"][0]["words"]) == ("(forgotten)",) * 3
    assert "(forgotten)" in (await kit.get(f"/win-sessions/{session}/minutes")).response.text
