"""Two instants of the tree are compared, on either clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.okr.cases.explaining import ExplainingCases, moment_of
from services.okr.domain.comparing import Moved, Standing, moved
from services.okr.views import board, comparing
from shared.events import Invalid
from shared.projection import dropped_in
from shared.projection.asof import Clocks, between
from shared.projection.handling import is_private

Clock = Literal["effective", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What moved from one instant to the other, by one of the two clocks."""

    since: datetime
    until: datetime
    clock: Clock
    events: int
    moved: tuple[Moved, ...]


class ComparingCases(ExplainingCases):
    """Questions what has changed."""

    async def compare(
        self, since: datetime, until: datetime, *, clock: Clock = "effective", now: datetime | None = None
    ) -> Comparison:
        """What moved after `since` and up to `until`, how far, and who moved it.

        By the clock `effective` it is what happened in between; by `known`, what was recorded in between, whatever day
        it speaks of. Raises Invalid where the instants are not in order, or to come.
        """
        if since >= until:
            raise Invalid(f"{since.isoformat()} is not before {until.isoformat()}; give the earlier instant first")
        first, last = self._at(since, clock), self._at(until, clock)
        numbers = await self._facts.ask(board.numbers)
        before = comparing.renumbered(await self._standings(first, moment_of(since, None, now)), numbers)
        after = comparing.renumbered(await self._standings(last, moment_of(until, None, now)), numbers)
        log = self.ground.log
        dropped = await dropped_in(log, self.ground.service)
        found_between = await between(log, first, last, dropped=dropped, past=self._past)
        # Not even how many events of private objectives there are is anybody's business.
        events = [event for event in found_between if not is_private(event)]
        found = moved(before, after, events)
        return Comparison(since=since, until=until, clock=clock, events=len(events), moved=tuple(found))

    async def _standings(self, clocks: Clocks, seen: datetime) -> dict[str, Standing]:
        return await self._ask_at(
            lambda connection: comparing.standings(connection, self.judge(connection, seen)),
            clocks.effective,
            clocks.known,
        )

    @staticmethod
    def _at(instant: datetime, clock: Clock) -> Clocks:
        return Clocks(instant) if clock == "effective" else Clocks(None, instant)
