"""A quarter ends, is frozen, and is verified: processes of single steps, each of which may be taken again.

Ending is: score what nobody scored, end the quarter, score anew what came in between, freeze. Every step has a command
id of its own that follows from the quarter, or nothing left to do when it is taken again. So whoever was broken off
anywhere, by whatever, ends the quarter again and gets what one go would have given.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from services.okr.kernel.permissions import Action
from services.okr.objectives.handlers.carry_over import CarryOverHandlers
from services.okr.objectives.handlers.scoring import ScoringHandlers, following
from services.okr.quarter_ends import queries as quarter_report
from services.okr.quarter_ends.freeze import Verification, found_at, verified
from services.okr.quarter_ends.log_reader import Progress, untold
from services.okr.quarter_ends.queries import QuarterReport
from services.okr.quarters import domain as quarters_domain, view as quarters
from services.okr.quarters.domain import End, Freeze, QuarterStage
from services.okr.quarters.handlers import QuarterHandlers
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from services.okr.views import VIEWS
from shared.command.done import Done
from shared.eventlog import Order, VersionMismatch
from shared.events import WrongState
from shared.memory import give_back
from shared.projection import dropped_in
from shared.projection.refolded import Refolded
from shared.runtime import Runtime
from shared.server.layout import Layout


@dataclass(frozen=True, slots=True)
class Ended(Done):
    """A quarter that has ended, and what there is to say of it."""

    report: QuarterReport


class QuarterEndHandlers:
    """Use cases about how quarters end."""

    def __init__(
        self,
        runtime: Runtime,
        executor: Executor,
        context: CommandContext,
        carry_over: CarryOverHandlers,
        quarters: QuarterHandlers,
        scoring: ScoringHandlers,
    ) -> None:
        self._runtime, self._executor, self._context, self._carry_over = runtime, executor, context, carry_over
        self._quarters, self._scoring = quarters, scoring

    _folded_once: Refolded | None = None

    async def end(self, order: Order, *, quarter: str) -> Ended:
        """The quarter is over; what nobody scored is scored, and all of it is frozen.

        One that ended but was broken off before it was frozen is completed. Raises NotFound, WrongState (has not
        started, or has already ended).
        """
        id_ = await self._context.quarter(quarter)
        await self._executor.must_be_allowed(order, Action.MANAGE_QUARTERS)
        state, version = await self._quarters.aggregates.load(id_)
        if state.phase is QuarterStage.ENDED and (state.frozen is not None or await self._imported(id_)):
            done = await self._executor.carry_out(self._quarters.aggregates, id_, End(), order)
            if state.frozen is not None:
                # What the first answer told of: where the same order froze it, too.
                freezing = following(order, id_, "freeze at the end")
                done = await self._executor.carry_out(self._quarters.aggregates, id_, Freeze(state.frozen), freezing)
            return Ended(done.id, done.outcome, await self.report(id_))
        if state.phase is not QuarterStage.ENDED:
            # Refused before anything is done.
            quarters_domain.decide(End(), state)
            if order.expected_version not in (None, version):
                raise VersionMismatch(f"quarter/{id_}", order.expected_version or 0, version)
            await self._scoring.score_unjudged(id_, order)
            await self._executor.carry_out(self._quarters.aggregates, id_, End(), order)
            self._context.ended(id_, state.label)
        await self._carry_over.complete(id_, order)
        await self._scoring.score_unjudged(id_, order)
        done = await self._freeze(id_, following(order, id_, "freeze at the end"))
        return Ended(done.id, done.outcome, await self.report(id_))

    async def freeze(self, order: Order, *, quarter: str, anyway: bool = False) -> Done:
        """Keep anew what an ended quarter came to, after late values; where nothing has changed only if `anyway`.

        Raises NotFound, WrongState (has not ended).
        """
        id_ = await self._context.quarter(quarter)
        await self._executor.must_be_allowed(order, Action.MANAGE_QUARTERS)
        state, _ = await self._quarters.aggregates.load(id_)
        if state.phase is not QuarterStage.ENDED:
            raise WrongState(f"{state.label} has not ended yet; end it before you freeze what it came to")
        await self._carry_over.complete(id_, order)
        if not await self._imported(id_):
            await self._scoring.score_unjudged(id_, order)
        return await self._freeze(id_, order, anyway=anyway)

    async def verify(self, quarter: str, told: Progress = untold) -> Verification:
        """Recompute what was frozen, from the log. Raises NotFound, WrongState (nothing was frozen).

        `told` hears how many of the log's records were read, of how many.
        """
        id_ = await self._context.quarter(quarter)
        state, _ = await self._quarters.aggregates.load(id_)
        if state.frozen is None:
            raise WrongState(f"{state.label} was never frozen; end it, or freeze it once it has ended")
        await self._context.ask_whole(lambda connection: None)
        runtime = self._runtime
        dropped = await dropped_in(runtime.log, runtime.service)
        async with self._rereading() as refolded:
            return await verified(runtime.log, runtime.store, id_, state.frozen, dropped, refolded, told)

    async def report(self, quarter: str, *, rules: str | None = None) -> QuarterReport:
        """What the quarter came to by now; beside it, the scores under another rule book. Raises Invalid, NotFound."""
        id_ = await self._context.quarter(quarter)

        def read(connection: Connection) -> QuarterReport:
            return quarter_report.report(connection, id_, rules)

        return await self._context.ask_whole(read)

    async def _freeze(self, quarter: str, order: Order, *, anyway: bool = False) -> Done:
        log = self._runtime.log
        dropped = await dropped_in(log, self._runtime.service)
        state, _ = await self._quarters.aggregates.load(quarter)
        async with self._rereading() as refolded:
            found = await found_at(log, quarter, await self._context.end(), dropped, state.rules, refolded)
        return await self._executor.carry_out(self._quarters.aggregates, quarter, Freeze(found, anyway=anyway), order)

    @asynccontextmanager
    async def _rereading(self) -> AsyncIterator[Refolded]:
        """What was folded before, for whoever reads the whole log once more; the memory that it takes is given back."""
        async with self._reading:
            try:
                yield await self._refolded()
            finally:
                await asyncio.to_thread(give_back)

    @cached_property
    def _reading(self) -> asyncio.Lock:
        """Whoever reads the whole log waits for whoever does so already, however many ask."""
        return asyncio.Lock()

    async def _refolded(self) -> Refolded:
        """What was folded from the log for other quarters, or for the same one."""
        if self._folded_once is None:
            secret = await asyncio.to_thread(Path(self._runtime.seed_file).read_bytes)
            self._folded_once = Refolded(
                Layout(self._runtime.settings.var).refolded(self._runtime.service), secret, VIEWS
            )
        return self._folded_once

    async def _imported(self, quarter: str) -> bool:
        return await self._context.ask_whole(lambda connection: quarters.imported(connection, quarter))
