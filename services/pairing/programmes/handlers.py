"""Use cases about programmes: how groups are made."""

from __future__ import annotations

import asyncio

from services.pairing.members.views import pool
from services.pairing.programmes import domain
from services.pairing.programmes.domain import DEFAULT, ConfigureProgramme, Programme, check
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import Confidential
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository
from shared.events import Unfitting
from shared.runtime import Runtime


class ProgrammeHandlers:
    """How groups are made, from the next draw on."""

    def __init__(self, runtime: Runtime, log: EventLog, context: CommandContext, private: Confidential) -> None:
        self._aggregates: Repository[Programme, domain.Command] = Repository(
            log, Decider("pairing", "programme", Programme(), domain.decide, domain.evolve)
        )
        self._runtime, self._context, self._private = runtime, context, private

    async def configure(self, command: ConfigureProgramme, order: Order) -> Outcome:
        """Make groups like this from the next draw on.

        Raises Invalid, also for a function in which nobody works as soon as there is anybody at all: it is a slip.
        """
        check(command)
        await self._private.settled()
        here = {function.casefold(): function for function in await self.head_counts()}
        missing = [function for function in command.functions if function.casefold() not in here]
        if here and missing:
            raise Unfitting(
                f"nobody works in {', '.join(missing)}; name functions of the people who are there: "
                f"{', '.join(sorted(here.values(), key=str.casefold))}"
            )
        return await self._aggregates.handle(DEFAULT, command, order)

    async def head_counts(self) -> dict[str, int]:
        """How many people work in each function now, as people write it."""

        def read() -> dict[str, int]:
            with self._runtime.store.read() as connection:
                return pool.head_counts(connection)

        return await asyncio.to_thread(read)

    async def left_out(self) -> dict[str, int]:
        """The functions, with their head counts, that take part in no draw."""
        return (await self._context.programme()).leaves_out(await self.head_counts())
