"""What clients do to a service: bodies that are too large, and far too many connections."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator

import httpx

from tests.faults.flood import as_many_as_may_be
from tests.faults.processes import ROOT
from tests.faults.sending import ADMIN
from tests.faults.stage import Stage

_LIMIT = 32 * 1024
_CONNECTIONS = 10_000


async def too_large_bodies(stage: Stage) -> float:
    """32 KiB and one byte are refused, declared or streamed, and nothing of them is written; 32 KiB are taken."""
    before = len(await stage.installation.records())
    for service, path in (("okr", "/objectives"), ("pairing", "/rotations")):
        url, headers = f"{stage.one(service).url}{path}", stage.sender.headers(ADMIN)
        headers |= {"Content-Type": "application/json"}
        whole = _body(_LIMIT + 1)
        for content in (whole, _streamed(whole)):
            answer = await stage.http.post(url, content=content, headers=headers)
            told = answer.json()
            assert (answer.status_code, told["type"]) == (413, "urn:tomoni:problem:body-too-large"), answer.text
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert told["limit"] == _LIMIT
        answer = await stage.http.post(url, content=_body(_LIMIT), headers=headers)
        assert answer.status_code == 422, f"the title is too long, the body isn't: {answer.text}"
    assert len(await stage.installation.records()) == before
    return await stage.recovered(time.monotonic())


def _body(size: int) -> bytes:
    frame = len(json.dumps({"title": ""}))
    return json.dumps({"title": "x" * (size - frame)}).encode()


async def _streamed(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 4096):
        yield content[start : start + 4096]


async def ten_thousand_connections(stage: Stage) -> float:
    """Far more connections than a service takes, kept alive: the rest are told 503 and let go, nobody else notices."""
    many = as_many_as_may_be(_CONNECTIONS)
    okr, friend = stage.one("okr"), stage.http
    # The friend is connected already, and stays so.
    assert (await friend.get(f"{okr.url}/livez")).status_code == 200
    flood = asyncio.create_task(_flooded(okr.port, many))
    slowest = 0.0
    while not flood.done():
        began = time.monotonic()
        answer = await stage.send("okr", "/objectives", {"title": "In between"})
        assert answer.status_code in (201, 503), answer.text
        slowest = max(slowest, time.monotonic() - began)
        await asyncio.sleep(0.2)
    served, refused, dropped, others = await flood
    began = time.monotonic()
    said = f"{many} connections: {served} served, {refused} told 503, {dropped} refused by the system, {others} else"
    assert not others, said
    assert served, said
    assert served < many or many < 4_000, said
    assert slowest < 10, f"{said}; somebody else waited {slowest:.1f} s"

    async def taken() -> bool:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as fresh:
            return (await fresh.get(f"{okr.url}/readyz")).status_code == 200

    await stage.until(taken, "new connections are taken again")
    seconds = await stage.recovered(began)
    stage.notes.append(f"{said}; a friend waited {slowest:.1f} s at most")
    return seconds


async def _flooded(port: int, many: int) -> tuple[int, int, int, int]:
    """From a process of its own: whoever measures the others must not be kept from it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.flood", str(port), str(many)), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    served, refused, dropped, others = map(int, out.split())
    return served, refused, dropped, others
