"""Two instants of the tree are compared, on either clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.okr.objectives.views import board
from services.okr.reports.board.handlers import BoardHandlers
from services.okr.reports.comparison import queries as comparing
from services.okr.reports.comparison.domain import Between, GoalAt, Moved, moved
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.moments import Moments, Seen
from services.okr.runtime.past import PastViews
from shared.days import When
from shared.events import Unfitting
from shared.projection import dropped_in
from shared.projection.asof import Clocks, between
from shared.projection.handling import is_private
from shared.projection.threads import to_its_end
from shared.runtime import Runtime

Clock = Literal["effective", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What moved from one instant to the other, by one of the two clocks."""

    since: datetime
    until: datetime
    clock: Clock
    events: int
    moved: tuple[Moved, ...]


class ComparisonHandlers:
    """Questions what has changed."""

    def __init__(
        self, runtime: Runtime, context: CommandContext, boards: BoardHandlers, moments: Moments, past: PastViews
    ) -> None:
        self._runtime, self._context, self._boards, self._moments = runtime, context, boards, moments
        self._past = past

    async def compare(
        self, since: When, until: When, *, clock: Clock = "effective", now: datetime | None = None
    ) -> Comparison:
        """What moved after `since` and up to `until`, how far, and who moved it.

        By the clock `effective` it is what happened in between; by `known`, what was recorded in between, whatever day
        it speaks of; a day means its end. Raises Invalid where the instants are not in order, or to come.
        """
        begins, ends = [await self._at(each, clock, now) for each in (since, until)]
        first, last = Clocks(begins.effective, begins.known), Clocks(ends.effective, ends.known)
        earlier, later = first.effective or first.known, last.effective or last.known
        assert earlier is not None
        assert later is not None
        if earlier >= later:
            raise Unfitting(f"{since.isoformat()} is not before {until.isoformat()}; give the earlier instant first")
        numbers = await self._context.ask(board.numbers)
        before = comparing.renumbered(await self._standings(begins), numbers)
        after = comparing.renumbered(await self._standings(ends), numbers)
        log = self._runtime.log
        dropped = await dropped_in(log, self._runtime.service)
        told = Between()
        async for events in between(log, first, last, dropped=dropped, past=self._past.kept):
            # Not even how many events of private objectives there are is anybody's business.
            await to_its_end(told.take, [event for event in events if not is_private(event)])
        found = await to_its_end(lambda: tuple(moved(before, after, told)))
        return Comparison(since=earlier, until=later, clock=clock, events=told.events, moved=found)

    async def _standings(self, seen: Seen) -> dict[str, GoalAt]:
        return await self._past.ask_at(
            lambda connection: comparing.standings(connection, self._boards.judge(connection, seen)),
            seen.effective,
            seen.known,
        )

    async def _at(self, instant: When, clock: Clock, now: datetime | None) -> Seen:
        effective, known = (instant, None) if clock == "effective" else (None, instant)
        return await self._moments.seen_from(effective, known, now, may_be_to_come=False)
