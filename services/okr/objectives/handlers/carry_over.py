"""Objectives are carried over into another quarter: a process over two aggregates that anybody can complete."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.kernel.arithmetic import Said
from services.okr.objectives.domain.carry_over import CarryOver, DraftCarried, continued
from services.okr.objectives.domain.objective import Objective, Status
from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.handlers.scoring import following
from services.okr.objectives.views import key_results, lineage, objectives, results
from services.okr.objectives.views.board import BACKLOG
from services.okr.objectives.views.lineage import Lineage
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import CarryChoice, Unfitting, WrongState, derived_id

CARRIED = "carried over"


class CarryOverHandlers:
    """Use cases about what goes on in another quarter."""

    def __init__(
        self, executor: Executor, context: CommandContext, access: ObjectiveAccess, objectives: ObjectiveLog
    ) -> None:
        self._executor, self._context, self._access, self._objectives = executor, context, access, objectives

    async def carry_over(
        self,
        order: Order,
        *,
        objective: str,
        quarter: str,
        choices: Iterable[tuple[str, CarryChoice]] = (),
        otherwise: CarryChoice = "continue",
    ) -> Done:
        """Let the objective go on as a new draft in another quarter (its label or id, or ``backlog``).

        `choices` say what becomes of each key result (`KR-17`, or its id), the others become `otherwise`. The answer is
        the new objective's. What was broken off is completed, whatever is asked for now. Raises Invalid, NotFound,
        WrongState (it was carried over before).
        """
        id_ = await self._context.objective(objective)
        await self._access.must_be_public(order, id_)
        into = derived_id(id_, CARRIED)
        within = None if quarter.strip().lower() == BACKLOG else await self._context.quarter(quarter)
        command = CarryOver(
            into=into,
            quarter=within,
            period=await self._context.period(within),
            choices=await self._chosen(choices),
            otherwise=otherwise,
            last=await self._last(id_),
        )
        state, _ = await self._objectives.load(id_)
        broken_off = state.carried_into is not None and not await self._is_there(into)
        if not broken_off:
            await self._executor.carry_out(self._objectives, id_, command, order)
        return await self._draft_carried(id_, order)

    async def lineage(self, objective: str) -> Lineage:
        """Where the objective comes from and what became of it. Raises NotFound."""
        id_ = await self._context.ask(lambda connection: resolve.objective(connection, objective))
        return await self._context.ask(lambda connection: lineage.lineage(connection, id_))

    async def _draft_carried(self, old: str, order: Order) -> Done:
        """Write down what the old objective's own event says, unless it is written down."""
        state, _ = await self._objectives.load(old)
        decided = state.carried_over
        if decided is None:
            raise WrongState("this objective was not carried over; carry it over first")
        last = await self._last(old)
        aligned = await self._context.ask(lambda connection: _living_parent(connection, state))
        carried = (continued(state, one, last.get(one.key_result)) for one in decided.key_results)
        command = DraftCarried(
            carried_from=old,
            title=state.title,
            quarter=decided.quarter,
            team=state.team,
            owner=state.owner,
            commitment=state.commitment,
            source=state.source,
            contribution=state.contribution,
            key_results=tuple(one for one in carried if one is not None),
            objective=aligned[0],
            key_result=aligned[1],
        )
        step = following(order, decided.into, CARRIED, order.actor)
        return await self._executor.carry_out(self._objectives, decided.into, command, step)

    async def complete(self, quarter: str, order: Order) -> None:
        """Write down what carry-overs of the quarter's objectives left undone."""
        for old in await self._context.ask_whole(lambda connection: lineage.unfinished(connection, quarter)):
            await self._draft_carried(old, order)

    async def _is_there(self, objective: str) -> bool:
        state, _ = await self._objectives.load(objective)
        return state.status is not Status.ABSENT

    async def _last(self, objective: str) -> dict[str, Said]:
        found = await self._context.ask_whole(lambda connection: results.of_objective(connection, objective))
        return {} if found is None else {one.key_result: one.last for one in found.key_results if one.last is not None}

    async def _chosen(self, choices: Iterable[tuple[str, CarryChoice]]) -> dict[str, CarryChoice]:
        found: dict[str, CarryChoice] = {}
        for text, choice in choices:
            id_ = (await self._context.place(text)).key_result
            if id_ in found:
                raise Unfitting(f"key result {text} is named twice; say once what becomes of it")
            found[id_] = choice
        return found


def _living_parent(connection: Connection, state: Objective) -> tuple[str | None, str | None]:
    """What the new objective is aligned to: what the old one was, or what that was carried over into, while it lives.

    A closed objective serves nobody any more, nor does a key result that was dropped.
    """
    if state.parent_objective is not None:
        parent = lineage.successor(connection, state.parent_objective)
        return (parent if _lives(connection, parent) else None), None
    if state.parent_key_result is not None:
        row = key_results.by_id(connection, state.parent_key_result)
        if row is not None and not row["dropped"] and _lives(connection, row["objective"]):
            return None, state.parent_key_result
    return None, None


def _lives(connection: Connection, objective: str) -> bool:
    row = objectives.by_id(connection, objective)
    return row is not None and row["status"] != Status.CLOSED.value
