"""The guard before the application: no body larger than the limit, none that isn't JSON."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import Problem

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class BodyGuard:
    """Pure ASGI middleware: 413 for a body beyond `limit` bytes, declared or streamed; 415 for one that isn't JSON."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before the application sees any of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length, kind, streamed = described(scope)
        if not streamed and length in (b"", b"0"):
            await self._app(scope, receive, send)
            return
        try:
            if streamed:
                # A streamed body is collected here, so that the limit holds whatever the application does with it;
                # of a declared length the server itself passes on no byte more.
                size, receive = await self._collected(receive)
            else:
                size = self._declared(length)
            if size > 0 and not is_json(kind):
                raise Problem(
                    415, "not-json", "The body should be JSON, with the header Content-Type: application/json."
                )
        except Problem as problem:
            await problem.response(scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _declared(self, length: bytes) -> int:
        if not length.isdigit():
            raise Problem(400, "bad-request", "The header Content-Length should be a number.")
        if len(length) > 18 or int(length) > self._limit:
            raise self._too_large()
        return int(length)

    def _too_large(self) -> Problem:
        return Problem(
            413,
            "body-too-large",
            f"The body is larger than {self._limit} bytes; send less at a time.",
            limit=self._limit,
        )

    async def _collected(self, receive: Receive) -> tuple[int, Receive]:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return size, replay(message, receive)
            part = message.get("body", b"")
            size += len(part)
            if size > self._limit:
                raise self._too_large()
            parts.append(part)
            if not message.get("more_body", False):
                break
        return size, replay({"type": "http.request", "body": b"".join(parts), "more_body": False}, receive)


def replay(first: Message, receive: Receive) -> Receive:
    """A receive that gives `first` once and then goes on with the real one (which tells of the client's leaving)."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return first

    return replayed


def described(scope: Scope) -> tuple[bytes, bytes, bool]:
    """What the headers say of the body: Content-Length (empty if absent), Content-Type, whether it is streamed."""
    length = kind = b""
    streamed = False
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = value
        elif name == b"content-type":
            kind = value
        elif name == b"transfer-encoding":
            streamed = True
    return length, kind, streamed or (not length and scope["method"] in _WITH_BODY)


def is_json(kind: bytes) -> bool:
    """Whether a Content-Type says that the body is JSON."""
    if kind == b"application/json":
        return True
    media_type = kind.partition(b";")[0].strip().lower()
    return media_type == b"application/json" or (
        media_type.startswith(b"application/") and media_type.endswith(b"+json")
    )
