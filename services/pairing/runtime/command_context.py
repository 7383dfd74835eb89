"""What a command must know of others, asked from the service's own store: the programme, the company's days."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from services.pairing.goals.company_days import Days
from services.pairing.programmes.domain import Approval, Programme
from services.pairing.rotations import draws
from services.pairing.rotations.undrawn import NotDrawn, undrawn
from shared.readiness import Notice
from shared.runtime import Runtime


class CommandContext:
    """Answers from the own store."""

    def __init__(self, runtime: Runtime) -> None:
        self._store, self._sealer = runtime.store, runtime.sealer
        self.days = Days(runtime)
        self.approval: Approval = runtime.settings.rotation_approval.value

    async def programme(self) -> Programme:
        """The programme as the own store knows it, with the setting's approval where it was never configured."""
        return await asyncio.to_thread(draws.programme_in, self._store, self.approval)

    async def day(self, moment: datetime) -> date:
        """The company's day that a moment lies in."""
        return (await self.days.now()).of(moment)

    async def not_drawn(self) -> NotDrawn | None:
        """The time for which no groups could be drawn, unless others have been drawn since."""
        return await asyncio.to_thread(undrawn, self._store)

    async def told_not_drawn(self) -> str | None:
        """For readiness: a Notice where no groups could be drawn, which keeps nobody from being served."""
        found = await self.not_drawn()
        return None if found is None else Notice(found.says)

    def digest(self, *said: str) -> str:
        """A digest of these texts that only this installation can make."""
        return self._sealer.digest("\n".join(said).encode())
