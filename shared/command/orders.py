"""From a request to an order: who commands, under which key, with what body, on which version, in which trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from shared.eventlog import Order
from shared.events import Authority, command_id, fresh_command_id, keyed_command_id, named_id
from shared.http.bodies import Body
from shared.http.preconditions import expected_version, idempotency_key, resource_of
from shared.identity.roles import Role
from shared.identity.tokens import Identity
from shared.logs import remember
from shared.runtime import Runtime
from shared.traceparent import accepted

_AUTHORITIES = {Role.ADMIN: Authority.ADMIN, Role.SERVICE: Authority.SERVICE}


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The two headers of a command; beside a key the body as it came, by which older versions of pairing knew it."""

    expected: int | None
    key: str | None
    raw: bytes = b""


async def _preconditions(request: Request) -> Preconditions:
    # One dependency for both headers: FastAPI spends more on resolving each than either takes to read.
    expected = expected_version(_header(request, "if-match"))
    key = idempotency_key(_header(request, "idempotency-key"))
    return Preconditions(expected, key, b"" if key is None else await request.body())


def _header(request: Request, name: str) -> str | None:
    # A header that comes twice is one list (RFC 9110), and a list is neither an ETag nor a key; an empty one is there.
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


Conditions = Annotated[Preconditions, Depends(_preconditions)]
"""Parameter type of a command endpoint."""


def order(
    runtime: Runtime,
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
    of them by chance makes two commands; within one, another body is refused: other values, not another spelling.
    `parts` of the path named the resource in older versions of okr. A `veiled` order is given where nobody may know by
    whom: this program's own log doesn't name it either.
    """
    command, formerly = _command(runtime, request, who, conditions.key, parts, veiled=veiled)
    if not veiled:
        remember(correlation=command)
    digest, former_digest = _digests(runtime, request, conditions, body)
    return Order(
        command=command,
        actor=who.subject,
        now=request.app.state.now(),
        effective=effective,
        digest=digest,
        former_digest=former_digest,
        expected_version=conditions.expected,
        traceparent=accepted(request.headers.get("traceparent")),
        authority=_AUTHORITIES.get(who.role, Authority.MEMBER),
        formerly=formerly,
    )


def _command(
    runtime: Runtime, request: Request, who: Identity, key: str | None, parts: int, *, veiled: bool
) -> tuple[str, tuple[str, ...]]:
    """The command's id, and those that older versions gave it."""
    if key is None:
        return fresh_command_id(), ()
    path: str = request.scope["path"]
    keyed = keyed_command_id(who.subject, resource_of(request), key, runtime.sealer.digest)
    of_okr = command_id(who.subject, f"{'/'.join(path.split('/')[: 1 + parts])} {key}")
    of_pairing = command_id(who.subject, key)
    if runtime.service == "pairing" and veiled:
        # A key that one sender uses for requests about several things doesn't tie these together.
        return named_id("veiled", runtime.sealer.digest(f"{who.subject}\n{key}\n{path}".encode())), ()
    return keyed, (of_pairing if runtime.service == "pairing" else of_okr,)


def _digests(
    runtime: Runtime, request: Request, conditions: Preconditions, body: Body | None
) -> tuple[str | None, str | None]:
    """By what another body under the same key is told: the parsed one, and the bytes, as pairing did once."""
    if conditions.key is None:
        return None, None
    head = f"{request.method} {request.scope['path']}\n".encode()
    parsed = runtime.sealer.digest(head + ("" if body is None else body.to_digest()).encode())
    return parsed, runtime.sealer.digest(head + conditions.raw) if runtime.service == "pairing" else None
