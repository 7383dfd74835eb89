"""Private objectives are drafted, shared and shown to whom they are shared with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import RowMapping

from services.okr import typed_ids as resolve
from services.okr.kernel import rules
from services.okr.objectives.domain.openness import must_run
from services.okr.objectives.domain.sharing import DraftPrivate, Share, objective_id, objective_of
from services.okr.objectives.handlers import private_measures
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.handlers.private_replay import PrivateReplay, opened
from services.okr.objectives.views import board, check_ins, ledger
from services.okr.objectives.views.ledger import Entry
from services.okr.objectives.views.private_objectives import seen_by
from services.okr.objectives.views.standing import BoardObjective, health_on
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from services.okr.runtime.moments import Moments
from shared.command.done import Done
from shared.days import When
from shared.eventlog import Order
from shared.events import (
    Authority,
    Commitment,
    Contribution,
    Measure,
    NotFound,
    ObjectiveDrafted,
    Unfitting,
    derived_id,
)
from shared.projection.asof import Clocks
from shared.runtime import Runtime
from shared.sealing import Sealer

T = TypeVar("T")


class PrivateHandlers:
    """Use cases about private objectives, known by ids such as ``po-3f9a2c41d07b``.

    `reader` is who asks. To whoever isn't on the list it isn't there: NotFound, for admins too.
    """

    def __init__(
        self,
        runtime: Runtime,
        executor: Executor,
        context: CommandContext,
        objectives: ObjectiveLog,
        sealer: Sealer,
        moments: Moments,
    ) -> None:
        self._runtime, self._executor, self._context, self._objectives = runtime, executor, context, objectives
        self._sealer, self._moments = sealer, moments

    async def draft(
        self,
        order: Order,
        *,
        title: str,
        people: Iterable[str] = (),
        quarter: str | None = None,
        team: str | None = None,
        owner: str | None = None,
        commitment: Commitment = "aspirational",
        contribution: Contribution = "weight",
    ) -> Done:
        """Write down an objective that only its owner (without one, whoever drafts it) and these people see.

        Raises Invalid, NotFound, WrongState (the quarter has ended).
        """
        id_ = await self._executor.new(self._objectives.load, order, _new_objective)
        within = None if quarter is None else await self._context.quarter(quarter)
        must_run(await self._context.period(within))
        plain, whose = rules.title(title), rules.optional_label(await self._context.team_for(team), "team")
        drafted = ObjectiveDrafted(
            title=await self._sealer.seal(id_, plain),
            quarter=within,
            team=whose,
            owner=await self._context.person(owner) or await self._himself(order),
            commitment=commitment,
            contribution=contribution,
        )
        return await self._executor.carry_out(
            self._objectives, id_, DraftPrivate(drafted, await self._everyone(people)), order
        )

    async def share(self, order: Order, *, objective: str, people: Iterable[str]) -> Done:
        """Let these people and its owner see it, and nobody else. Raises Invalid, NotFound, Forbidden, WrongState."""
        id_ = await self._context.objective(objective)
        return await self._executor.carry_out(self._objectives, id_, Share(await self._everyone(people)), order)

    async def seen_by(self, reader: str, now: datetime) -> list[BoardObjective]:
        """The private objectives that the reader may see, as a board shows them."""
        ids = await self._context.ask(lambda connection: seen_by(connection, reader))
        return [(await self.one(reader, id_, now))[0] for id_ in ids]

    async def one(
        self, reader: str, objective: str, now: datetime, *, effective: When | None = None, known: When | None = None
    ) -> tuple[BoardObjective, int]:
        """The objective as a board shows it, or did by either clock, and its version. Raises NotFound."""
        seen = await self._moments.seen_from(effective, known, now)

        def ask(replay: PrivateReplay) -> BoardObjective:
            judge = health_on(replay.connection, seen.on, seen.zone)
            found = board.objective(replay.connection, id_, judge)
            if found is None:
                raise NotFound("there was no such objective then; ask of a later day")
            return _under_ids(found)

        async with self.replayed(reader, objective, Clocks(seen.effective, seen.known)) as replay:
            id_ = objective_of(objective)
            return await asyncio.to_thread(ask, replay), replay.version

    async def check_ins(self, reader: str, key_result: str) -> list[RowMapping]:
        """All check-ins on a private objective's key result, the latest first. Raises NotFound."""
        id_ = key_result.strip().lower()
        return await self.ask(
            reader, key_result, lambda replay: check_ins.of_key_result(replay.connection, id_, limit=1000)
        )

    async def measure(self, reader: str, text: str) -> Measure:
        """How a private objective's key result is measured, or the one that a check-in is about. Raises NotFound."""
        id_ = text.strip().lower()

        def find(replay: PrivateReplay) -> Measure:
            said = replay.objective.check_ins.get(id_)
            known = replay.objective.key_results.get(id_ if said is None else said.key_result)
            if known is None:
                raise NotFound("there is no such key result or check-in; show the objective to find the id")
            return known.measure

        return await private_measures.opened(self._sealer, await self.ask(reader, text, find))

    async def ledger(self, reader: str, objective: str) -> list[Entry]:
        """Every goalpost of the objective and of its key results. Raises NotFound."""
        id_ = objective.strip().lower()
        entries = await self.ask(reader, objective, lambda replay: ledger.of_objective(replay.connection, id_))
        reasons = await self._sealer.open_all([entry.reason for entry in entries])
        return [replace(entry, reason=reason) for entry, reason in zip(entries, reasons, strict=True)]

    async def ask(self, reader: str, text: str, question: Callable[[PrivateReplay], T]) -> T:
        """What the views of the private objective that `text` belongs to answer. Raises NotFound."""
        async with self.replayed(reader, text) as replay:
            return await asyncio.to_thread(question, replay)

    @asynccontextmanager
    async def replayed(self, reader: str, text: str, clocks: Clocks | None = None) -> AsyncIterator[PrivateReplay]:
        """The objective opened for the reader, as the clocks have it, for the time of the block. Raises NotFound."""
        try:
            id_ = objective_of(text)
        except ValueError:
            raise NotFound("there is no such objective; list the objectives to find the id") from None
        by = await self._context.actor(reader, Authority.MEMBER)
        async with opened(self._runtime.log, self._sealer, id_, by, clocks or Clocks()) as replay:
            yield replay

    async def _everyone(self, named: Iterable[str]) -> tuple[str, ...]:
        found = [await self._context.person(text) for text in named]
        return tuple(person for person in found if person is not None)

    async def _himself(self, order: Order) -> str:
        """Whoever drafts, where he is somebody."""
        try:
            return await self._context.ask(lambda connection: resolve.person(connection, order.actor))
        except NotFound:
            raise Unfitting("a private objective needs an owner, who alone says who may see it; name one") from None


def _new_objective(command: str) -> str:
    return objective_id(derived_id(command, "private objective"))


def _under_ids(found: BoardObjective) -> BoardObjective:
    """Private objectives have no numbers: these would tell how many there are."""
    own = {found.id: found.id} | {each.id: each.id for each in found.key_results}
    return board.renumbered([found], own)[0]
