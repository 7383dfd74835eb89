"""The aggregates of objectives, public and private ones, each found by its id."""

from __future__ import annotations

from services.okr.guard import Authorised, authorised
from services.okr.objectives.domain import commands as objective_commands, decisions as objective_decisions, objective
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.sharing import DraftPrivate, is_private, must_be_seen
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository

Command = objective_commands.Command


class ObjectiveLog:
    """Carries out commands on objectives, wherever they belong."""

    def __init__(self, log: EventLog) -> None:
        self._public, self._private = _repository(log, "objective"), _repository(log, "private/objective")

    async def load(self, objective: str) -> tuple[Objective, int]:
        """The objective's state and version, as the leader knows them."""
        return await self._of(objective).load(objective)

    async def handle(self, aggregate_id: str, command: Authorised[Command], order: Order) -> Outcome:
        """As a Repository does it. Of a private one nothing is told, also no conflict, to whom it isn't shown."""
        if is_private(aggregate_id) and not isinstance(command.command, DraftPrivate):
            state, _ = await self.load(aggregate_id)
            must_be_seen(command.by, state)
        return await self._of(aggregate_id).handle(aggregate_id, command, order)

    def _of(self, objective: str) -> Repository[Objective, Authorised[Command]]:
        return self._private if is_private(objective) else self._public


def _repository(log: EventLog, kind: str) -> Repository[Objective, Authorised[Command]]:
    decide = authorised(objective_decisions.decide)
    return Repository(log, Decider("okr", kind, Objective(), decide, objective.evolve))
