"""Read your own writes: ``?wait_for=objective/<id>@<version>`` holds a query until the store has got that far.

Of what is private nobody learns in this way whether it is there, or at which version: such a query is held until the
store has got as far as the whole log, and told nothing else. So it is with a buddy group, whose version tells how often
it has met.
"""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple, Protocol

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from shared.http.auth import authenticate
from shared.http.problems import Problem, problem_type
from shared.http.responses import json_response

_UNTOLD = ("private/", "group/")
_WANTED = "tomoni.wanted"
_WAIT = re.compile(r"((?:private/)?[a-z][a-z-]{0,40}/[A-Za-z0-9_-]{1,100})@([1-9][0-9]{0,14})")


class Waiter(Protocol):
    """What knows how far the store is; the projection runner is one."""

    async def wait_for(self, aggregate: str, version: int, timeout: float) -> bool:
        """Whether the store reached this version of ``kind/id`` within `timeout` seconds."""

    async def wait_for_end(self, timeout: float) -> bool:
        """Whether the store reached all that the log holds now within `timeout` seconds."""

    def known_version(self, aggregate: str) -> int:
        """The version of ``kind/id`` in the store; 0 if it knows none. May read the store."""


class Wanted(NamedTuple):
    """A version of an aggregate that a query asks for."""

    aggregate: str
    version: int


class StillCatchingUp(Exception):
    """The store isn't there yet: no error, but no answer either (202)."""

    def __init__(self, wanted: Wanted, known: int | None) -> None:
        told = (
            f"is at version {known} here, not yet at {wanted.version}" if known is not None else "may not be here yet"
        )
        super().__init__(f"{wanted.aggregate} {told}")
        self.wanted = wanted
        self.known = known


def parse_wait_for(text: str) -> Wanted:
    """What ``kind/id@version`` asks for. Raises Problem 400."""
    match = _WAIT.fullmatch(text)
    if match is None:
        raise Problem(400, "invalid-wait-for", "wait_for should look like objective/<id>@<version>.")
    return Wanted(match[1], int(match[2]))


async def caught_up(
    request: Request,
    wait_for: Annotated[
        str | None,
        Query(
            description="Answer only when the store knows this: `<kind>/<id>@<version>`; else 202.",
            json_schema_extra={"pattern": f"^{_WAIT.pattern}$"},
        ),
    ] = None,
) -> None:
    """Dependency of a query: reads what `wait` is to wait for. Raises Problem 400."""
    # A route of another class would answer at once, whatever it was told to wait for.
    assert request.scope["route"].waits
    request.scope[_WANTED] = None
    if wait_for is not None:
        # Nobody unknown may keep requests waiting, whatever the order of dependencies.
        await authenticate(request)
        request.scope[_WANTED] = parse_wait_for(wait_for)


async def wait(request: Request) -> None:
    """Return when the store has reached what `caught_up` has read, at once where that is nothing.

    Needs `app.state.waiter` and `app.state.wait_for_seconds`. Raises StillCatchingUp past that time.
    """
    wanted: Wanted | None = request.scope[_WANTED]
    if wanted is None:
        return
    waiter: Waiter | None = request.app.state.waiter
    if waiter is None:
        raise Problem(503, "not-ready", "The store is still starting; try again.", headers={"Retry-After": "2"})
    seconds: float = request.app.state.wait_for_seconds
    if wanted.aggregate.startswith(_UNTOLD):
        if not await waiter.wait_for_end(seconds):
            raise StillCatchingUp(wanted, None)
    elif not await waiter.wait_for(wanted.aggregate, wanted.version, seconds):
        raise StillCatchingUp(wanted, await run_in_threadpool(waiter.known_version, wanted.aggregate))


CaughtUp = Depends(caught_up)
"""For ``dependencies=[CaughtUp]`` of a query's `LeanRoute`, which waits when all that was asked is found right."""


async def on_still_catching_up(request: Request, error: Exception) -> Response:
    """The 202 answer: a document like a problem's that says what is known."""
    assert isinstance(error, StillCatchingUp)
    document = {
        "type": problem_type("still-catching-up"),
        "title": "Still catching up",
        "status": 202,
        "detail": f"{error}; ask again in a moment.",
        "instance": request.url.path,
        "aggregate": error.wanted.aggregate,
        "wanted_version": error.wanted.version,
        "known_version": error.known,
    }
    return json_response(document, 202, {"Retry-After": "1"})
