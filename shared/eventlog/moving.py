"""Leave a server that is cut off from its peers: it takes what is sent, and can neither store nor answer.

Its connection is well all the while, so nobody else notices; the others, who have a majority, go on without it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from nats.aio.client import Client

logger = logging.getLogger(__name__)

REST = 3.0
"""Seconds that another server is given, once it was gone to, before it may be left in turn."""

ELECTION = 9.5
"""Seconds without an answer after which a server is left: those with a majority elect another leader in 4 to 9.

Until then every server is as silent as the next one, and one of them is the one that is cut off.
"""


class Mover:
    """Told what requests on a connection come to. `now` tells seconds, monotonic."""

    def __init__(self, client: Client, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._name, self._now = client, name, now
        self._unanswered_since: float | None = None
        self._moved = -REST
        self.moves = 0
        """How often a server was left."""

    @property
    def in_doubt(self) -> bool:
        """Whether nobody has answered since something went unanswered: another may begin to at any moment."""
        return self._unanswered_since is not None

    def answered(self) -> None:
        """Somebody answered who can."""
        self._unanswered_since = None

    async def cut_off(self) -> None:
        """It answers for the log, and has no majority of its peers: leave at once."""
        await self._leave("it is cut off from the other servers")

    async def unanswered(self) -> None:
        """Nobody answers for the log there. That is so everywhere during an election; leave where it lasts."""
        if self._unanswered_since is None:
            self._unanswered_since = self._now()
        elif self._now() - self._unanswered_since >= ELECTION:
            await self._leave("nobody answers there for the log")

    async def _leave(self, why: str) -> None:
        others = len(self._client._server_pool) > 1
        if not others or not self._client.is_connected or self._now() - self._moved < REST:
            return
        here = self._client.connected_url
        self._moved = self._unanswered_since = self._now()
        self.moves += 1
        logger.warning(
            "connection %s leaves %s for another server: %s", self._name, here.netloc if here is not None else "?", why
        )
        await self._client.force_reconnect()
