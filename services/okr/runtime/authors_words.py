"""What somebody says, sealed with his own key: he can take it back by being forgotten."""

from __future__ import annotations

import re

from services.okr.kernel import rules
from shared.eventlog import Order
from shared.events import Sealed, named_id
from shared.sealing import Sealer

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}")


class AuthorsWords:
    """Seals words for whoever gave the order in which they came."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def comment(self, order: Order, text: str | None, what: str = "comment") -> Sealed | None:
        """What is said beside a figure, and may be left out. Raises Invalid where it is no text of that kind."""
        return None if text is None else await self.sealed(order, rules.comment(text, what))

    async def sealed(self, order: Order, text: str) -> Sealed:
        """The text as it is, sealed."""
        owner = order.actor if _PLAIN.fullmatch(order.actor) else named_id("actor", order.actor)
        return await self._sealer.seal(owner, text)
