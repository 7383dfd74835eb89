"""How well confidence foretold scores."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.known_teams import must_be_a_team
from services.okr.reports.calibration import queries as calibrating
from services.okr.reports.calibration.queries import Calibration, CalibrationHistory
from services.okr.runtime.command_context import CommandContext


class CalibrationHandlers:
    """Questions about quarters that have ended."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def of_quarter(self, *, quarter: str, team: str | None = None) -> Calibration:
        """Confidence against final scores, of a quarter and its teams. Raises NotFound, WrongState before its end."""
        here, team = await self._context.company_days(), await self._context.known_team(team)

        def read(connection: Connection) -> Calibration:
            return calibrating.calibration_of(connection, resolve.quarter(connection, quarter), here, team)

        return await self._context.ask(read)

    async def history(self, *, quarters: Sequence[str] = (), teams: Sequence[str] = ()) -> CalibrationHistory:
        """The same over several quarters, or all that have ended; of some teams only. Raises NotFound, WrongState."""
        here = await self._context.company_days()

        def read(connection: Connection) -> CalibrationHistory:
            wanted = [resolve.quarter(connection, each) for each in quarters]
            named = [must_be_a_team(connection, each) for each in teams]
            return calibrating.calibration_over(connection, wanted, here, named)

        return await self._context.ask(read)
