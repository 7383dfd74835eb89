"""Who may come near an objective before a command on it is made ready: private ones are there for their list alone."""

from __future__ import annotations

from services.okr.kernel import rules
from services.okr.objectives.domain.sharing import ALONE, is_private, must_be_seen
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.runtime.command_context import CommandContext
from shared.eventlog import Order
from shared.events import WrongState
from shared.sealing import Sealer


class ObjectiveAccess:
    """Looks at an objective in the name of whoever gave an order."""

    def __init__(self, objectives: ObjectiveLog, context: CommandContext, sealer: Sealer) -> None:
        self._objectives, self._context, self._sealer = objectives, context, sealer

    async def must_see(self, order: Order, objective: str) -> None:
        """Raise NotFound unless the objective is public, or whoever commands is on its list."""
        if is_private(objective):
            state, _ = await self._objectives.load(objective)
            must_be_seen(await self._context.actor(order.actor, order.authority), state)

    async def must_be_public(self, order: Order, objective: str) -> None:
        """Raise WrongState for a private objective, NotFound for whoever isn't on its list."""
        await self.must_see(order, objective)
        if is_private(objective):
            raise WrongState(f"{ALONE}; draft a public one for that")

    async def title(self, order: Order, objective: str, title: str) -> str:
        """The title as the objective's events hold it: sealed with its own key, where it is private."""
        if not is_private(objective):
            return title
        await self.must_see(order, objective)
        return rules.SealedTitle(await self._sealer.seal(objective, rules.title(title)))
