"""From a request to an order: who commands, under which key, with what body, on which version, in which trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from fastapi import Request
from fastapi.security.base import SecurityBase

from shared.eventlog import Order
from shared.events import Authority, command_id, fresh_command_id, keyed_command_id, named_id
from shared.http.auth import Require
from shared.http.bodies import Body
from shared.http.preconditions import expected_version, idempotency_key, resource_of
from shared.identity.roles import Permission, Role
from shared.identity.tokens import Identity
from shared.logs import remember
from shared.runtime import Runtime
from shared.traceparent import accepted

_AUTHORITIES = {Role.ADMIN: Authority.ADMIN, Role.SERVICE: Authority.SERVICE}


@dataclass(frozen=True, slots=True)
class Commander:
    """Whoever commands, and what his request says of the command besides its body.

    `expected` and `key` are the two headers of a command; `raw` is, beside a key, the body as it came, by which older
    versions of pairing knew it.
    """

    identity: Identity
    request: Request
    expected: int | None
    key: str | None
    raw: bytes = b""

    @property
    def subject(self) -> str:
        """Whom the token names: the actor."""
        return self.identity.subject

    @property
    def is_admin(self) -> bool:
        """Whether he acts as administrator."""
        return self.identity.is_admin

    def order(
        self,
        body: Body | None = None,
        *,
        effective: datetime | None = None,
        parts: int = 2,
        veiled: bool = False,
    ) -> Order:
        """The order behind the request: the token's subject commands, now.

        An Idempotency-Key counts within one resource (``/objectives``, ``/key-results/<id>``), so one that is used for
        two of them by chance makes two commands; within one, another body is refused: other values, not another
        spelling. `parts` of the path named the resource in older versions of okr. A `veiled` order is given where
        nobody may know by whom: this program's own log doesn't name it either.
        """
        state = self.request.app.state
        command, formerly = _command(self, state.runtime, parts, veiled=veiled)
        if not veiled:
            remember(correlation=command)
        digest, former_digest = _digests(self, state.runtime, body)
        return Order(
            command=command,
            actor=self.subject,
            now=state.now(),
            effective=effective,
            digest=digest,
            former_digest=former_digest,
            expected_version=self.expected,
            traceparent=accepted(self.request.headers.get("traceparent")),
            authority=_AUTHORITIES.get(self.identity.role, Authority.MEMBER),
            formerly=formerly,
        )


class Commands(SecurityBase):
    """A dependency that lets in, as `Require` does, whoever holds the permission, and yields him as a `Commander`.

    Needs `app.state.runtime`. One dependency for all: FastAPI spends more on resolving each than it takes to read.
    """

    def __init__(self, permission: Permission | None) -> None:
        self._require = Require(permission)
        self.scheme_name, self.model = self._require.scheme_name, self._require.model

    async def __call__(self, request: Request) -> Commander:
        """Raises Problem: 401, 403, and 400 for a header that isn't right."""
        identity = await self._require(request)
        expected = expected_version(_header(request, "if-match"))
        key = idempotency_key(_header(request, "idempotency-key"))
        return Commander(identity, request, expected, key, b"" if key is None else await request.body())


@lru_cache
def commands(permission: Permission | None) -> Commands:
    """The dependency for one permission: ``who: Annotated[Commander, Depends(commands(Permission.CHECK_IN))]``."""
    return Commands(permission)


def _header(request: Request, name: str) -> str | None:
    # A header that comes twice is one list (RFC 9110), and a list is neither an ETag nor a key; an empty one is there.
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


def _command(who: Commander, runtime: Runtime, parts: int, *, veiled: bool) -> tuple[str, tuple[str, ...]]:
    """The command's id, and those that older versions gave it."""
    key = who.key
    if key is None:
        return fresh_command_id(), ()
    path: str = who.request.scope["path"]
    keyed = keyed_command_id(who.subject, resource_of(who.request), key, runtime.sealer.digest)
    of_okr = command_id(who.subject, f"{'/'.join(path.split('/')[: 1 + parts])} {key}")
    of_pairing = command_id(who.subject, key)
    if runtime.service == "pairing" and veiled:
        # A key that one sender uses for requests about several things doesn't tie these together.
        return named_id("veiled", runtime.sealer.digest(f"{who.subject}\n{key}\n{path}".encode())), ()
    return keyed, (of_pairing if runtime.service == "pairing" else of_okr,)


def _digests(who: Commander, runtime: Runtime, body: Body | None) -> tuple[str | None, str | None]:
    """By what another body under the same key is told: the parsed one, and the bytes, as pairing did once."""
    if who.key is None:
        return None, None
    head = f"{who.request.method} {who.request.scope['path']}\n".encode()
    parsed = runtime.sealer.digest(head + ("" if body is None else body.to_digest()).encode())
    return parsed, runtime.sealer.digest(head + who.raw) if runtime.service == "pairing" else None
