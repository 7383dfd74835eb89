"""The board, as it is and as it was."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import Connection

from services.okr.cases.base import Cases
from services.okr.views import VIEWS, board
from services.okr.views.standing import BoardObjective
from shared.projection import dropped_in
from shared.projection.asof import Clocks, as_of


class BoardCases(Cases):
    """What everybody may see."""

    async def board(
        self,
        *,
        quarter: str | None = None,
        team: str | None = None,
        effective: datetime | None = None,
        known: datetime | None = None,
    ) -> list[BoardObjective]:
        """The objectives of a quarter (its label or id, or ``backlog``) and team, by number; of all, with neither.

        `effective` asks how things stood then, `known` what had been recorded by then; with neither, it is the board of
        now. Raises NotFound where there is (or was) no such quarter.
        """

        def read(connection: Connection) -> list[BoardObjective]:
            return board.board(connection, quarter=quarter, team=team)

        if effective is None and known is None:
            return await self._facts.ask(read)
        log = self.ground.log
        dropped = await dropped_in(log, self.ground.service)
        async with as_of(log, VIEWS, Clocks(effective, known), dropped=dropped) as connection:
            objectives = await asyncio.to_thread(read, connection)
        return board.renumbered(objectives, await self._facts.ask(board.numbers))
