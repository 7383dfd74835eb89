"""The day over HTTP on a real server: who reads it, and that nobody else learns anything, not even from the log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.okr.days.view import Days, Mentors
from services.okr.views import VIEWS
from shared.eventlog import Decider, EventLog, FastReader, Order, Repository, connect
from shared.events import DayIntent, DayOpened, Event, command_id, derived_id, elder_event_id, named_id
from shared.identity.roles import Role
from shared.projection import rebuild
from tests.nats_fixture import NatsServer
from tests.okr_kit import NOW, Answer, OkrKit, okr_kit

METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WILL = {"intents": [{"text": "三社に電話する / Call three firms", "key_result": "KR-2"}, {"text": "Read"}]}
DID = {"happened": "二社と話した / Talked with two", "learned": "午前が良い / Mornings are better"}
Who = dict[str, Any]
MEMBER: Who = {"role": Role.MEMBER}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server, time_zone="Asia/Tokyo") as kit:
        yield kit


@pytest.fixture
async def people(kit: OkrKit) -> dict[str, Who]:
    return await company(kit)


async def company(kit: OkrKit) -> dict[str, Who]:
    """Ken owns KR-2 of O-2, which serves KR-1 of O-1, the company's; mei is his manager, tom in his team."""
    found: dict[str, Who] = {}
    for name in ("mei", "ken", "tom", "bob"):
        body = {"name": name.title(), "function": "Dev", "team": "East"}
        if name == "ken":
            body["manager"] = found["mei"]["subject"]
        found[name] = {"subject": (await kit.done("/people", body)).id, "role": Role.MEMBER}
    await kit.running_key_result()
    objective = (await kit.done("/objectives", {"title": "Be seen", "owner": found["ken"]["subject"]})).id
    await kit.done(f"/objectives/{objective}/key-results", {"title": "Mails", "measure": METRIC})
    await kit.done(f"/objectives/{objective}/publish")
    await kit.done(f"/objectives/{objective}/align", {"to": "KR-1", "reason": "it serves"})
    return found


async def sent(kit: OkrKit, method: str, path: str, body: Any, who: Who, **options: Any) -> Answer:
    """A command that must succeed, of which the next query knows."""
    answer = await kit.send(method, path, body, **who, **options)
    assert answer.status == 200, answer.response.text
    kit._known = answer.at
    return answer


async def read(kit: OkrKit, who: Who, **parameters: Any) -> list[Any]:
    answer = await kit.get("/day", params=parameters, **who)
    assert answer.status == 200, answer.response.text
    items: list[Any] = answer.body["items"]
    return items


async def test_a_day_on_postgresql(nats_server: NatsServer, postgres_url: str) -> None:
    async with okr_kit(nats_server, time_zone="Asia/Tokyo", okr_store=postgres_url) as kit:
        await a_day_and_what_it_was_for(kit, await company(kit))


async def test_a_day_and_what_it_was_for(kit: OkrKit, people: dict[str, Who]) -> None:
    await a_day_and_what_it_was_for(kit, people)


async def a_day_and_what_it_was_for(kit: OkrKit, people: dict[str, Who]) -> None:
    ken = people["ken"]
    await sent(kit, "POST", "/day/open", WILL, ken)
    (today,) = await read(kit, ken)
    assert (today["day"], today["closed"], today["happened"]) == ("2026-08-03", False, None)
    first, second = today["intents"]
    assert (first["text"], first["key_result"]) == ("三社に電話する / Call three firms", "KR-2")
    way = [(step["number"], step["title"]) for step in first["way"]]
    assert way == [("KR-2", "Mails"), ("O-2", "Be seen"), ("KR-1", "Calls"), ("O-1", "Be heard")]
    assert (second["text"], second["key_result"], second["way"]) == ("Read", None, [])
    await sent(kit, "POST", "/day/open", {"intents": [{"text": "Call one"}]}, ken)
    await sent(kit, "POST", "/day/close", DID, ken)
    (today,) = await read(kit, ken)
    assert [each["text"] for each in today["intents"]] == ["Call one"], "said again, it replaces"
    assert {name: today[name] for name in ("closed", *DID)} == {"closed": True, **DID}
    # In Tokyo it is tomorrow at 15:00 UTC.
    kit.clock.time = datetime(2026, 8, 3, 15, tzinfo=UTC)
    await sent(kit, "POST", "/day/open", WILL, ken)
    assert [each["day"] for each in await read(kit, ken)] == ["2026-08-04", "2026-08-03"]
    assert [each["day"] for each in await read(kit, ken, first="2026-08-01", last="2026-08-03")] == ["2026-08-03"]
    # The rebuilt store is the live one.
    runtime = kit.okr.runtime
    with runtime.store.read() as connection:
        live = [connection.execute(view.table.select()).all() for view in (Days, Mentors)]
    await rebuild(runtime.store, runtime.log, FastReader(runtime.client, "okr-rebuild"), VIEWS, lambda done, of: None)
    with runtime.store.read() as connection:
        assert [connection.execute(view.table.select()).all() for view in (Days, Mentors)] == live


async def test_only_oneself_and_mentors_read_it(kit: OkrKit, people: dict[str, Who]) -> None:
    ken, tom = people["ken"], people["tom"]
    await sent(kit, "POST", "/day/open", WILL, ken)
    kit.later(days=1)
    await sent(kit, "POST", "/day/open", WILL, ken)
    admin: Who = {"subject": people["mei"]["subject"], "role": Role.ADMIN}
    for who in (tom, people["mei"], admin):
        for whose in ("P-2", ken["subject"], "P-4"):
            # P-4 never opened a day: the answer is the same.
            (await kit.get("/day", params={"of": whose}, **who)).refused(403, "forbidden", "mentors whom he invited")
    for subject, role in (("root", Role.ADMIN), ("audit", Role.AUDITOR), ("meter", Role.SERVICE)):
        for parameters in ({"of": "P-2"}, {}):
            (await kit.get("/day", params=parameters, subject=subject, role=role)).refused(403, "forbidden")
    await sent(kit, "PUT", "/day/mentors/P-3", {}, ken)
    assert [each["day"] for each in await read(kit, tom, of="P-2")] == ["2026-08-04"], "from today on"
    await sent(kit, "PUT", "/day/mentors/P-3", {"since": "2026-08-01"}, ken)
    assert len(await read(kit, tom, of=ken["subject"])) == 2
    assert (await read(kit, tom, of="P-2"))[0]["intents"][0]["text"] == WILL["intents"][0]["text"]
    bond = {"person": tom["subject"], "number": "P-3", "name": "Tom", "since": "2026-08-01"}
    assert (await kit.get("/day/mentors", **ken)).body["items"] == [bond]
    bond = {"person": ken["subject"], "number": "P-2", "name": "Ken", "since": "2026-08-01"}
    assert (await kit.get("/day/mentees", **tom)).body["items"] == [bond]
    assert (await kit.get("/day/mentees", **people["bob"])).body["items"] == []
    assert (await kit.get("/day/mentors", **tom)).body["items"] == []
    (await kit.get("/day", params={"of": "P-3"}, **ken)).refused(403, "forbidden")
    await sent(kit, "DELETE", "/day/mentors/P-3", None, ken)
    (await kit.get("/day", params={"of": "P-2"}, **tom)).refused(403, "forbidden", "ask him to invite you")
    assert (await kit.get("/day/mentees", **tom)).body["items"] == []
    again = await sent(kit, "DELETE", "/day/mentors/P-3", None, ken)
    assert again.body["changed"] is False


async def test_bad_input(kit: OkrKit, people: dict[str, Who]) -> None:
    ken = people["ken"]

    async def refused(path: str, body: Any, status: int, words: str, who: Who = ken) -> None:
        method = "PUT" if "mentors" in path else "POST"
        answer = await kit.send(method, f"/day/{path}", body, **who)
        slug = {403: "forbidden", 404: "not-found", 409: "wrong-state", 422: "invalid"}[status]
        answer.refused(status, slug, words)

    await refused("close", DID, 409, "2026-08-03 was not opened; open it first")
    await refused("close", DID | {"happened": " "}, 422, "what happened is empty")
    await refused("open", {"intents": []}, 422, "say at least one thing")
    await refused("open", {"intents": [{"text": "x"}] * 11}, 422, "too many for one day")
    await refused("open", {"intents": [{"text": ""}]}, 422, "what you will do is empty")
    await refused("open", {"intents": [{"text": "x" * 501}]}, 422, "shorten it to 500")
    await refused("open", {"intents": [{"text": "x", "key_result": "KR-99"}]}, 404, "no key result")
    await refused("open", WILL | {"day": "2026-08-05"}, 422, "2026-08-05 is not today (2026-08-03)")
    private = (await kit.done("/private/objectives", {"title": "Buy"}, **ken)).id
    added = {"title": "Letters", "measure": METRIC}
    secret = (await kit.done(f"/objectives/{private}/key-results", added, **ken)).id
    await refused("open", {"intents": [{"text": "x", "key_result": secret}]}, 422, "private key result; leave it out")
    await refused("mentors/P-2", {}, 422, "everybody reads his own days")
    await refused("mentors/P-99", {}, 404, "no person")
    await refused("open", WILL, 403, "somebody who belongs to the company", {"subject": "root", "role": Role.ADMIN})
    await kit.done("/people/P-4/leave")
    await refused("mentors/P-4", {}, 409, "P-4 has left")
    await refused("open", WILL, 403, "somebody who belongs to the company", people["bob"])
    for role in (Role.AUDITOR, Role.SERVICE):
        (await kit.post("/day/open", WILL, role=role)).refused(403, "not-allowed")
    assert (await kit.post("/day/open", WILL | {"why": "x"}, **ken)).status == 422
    assert await read(kit, ken) == [], "nothing half done"
    (await kit.get("/day", params={"first": "2026-01-01", "last": "2026-08-01"}, **ken)).refused(422, "invalid", "92")
    assert await read(kit, ken, last="1970-01-03") == []
    (await kit.get("/day", params={"last": "0001-01-03"}, **ken)).refused(422, "invalid-parameter", "too far away")
    first = await kit.post("/day/open", WILL, **ken, key="once")
    again = await kit.post("/day/open", WILL, **ken, key="once")
    assert (again.body["repeated"], again.at) == (True, first.at)
    other = {"intents": [{"text": "Something else"}]}
    (await kit.post("/day/open", other, **ken, key="once")).refused(422, "idempotency-key-reused")


async def test_the_log_tells_an_auditor_neither_who_nor_what(
    kit: OkrKit, people: dict[str, Who], nats_server: NatsServer
) -> None:
    """Told by the worst clients there are: one key for everything, and a trace that goes on."""
    for name in ("ken", "tom"):
        for method, path, body, key in (
            ("POST", "/day/open", WILL, "mine"),
            ("POST", "/day/close", DID, "mine"),
            ("PUT", "/day/mentors/P-1", {}, "mine"),
            ("DELETE", "/day/mentors/P-1", None, "back"),
        ):
            await sent(kit, method, path, body, people[name], key=key, headers={"traceparent": TRACE})
    audit = await connect(nats_server.url, seed_file=nats_server.seed_file("audit"), name="audit")
    log = EventLog(audit)
    last = (await log.info()).state.last_seq
    payloads = [payload.decode() async for batch in log.range(0, last) for _, payload in batch]
    await audit.close()
    days = [payload for payload in payloads if '"subject":"private/day/' in payload]
    assert len(days) == 8
    ids = {who["subject"] for who in people.values()}
    paths = ("/day/open", "/day/close", "/day/mentors/P-1")
    commands = {command_id(id_, f"{path} mine") for id_ in ids for path in (*paths, "/day", "/day/mentors")}
    tried = {named_id(kind, id_) for kind in ("day", "mentor", "private/day") for id_ in ids}
    made = {elder_event_id(each, 0) for each in commands} | {derived_id(each, "day") for each in commands}
    told = [json.loads(payload) for payload in payloads if '"subject":"objective/' in payload]
    known = {event["subject"].removeprefix("objective/") for event in told}
    known |= {event["data"]["key_result"] for event in told if "key_result" in event["data"]}
    assert len(known) == 4, "two objectives and two key results"
    words = {each.strip() for text in (*DID.values(), "三社に電話する / Call three firms") for each in text.split("/")}
    names = {"Ken", "Tom", "Mei", "P-1", "P-2", "P-3", "KR-2", "Mails", "mine", TRACE, "traceparent"}
    for payload in days:
        for trace in ids | commands | tried | made | known | words | names:
            assert trace not in payload, (trace, payload)
        event = json.loads(payload)
        ident = event["subject"].removeprefix("private/day/")
        assert event["actor"] == f"day/{ident}"
        assert event["time"] == event["recordedtime"] == "2026-08-03T00:00:00Z", "the day, and no moment"
        assert event["correlationid"] == event["causationid"], "a chain of its own"
        others = [each for each in payloads if each != payload]
        for own in (event["id"], event["correlationid"], event["commanddigest"]):
            assert not [each for each in others if own in each], "nothing ties it to anything else"
        # What is sealed names the day's digest where else the person stands.
        assert all(f"sealed:v1:{ident}:" in part for part in payload.split('"') if part.startswith("sealed:"))
    assert len({json.loads(payload)["subject"] for payload in days}) == 4, "a day of each, and who reads it of each"
    invited = [json.loads(payload)["data"]["mentor"] for payload in days if "mentor-invited" in payload]
    assert len(set(invited)) == 2, "nobody can tell that two people have the same mentor"
    with kit.okr.runtime.store.read() as connection:
        rows = [str(row) for view in (Days, Mentors) for row in connection.execute(view.table.select())]
    assert len(rows) == 2
    assert not [each for each in ids | words | known if any(each in row for row in rows)]


async def test_no_two_days_can_be_told_to_be_one_persons(kit: OkrKit, people: dict[str, Who]) -> None:
    """The same words under a key of their own each day, and once more after midnight."""
    ken, log = people["ken"], kit.okr.runtime.log
    kit.clock.time = datetime(2026, 8, 3, 14, 59, 59, tzinfo=UTC)  # a second before midnight in Tokyo
    for day in range(3):
        await kit.done("/day/open", WILL, **ken, key=f"day-{day}")
        await kit.done("/day/close", DID, **ken, key=f"day-{day}")
        position = (await log.info()).state.last_seq
        kit.later(seconds=2)
        again = await kit.done("/day/open", WILL, **ken, key=f"day-{day}")
        assert again.body["repeated"], "sent before midnight, it is not done again behind it"
        assert (await log.info()).state.last_seq == position
        kit.later(days=1, seconds=-2)
    last = (await log.info()).state.last_seq
    events = [json.loads(payload) async for batch in log.range(0, last) for _, payload in batch]
    days = [event for event in events if event["type"].startswith("okr.day-")]
    assert len(days) == 6
    assert len({event["subject"] for event in days}) == len({event["actor"] for event in days}) == 3
    assert len({event["commanddigest"] for event in days}) == len({event["correlationid"] for event in days}) == 6
    assert len(await read(kit, ken, first="2026-08-01")) == 3, "he himself reads them all"


async def test_a_day_that_an_older_version_opened_is_gone_on_with(kit: OkrKit, people: dict[str, Who]) -> None:
    ken, okr = people["ken"], kit.okr
    former = okr.confidential.days_of(ken["subject"])
    text = await okr.runtime.sealer.seal_as(former, ken["subject"], "Call")
    old: Repository[None, Event] = Repository(
        okr.runtime.log, Decider("okr", "private/day", None, lambda event, _: [event], lambda _, __: None)
    )
    opened = DayOpened(day=NOW.date(), intents=(DayIntent(text=text, key_result=None),))
    await old.handle(former, opened, Order(command=named_id("test"), actor=f"day/{former}", now=NOW))
    closed = await kit.done("/day/close", DID, **ken)
    assert closed.id == former
    (day,) = await read(kit, ken)
    assert (day["closed"], day["intents"][0]["text"]) == (True, "Call")
    kit.later(days=1)
    assert (await kit.done("/day/open", WILL, **ken)).id != former
    assert len(await read(kit, ken)) == 2


async def test_with_a_key_or_without_the_envelope_is_the_same(kit: OkrKit, people: dict[str, Who]) -> None:
    await sent(kit, "POST", "/day/open", WILL, people["ken"], key="one", headers={"traceparent": TRACE})
    await sent(kit, "POST", "/day/open", WILL, people["tom"])
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    found = [json.loads(payload) async for batch in log.range(last - 2, last) for _, payload in batch]
    bare, keyed = ({name: event[name] for name in event if name != "data"} for event in found)
    own = ("id", "subject", "actor", "correlationid", "causationid", "commanddigest")
    assert set(bare) == set(keyed)
    assert {name: bare[name] for name in bare if name not in own} == {
        name: keyed[name] for name in keyed if name not in own
    }


async def test_nothing_of_who_was_forgotten_can_be_read(kit: OkrKit, people: dict[str, Who]) -> None:
    ken, tom = people["ken"], people["tom"]
    await sent(kit, "POST", "/day/open", WILL, ken)
    await sent(kit, "POST", "/day/close", DID, ken)
    await sent(kit, "PUT", "/day/mentors/P-3", {}, ken)
    await kit.done("/people/P-2/forget", {})
    (await kit.post("/day/open", WILL, **ken)).refused(403, "forbidden")
    (await kit.get("/day", **ken)).refused(403, "forbidden")
    (day,) = await read(kit, tom, of="P-2")
    gone = {"text": "(forgotten)", "key_result": None, "way": []}
    assert day["intents"] == [gone, gone]
    assert (day["happened"], day["learned"]) == ("(forgotten)", "(forgotten)")
    (mentee,) = (await kit.get("/day/mentees", **tom)).body["items"]
    assert mentee["name"] == "(forgotten)"


async def test_how_many_keep_a_day(kit: OkrKit, people: dict[str, Who]) -> None:
    assert (await kit.get("/day/kept")).body == {"items": []}
    others = [
        {"subject": (await kit.done("/people", {"name": f"N{n}", "function": "CS", "team": "West"})).id, **MEMBER}
        for n in range(11)
    ]
    for who in (*people.values(), *others[:5]):
        await sent(kit, "POST", "/day/open", WILL, who)
    await sent(kit, "POST", "/day/open", WILL | {"day": "2026-08-04"}, others[0])

    async def told(**parameters: Any) -> list[tuple[str, int | None]]:
        answer = await kit.get("/day/kept", params=parameters, role=Role.AUDITOR)
        return [(each["week"], each["at_least"]) for each in answer.body["items"]]

    # By the clock in Tokyo, on Monday the 10th its Sunday may still be opened.
    kit.clock.time = datetime(2026, 8, 10, 14, 59, tzinfo=UTC)
    assert await told() == []
    kit.later(minutes=1)
    assert await told() == [("2026-W32", 5)], "nine of fifteen"
    assert await told(team="West") == [("2026-W32", 5)]
    assert await told(team="East") == [("2026-W32", None)], "all four of them, and nobody learns it"
    assert (await kit.get("/day/kept", params={"team": "Nowhere"})).status == 404
    # One of the five goes to another team, one leaves, one is forgotten: what was told stays.
    await kit.done("/people/P-5/move", {"function": "CS", "team": "East"})
    await kit.done("/people/P-6/leave")
    await kit.done("/people/P-7/forget", {})
    assert await told(team="West") == await told() == [("2026-W32", 5)]
    kit.clock.time += timedelta(days=21)
    assert await told(weeks=2) == [("2026-W35", None), ("2026-W34", None)]
    assert (await told())[-1] == ("2026-W32", 5)
