"""Leave a server that is cut off from its peers: it takes what is sent, and can neither store nor answer.

Its connection is well all the while, so nobody else notices; the others, who have a majority, go on without it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import ParseResult

from nats.aio.client import Client

from shared.stopping import broken_off

logger = logging.getLogger(__name__)

REST = 3.0
"""Seconds that another server is given, once it was gone to, before it may be left in turn."""

LOOK = 1.0
"""Seconds between two looks whether another server answers where this one doesn't."""

ELECTION = 9.5
"""Seconds without an answer after which a server is left though no other was seen to answer.

Those with a majority elect another leader in 4 to 9. Until then every server is as silent as the next one.
"""

Answers = Callable[[str], Awaitable[bool]]
"""Tells of the server at an address whether somebody with a majority answers for the log there."""


class Mover:
    """Told what requests on a connection come to, by what was asked. `now` tells seconds, monotonic.

    With `answers`, other servers are asked as soon as this one is silent, and it is left for one that answers.
    """

    def __init__(
        self,
        client: Client,
        name: str,
        now: Callable[[], float] = time.monotonic,
        answers: Answers | None = None,
    ) -> None:
        self._client, self._name, self._now, self.answers = client, name, now, answers
        self._unanswered: dict[str, float] = {}
        self._moved, self._looked = -REST, -LOOK
        self._looking: asyncio.Task[None] | None = None
        self.moves = 0
        """How often a server was left."""

    def in_doubt(self, of: str = "") -> bool:
        """Whether nobody has answered for it since something went unanswered: another may begin to at any moment."""
        return of in self._unanswered

    def answered(self, of: str = "") -> None:
        """Somebody answered who can."""
        if self._unanswered:
            self._unanswered.pop(of, None)

    async def cut_off(self) -> None:
        """It answers for the log, and has no majority of its peers: leave at once."""
        await self._leave("it is cut off from the other servers")

    async def unanswered(self, of: str = "") -> None:
        """Nobody answers for it there. That is so everywhere during an election; leave where others do, or it lasts."""
        since = self._unanswered.setdefault(of, self._now())
        if self._now() - since >= ELECTION:
            await self._leave("nobody answers there for the log")
        elif self.answers is not None and self._others() and self._now() - self._looked >= LOOK:
            self._looked = self._now()
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_elsewhere(self.answers), name="look elsewhere")

    async def stop(self) -> None:
        """Look no more."""
        if self._looking is not None:
            await broken_off(self._looking)

    async def _look_elsewhere(self, answers: Answers) -> None:
        here, others = self._client.connected_url, self._others()
        if here is None:
            return
        well, *found = await asyncio.gather(*map(answers, (each.geturl() for each in (here, *others))))
        if well or not self._unanswered or self._client.connected_url != here:
            return
        better = next((other for other, answering in zip(others, found, strict=True) if answering), None)
        if better is not None:
            address = better.netloc
            # The next one to be gone to.
            self._client._server_pool.sort(key=lambda server: server.uri.netloc != address)
            await self._leave("another one answers for the log, and it doesn't")

    def _others(self) -> Sequence[ParseResult]:
        here = self._client.connected_url
        pool = [server.uri for server in self._client._server_pool]
        return [] if here is None else [uri for uri in pool if uri.netloc != here.netloc]

    async def _leave(self, why: str) -> None:
        if not self._others() or not self._client.is_connected or self._now() - self._moved < REST:
            return
        here = self._client.connected_url
        self._moved = self._now()
        # Nobody has answered at the next one yet.
        self._unanswered = dict.fromkeys(self._unanswered or [""], self._moved)
        self.moves += 1
        logger.warning(
            "connection %s leaves %s for another server: %s", self._name, here.netloc if here is not None else "?", why
        )
        await self._client.force_reconnect()
