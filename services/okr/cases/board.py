"""The board and the tree, as they are and as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection

from services.okr.cases.past import PastCases
from services.okr.domain.judge import HealthOn
from services.okr.views import board, resolve
from services.okr.views.judging import health_on
from services.okr.views.standing import BoardObjective

_Read = Callable[[Connection], list[BoardObjective]]


class BoardCases(PastCases):
    """What everybody may see. `now` says which day it is, for the health of what is shown; None is the clock's."""

    async def board(
        self,
        *,
        quarter: str | None = None,
        team: str | None = None,
        effective: datetime | None = None,
        known: datetime | None = None,
        now: datetime | None = None,
    ) -> list[BoardObjective]:
        """The objectives of a quarter (its label or id, or ``backlog``) and team, by number; of all, with neither.

        `effective` asks how things stood then, `known` what had been recorded by then; with neither, it is the board of
        now. Raises NotFound where there is (or was) no such quarter.
        """
        seen = _seen(effective, known, now)

        def read(connection: Connection) -> list[BoardObjective]:
            return board.board(connection, quarter=quarter, team=team, judge=self.judge(connection, seen))

        return await self._asked(read, effective, known)

    async def tree(
        self,
        *,
        root: str | None = None,
        quarter: str | None = None,
        team: str | None = None,
        person: str | None = None,
        effective: datetime | None = None,
        known: datetime | None = None,
        now: datetime | None = None,
    ) -> list[BoardObjective]:
        """The tree of goals, each objective before those below it: whole, or what fits all that is given.

        `root` is an objective (O-4) or a key result (KR-17), `person` (P-3) owns the objective or a key result of it;
        the rest is as on the board. Raises NotFound.
        """
        seen = _seen(effective, known, now)
        # Numbers are those of now: another time's views count anew.
        top = None if root is None else (await self._facts.ask(lambda c: resolve.goal(c, root)))[1]
        owner = await self._person(person)

        def read(connection: Connection) -> list[BoardObjective]:
            judge = self.judge(connection, seen)
            return board.tree(connection, root=top, quarter=quarter, team=team, person=owner, judge=judge)

        return await self._asked(read, effective, known)

    def judge(self, connection: Connection, seen: datetime) -> HealthOn:
        """By what the health of goals is judged at this moment."""
        zone = self.ground.settings.zone
        return health_on(connection, seen.astimezone(zone).date(), zone)

    async def _asked(self, read: _Read, effective: datetime | None, known: datetime | None) -> list[BoardObjective]:
        objectives = await self._ask_at(read, effective, known)
        if effective is None and known is None:
            return objectives
        return board.renumbered(objectives, await self._facts.ask(board.numbers))


def _seen(effective: datetime | None, known: datetime | None, now: datetime | None) -> datetime:
    """The moment that an answer is about."""
    moments = [each for each in (effective, known, now or datetime.now(UTC)) if each is not None]
    return min(moments)
