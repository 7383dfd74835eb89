"""Objectives are drafted, published, revised and closed; key results are added and dropped."""

from __future__ import annotations

from decimal import Decimal

from services.okr.cases.base import Cases, Done
from services.okr.domain.objective import Result
from services.okr.domain.objective_commands import AddKeyResult, Close, Draft, DropKeyResult, Publish, Revise
from services.okr.domain.sharing import is_private, must_tell_nothing, part_id
from services.okr.views import resolve
from shared.eventlog import Order
from shared.events import Commitment, Contribution, Measure, ProgressSource, derived_id


class ObjectiveCases(Cases):
    """Use cases about objectives and their key results."""

    async def draft_objective(
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
        id_ = derived_id(order.command, "objective")
        within = None
        if quarter is not None:
            text = quarter
            within = await self._facts.ask(lambda connection: resolve.quarter(connection, text))
        command = Draft(
            title=title,
            quarter=within,
            period=await self._facts.period(within),
            team=team,
            owner=await self._person(owner),
            commitment=commitment,
            source=source,
            contribution=contribution,
        )
        return await self._carry_out(self._objectives, id_, command, order)

    async def publish_objective(self, order: Order, *, objective: str) -> Done:
        """From now on everybody works by it. Raises NotFound, WrongState (closed, or its quarter has ended)."""
        id_ = await self._objective(objective)
        return await self._carry_out(self._objectives, id_, Publish(await self._facts.period_of(id_)), order)

    async def revise_objective(
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
        id_ = await self._objective(objective)
        if title is not None:
            title = await self._title(order, id_, title)
        command = Revise(title, await self._facts.period_of(id_), commitment, source, contribution)
        return await self._carry_out(self._objectives, id_, command, order)

    async def close_objective(self, order: Order, *, objective: str, result: Result | None = None) -> Done:
        """End the work on it. Raises NotFound, WrongState (closed with another result)."""
        id_ = await self._objective(objective)
        return await self._carry_out(self._objectives, id_, Close(result), order)

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
        id_ = await self._objective(objective)
        key_result = derived_id(order.command, "key-result")
        if is_private(id_):
            key_result = part_id("pk", id_, key_result)
            must_tell_nothing(measure)
            title = await self._title(order, id_, title)
        period = await self._facts.period_of(id_)
        command = AddKeyResult(key_result, title, measure, await self._person(owner), period, weight)
        return await self._carry_out(self._objectives, id_, command, order, key_result)

    async def drop_key_result(self, order: Order, *, key_result: str) -> Done:
        """Let the key result count no more. Raises NotFound, WrongState."""
        place = await self._facts.place(key_result)
        command = DropKeyResult(place.key_result, await self._facts.period(place.quarter))
        return await self._carry_out(self._objectives, place.objective, command, order, place.key_result)
