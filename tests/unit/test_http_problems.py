"""Every refusal is a problem document with one sentence, and none shows the service's insides."""

import logging
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import FastAPI
from pydantic import Field

from shared.http.bodies import Body
from shared.http.problems import register_problems
from shared.http.responses import json_response
from shared.identity.roles import Role
from tests.http_kit import make_kit

KIT = make_kit()
GOOD = {"title": "Ship", "key_results": [{"title": "Speed", "target": "12.50"}]}


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"urn:tomoni:problem:{slug}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["instance"] == answer.request.url.path
    return document


async def post(content: str | bytes, **headers: str) -> httpx.Response:
    async with KIT.as_member() as client:
        return await client.post(
            "/objectives/O-1", content=content, headers={"Content-Type": "application/json", **headers}
        )


async def post_json(body: object) -> httpx.Response:
    async with KIT.as_member() as client:
        return await client.post("/objectives/O-1", json=body)


async def test_a_good_command_passes_with_exact_decimals() -> None:
    answer = await post_json(GOOD)
    assert answer.status_code == 201
    assert answer.json() == {"actor": "p-1", "expected": None, "key": None, "title": "Ship", "targets": ["12.50"]}
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{'title': 1}",
        b"\xff\xfe{}",
        b'{"title": "\xe9"}',
        "[" * 30_000,
        '{"title": "a", "confidence": ' + "1" * 10_000 + "}",
        "nonsense",
    ],
    ids=["cut off", "single quotes", "utf-16", "latin-1", "nested", "huge number", "a word"],
)
async def test_invalid_json(content: str | bytes) -> None:
    problem(await post(content), 400, "invalid-json")


async def test_unknown_fields_are_named() -> None:
    body = {**GOOD, "tittle": "x", "key_results": [{"title": "a", "target": 1, "colour": "red"}]}
    errors = problem(await post_json(body), 422, "invalid-body")["errors"]
    assert {each["field"] for each in errors} == {"tittle", "key_results[0].colour"}
    assert all("not known" in each["detail"] for each in errors)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ([], ""),
        ("text", ""),
        (None, ""),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "a", "tags": ["a\0"]}, "tags"),
        ({"title": "a", "confidence": "7"}, "confidence"),
        ({"title": "a", "confidence": True}, "confidence"),
        ({"title": "a", "confidence": 7.5}, "confidence"),
        ({"title": "a", "confidence": 10**20}, "confidence"),
        ({"title": "a", "key_results": {}}, "key_results"),
        ({"title": "a", "key_results": [1]}, "key_results[0]"),
        ({"title": "a", "key_results": [{"title": "b", "target": True}]}, "key_results[0].target"),
        ({"title": "a", "key_results": [{"title": "b", "target": "NaN"}]}, "key_results[0].target"),
        ({"title": "a", "key_results": [{"title": "b", "target": "1e999999"}]}, "key_results[0].target"),
        ({"title": "a", "key_results": [{"title": "b", "target": 0.12345678901234567}]}, "key_results[0].target"),
        ({"title": "a", "key_results": [{"title": "b", "target": "much"}]}, "key_results[0].target"),
    ],
)
async def test_wrong_types_are_named(body: object, field: str) -> None:
    document = problem(await post_json(body), 422, "invalid-body")
    assert [each["field"] for each in document["errors"]] == [field]
    assert all(each["in"] == "body" and each["detail"].endswith(".") for each in document["errors"])


@pytest.mark.parametrize(("target", "well_formed"), [(0.12345678901234567, True), (1e-13, True), ("1.2.3", None)])
async def test_a_number_beyond_what_json_carries_is_told_apart(target: object, well_formed: bool | None) -> None:
    body = {"title": "a", "key_results": [{"title": "b", "target": target}]}
    told = problem(await post_json(body), 422, "invalid-body")
    assert told.get("well_formed") is well_formed


async def test_no_body_where_one_is_needed() -> None:
    problem(await post(""), 422, "invalid-body")


@pytest.mark.parametrize("content", ['{"title": "\\ud800"}', '{"title": "a", "\\ud800": 1}', '{"title": NaN}'])
async def test_halves_of_characters_are_a_mistake_of_the_sender(content: str) -> None:
    problem(await post(content), 422, "invalid-body")


@pytest.mark.parametrize(
    "path", ["/objectives/a.b", "/objectives/%00", "/objectives/o%20o", "/objectives/" + "a" * 101]
)
async def test_ids_that_could_mean_something_else_are_refused(path: str) -> None:
    async with KIT.as_member() as client:
        answer = await client.post(path, json=GOOD)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["in"] == "path"
    assert answer.json()["type"] == "urn:tomoni:problem:invalid-parameter"


async def test_addresses_and_methods_that_are_not_there() -> None:
    async with KIT.as_member() as client:
        problem(await client.get("/nowhere"), 404, "not-found")
        problem(await client.get("/items/"), 404, "not-found")
        answer = await client.delete("/items")
        problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "GET"


async def test_domain_errors_are_mapped() -> None:
    async with KIT.as_member() as client:
        document = problem(await client.post("/fail/conflict"), 409, "conflict")
        assert document["version"] == 7
        assert "quicker" in document["detail"]
        answer = await client.post("/fail/log")
        problem(answer, 503, "log-unreachable")
        assert answer.headers["retry-after"]


async def test_the_unexpected_is_logged_but_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "tomoni.http"):
        async with KIT.as_member() as client:
            answer = await client.post("/fail/badly")
    problem(answer, 500, "internal-error")
    assert "secret" not in answer.text
    assert [record.name for record in caplog.records] == ["tomoni.http"]
    assert "secret insides" in caplog.text


async def test_the_openapi_document_describes_problems_and_the_token() -> None:
    async with KIT.client() as client:
        document = (await client.get("/openapi.json")).json()
    operation = document["paths"]["/objectives/{objective}"]["post"]
    assert "application/problem+json" in operation["responses"]["409"]["content"]
    assert document["components"]["schemas"]["Problem"]["required"]
    assert operation["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {each["name"] for each in operation["parameters"]} == {"objective", "Idempotency-Key", "If-Match"}
    assert "HTTPValidationError" not in str(document)
    assert "security" not in document["paths"]["/livez"]["get"]
    assert set(document["paths"]["/readyz"]["get"]["responses"]) == {"200", "503"}


async def test_the_docs_page_needs_nothing_from_outside() -> None:
    async with KIT.client() as client:
        page = await client.get("/docs")
        assert page.status_code == 200
        assert "https://" not in page.text
        assert "http://" not in page.text
        assert '"validatorUrl": null' in page.text
        for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
            assert name in page.text
            assert (await client.get(f"/static-offline-docs/{name}")).status_code == 200
        assert (await client.get("/redoc")).status_code == 404


def test_json_keeps_decimals_exact_and_names_plain() -> None:
    answer = json_response({"value": Decimal("1234567890.10"), "role": Role.ADMIN}, 201, {"ETag": '"1"'})
    assert answer.body == b'{"value":"1234567890.10","role":"admin"}'
    assert (answer.status_code, answer.headers["etag"], answer.media_type) == (201, '"1"', "application/json")


class One(Body):
    kind: Literal["one"]


class Other(Body):
    kind: Literal["other"]


Measured = Annotated[One | Other, Field(discriminator="kind")]


class Measuring(Body):
    measure: Measured


@pytest.mark.parametrize(
    ("measure", "detail"),
    [
        ({"kind": "third"}, "measure: there is no kind 'third'; give one of one, other."),
        ({}, "measure: say its kind."),
    ],
)
async def test_an_unknown_kind_is_answered_with_those_that_there_are(measure: dict[str, str], detail: str) -> None:
    app = FastAPI()
    register_problems(app)

    @app.post("/")
    def take(body: Measuring) -> None:
        """Nothing."""

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t") as client:
        answer = await client.post("/", json={"measure": measure})
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
