"""From a request to an order, and from an outcome to an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.pairing.service import Pairing
from shared.eventlog import Order, Outcome
from shared.events import command_id, fresh_command_id, keyed_command_id, named_id
from shared.http.auth import require
from shared.http.preconditions import ExpectedVersion, IdempotencyKey, etag, resource_of
from shared.http.responses import json_response
from shared.identity.roles import Permission
from shared.identity.tokens import Identity
from shared.logs import remember
from shared.traceparent import accepted


def _pairing(request: Request) -> Pairing:
    pairing: Pairing = request.app.state.pairing
    return pairing


Service = Annotated[Pairing, Depends(_pairing)]
"""Parameter type of every endpoint: the use cases."""

Reader = Annotated[Identity, Depends(require(Permission.READ))]
Organiser = Annotated[Identity, Depends(require(Permission.MANAGE_ROTATIONS))]
Reporter = Annotated[Identity, Depends(require(Permission.REPORT_MEETING))]
Pauser = Annotated[Identity, Depends(require(Permission.PAUSE))]
Answerer = Annotated[Identity, Depends(require(Permission.ANSWER_PULSE))]
Sharer = Annotated[Identity, Depends(require(Permission.SHARE_INSIGHT))]
Seeker = Annotated[Identity, Depends(require(Permission.SEEK_ROLE_MODEL))]


class Command:
    """The part of a request that every command has: key, precondition, body and trace. A dependency."""

    def __init__(self, request: Request, key: IdempotencyKey, expected: ExpectedVersion) -> None:
        self._request, self._key, self._expected = request, key, expected

    async def order(self, who: Identity, service: Pairing) -> Order:
        """The order in the name of whoever sent the request."""
        key, digest = self._key, service.ground.sealer.digest
        if key is None:
            order = await self._order(who, service, fresh_command_id())
        else:
            command = keyed_command_id(who.subject, resource_of(self._request), key, digest)
            order = await self._order(who, service, command, command_id(who.subject, key))
        remember(correlation=order.command)
        return order

    async def veiled_order(self, who: Identity, service: Pairing) -> Order:
        """The same where nobody may find out from the log who sent it, not even by trying likely keys.

        A key that one sender uses for requests about several things doesn't tie these together.
        """
        if self._key is None:
            return await self._order(who, service, fresh_command_id())
        secret = service.ground.sealer.digest(f"{who.subject}\n{self._key}\n{self._request.url.path}".encode())
        return await self._order(who, service, named_id("veiled", secret))

    async def _order(self, who: Identity, service: Pairing, command: str, *formerly: str) -> Order:
        request = self._request
        digest = None
        if self._key is not None:
            said = f"{request.method} {request.url.path}\n".encode() + await request.body()
            digest = service.ground.sealer.digest(said)
        return Order(
            command=command,
            actor=who.subject,
            now=request.app.state.now(),
            digest=digest,
            expected_version=self._expected,
            traceparent=accepted(request.headers.get("traceparent")),
            formerly=formerly,
        )


Commanded = Annotated[Command, Depends(Command)]
"""Parameter type of a command endpoint."""


def done(outcome: Outcome, status: int = 200) -> Response:
    """The answer to a command, with the aggregate's version as ETag."""
    ident = outcome.aggregate.rpartition("/")[2]
    answer = {
        "id": ident,
        "version": outcome.version,
        "wait_for": f"{outcome.aggregate}@{outcome.version}",
        "changed": bool(outcome.events),
    }
    return json_response(answer, status, {"ETag": etag(outcome.version)})
