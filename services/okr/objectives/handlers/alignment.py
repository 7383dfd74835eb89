"""Objectives are aligned, key results linked; progress is set by hand and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.objectives.domain.alignment import Adopt, Align, Asker, Goal, Link, Override, Source
from services.okr.objectives.domain.history import Node
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.views import goals, key_results, objectives, ties as serving
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import NotFound


class AlignmentHandlers:
    """Use cases about what serves what."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        access: ObjectiveAccess,
        objectives: ObjectiveLog,
        alone: asyncio.Lock,
    ) -> None:
        self._executor, self._context, self._words, self._access = executor, context, words, access
        self._objectives, self._alone = objectives, alone

    async def align(
        self, order: Order, *, objective: str, to: str | None, reason: str | None = None, approver: str | None = None
    ) -> Done:
        """Let the objective serve another one (O-4) or a key result (KR-17), or nothing.

        Raises Invalid (itself, no reason), NotFound, Forbidden, WrongState (closed, dropped, a circle).
        """
        id_ = await self._context.objective(objective)
        await self._access.must_be_public(order, id_)
        asker = await self._asker(order, reason, approver)
        period = await self._context.period_of(id_)
        # One at a time, and by views that hold everything, so that no two of this process close a circle together.
        async with self._alone:
            goal = None
            if to is not None:
                goal = await self._context.ask_whole(lambda connection: _goal(connection, ("O", id_), to))
            done = await self._executor.carry_out(self._objectives, id_, Align(goal, asker, period), order)
        self._context.tied(None if goal is None else goal.key_result)
        return done

    async def link(
        self,
        order: Order,
        *,
        key_result: str,
        sources: Sequence[str],
        reason: str | None = None,
        approver: str | None = None,
    ) -> Done:
        """Let its value be the sum of these key results' values; of none, its own again.

        Raises Invalid (units differ, itself, no reason), NotFound, Forbidden, WrongState (dropped, a circle).
        """
        place = await self._context.place(key_result)
        await self._access.must_be_public(order, place.objective)
        asker = await self._asker(order, reason, approver)
        period = await self._context.period(place.quarter)

        def found(connection: Connection) -> tuple[Source, ...]:
            return tuple(_source(connection, ("KR", place.key_result), each) for each in sources)

        async with self._alone:
            command = Link(place.key_result, await self._context.ask_whole(found), asker, period)
            done = await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)
        self._context.tied(place.key_result)
        return done

    async def override(self, order: Order, *, key_result: str, progress: Decimal, reason: str | None = None) -> Done:
        """Set the key result's progress by hand, 0 to 1. Raises Invalid, NotFound, Forbidden, WrongState."""
        place = await self._context.place(key_result)
        await self._access.must_be_public(order, place.objective)
        asker = await self._asker(order, reason, None)
        command = Override(place.key_result, progress, asker, await self._context.period(place.quarter))
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def adopt(self, order: Order, *, key_result: str) -> Done:
        """Let the key result take again what its children or links say. Raises NotFound, Forbidden, WrongState."""
        place = await self._context.place(key_result)
        await self._access.must_be_public(order, place.objective)
        asker = Asker(order.actor)

        def by_hand(connection: Connection) -> bool:
            node = goals.below(connection, [place.objective]).tree.key_results[place.key_result]
            return node.otherwise is not None

        command = Adopt(
            place.key_result, asker, await self._context.ask_whole(by_hand), await self._context.period(place.quarter)
        )
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def _asker(self, order: Order, reason: str | None, approver: str | None) -> Asker:
        said = await self._words.comment(order, reason, "reason")
        return Asker(order.actor, said, await self._context.person(approver))


def _goal(connection: Connection, aligned: Node, text: str) -> Goal:
    node = resolve.goal(connection, text)
    kind, id_ = node
    measured = id_ if kind == "O" else key_results.objective_of(connection, id_)
    row = None if measured is None else objectives.by_id(connection, measured)
    if row is None:
        raise NotFound(f"there is no objective of {text!r}; it may come to be known in a moment")
    measure = None if kind == "O" else key_results.by_id(connection, id_)
    return Goal(
        number=resolve.number_of(connection, id_) or id_,
        objective=id_ if kind == "O" else None,
        key_result=id_ if kind == "KR" else None,
        closed=row["status"] == Status.CLOSED,
        dropped=measure is not None and measure["dropped"],
        circle=serving.circle(connection, aligned, node),
    )


def _source(connection: Connection, target: Node, text: str) -> Source:
    id_ = resolve.key_result(connection, text)
    row = key_results.by_id(connection, id_)
    if row is None:
        raise NotFound(f"there is no key result {text!r}")
    return Source(
        number=f"KR-{row['number']}",
        key_result=id_,
        measure=key_results.measure_of(row),
        dropped=row["dropped"],
        # The source serves the one that sums it up.
        circle=serving.circle(connection, ("KR", id_), target),
    )
