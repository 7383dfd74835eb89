"""How well confidence foretold scores."""

from __future__ import annotations

from sqlalchemy import Connection

from services.okr.cases.base import Cases
from services.okr.views import calibrating, resolve
from services.okr.views.calibrating import Calibration


class CalibratingCases(Cases):
    """Questions about a quarter that has ended."""

    async def calibration(self, *, quarter: str, team: str | None = None) -> Calibration:
        """Confidence against final scores, of a quarter and its teams. Raises NotFound, WrongState before its end."""
        here = await self.company_days()

        def read(connection: Connection) -> Calibration:
            return calibrating.calibration_of(connection, resolve.quarter(connection, quarter), here, team)

        return await self._facts.ask(read)
