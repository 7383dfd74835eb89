"""Two editors at once, and retries: ETag and If-Match as the aggregate's version, the Idempotency-Key."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.http.problems import Problem

_ETAG = re.compile(r'"([0-9]{1,15})"')
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

COMMAND_HEADERS: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Your own key of this command: sent again, it is done once.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        },
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "description": 'The ETag that you last saw, such as `"3"`; the command fails (409) if it moved on.',
            "schema": {"type": "string", "format": "etag", "pattern": r'^("[0-9]{1,15}"|[*])$'},
        },
    ]
}
"""``openapi_extra`` of a command endpoint: the two headers, documented without FastAPI parsing them on each request."""


KEY_HEADER: dict[str, Any] = {"parameters": COMMAND_HEADERS["parameters"][:1]}
"""The same of a command about many things, which have no one version."""


def etag(version: int) -> str:
    """The ETag of an aggregate's version: ``"3"``, quotes included."""
    return f'"{version}"'


def expected_version(if_match: str | None) -> int | None:
    """The version that an If-Match header asks for; None without one or for ``*``. Raises Problem 400."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise Problem(400, "invalid-if-match", 'The header If-Match should be one ETag as it was given, such as "3".')
    return int(match[1])


def idempotency_key(value: str | None) -> str | None:
    """The Idempotency-Key of a request, None without one. Raises Problem 400 unless 1-200 visible ASCII characters."""
    if value is None:
        return None
    if _KEY.fullmatch(value) is None:
        raise Problem(
            400, "invalid-idempotency-key", "The header Idempotency-Key should have 1 to 200 visible ASCII characters."
        )
    return value


def resource_of(request: Request) -> str:
    """What a command is about: its path up to the last thing that it names, such as ``/key-results/KR-4``.

    An Idempotency-Key counts within it: used for two things by chance it makes two commands, used twice for one thing
    it is the same command, or refused.
    """
    path: str = request.scope["path"]
    route: str = request.scope["route"].path
    behind = route.rpartition("}")[2] if "}" in route else ""
    return path.removesuffix(behind) if behind else path


async def _expected_version(request: Request) -> int | None:
    return expected_version(_single(request, "if-match"))


async def _idempotency_key(request: Request) -> str | None:
    return idempotency_key(_single(request, "idempotency-key"))


def _single(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise Problem(400, f"invalid-{name}", f"The header {name.title()} should be there only once.")
    return values[0] if values else None


ExpectedVersion = Annotated[int | None, Depends(_expected_version)]
"""Parameter type of a command endpoint: the version of If-Match."""

IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]
"""Parameter type of a command endpoint: the Idempotency-Key."""
