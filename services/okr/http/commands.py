"""From a request to an order, and from what was done to an answer: the same for every command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from services.okr.service import Done, Okr
from shared.eventlog import Order
from shared.events import Authority, command_id, fresh_command_id, keyed_command_id
from shared.http.bodies import Body
from shared.http.openapi import COMMAND_PROBLEMS
from shared.http.preconditions import COMMAND_HEADERS, etag, expected_version, idempotency_key, resource_of
from shared.http.responses import json_response
from shared.identity.roles import Role
from shared.identity.tokens import Identity
from shared.logs import remember
from shared.traceparent import accepted

_AUTHORITIES = {Role.ADMIN: Authority.ADMIN, Role.SERVICE: Authority.SERVICE}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did. `aggregate` at `version` is what to wait for: ``wait_for=<aggregate>@<version>``.

    `changed` is false where nothing was left to do; `repeated` tells that the same command had been done before.
    """

    id: str
    aggregate: str
    version: int
    changed: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The two headers of a command."""

    expected: int | None
    key: str | None


async def _preconditions(request: Request) -> Preconditions:
    # One dependency for both headers: FastAPI spends more on resolving each than either takes to read.
    return Preconditions(
        expected_version(_header(request, "if-match")), idempotency_key(_header(request, "idempotency-key"))
    )


def _header(request: Request, name: str) -> str | None:
    # A header that comes twice is one list (RFC 9110), and a list is neither an ETag nor a key; an empty one is there.
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


Conditions = Annotated[Preconditions, Depends(_preconditions)]
"""Parameter type of a command endpoint."""


def order(
    okr: Okr,
    request: Request,
    who: Identity,
    conditions: Preconditions,
    body: Body | None = None,
    *,
    effective: datetime | None = None,
    parts: int = 2,
    veiled: bool = False,
) -> Order:
    """The order behind a request: the token's subject commands, now.

    An Idempotency-Key counts within one resource (``/objectives``, ``/key-results/<id>``), so one that is used for two
    of them by chance makes two commands; within one, another body is refused. `parts` of the path named it in
    older versions. A `veiled` order is given where nobody may know by whom: this program's own log doesn't name it
    either.
    """
    path: str = request.scope["path"]
    key, digest = conditions.key, None
    formerly: tuple[str, ...] = ()
    if key is None:
        command = fresh_command_id()
    else:
        keyed = okr.ground.sealer.digest
        command = keyed_command_id(who.subject, resource_of(request), key, keyed)
        formerly = (command_id(who.subject, f"{'/'.join(path.split('/')[: 1 + parts])} {key}"),)
        digest = keyed(f"{request.method} {path}\n{'' if body is None else body.to_digest()}".encode())
    if not veiled:
        remember(correlation=command)
    return Order(
        command=command,
        actor=who.subject,
        now=request.app.state.now(),
        effective=effective,
        digest=digest,
        expected_version=conditions.expected,
        traceparent=accepted(request.headers.get("traceparent")),
        authority=_AUTHORITIES.get(who.role, Authority.MEMBER),
        formerly=formerly,
    )


def receipt(done: Done, *, created: str | None = None) -> Response:
    """The answer to a command; `created` is the collection that the new thing is found in (201 with Location)."""
    outcome = done.outcome
    headers: dict[str, str] = {"ETag": etag(outcome.version)}
    if created is not None:
        headers["Location"] = f"/{created}/{done.id}"
    return json_response(told(done), 200 if created is None else 201, headers)


def told(done: Done) -> Receipt:
    """What a receipt says of what was done."""
    outcome = done.outcome
    return Receipt(done.id, outcome.aggregate, outcome.version, changed=bool(outcome.events), repeated=outcome.repeated)


def command_route(*, created: bool = False) -> dict[str, Any]:
    """The keywords of a command's route: its answer, its headers and its refusals, for the API page."""
    return {
        "status_code": 201 if created else 200,
        "response_model": Receipt,
        "responses": COMMAND_PROBLEMS,
        "openapi_extra": COMMAND_HEADERS,
    }
