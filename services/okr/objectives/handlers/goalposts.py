"""Goalposts are moved in the open: targets, weights, owners, titles, curves, and what a key result measures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.guard import Authorised, authorised
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.goalposts import (
    MoveAway,
    MoveHere,
    MoveObjective,
    ReassignKeyResult,
    ReassignObjective,
    Retarget,
    ReviseKeyResult,
    Reweigh,
    Why,
)
from services.okr.objectives.domain.phasing import SetPlan
from services.okr.objectives.domain.sharing import is_private, must_tell_nothing
from services.okr.objectives.handlers import private_measures
from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.views import early_warnings, key_results, ties as serving
from services.okr.objectives.views.early_warnings import EarlyWarning
from services.okr.quarters import view as quarters
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import Measure, NotFound, PlannedPoint, Unfitting
from shared.sealing import Sealer


class GoalpostHandlers:
    """Use cases about goalposts. Each may name a `reason` (sealed) and an `approver` (a person)."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        access: ObjectiveAccess,
        objectives: ObjectiveLog,
        sealer: Sealer,
        alone: asyncio.Lock,
    ) -> None:
        self._executor, self._context, self._words, self._access = executor, context, words, access
        self._objectives, self._sealer, self._alone = objectives, sealer, alone

    async def retarget(
        self,
        order: Order,
        *,
        key_result: str,
        measure: Measure,
        reason: str | None = None,
        approver: str | None = None,
        same_rule: bool = False,
    ) -> Done:
        """Measure the key result like this from now on. Raises Invalid, NotFound, WrongState.

        With `same_rule` a number is kept by the rule that it was kept by until now, if it was.
        """
        place = await self._context.place(key_result)
        if is_private(place.objective):
            must_tell_nothing(measure)
            await self._access.must_see(order, place.objective)
            state, _ = await self._objectives.load(place.objective)
            measure = await private_measures.sealed_like(
                self._sealer, place.objective, state, place.key_result, measure
            )
        why, period = await self._why(order, reason, approver), await self._context.period(place.quarter)
        command = Retarget(place.key_result, measure, why, period, same_rule)
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def reweigh(
        self,
        order: Order,
        *,
        key_result: str,
        weight: Decimal | None,
        reason: str | None = None,
        approver: str | None = None,
    ) -> Done:
        """Let it count by so many percent; None shares what the others leave. Raises Invalid, NotFound, WrongState."""
        place = await self._context.place(key_result)
        why, period = await self._why(order, reason, approver), await self._context.period(place.quarter)
        command = Reweigh(place.key_result, weight, why, period)
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def reassign_key_result(
        self,
        order: Order,
        *,
        key_result: str,
        owner: str | None,
        reason: str | None = None,
        approver: str | None = None,
    ) -> Done:
        """Give the key result to somebody, or to nobody. Raises Invalid, NotFound, WrongState."""
        place = await self._context.place(key_result)
        why, period = await self._why(order, reason, approver), await self._context.period(place.quarter)
        command = ReassignKeyResult(place.key_result, await self._context.person(owner), why, period)
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def revise_key_result(self, order: Order, *, key_result: str, title: str) -> Done:
        """Give it another title. Raises Invalid, NotFound, WrongState."""
        place = await self._context.place(key_result)
        title = await self._access.title(order, place.objective, title)
        command = ReviseKeyResult(place.key_result, title, await self._context.period(place.quarter))
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def reassign_objective(
        self,
        order: Order,
        *,
        objective: str,
        owner: str | None,
        team: str | None,
        reason: str | None = None,
        approver: str | None = None,
    ) -> Done:
        """Give the objective to this owner and this team. Raises Invalid, NotFound, WrongState."""
        id_ = await self._context.objective(objective)
        why, period = await self._why(order, reason, approver), await self._context.period_of(id_)
        command = ReassignObjective(await self._context.person(owner), await self._context.team_for(team), why, period)
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def move_objective(
        self,
        order: Order,
        *,
        objective: str,
        quarter: str | None,
        reason: str | None = None,
        approver: str | None = None,
    ) -> Done:
        """Let the objective, with its key results, belong to another quarter (its label or id); None is the backlog.

        Raises Invalid, NotFound, WrongState (a quarter of the two has ended, it is closed or scored).
        """
        id_ = await self._context.objective(objective)
        into = None if quarter is None else await self._context.quarter(quarter)
        why, period = await self._why(order, reason, approver), await self._context.period_of(id_)
        command = MoveObjective(into, await self._context.period(into), why, period)
        done = await self._executor.carry_out(self._objectives, id_, command, order)
        self._context.objective_moved(id_)
        return done

    async def move_key_result(
        self, order: Order, *, key_result: str, objective: str, reason: str | None = None, approver: str | None = None
    ) -> Done:
        """Let the key result measure another objective from now on; its check-ins stay with it.

        It is added there before it leaves here, so that breaking off in between loses nothing; the same command
        goes on from there. Raises Invalid, NotFound, WrongState (a circle).
        """
        place = await self._context.place(key_result)
        await self._access.must_be_public(order, place.objective)
        target = await self._context.ask(lambda connection: resolve.objective(connection, objective))
        why = await self._why(order, reason, approver)
        # One at a time, and by views that hold everything, so that no two of this process close a circle together.
        async with self._alone:
            row, circle = await self._context.ask_whole(
                lambda connection: _moving(connection, place.key_result, target)
            )
            source = place.objective if place.objective != target else await self._moved_from(place.key_result, target)
            if source is None:
                raise Unfitting("the key result measures this objective already; name another one")
            here = MoveHere(
                place.key_result,
                row["title"],
                key_results.measure_of(row),
                row["owner"],
                source,
                await self._context.period_of(target),
            )
            away = MoveAway(place.key_result, target, why, await self._context.period_of(source), circle)
            await self._must_be_decidable(source, away, order)
            await self._executor.carry_out(self._objectives, target, here, order.step("here"))
            done = await self._executor.carry_out(self._objectives, source, away, order, place.key_result)
        self._context.moved(place.key_result)
        return done

    async def _moved_from(self, key_result: str, target: str) -> str | None:
        """Where a key result that was added here is still waiting to be taken from; None where it always was here."""
        return await self._context.ask(lambda connection: key_results.leaving(connection, key_result, target))

    async def _must_be_decidable(self, objective: str, command: MoveAway, order: Order) -> None:
        """Raise what the last step of a move would be refused with, before its first step is done."""
        state, _ = await self._objectives.load(objective)
        authorised(decide)(
            Authorised(command, await self._context.actor(order.actor, order.authority, anew=True)), state
        )

    async def _why(self, order: Order, reason: str | None, approver: str | None) -> Why:
        person = await self._context.person(approver)
        return Why(order.actor, await self._words.comment(order, reason, "reason"), person)


def _moving(connection: Connection, key_result: str, target: str) -> tuple[RowMapping, tuple[str, ...]]:
    """The key result's row, and the circle that it would close by measuring the target."""
    row = key_results.by_id(connection, key_result)
    if row is None:
        raise NotFound(f"there is no key result {key_result!r}")
    # Where it measures the target already, a move that was broken off goes on, or is refused for another reason.
    here = row["objective"] == target
    return row, () if here else serving.circle(connection, ("KR", key_result), ("O", target))


class PhasingHandlers:
    """Use cases about how fast key results should move, and do."""

    def __init__(self, executor: Executor, context: CommandContext, objectives: ObjectiveLog) -> None:
        self._executor, self._context, self._objectives = executor, context, objectives

    async def phase(self, order: Order, *, key_result: str, points: Sequence[PlannedPoint]) -> Done:
        """Expect so much by these days; no points mean an even pace. Raises Invalid, NotFound, WrongState."""
        place = await self._context.place(key_result)

        def days(connection: Connection) -> RowMapping | None:
            return None if place.quarter is None else quarters.by_id(connection, place.quarter)

        row = await self._context.ask(days)
        first, last = (None, None) if row is None else (row["start"], row["end"])
        command = SetPlan(place.key_result, tuple(points), first, last)
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def early_warnings(
        self, now: datetime, *, on: date | None = None, team: str | None = None, quarter: str | None = None
    ) -> list[EarlyWarning]:
        """The key results that warn of something on a day, by default today.

        Raises NotFound where there is no such quarter.
        """
        here = await self._context.company_days()
        return await self._context.ask(
            lambda connection: early_warnings.early_warnings(
                connection, on or here.of(now), here, team=team, quarter=quarter
            )
        )
