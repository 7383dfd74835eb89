"""The board and the tree, as they are and as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.view import company_days
from services.okr.objectives.domain.judge import HealthOn
from services.okr.objectives.views import board
from services.okr.objectives.views.standing import BoardObjective, health_on
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.moments import Moments, Seen
from services.okr.runtime.past import PastViews
from shared.days import When
from shared.runtime import Runtime

_Read = Callable[[Connection], list[BoardObjective]]


class BoardHandlers:
    """What everybody may see. `now` says which day it is, for the health of what is shown; None is the clock's."""

    def __init__(self, runtime: Runtime, context: CommandContext, moments: Moments, past: PastViews) -> None:
        self._runtime, self._context, self._moments, self._past = runtime, context, moments, past

    async def board(
        self,
        *,
        quarter: str | None = None,
        team: str | None = None,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
    ) -> list[BoardObjective]:
        """The objectives of a quarter (its label or id, or ``backlog``) and team, by number; of all, with neither.

        `effective` asks how things stood then, `known` what had been recorded by then, a day by its end; with neither,
        it is the board of now. Raises NotFound where there is (or was) no such quarter, or no such team.
        """
        seen, team = await self._moments.seen_from(effective, known, now), await self._context.known_team(team)

        def read(connection: Connection) -> list[BoardObjective]:
            return board.board(connection, quarter=quarter, team=team, judge=self.judge(connection, seen))

        return await self._asked(read, seen)

    async def tree(
        self,
        *,
        root: str | None = None,
        quarter: str | None = None,
        team: str | None = None,
        person: str | None = None,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
    ) -> list[BoardObjective]:
        """The tree of goals, each objective before those below it: whole, or what fits all that is given.

        `root` is an objective (O-4) or a key result (KR-17), `person` (P-3) owns the objective or a key result of it;
        the rest is as on the board. Raises NotFound.
        """
        seen = await self._moments.seen_from(effective, known, now)
        # Numbers are those of now: another time's views count anew.
        top = None if root is None else (await self._context.ask(lambda c: resolve.goal(c, root)))[1]
        owner, team = await self._context.person(person), await self._context.known_team(team)

        def read(connection: Connection) -> list[BoardObjective]:
            judge = self.judge(connection, seen)
            return board.tree(connection, root=top, quarter=quarter, team=team, person=owner, judge=judge)

        return await self._asked(read, seen)

    def judge(self, connection: Connection, seen: Seen) -> HealthOn:
        """By what the health of goals is judged on this day."""
        return replace(health_on(connection, seen.on, seen.zone), rules=seen.rules)

    def judge_now(self, connection: Connection, now: datetime) -> HealthOn:
        """By what it is judged today, on a connection to the views of now."""
        here = company_days(connection, self._runtime.settings.zone)
        return health_on(connection, here.of(now), here.zone_at(now))

    async def _asked(self, read: _Read, seen: Seen) -> list[BoardObjective]:
        objectives = await self._past.ask_at(read, seen.effective, seen.known)
        if seen.effective is None and seen.known is None:
            return objectives
        return board.renumbered(objectives, await self._context.ask(board.numbers))
