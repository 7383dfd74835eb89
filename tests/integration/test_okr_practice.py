"""The practice over HTTP on a real server: what is beside what should be, support, guides; also after a rebuild."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.okr.kernel.units import unit_id
from services.okr.practice.guides import GUIDE_FOR
from services.okr.views import VIEWS
from shared.eventlog import Decider, FastReader, Repository
from shared.events import (
    Event,
    ExperimentConcluded,
    ExperimentStarted,
    IdealStateDefined,
    SupportGiven,
    WinSessionClosed,
    WinSessionScheduled,
    decode,
)
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.patience import PATIENCE

IDEALS = [{"measure": "check-ins-on-time", "percent": "90"}, {"measure": "sessions-held", "percent": 100}]


@dataclass
class Company:
    """Two people, two teams, a quarter that runs since Monday, 3 August 2026, and a key result of each team."""

    kit: OkrKit
    mari: str
    ken: str
    sales: str
    dev: str

    def at(self, moment: str) -> None:
        self.kit.clock.time = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    async def check_in(self, key_result: str, moment: str) -> None:
        self.at(moment)
        await self.kit.done(f"/key-results/{key_result}/check-ins", {"value": "3"})

    async def happened(self, kind: str, id_: str, *events: Event) -> None:
        """What other parts of the practice tell."""
        teller: Repository[None, tuple[Event, ...]] = Repository(
            self.kit.okr.runtime.log, Decider("okr", kind, None, lambda told, _: list(told), lambda state, _: state)
        )
        outcome = await teller.handle(id_, events, self.kit.order())
        await self.kit.okr.runtime.runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)

    async def measures(self, **asked: Any) -> dict[str, Any]:
        answer = await self.kit.get("/practice", params=asked)
        assert answer.status == 200, answer.response.text
        return {each["measure"]: each for each in answer.body["measures"]}


@pytest.fixture
async def company(nats_server: NatsServer) -> AsyncIterator[Company]:
    async with okr_kit(nats_server) as kit:
        yield await founded(kit)


async def founded(kit: OkrKit) -> Company:
    await kit.running_quarter()
    people = [
        (await kit.done("/people", {"name": name, "function": "sales", "team": team})).id
        for name, team in (("Mari", "Sales"), ("Ken", "Dev"))
    ]
    key_results = [await key_result(kit, "Sales", people[0]), await key_result(kit, "Dev", None)]
    return Company(kit, *people, *key_results)


async def key_result(kit: OkrKit, team: str, owner: str | None) -> str:
    objective = (await kit.done("/objectives", {"title": "Be heard", "quarter": "2026-Q3", "team": team})).id
    measure = {"kind": "metric", "baseline": "0", "target": "10"}
    body = {"title": "Calls", "measure": measure, "owner": owner}
    added = await kit.done(f"/objectives/{objective}/key-results", body)
    await kit.done(f"/objectives/{objective}/publish")
    return added.id


def percent(measure: dict[str, Any]) -> Any:
    return None if measure["present"] is None else (measure["present"]["kept"], measure["present"]["of"])


async def define(kit: OkrKit, **body: Any) -> None:
    done = await kit.put("/practice/ideal", {"ideals": IDEALS} | body)
    assert done.status == 200, done.response.text
    await kit.get("/practice", params={"wait_for": done.at})


async def test_the_practice_beside_its_ideal(company: Company) -> None:
    kit = company.kit
    await define(kit)
    for moment in ("2026-08-07T09:00", "2026-08-14T09:00", "2026-08-21T09:00"):
        await company.check_in(company.sales, moment)
    company.at("2026-08-31T09:00")
    found = await company.measures()
    assert list(found) == list(GUIDE_FOR)
    check_ins = found["check-ins-on-time"]
    assert percent(check_ins) == (3, 8)
    assert (check_ins["present"]["percent"], check_ins["ideal"], check_ins["gap"]) == ("37.5", "90", "52.5")
    assert check_ins["guide"] == {"guide": "check-ins", "version": 1, "href": "/guides/check-ins"}
    assert [point["percent"] for point in check_ins["trend"][-5:]] == [None, "50.0", "50.0", "50.0", "37.5"]
    assert percent(found["key-results-owned"]) == (1, 2)
    assert percent(found["objectives-aligned"]) == (0, 2)
    assert found["sessions-held"]["present"] is found["sessions-held"]["gap"] is None
    assert found["sessions-held"]["nothing"] == "no session was to be held"
    assert percent((await company.measures(team="Sales"))["check-ins-on-time"]) == (3, 4)
    assert percent((await company.measures(team="Dev"))["check-ins-on-time"]) == (0, 4)
    assert percent((await company.measures(team="Sales", on="2026-08-16"))["check-ins-on-time"]) == (2, 2)
    gaps = (await kit.get("/practice/gaps")).body
    assert gaps["on"] == "2026-08-31"
    assert [(each["team"], each["measure"], each["gap"]) for each in gaps["items"]] == [
        ("Dev", "check-ins-on-time", "90.0"),
        (None, "check-ins-on-time", "52.5"),
        ("Sales", "check-ins-on-time", "15.0"),
    ]


async def test_sessions_and_experiments(company: Company) -> None:
    kit, unit = company.kit, unit_id("win-session", "Sales")
    at = datetime(2026, 8, 28, 7, tzinfo=UTC)
    await company.happened(
        "win-session", unit, WinSessionScheduled(session="s", at=at, facilitator=company.mari, team="Sales")
    )
    objective = (await kit.get(f"/key-results/{company.sales}")).body["objective"]
    for number in ("e1", "e2"):
        started = ExperimentStarted(
            key_result=company.sales, objective=objective, what="Lunch", know_by="Half meet", until=date(2026, 8, 20)
        )
        await company.happened("experiment", number, started)
    company.at("2026-08-31T09:00")
    found = await company.measures(team="Sales")
    assert percent(found["sessions-held"]) == (0, 1)
    assert percent(found["experiments-learned"]) == (0, 2)
    await company.happened("win-session", unit, WinSessionClosed(session="s", team="Sales"))
    learned = ExperimentConcluded(
        outcome="kept", learned="Mornings last", key_result=company.sales, objective=objective
    )
    await company.happened("experiment", "e1", learned)
    found = await company.measures(team="Sales")
    assert percent(found["sessions-held"]) == (1, 1)
    assert percent(found["experiments-learned"]) == (1, 2)
    assert (await company.measures(team="Dev"))["experiments-learned"]["present"] is None


async def test_private_objectives_are_in_no_measure(company: Company) -> None:
    kit = company.kit
    before = await company.measures()
    body = {"title": "Nobody's business", "quarter": "2026-Q3", "team": "Sales", "owner": company.mari}
    private = await kit.done("/private/objectives", body, subject=company.mari, role=Role.MEMBER)
    added = {"title": "Calls", "measure": {"kind": "metric", "baseline": "0", "target": "10"}}
    await kit.done(f"/objectives/{private.id}/key-results", added, subject=company.mari, role=Role.MEMBER)
    await kit.done(f"/objectives/{private.id}/publish", subject=company.mari, role=Role.MEMBER)
    company.at("2026-08-31T09:00")
    after = await company.measures()
    for measure in ("key-results-owned", "objectives-aligned"):
        assert percent(after[measure]) == percent(before[measure])


async def test_an_ideal_is_the_teams_or_the_companys(company: Company) -> None:
    kit = company.kit
    mari: dict[str, Any] = {"subject": company.mari, "role": Role.MEMBER}
    own = {"ideals": [{"measure": "key-results-owned", "percent": "100"}], "team": "Sales"}
    await define(kit)
    done = await kit.put("/practice/ideal", own, key="mine", **mari)
    again = await kit.put("/practice/ideal", own, key="mine", **mari)
    assert (done.status, done.body["changed"], again.body["repeated"]) == (200, True, True)
    (await kit.put("/practice/ideal", own | {"team": "Dev"}, **mari)).refused(
        403, "forbidden", "you may not define the ideal state; an admin or the team may"
    )
    (await kit.put("/practice/ideal", {"ideals": IDEALS}, **mari)).refused(403, "forbidden", "an admin or the team")
    answer = await kit.get("/practice", params={"team": "Sales", "wait_for": done.at})
    assert answer.response.headers["etag"] == '"1"'
    found = {each["measure"]: (each["ideal"], each["ideal_of"]) for each in answer.body["measures"]}
    assert found["key-results-owned"] == ("100", "team")
    assert found["sessions-held"] == ("100", "company")
    assert found["buddy-meetings-held"] == (None, None)
    assert (await kit.put("/practice/ideal", own | {"ideals": []}, if_match=0, **mari)).status == 409
    assert (await kit.put("/practice/ideal", own | {"ideals": []}, if_match=1, **mari)).status == 200


async def test_ideals_that_are_refused(company: Company) -> None:
    for body, status, slug, words in (
        ({"ideals": [{"measure": "sessions-held", "percent": "100.5"}]}, 422, "invalid", "give 0 to 100, in percent"),
        ({"ideals": [{"measure": "sessions-held", "percent": -1}]}, 422, "invalid", "the ideal of sessions-held is -1"),
        ({"ideals": [{"measure": "luck", "percent": 1}]}, 422, "invalid-body", "measure"),
        ({"ideals": [IDEALS[0], IDEALS[0]]}, 422, "invalid", "name each measure once"),
        ({"ideals": IDEALS, "team": "North"}, 404, "not-found", "no team 'North'"),
        ({"ideals": IDEALS, "team": ""}, 404, "not-found", "no team ''"),
        ({}, 422, "invalid-body", "ideals"),
    ):
        (await company.kit.put("/practice/ideal", body)).refused(status, slug, words)
    assert await events_of(company.kit, IdealStateDefined) == [], "nothing is half done"


async def test_other_questions_that_are_refused(company: Company) -> None:
    kit = company.kit
    (await kit.get("/practice", params={"on": "2026-08-04"})).refused(422, "invalid", "2026-08-04 is to come")
    (await kit.get("/practice", params={"on": "0001-01-01"})).refused(422, "invalid-parameter", "1970-01-01")
    (await kit.get("/practice/gaps", params={"on": "2030-01-01"})).refused(422, "invalid", "is to come")
    (await kit.get("/practice", params={"team": "North"})).refused(404, "not-found", "no team 'North'")
    (await kit.get("/practice/support", params={"measure": "luck"})).refused(422, "invalid-parameter", "measure")
    (await kit.get("/practice/support/none")).refused(404, "not-found", "no support 'none'")
    (await kit.post("/practice/support", {"measure": "sessions-held", "guide": "luck"})).refused(
        404, "not-found", "there is no guide 'luck'; there are check-ins"
    )
    (await kit.post("/practice/support", {"measure": "sessions-held"}, role=Role.AUDITOR)).refused(403, "not-allowed")
    (await kit.post("/practice/support", {"measure": "sessions-held", "words": " "})).refused(422, "invalid", "empty")


async def test_support_and_what_the_measure_did_around_it(company: Company) -> None:
    kit = company.kit
    ken: dict[str, Any] = {"subject": company.ken, "role": Role.MEMBER}
    company.at("2026-08-23T12:00")
    body = {
        "measure": "check-ins-on-time",
        "team": "Sales",
        "guide": "check-ins",
        "words": "十分間 / Ten quiet minutes",
    }
    done = await kit.done("/practice/support", body, key="once", **ken)
    assert done.response.headers["location"] == f"/practice/support/{done.id}"
    assert (await kit.post("/practice/support", body, key="once", **ken)).body["repeated"] is True
    for moment in ("2026-08-28T09:00", "2026-09-04T09:00", "2026-09-11T09:00"):
        await company.check_in(company.sales, moment)
    company.at("2026-09-14T09:00")
    await kit.done("/practice/support", {"measure": "key-results-owned"})
    answer = await kit.get("/practice/support")
    assert [(each["team"], each["number"]) for each in answer.body["items"]] == [(None, 2), ("Sales", 1)]
    seen = (await kit.get(f"/practice/support/{done.id}")).body
    assert seen == answer.body["items"][1]
    assert (seen["by"], seen["words"], seen["guide"], seen["guide_version"]) == (
        company.ken,
        body["words"],
        "check-ins",
        1,
    )
    assert seen["before"] == {"percent": "0.0", "kept": 0, "of": 3}
    assert seen["after"] == {"percent": "100.0", "kept": 3, "of": 3}
    assert seen["days_after"] == 22
    assert [point["percent"] for point in seen["weeks"]] == [None, "0.0", "0.0", "0.0", "100.0", "100.0", "100.0"]
    first = (await kit.get("/practice/support", params={"limit": 1})).body
    rest = (await kit.get("/practice/support", params={"limit": 1, "after": first["next"]})).body
    assert [each["number"] for each in first["items"] + rest["items"]] == [2, 1]
    some = {"team": "Sales", "measure": "check-ins-on-time"}
    assert len((await kit.get("/practice/support", params=some)).body["items"]) == 1


async def test_words_of_support_go_with_whoever_said_them(company: Company) -> None:
    kit = company.kit
    done = await kit.done(
        "/practice/support",
        {"measure": "sessions-held", "words": "Only between us"},
        subject=company.ken,
        role=Role.MEMBER,
    )
    (event,) = await events_of(kit, SupportGiven)
    assert "between" not in str(event.words)
    await kit.done(f"/people/{company.ken}/forget")
    seen = (await kit.get(f"/practice/support/{done.id}")).body
    assert (seen["words"], seen["by"], seen["measure"]) == ("(forgotten)", company.ken, "sessions-held")


async def test_a_rebuilt_store_tells_the_same(company: Company) -> None:
    kit = company.kit
    await define(kit)
    await company.check_in(company.sales, "2026-08-07T09:00")
    await company.happened(
        "win-session",
        unit_id("win-session", None),
        WinSessionScheduled(session="s", at=datetime(2026, 8, 28, 7, tzinfo=UTC), facilitator=company.mari),
    )
    await kit.done("/practice/support", {"measure": "sessions-held"})
    company.at("2026-08-31T09:00")
    paths = ("/practice", "/practice?team=Sales", "/practice/gaps", "/practice/support")
    await kit.get("/practice")
    live = [(await kit.send("GET", path)).body for path in paths]
    assert live[1]["team"] == "Sales"
    runtime = kit.okr.runtime
    reader = FastReader(runtime.client, "okr-rebuild")
    await rebuild(runtime.store, runtime.log, reader, VIEWS, lambda done, of: None)
    assert [(await kit.send("GET", path)).body for path in paths] == live


async def test_the_same_on_postgresql(nats_server: NatsServer, postgres_url: str) -> None:
    async with okr_kit(nats_server, okr_store=postgres_url) as kit:
        company, unit = await founded(kit), unit_id("win-session", None)
        await define(kit)
        await company.check_in(company.sales, "2026-08-07T09:00")
        at = datetime(2026, 8, 14, 7, tzinfo=UTC)
        scheduled = WinSessionScheduled(session="s", at=at, facilitator=company.mari)
        await company.happened("win-session", unit, scheduled, WinSessionClosed(session="s"))
        objective = (await kit.get(f"/key-results/{company.sales}")).body["objective"]
        goal = {"key_result": company.sales, "objective": objective}
        started = ExperimentStarted(what="Lunch", know_by="Half meet", until=date(2026, 8, 10), **goal)
        await company.happened("experiment", "e1", started)
        await company.happened("experiment", "e1", ExperimentConcluded(outcome="kept", learned="Mornings", **goal))
        support = await kit.done("/practice/support", {"measure": "check-ins-on-time", "team": "Sales"})
        company.at("2026-08-17T09:00")
        found = await company.measures()
        assert {name: percent(each) for name, each in found.items()} == {
            "check-ins-on-time": (1, 4),
            "key-results-owned": (1, 2),
            "objectives-aligned": (0, 2),
            "sessions-held": (1, 1),
            "experiments-learned": (1, 1),
            "buddy-meetings-held": None,
        }
        gaps = (await kit.get("/practice/gaps")).body["items"]
        assert [(each["team"], each["gap"]) for each in gaps] == [("Dev", "90.0"), (None, "65.0"), ("Sales", "40.0")]
        seen = (await kit.get(f"/practice/support/{support.id}")).body
        assert (seen["before"], seen["after"]) == (None, {"percent": "50.0", "kept": 1, "of": 2})


async def test_guides_are_read_in_both_languages_as_json_or_as_text(nats_server: NatsServer) -> None:
    async with okr_kit(nats_server) as kit:
        listed = (await kit.send("GET", "/guides?lang=ja")).body["items"]
        assert [each["guide"] for each in listed] == list(GUIDE_FOR.values())
        for own in listed:
            found = await kit.send("GET", own["href"])
            assert found.body["text"].startswith(f"# {own['title']}\n")
            assert found.response.headers["content-language"] == found.body["lang"] == "ja"
            english = await kit.send("GET", f"/guides/{own['guide']}")
            assert (english.body["lang"], english.body["version"]) == ("en", own["version"])
        for accept, kind in (
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/plain; charset=utf-8"),
            ("text/markdown", "text/markdown; charset=utf-8"),
            ("*/*", "application/json"),
        ):
            found = await kit.send("GET", "/guides/check-ins?lang=ja", headers={"Accept": accept})
            assert found.response.headers["content-type"] == kind
            assert "チェックイン" in found.response.text
        (await kit.send("GET", "/guides/cheese")).refused(404, "not-found", "there is no guide 'cheese'")
        (await kit.send("GET", "/guides/check-ins?lang=fr")).refused(422, "invalid-parameter", "lang")


async def events_of(kit: OkrKit, kind: type[Any]) -> list[Any]:
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    found = [decode(position, payload) async for batch in log.range(0, last) for position, payload in batch]
    return [event.data for event in found if isinstance(event.data, kind)]
