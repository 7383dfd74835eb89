"""No body is too large, declared or streamed, and each is JSON."""

from collections.abc import AsyncIterator

import pytest

from tests.http_kit import make_kit

KIT = make_kit()
LIMIT = 32 * 1024
JSON = {"Content-Type": "application/json"}


def body_of(size: int) -> bytes:
    frame = b'{"title":""}'
    return frame[:-2] + b"a" * (size - len(frame)) + frame[-2:]


async def streamed(content: bytes, step: int = 1000) -> AsyncIterator[bytes]:
    for begin in range(0, len(content), step):
        yield content[begin : begin + step]


async def test_a_body_up_to_the_limit_passes_declared_and_streamed() -> None:
    async with KIT.as_member() as client:
        declared = await client.post("/objectives/O-1", content=body_of(LIMIT), headers=JSON)
        assert declared.status_code == 201
        answer = await client.post("/objectives/O-1", content=streamed(body_of(LIMIT)), headers=JSON)
        assert answer.request.headers["transfer-encoding"] == "chunked"
        assert answer.status_code == 201


async def test_one_byte_more_is_refused_declared_and_streamed() -> None:
    async with KIT.as_member() as client:
        for content in (body_of(LIMIT + 1), streamed(body_of(LIMIT + 1))):
            answer = await client.post("/objectives/O-1", content=content, headers=JSON)
            assert answer.status_code == 413
            assert answer.json()["type"] == "urn:tomoni:problem:body-too-large"
            assert answer.json()["limit"] == LIMIT


async def test_an_endless_stream_is_cut_off() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield b"a" * 1000

    async with KIT.as_member() as client:
        answer = await client.post("/objectives/O-1", content=endless(), headers=JSON)
    assert answer.status_code == 413
    assert sent <= LIMIT + 2000


@pytest.mark.parametrize(("length", "status"), [("many", 400), ("-1", 400), ("9" * 40, 413)])
async def test_odd_lengths(length: str, status: int) -> None:
    async with KIT.as_member() as client:
        answer = await client.post("/objectives/O-1", content=b"{}", headers={**JSON, "Content-Length": length})
    assert answer.status_code == status


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_taken(kind: str) -> None:
    async with KIT.as_member() as client:
        for content in (b'{"title":"a"}', streamed(b'{"title":"a"}')):
            answer = await client.post("/objectives/O-1", content=content, headers={"Content-Type": kind})
            assert answer.status_code == 415
            assert answer.json()["type"] == "urn:tomoni:problem:not-json"


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"]
)
async def test_json_has_several_spellings(kind: str) -> None:
    async with KIT.as_member() as client:
        answer = await client.post("/objectives/O-1", content=b'{"title":"a"}', headers={"Content-Type": kind})
    assert answer.status_code == 201


async def test_without_a_body_no_kind_is_asked_for() -> None:
    async with KIT.as_member() as client:
        assert (await client.post("/fail/conflict")).status_code == 409
        assert (await client.post("/fail/conflict", content=streamed(b""))).status_code == 409


async def test_the_limit_can_be_set() -> None:
    kit = make_kit(body_limit_bytes=2048)
    async with kit.as_member() as client:
        answer = await client.post("/objectives/O-1", content=body_of(3000), headers=JSON)
    assert answer.status_code == 413
