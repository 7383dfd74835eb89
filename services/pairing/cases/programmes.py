"""Use cases about programmes: how groups are made."""

from __future__ import annotations

from services.pairing.cases.base import Cases
from services.pairing.domain.programme import DEFAULT, ConfigureProgramme
from shared.eventlog import Order, Outcome


class ProgrammeCases(Cases):
    """How groups are made, from the next draw on."""

    async def configure_programme(self, command: ConfigureProgramme, order: Order) -> Outcome:
        """Make groups like this from the next draw on. Raises Invalid."""
        return await self._programmes.handle(DEFAULT, command, order)
