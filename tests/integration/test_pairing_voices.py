"""Pulses, insights and measures over HTTP on a real server: what they tell, and every bad input."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.pairing.clock import pairing_rules
from services.pairing.voices.waiting_answers import WaitingAnswers, waiting_answers
from shared.clock import clock_of
from shared.events import GroupFormed, InsightShared, PulsesGathered, command_id, named_id
from shared.identity.roles import Role
from shared.projection.locking import ClockLease
from shared.sealing import Forgotten, Keyring, Sealer
from shared.sealing.sealer import FORGOTTEN
from tests.nats_fixture import NatsServer
from tests.okr_kit import okr_kit
from tests.pairing_http import Web, assert_problem, web_of
from tests.pairing_world import person_id
from tests.patience import PATIENCE

HER = person_id("sales0")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    async with web_of(nats_server, tmp_path / "pairing.sqlite", time_zone="Asia/Tokyo") as found:
        await found.okr.company(3, 3, 3)
        yield found


async def answered(web: Web, who: str, answer: object = 4, **options: Any) -> Any:
    month = options.pop("month", None)
    body = {"answer": answer} | ({"month": month} if month else {})
    return await web.call("POST", "/pulse", body, who=who, **options)


PEOPLE = [person_id(f"{kind}{number}") for kind in ("sales", "cs", "dev") for number in range(3)]


async def gathered(web: Web) -> int:
    await web.service.caught_up()
    return await web.service.pairing.gathering.gather(web.service.now)


async def test_five_answers_are_shown_and_no_sixth_by_itself(web: Web) -> None:
    for number, person in enumerate(PEOPLE, start=1):
        told = await answered(web, person, answer=1 + number % 5)
        assert (told.status_code, told.json()) == (200, {"month": "2026-07"})
        assert await gathered(web) == (number == 5)
        shown = (await web.call("GET", "/pulses", role=Role.AUDITOR)).json()["items"]
        whole = {"month": "2026-07", "answers": 5, "mean": 3.0, "counts": [1, 1, 1, 1, 1]}
        assert shown == ([whole] if number >= 5 else [])


async def test_the_question_says_what_becomes_of_answers_and_whether_one_has_answered(web: Web) -> None:
    for yet in (False, True):
        told = (await web.call("GET", "/pulse", who=HER)).json()
        assert (told["month"], told["answered"]) == ("2026-07", yet)
        assert "fewer than 5 that are left at the month's end enter no figure and are dropped, unread" in told["note"]
        await answered(web, HER)
    assert_problem(await web.call("GET", "/pulse", who="stranger"), 404, "not-found")


async def test_once_a_month_by_the_companys_clock(web: Web) -> None:
    assert (await answered(web, HER, Idempotency_Key="mine")).status_code == 200
    again = await answered(web, HER, Idempotency_Key="mine")
    assert (again.status_code, again.json()) == (200, {"month": "2026-07"}), "the same request, sent twice"
    assert_problem(await answered(web, HER, 5, Idempotency_Key="mine"), 422, "idempotency-key-reused")
    assert_problem(await answered(web, HER), 409, "wrong-state", "answered for 2026-07 already")
    for person in PEOPLE[1:5]:
        await answered(web, person)
    assert await gathered(web) == 1
    again = await answered(web, HER, Idempotency_Key="mine")
    assert (again.status_code, again.json()) == (200, {"month": "2026-07"}), "also when it has long been counted"
    assert_problem(await answered(web, HER), 409, "wrong-state", "answered for 2026-07 already")
    # August begins in Tokyo at 15:00 UTC on the day before.
    web.service.now = datetime(2026, 7, 31, 15, tzinfo=UTC)
    assert (await answered(web, HER)).json() == {"month": "2026-08"}


async def test_two_answers_at_once(web: Web) -> None:
    found = await asyncio.gather(*(answered(web, HER, number) for number in range(1, 6)))
    assert sorted(answer.status_code for answer in found) == [200, 409, 409, 409, 409]


async def test_fewer_than_five_at_a_months_end_are_dropped(web: Web) -> None:
    for person in PEOPLE[:7]:
        await answered(web, person)
    web.service.now = datetime(2026, 7, 31, 15, tzinfo=UTC)
    # What was full when the month ended counts, however late it is gathered.
    assert await gathered(web) == 1
    assert kept(web) == []
    for person in PEOPLE[:4]:
        await answered(web, person)
    assert len(kept(web)) == 4
    web.service.now += timedelta(days=31)
    assert await gathered(web) == 0
    assert kept(web) == []
    (told,) = (await web.call("GET", "/pulses")).json()["items"]
    assert (told["month"], told["answers"]) == ("2026-07", 5)


async def test_whoever_is_broken_off_while_gathering_is_gone_on_with(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the five are in the log, and after it, before this is known."""
    for number, person in enumerate(PEOPLE[:5], start=1):
        await answered(web, person, number)
    for name in ("batches", "gathered"):

        def dies(*_: object) -> None:
            raise RuntimeError("killed here")

        with monkeypatch.context() as broken:
            broken.setattr(WaitingAnswers, name, dies)
            with pytest.raises(RuntimeError, match="killed here"):
                await gathered(web)
    await gathered(web)
    assert len(await web.service.events(PulsesGathered)) == 1
    assert (await web.call("GET", "/pulses")).json()["items"][0]["counts"] == [1, 1, 1, 1, 1]
    assert {(row["answer"], row["digest"], row["batch"]) for row in kept(web)} == {(None, None, None)}


async def test_a_clock_gathers_and_a_second_process_beside_it_does_not(web: Web) -> None:
    for person in PEOPLE[:5]:
        await answered(web, person)
    pairing = web.service.pairing
    lease = ClockLease(web.service.store)
    assert lease.acquire()
    assert await pairing.gathering.gather_alone(web.service.now) == 0
    await clock_of(pairing.runtime, pairing_rules(pairing), now=lambda: web.service.now).tick()
    lease.release()
    assert len(await web.service.events(PulsesGathered)) == 1
    assert await pairing.gathering.gather_alone(web.service.now) == 0


async def test_bad_answers(web: Web) -> None:
    for answer in (0, 6, -1):
        assert_problem(await answered(web, HER, answer), 422, "invalid", "from 1 (badly) to 5 (very well)")
    for answer in ("4", 4.5, True, None):
        assert (await answered(web, HER, answer)).status_code == 422
    assert_problem(await answered(web, HER, month="2026-08"), 422, "invalid", "2026-08 lies in the future")
    assert_problem(await answered(web, HER, month="2026-06"), 422, "invalid", "2026-06 is over")
    for month in ("july", "2026-13", "2026-7", "9999-99", "0000-01"):
        assert_problem(await answered(web, HER, month=month), 422, "invalid", "is no month")
    assert (await web.call("POST", "/pulse", {"answer": 4, "why": "because"}, who=HER)).status_code == 422
    assert_problem(await answered(web, "stranger"), 404, "not-found", "nobody stranger in the pool")
    await web.okr.leave("sales0")
    assert_problem(await answered(web, HER), 404, "not-found")
    assert kept(web) == []


async def test_the_log_tells_of_five_answers_neither_who_nor_what_nor_when(web: Web) -> None:
    """Careful clients and bare ones; the five in whatever order; and the same people again in the next month."""
    before = len(await web.service.events())
    for month in range(2):
        for number, person in enumerate(PEOPLE[:5]):
            more = {"Idempotency_Key": "key-1", "traceparent": TRACE, "If_Match": '"7"'} if number % 2 else {}
            await answered(web, person, 5, **more)
            assert len(await web.service.events()) == before + month, "nothing, until they are five"
        await gathered(web)
        web.service.now += timedelta(days=31)
    first, second = await web.service.events(PulsesGathered)
    for event in (first, second):
        assert event.actor == "anonymous"
        assert event.version == 1
        assert event.time == event.recorded == datetime.fromisoformat(f"{event.data.month}-01T00:00:00+00:00")
        assert (event.traceparent, event.digest) == (None, None)
        assert event.correlation == event.causation, "its own command, which nothing else came from"
        said = repr(event)
        assert not [each for each in (*PEOPLE, "key-1", "0 0 0 0 5") if each in said]
    for name in ("aggregate", "id", "correlation"):
        assert getattr(first, name) != getattr(second, name)
    assert len(first.data.answers) == len(second.data.answers)
    # The auditor reads every byte of the log, and has no keys.
    sealer = web.service.pairing.runtime.sealer
    assert await sealer.open(first.data.answers) == "0 0 0 0 5"
    assert await Sealer(KeysOfNobody(), bytes(32)).open(first.data.answers) == FORGOTTEN


async def test_what_waits_tells_whoever_reads_the_table_nothing(web: Web) -> None:
    for person in PEOPLE[:4]:
        await answered(web, person, 5, Idempotency_Key="key-1")
    rows = kept(web)
    said = repr(rows)
    assert not [
        each for each in (*PEOPLE, "key-1", *(command_id(person, "key-1") for person in PEOPLE)) if each in said
    ]
    assert len({row["answer"] for row in rows}) == 4, "the same answer looks like another"
    assert [row["mark"] for row in rows] == sorted(row["mark"] for row in rows), "in no order but that of the digests"
    assert rows[0].keys() == {"mark", "month", "command", "digest", "answer", "batch"}, "no time, no number"


async def test_nobody_can_find_the_answers_of_who_was_forgotten(web: Web) -> None:
    sealer = web.service.pairing.runtime.sealer
    body = b"pairing.private.pulse\n2026-07"
    await answered(web, HER)
    (row,) = kept(web)
    assert row["mark"] == named_id("pulse", await sealer.digest_of(HER, body)), "both keys find it"
    await web.okr.sealer.erase(HER)
    sealer.forget(HER)
    with pytest.raises(Forgotten):
        await sealer.digest_of(HER, body)


class KeysOfNobody(Keyring):
    """What an auditor has."""

    def __init__(self) -> None:
        pass

    async def key_of(self, person: str) -> None:
        return None


def kept(web: Web) -> list[dict[str, Any]]:
    """The answers that wait, and who has answered, as they lie on the disk."""
    with web.service.store.keep() as connection:
        return [dict(row) for row in connection.execute(waiting_answers.select()).mappings()]


async def test_an_insight_reaches_okr(web: Web, nats_server: NatsServer) -> None:
    group, other = (await web.rotate("2026-Q2"))[:2]
    async with okr_kit(nats_server) as kit:
        quarter = await kit.running_quarter("2026-Q3")
        objective, _ = await kit.running_key_result(quarter)
        kit.later(days=1)
        path, member = f"/groups/{group['group']}/insights", group["members"][0]
        assert_problem(
            await web.call("POST", path, {"text": "We called him"}, who=other["members"][0]), 403, "forbidden", "member"
        )
        told = await web.call(
            "POST", path, {"text": "顧客に電話した / We called him", "objective": "O-1"}, who=member, traceparent=TRACE
        )
        assert told.status_code == 200, told.text
        assert (
            await web.call("POST", "/groups/G-1/insights", {"text": "x" * 1000}, who=group["members"][1])
        ).is_success
        shared, last = await web.service.events(InsightShared)
        assert shared.data.objective == objective
        assert shared.actor == f"group/{group['group']}"
        assert shared.data.text.startswith(f"sealed:v1:{'+'.join(sorted(group['members']))}:"), "all of them alike"
        said = repr(shared).replace(shared.data.text, "")
        assert not [person for person in group["members"] if person in said]
        assert shared.traceparent is None
        await kit.okr.runtime.runner.wait_for_position(last.position, PATIENCE)
        first, second = (await kit.get("/insights", params={"quarter": "2026-Q3"})).body["items"]
        expected = {"group": group["group"], "text": "顧客に電話した / We called him", "objective_code": "O-1"}
        assert {name: first[name] for name in expected} == expected
        assert (second["objective"], len(second["text"])) == (None, 1000)
        await kit.done("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
        assert (await kit.get("/insights", params={"quarter": "2026-Q4"})).body["items"] == []
        assert len((await kit.get("/insights")).body["items"]) == 2
        (await kit.get("/insights", params={"quarter": "2031-Q1"})).refused(404, "not-found", "2031-Q1")


async def test_bad_insights(web: Web) -> None:
    group = (await web.rotate("2026-Q2"))[0]
    path, member = f"/groups/{group['group']}/insights", group["members"][0]

    async def told(**body: Any) -> Any:
        return await web.call("POST", path, body, who=member)

    assert_problem(await told(text="  "), 422, "invalid", "empty")
    assert_problem(await told(text="x" * 1001), 422, "invalid", "1001 characters")
    assert_problem(await told(text="red \x1b[31m"), 422, "invalid", "control character")
    assert (await told()).status_code == 422
    assert (await told(text="words", by=member)).status_code == 422, "who tells it is never asked"
    for unknown in ("O-1", "nonsense", HER):
        assert_problem(await told(text="words", objective=unknown), 404, "not-found", "no objective")
    assert_problem(await web.call("POST", "/groups/G-99/insights", {"text": "words"}, who=member), 404, "not-found")
    assert await web.service.events(InsightShared) == []


async def test_measures_of_a_rotation_and_the_next(web: Web) -> None:
    assert_problem(await web.call("GET", "/measures"), 404, "not-found", "no buddy groups yet")
    groups = await web.rotate("2026-Q2", datetime(2026, 7, 6, 1, tzinfo=UTC))
    web.service.now = datetime(2026, 7, 24, 9, tzinfo=UTC)
    for week in ("2026-W28", "2026-W29"):
        assert (
            await web.call(
                "POST", f"/groups/{groups[0]['group']}/meetings", {"week": week}, who=groups[0]["members"][0]
            )
        ).is_success
    # Weeks 28 to 30 can't be reported any more.
    web.service.now = datetime(2026, 8, 10, 9, tzinfo=UTC)
    found = (await web.call("GET", "/measures", role=Role.SERVICE)).json()
    functions = {"functions": ["CS", "Dev"], "assigned": 3, "met": 1, "ceiling": 4}
    assert found.pop("coverage")[0] == functions
    assert found == {
        "quarter": "2026-Q3",
        "settled": "2026-07-27",
        "too_few": False,
        "people": 9,
        "groups": 3,
        "repeats": 0,
        "least_repeats": 0,
        "smallest_gap": None,
        "reach_median": 0.0,
        "reach_least": 0,
        "gini": 0.667,
        "centralisation": 0.214,
        "ei_index": 1.0,
        "adherence": 0.222,
    }
    text = json.dumps(found)
    assert not [group["group"] for group in groups if group["group"] in text]
    web.service.now = datetime(2026, 10, 1, 9, tzinfo=UTC)
    await web.rotate("2026-Q3", web.service.now)
    assert (await web.call("GET", "/measures")).json()["quarter"] == "2026-Q4"
    web.service.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    former = (await web.call("GET", "/measures?quarter=2026-Q3")).json()
    assert former["adherence"] == round(2 / (3 * 12), 3), "of the twelve whole weeks that the groups lived"
    drawn = (await web.service.rotations())[0]
    now = (await web.call("GET", "/measures?quarter=2026-Q4")).json()
    assert (now["repeats"], now["least_repeats"]) == (drawn["repeats"], drawn["least_repeats"])
    assert now["adherence"] is None, "no meeting was due yet"
    assert len(await web.service.events(GroupFormed)) == 6


async def test_measures_of_unknown_quarters_and_of_too_few(web: Web, tmp_path: Path) -> None:
    await web.okr.plan("2026-Q1")
    for name in ("2031-Q1", "nonsense", "x" * 100):
        assert_problem(await web.call("GET", f"/measures?quarter={name}"), 404, "not-found", "there is no quarter")
    assert_problem(await web.call("GET", "/measures?quarter=2026-Q1"), 404, "not-found", "has no buddy groups")
    assert (await web.call("GET", "/measures?quarter=" + "x" * 101)).status_code == 422
    for kind in ("sales", "cs", "dev"):
        await web.okr.leave(f"{kind}2")
    groups = await web.rotate("2026-Q2")
    assert len(groups) == 2
    for group in groups:
        await web.call("POST", f"/groups/{group['group']}/meetings", {"week": "2026-W28"}, who=group["members"][0])
    found = (await web.call("GET", "/measures")).json()
    assert found["too_few"] is True
    assert (found["people"], found["groups"], found["repeats"], found["coverage"]) == (6, 2, 0, [])
    hidden = ("adherence", "gini", "centralisation", "ei_index", "reach_median", "reach_least")
    assert [found[name] for name in hidden] == [None] * 6
