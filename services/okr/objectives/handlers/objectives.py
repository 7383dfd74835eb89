"""Objectives are drafted, published, revised and closed; key results are added and dropped."""

from __future__ import annotations

from decimal import Decimal

from services.okr import typed_ids as resolve
from services.okr.objectives.domain.commands import AddKeyResult, Close, Draft, DropKeyResult, Publish, Revise
from services.okr.objectives.domain.objective import Result
from services.okr.objectives.domain.sharing import is_private, must_tell_nothing, part_id
from services.okr.objectives.handlers import private_measures
from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.views import objectives
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, Made, new
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import Commitment, Contribution, Measure, ProgressSource, derived_id
from shared.sealing import Sealer


class ObjectiveHandlers:
    """Use cases about objectives and their key results."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        access: ObjectiveAccess,
        objectives: ObjectiveLog,
        sealer: Sealer,
    ) -> None:
        self._executor, self._context, self._access, self._objectives = executor, context, access, objectives
        self._sealer = sealer

    async def draft(
        self,
        order: Order,
        *,
        title: str,
        quarter: str | None = None,
        team: str | None = None,
        owner: str | None = None,
        commitment: Commitment = "aspirational",
        source: ProgressSource = "key-results",
        contribution: Contribution = "weight",
    ) -> Done:
        """Write an objective down, in a quarter or in the backlog. Raises Invalid, NotFound, WrongState (has ended)."""
        id_ = await self._executor.new(self._objectives.load, order, new("objective"))
        within = None
        if quarter is not None:
            text = quarter
            within = await self._context.ask(lambda connection: resolve.quarter(connection, text))
        command = Draft(
            title=title,
            quarter=within,
            period=await self._context.period(within),
            team=await self._context.team_for(team),
            owner=await self._context.person(owner),
            commitment=commitment,
            source=source,
            contribution=contribution,
        )
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def publish(self, order: Order, *, objective: str) -> Done:
        """From now on everybody works by it.

        Raises NotFound, WrongState (closed, its quarter has ended, or nothing tells how far it comes).
        """
        id_ = await self._context.objective(objective)
        done = await self._executor.carry_out(
            self._objectives, id_, Publish(await self._context.period_of(id_), measured=True), order
        )
        if not is_private(id_):
            row = await self._context.ask(lambda connection: objectives.by_id(connection, id_))
            self._context.tied(None if row is None else row["parent_key_result"])
        return done

    async def revise(
        self,
        order: Order,
        *,
        objective: str,
        title: str | None = None,
        commitment: Commitment | None = None,
        source: ProgressSource | None = None,
        contribution: Contribution | None = None,
    ) -> Done:
        """Say otherwise what it is; what is left out stays. Raises Invalid, NotFound, WrongState."""
        id_ = await self._context.objective(objective)
        if title is not None:
            title = await self._access.title(order, id_, title)
        command = Revise(title, await self._context.period_of(id_), commitment, source, contribution)
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def close(self, order: Order, *, objective: str, result: Result | None = None) -> Done:
        """End the work on it. Raises NotFound, WrongState (closed with another result)."""
        id_ = await self._context.objective(objective)
        return await self._executor.carry_out(self._objectives, id_, Close(result), order)

    async def add_key_result(
        self,
        order: Order,
        *,
        objective: str,
        title: str,
        measure: Measure,
        owner: str | None = None,
        weight: Decimal | None = None,
    ) -> Done:
        """Measure the objective by one more thing; `weight` is its part in percent, `Done.id` the key result's id.

        Raises Invalid, NotFound, WrongState.
        """
        id_ = await self._context.objective(objective)
        made = _new_in(id_)
        if is_private(id_):
            must_tell_nothing(measure)
            title = await self._access.title(order, id_, title)
            measure = await private_measures.sealed(self._sealer, id_, measure)
        period = await self._context.period_of(id_)
        command = AddKeyResult(made(order.command), title, measure, await self._context.person(owner), period, weight)
        return await self._executor.carry_out(self._objectives, id_, command, order, made=made)

    async def drop_key_result(self, order: Order, *, key_result: str) -> Done:
        """Let the key result count no more. Raises NotFound, WrongState."""
        place = await self._context.place(key_result)
        command = DropKeyResult(place.key_result, await self._context.period(place.quarter))
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)


def _new_in(objective: str) -> Made:
    """How one of the objective's key results gets its id."""

    def made(command: str) -> str:
        id_ = derived_id(command, "key-result")
        return part_id("pk", objective, id_) if is_private(objective) else id_

    return made
