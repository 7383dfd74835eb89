"""Two instants of the tree are compared, on either clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from services.okr.objectives.domain.judge import HealthOn
from services.okr.objectives.views import board
from services.okr.objectives.views.outcomes import Outcomes
from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.reports.board.handlers import BoardHandlers
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
        before = renumbered(await self._standings(begins), numbers)
        after = renumbered(await self._standings(ends), numbers)
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
            lambda connection: standings(connection, self._boards.judge(connection, seen)), seen.effective, seen.known
        )

    async def _at(self, instant: When, clock: Clock, now: datetime | None) -> Seen:
        effective, known = (instant, None) if clock == "effective" else (None, instant)
        return await self._moments.seen_from(effective, known, now, may_be_to_come=False)


_outcomes = Outcomes.table.c


def standings(connection: Connection, judge: HealthOn) -> dict[str, GoalAt]:
    """Every objective and every living key result, by id, each objective before its key results."""
    scores = {row.objective: row.score for row in connection.execute(select(_outcomes.objective, _outcomes.score))}
    found: dict[str, GoalAt] = {}
    for goal in board.board(connection, judge=judge):
        found[goal.id] = _objective(goal, scores.get(goal.id))
        for one in goal.key_results:
            found[one.id] = _key_result(one)
    for standing in list(found.values()):
        if (served := found.get(standing.figures.get("serves") or "")) is not None:
            served.made_of = [*served.made_of, standing.id]
    return found


def renumbered(standings: dict[str, GoalAt], known: dict[str, str]) -> dict[str, GoalAt]:
    """The same under the numbers of now: views of another time count anew."""
    for standing in standings.values():
        standing.number = known.get(standing.id, standing.number)
    return standings


def _objective(goal: BoardObjective, score: object) -> GoalAt:
    return GoalAt(
        id=goal.id,
        number=goal.number,
        title=goal.title,
        kind="objective",
        objective=goal.id,
        figures={
            "progress": goal.progress,
            "score": score,
            "health": goal.health,
            "status": goal.result or goal.status,
            "confidence": goal.confidence,
            "owner": goal.owner,
            "team": goal.team,
            "quarter": goal.quarter_label,
            "serves": goal.parent_objective or goal.parent_key_result,
            "title": goal.title,
        },
        made_of=[one.id for one in goal.key_results],
    )


def _key_result(one: BoardKeyResult) -> GoalAt:
    return GoalAt(
        id=one.id,
        number=one.number,
        title=one.title,
        kind="key result",
        objective=one.objective,
        figures={
            "progress": one.progress,
            "value": one.value,
            "zone": one.zone,
            "health": one.health,
            "confidence": one.confidence,
            "target": one.measure,
            "weight": one.weight,
            "owner": one.owner,
            "objective": one.objective,
            "sources": list(one.sources),
            "title": one.title,
        },
        made_of=list(one.sources),
    )
