"""Requests to the JetStream API as plain JSON: works alike in STORE and through an account's imports."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from nats.aio.client import Client
from nats.errors import NoRespondersError, TimeoutError as NatsTimeoutError

from shared.server.errors import ServerError

NO_SUCH_STREAM = 10059
NO_SUCH_CONSUMER = 10014
UNAVAILABLE = 10008
"""Several servers have no leader at this moment."""
_ELECTING = 0.25


class Refused(ServerError):
    """The server answered with an error; `code` is its own number for it."""

    def __init__(self, subject: str, code: int, description: str) -> None:
        super().__init__(f"the server refused {subject}: {description} ({code})")
        self.code = code
        self.description = description


async def ask(nc: Client, subject: str, body: dict[str, Any] | None = None, *, patience: float = 5.0) -> dict[str, Any]:
    """The answer to one API request (`$JS.API.` is put in front). `patience` is in seconds.

    Raises Refused when the server says no, ServerError when nobody answers.
    """
    payload = b"" if body is None else json.dumps(body).encode()
    deadline = time.monotonic() + patience
    while True:
        left = deadline - time.monotonic()
        try:
            reply = await nc.request(f"$JS.API.{subject}", payload, timeout=max(left, 0.01))
        except (NoRespondersError, NatsTimeoutError) as error:
            # Nobody is there for a moment while the server takes in a changed configuration or elects a leader.
            if isinstance(error, NoRespondersError) and left > 0.05:
                await asyncio.sleep(0.05)
                continue
            raise ServerError(
                f"nobody answered $JS.API.{subject}: the server isn't ready, or these credentials may not ask it"
            ) from error
        answer: dict[str, Any] = json.loads(reply.data)
        if "error" not in answer:
            return answer
        refusal = answer["error"]
        code = int(refusal.get("err_code", 0))
        if code != UNAVAILABLE or left < _ELECTING:
            raise Refused(subject, code, str(refusal.get("description", "no reason given")))
        await asyncio.sleep(_ELECTING)


async def ask_or_none(nc: Client, subject: str, *missing: int) -> dict[str, Any] | None:
    """As `ask`, but None when the server answers that the thing doesn't exist (`missing` are its codes for that)."""
    try:
        return await ask(nc, subject)
    except Refused as refusal:
        if refusal.code in missing:
            return None
        raise
