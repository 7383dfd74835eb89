"""Answers that take long: the work ends when nobody waits for it any more, and who wants to hears how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.http.auth import why_ended
from shared.http.errors import ERRORS
from shared.http.problems import Problem, told_error
from shared.http.responses import encoded
from shared.stopping import broken_off

T = TypeVar("T")

NDJSON = "application/x-ndjson"
_LOOK_EVERY = 0.5
_CLIENT_GONE = 499

LINES: dict[str, Any] = {
    "content": {NDJSON: {"schema": {"type": "string"}}},
    "description": "The answer; as lines of JSON, where those are asked for, with how far it is before it.",
}
"""What an operation that answers by `with_progress` says of its answer."""


class Progress(msgspec.Struct, frozen=True):
    """How many of the log's records were read, of how many."""

    read: int
    of: int


def wants_lines(request: Request) -> bool:
    """Whether the client asks for lines of JSON."""
    return NDJSON in request.headers.get("accept", "")


async def while_waited_for(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """The work's response; when the client has gone the work is cancelled, and nobody hears the answer (499).

    Raises Problem 401 when the session or token ends that it came with; the work is cancelled, too.
    """
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=_LOOK_EVERY))[0]:
            if await request.is_disconnected():
                return Response(status_code=_CLIENT_GONE)
            if (reason := why_ended(request)) is not None:
                raise Problem(401, "access-ended", reason)
        return await task
    finally:
        await broken_off(task)


async def with_progress(request: Request, work: Callable[[Callable[[int, int], None]], Awaitable[object]]) -> Response:
    """Lines of JSON: progress every half a second, then the answer, or the problem that the work ended in.

    What fails before the first line is raised, and so told by its status. A client that goes ends the work, and so does
    the end of the session or token that it came with.
    """
    known = Progress(0, 0)

    def told(read: int, of: int) -> None:
        nonlocal known
        known = Progress(read, of)

    task = asyncio.ensure_future(work(told))
    try:
        await asyncio.wait([task], timeout=_LOOK_EVERY)
        if task.done():
            return Response(_line(await task), media_type=NDJSON)
    except BaseException:
        await broken_off(task)
        raise

    async def lines() -> AsyncIterator[bytes]:
        try:
            while not task.done():
                if (reason := why_ended(request)) is not None:
                    yield _line(Problem(401, "access-ended", reason).document(request.url.path))
                    return
                yield _line(known)
                await asyncio.wait([task], timeout=_LOOK_EVERY)
            yield _line(_outcome(request, task))
        finally:
            await broken_off(task)

    return StreamingResponse(lines(), media_type=NDJSON)


def _outcome(request: Request, task: asyncio.Future[object]) -> object:
    error = task.exception()
    if isinstance(error, Exception):
        try:
            return told_error(error, ERRORS).document(request.url.path)
        except KeyError:
            # Nobody foresaw it: it is logged where all such are, and the client sees the answer cut off.
            raise error from None
    return task.result()


def _line(content: object) -> bytes:
    return encoded(content) + b"\n"
