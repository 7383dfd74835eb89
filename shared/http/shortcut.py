"""The short way for commands: straight from the server to a plain endpoint, past the framework's dozen layers.

A command whose route is a `LeanRoute` with a plan, and whose request is as it should be, needs none of what lies
between: its route is found here, its body is bounded here, its endpoint is called here. Everything else takes the long
way: a request with anything unusual about it before its endpoint was called, and an endpoint's error afterwards, which
the route raises again inside the framework. So there is one place that tells refusals, and it is not this one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.limits import described, is_json, replay
from shared.http.routing import FAILED, LeanRoute

_COMMANDS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class _Candidate(NamedTuple):
    path: re.Pattern[str]
    route: APIRoute


class ShortCuts:
    """The routes of commands, in the order in which the framework would try them."""

    def __init__(self) -> None:
        self._candidates: dict[tuple[str, str], list[_Candidate]] = {}

    def include(self, app: FastAPI, router: APIRouter) -> None:
        """Include the router in the application, and its plain commands here.

        Raises ValueError for a command whose path begins with a parameter: it would be found by nothing here.
        """
        app.include_router(router)
        for route in router.routes:
            if isinstance(route, APIRoute):
                for method in _COMMANDS.intersection(route.methods or ()):
                    # A route that is not plain stands in the way of those behind it here as it does there.
                    first = _first(route.path)
                    if "{" in first:
                        raise ValueError(f"{method} {route.path}: the path of a command begins with a word")
                    self._candidates.setdefault((method, first), []).append(_Candidate(route.path_regex, route))

    def find(self, method: str, path: str) -> tuple[LeanRoute, dict[str, object]] | None:
        """The plain route that the framework would choose, with its path's parameters; None for every other one."""
        for candidate in self._candidates.get((method, _first(path)), ()):
            match = candidate.path.match(path)
            if match is not None:
                route = candidate.route
                if not isinstance(route, LeanRoute) or route.plan is None or not route.plan.reads_body:
                    return None
                converted = route.param_convertors
                return route, {name: converted[name].convert(value) for name, value in match.groupdict().items()}
        return None


def _first(path: str) -> str:
    return path[1:].partition("/")[0]


class ShortCut:
    """Pure ASGI middleware, around everything that the short way leaves out."""

    def __init__(self, app: ASGIApp, ways: ShortCuts, limit: int) -> None:
        self._app, self._ways, self._limit = app, ways, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the command, or pass the request on."""
        if scope["type"] != "http" or scope["method"] not in _COMMANDS or scope.get("root_path"):
            await self._app(scope, receive, send)
            return
        found = self._ways.find(scope["method"], scope["path"])
        if found is None or not _usual(scope, self._limit):
            await self._app(scope, receive, send)
            return
        route, parameters = found
        message = await _whole(receive)
        if message["type"] != "http.request":
            await self._app(scope, replay(message, receive), send)
            return
        # As the framework's router leaves them.
        scope["route"], scope["path_params"] = route, parameters
        await self._carry_out(route, message, scope, receive, send)

    async def _carry_out(self, route: LeanRoute, body: Message, scope: Scope, receive: Receive, send: Send) -> None:
        plan = route.plan
        assert plan is not None
        try:
            arguments = await plan.arguments(Request(scope, replay(body, receive)), body.get("body", b""))
        except Exception:
            # Nothing has happened yet, so the framework may look at the request from the beginning.
            await self._app(scope, replay(body, receive), send)
            return
        try:
            response = await plan.endpoint(**arguments)
        except Exception as error:
            scope[FAILED] = error
            await self._app(scope, replay(body, receive), send)
            return
        await response(scope, receive, send)


async def _whole(receive: Receive) -> Message:
    """The body in one message, as long as was declared: the server sees to that. Or that the client has left."""
    message = await receive()
    if not message.get("more_body", False):
        return message
    parts = [message.get("body", b"")]
    while message.get("more_body", False):
        message = await receive()
        parts.append(message.get("body", b""))
    return message if message["type"] != "http.request" else {"type": "http.request", "body": b"".join(parts)}


def _usual(scope: Scope, limit: int) -> bool:
    length, kind, streamed = described(scope)
    return not streamed and length.isdigit() and len(length) < 10 and 0 < int(length) <= limit and is_json(kind)
