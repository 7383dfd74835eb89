"""Use cases about programmes: how groups are made."""

from __future__ import annotations

import asyncio

from services.pairing.cases.base import Cases
from services.pairing.domain.programme import DEFAULT, ConfigureProgramme
from services.pairing.views import pool
from shared.eventlog import Order, Outcome
from shared.events import Invalid


class ProgrammeCases(Cases):
    """How groups are made, from the next draw on."""

    async def configure_programme(self, command: ConfigureProgramme, order: Order) -> Outcome:
        """Make groups like this from the next draw on.

        Raises Invalid, also for a function in which nobody works as soon as there is anybody at all: it is a slip.
        """
        await self.private.settled()
        here = await asyncio.to_thread(self._functions)
        missing = [function for function in command.functions if function.casefold() not in here]
        if here and missing:
            raise Invalid(
                f"nobody works in {', '.join(missing)}; name functions of the people who are there: "
                f"{', '.join(sorted(here))}"
            )
        return await self._programmes.handle(DEFAULT, command, order)

    def _functions(self) -> set[str]:
        with self._store.read() as connection:
            return set(pool.functions(connection))
