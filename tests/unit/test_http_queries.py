"""Preconditions, pages, waiting for a version, health: what queries and commands say in headers and parameters."""

import asyncio
import base64

import pytest

from shared.http.health import run_check
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.preconditions import etag, expected_version, idempotency_key
from shared.http.problems import Problem
from shared.http.waiting import parse_wait_for
from tests.http_kit import FakeWaiter, make_kit

KIT = make_kit()


@pytest.mark.parametrize(("header", "version"), [(None, None), ("*", None), ('"3"', 3), (' "12" ', 12), ('"0"', 0)])
def test_if_match_forms(header: str | None, version: int | None) -> None:
    assert expected_version(header) == version


@pytest.mark.parametrize(
    "header", ["", "3", '"x"', 'W/"3"', '"3", "4"', '"-1"', '"3', '"' + "9" * 30 + '"', '"\u0663"x']
)
def test_malformed_if_match(header: str) -> None:
    with pytest.raises(Problem) as caught:
        expected_version(header)
    assert (caught.value.status, caught.value.slug) == (400, "invalid-if-match")


def test_an_etag_comes_back_as_the_version() -> None:
    assert expected_version(etag(17)) == 17


@pytest.mark.parametrize("key", ["a", "x" * 200, "0b7c-!~"])
def test_idempotency_keys(key: str) -> None:
    assert idempotency_key(key) == key


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "é", "a\n", "\t"])
def test_malformed_idempotency_keys(key: str) -> None:
    with pytest.raises(Problem) as caught:
        idempotency_key(key)
    assert (caught.value.status, caught.value.slug) == (400, "invalid-idempotency-key")


async def test_the_headers_reach_the_endpoint_or_are_refused() -> None:
    async with KIT.as_member() as client:
        answer = await client.post(
            "/objectives/O-1", json={"title": "a"}, headers={"If-Match": '"4"', "Idempotency-Key": "k-1"}
        )
        assert (answer.json()["expected"], answer.json()["key"]) == (4, "k-1")
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers={"If-Match": "4"})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:tomoni:problem:invalid-if-match")
        twice = [*client.headers.multi_items(), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
        answer = await client.post("/objectives/O-1", json={"title": "a"}, headers=twice)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:tomoni:problem:invalid-idempotency-key")


async def test_pages_cover_everything_once() -> None:
    seen: list[int] = []
    parameters: dict[str, str | int] = {"limit": 50}
    async with KIT.as_member() as client:
        for expected in (50, 50, 20):
            page = (await client.get("/items", params=parameters)).json()
            assert len(page["items"]) == expected
            seen += [each["number"] for each in page["items"]]
            if page["next"] is not None:
                parameters["after"] = page["next"]
    assert page["next"] is None
    assert seen == list(range(120))


async def test_a_page_that_ends_exactly_has_no_next() -> None:
    async with KIT.as_member() as client:
        page = (await client.get("/items", params={"limit": 120})).json()
        assert (len(page["items"]), page["next"]) == (120, None)
        assert len((await client.get("/items")).json()["items"]) == 50


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many"])
async def test_limits_out_of_range(limit: str) -> None:
    async with KIT.as_member() as client:
        answer = await client.get("/items", params={"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:tomoni:problem:invalid-parameter"
    assert answer.json()["errors"][0] | {"detail": ""} == {"in": "query", "field": "limit", "detail": ""}


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CURSORS = {
    "empty": "",
    "no base64": "!!!",
    "odd base64": "a",
    "not ascii": "é",
    "no JSON": _cursor("nonsense"),
    "not UTF-8": base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    "no list": _cursor('{"a": 1}'),
    "empty list": _cursor("[]"),
    "another list's": _cursor('["a"]'),
    "too many parts": _cursor("[1, 2]"),
    "a truth": _cursor("[true]"),
    "too large a number": _cursor(f"[{10**20}]"),
    "endless": "a" * 5000,
}


@pytest.mark.parametrize("name", CURSORS)
async def test_malformed_cursors(name: str) -> None:
    async with KIT.as_member() as client:
        answer = await client.get("/items", params={"after": CURSORS[name]})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:tomoni:problem:invalid-cursor")


def test_a_cursor_holds_any_key_but_nothing_harmful() -> None:
    for text in ("日本", "a/b+c", "x" * 300):
        assert decode_cursor(encode_cursor((text, 7)), str, int) == (text, 7)
    for raw in ('["a\\u0000"]', '["\\ud800"]'):
        with pytest.raises(Problem):
            decode_cursor(_cursor(raw), str)


async def test_a_query_waits_until_the_store_is_there() -> None:
    waiter = FakeWaiter({"objective/o-1": 3})
    kit = make_kit(waiter=waiter, wait_for_seconds=0.25)
    async with kit.as_member() as client:
        assert (await client.get("/items")).status_code == 200
        assert waiter.asked == []
        assert (await client.get("/items", params={"wait_for": "objective/o-1@3"})).status_code == 200
        assert waiter.asked == [("objective/o-1", 3, 0.25)]


async def test_past_its_time_it_says_what_is_known() -> None:
    kit = make_kit(waiter=FakeWaiter({"objective/o-1": 3}))
    async with kit.as_member() as client:
        answer = await client.get("/items", params={"wait_for": "objective/o-1@4"})
    assert answer.status_code == 202
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["retry-after"] == "1"
    told = answer.json()
    assert told["type"] == "urn:tomoni:problem:still-catching-up"
    assert (told["aggregate"], told["wanted_version"], told["known_version"]) == ("objective/o-1", 4, 3)


async def test_what_is_wrong_is_refused_before_anybody_waits() -> None:
    waiter = FakeWaiter({"objective/o-1": 3})
    kit = make_kit(waiter=waiter)
    async with kit.as_member() as client:
        answer = await client.get("/items", params={"limit": 201, "wait_for": "objective/o-1@4"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:tomoni:problem:invalid-parameter")
    assert waiter.asked == []


@pytest.mark.parametrize("there", [True, False])
async def test_of_what_is_private_nobody_learns_whether_it_is_there(there: bool) -> None:
    waiter = FakeWaiter({"private/objective/po-1": 3}, there=there)
    kit = make_kit(waiter=waiter, wait_for_seconds=0.25)
    told = set()
    async with kit.as_member() as client:
        for version in (1, 3, 4, 999):
            for name in ("po-1", "po-2"):
                answer = await client.get("/items", params={"wait_for": f"private/objective/{name}@{version}"})
                said = answer.text.replace(f'version":{version}', "").replace(name, "")
                told.add((answer.status_code, said, tuple(answer.headers)))
    assert len(told) == 1
    assert {status for status, *_ in told} == {200 if there else 202}
    assert (waiter.asked, waiter.ends) == ([], [0.25] * 8)


@pytest.mark.parametrize(
    "text",
    ["", "objective", "objective/o-1", "objective/o-1@", "objective/o-1@0", "objective/o-1@x", "a/b/c@1", "O/o@1"],
)
async def test_malformed_wait_for(text: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_wait_for(text)
    assert caught.value.status == 400
    kit = make_kit(waiter=FakeWaiter())
    async with kit.as_member() as client:
        assert (await client.get("/items", params={"wait_for": text})).status_code == 400


async def test_nobody_unknown_is_kept_waiting() -> None:
    waiter = FakeWaiter()
    kit = make_kit(waiter=waiter)
    async with kit.client() as client:
        assert (await client.get("/items", params={"wait_for": "objective/o-1@4"})).status_code == 401
    assert waiter.asked == []


async def test_without_a_store_nothing_can_be_waited_for() -> None:
    async with KIT.as_member() as client:
        assert (await client.get("/items", params={"wait_for": "objective/o-1@4"})).status_code == 503


async def test_alive_and_ready_with_reasons() -> None:
    reasons: dict[str, str | None] = {"log": None, "store": None}

    async def log() -> str | None:
        return reasons["log"]

    async def store() -> str | None:
        if reasons["store"]:
            raise ConnectionError("secret address")
        return None

    kit = make_kit(ready_checks={"log": log, "store": store})
    async with kit.client() as client:
        assert (await client.get("/livez")).json() == {"alive": True}
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["checks"] == [
            {"name": "log", "ok": True, "reason": None},
            {"name": "store", "ok": True, "reason": None},
        ]
        reasons["log"] = "The stream EVENTS is missing."
        reasons["store"] = "fail"
        unready = await client.get("/readyz")
        assert unready.status_code == 503
        assert unready.json()["ready"] is False
        assert unready.json()["checks"][0]["reason"] == "The stream EVENTS is missing."
        assert unready.json()["checks"][1]["reason"] == "The check itself failed (ConnectionError)."
        assert (await client.get("/livez")).status_code == 200


async def test_a_check_that_hangs_is_a_reason() -> None:
    async def hang() -> str | None:
        await asyncio.sleep(30)
        return None

    assert await run_check(hang, 0.01) == "The check took longer than 0.01 s."
