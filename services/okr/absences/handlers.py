"""People say themselves that they are away; nobody else learns of it, unless they let the others see until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count

from sqlalchemy import Connection

from services.okr.absences import domain as absence, view as absences
from services.okr.absences.domain import Absence, BeAway, BeBack, Command
from services.okr.guard import Authorised
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from services.okr.runtime.executor import aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import Forbidden
from shared.runtime import Runtime
from shared.sealing.absences import absence_id, absences_of


class AbsenceHandlers:
    """Use cases about one's own absence. The record tells neither whose it is nor what led to it."""

    def __init__(self, runtime: Runtime, log: EventLog, context: CommandContext, confidential: Confidential) -> None:
        self._aggregates = aggregates(log, "private/absence", Absence(), absence.decide, absence.evolve)
        self._runtime, self._context, self._confidential = runtime, context, confidential

    async def be_away(self, order: Order, *, until: date, begins: date | None = None, shown: bool = False) -> Done:
        """Have the actor away until a day on which he is here again; one absence at a time, said anew it is changed.

        Raises Invalid for days that are none, Forbidden for who doesn't belong to the company.
        """
        today = await self._context.today(order.now)
        return await self._of_absence(order, BeAway(order.actor, today, until, begins, shown), today)

    async def be_back(self, order: Order) -> Done:
        """Have the actor here again from today on. Raises Forbidden for who doesn't belong to the company."""
        today = await self._context.today(order.now)
        return await self._of_absence(order, BeBack(order.actor, today), today)

    async def own(self, person: str, now: datetime) -> Absence | None:
        """The absence that somebody has said and that isn't over: for himself only."""
        today = await self._context.today(now)
        found = await self._context.ask_current(lambda connection: self.of_everybody(connection, [person]))
        return next((each for each in found.get(person, ()) if not each.over(today)), None)

    def of_everybody(self, connection: Connection, people: Iterable[str]) -> dict[str, list[Absence]]:
        """All absences of these people, past ones too, by person; who never was away is left out."""
        return absences_of(self._runtime.sealer, people, lambda idents: absences.known(connection, idents))

    async def away_until(self, people: Iterable[str], now: datetime) -> dict[str, date]:
        """Until when those of these people are away now who let everybody see it."""
        today, whom = await self._context.today(now), list(people)
        found = await self._context.ask_current(lambda connection: self.of_everybody(connection, whom))
        return {
            person: each.until
            for person, own in found.items()
            for each in own
            if each.shown and each.until is not None and each.holds_on(today)
        }

    async def _of_absence(self, order: Order, command: Command, today: date) -> Done:
        if not await self._context.is_here(order.actor):
            raise Forbidden("only somebody who belongs to the company can be away; act as that person (P-3)")
        by = await self._context.actor(order.actor, order.authority)
        # By the log, not by a view: of two that are said at once the second one changes the first.
        for number in count(1):
            ident = absence_id(self._runtime.sealer, order.actor, number)
            state, _ = await self._aggregates.load(ident)
            if not state.over(today):
                break
        veiled = self._confidential.veiled(order, ident, today, "absence")
        outcome = await self._aggregates.handle(ident, Authorised(command, by), veiled)
        self._context.wrote(outcome)
        return Done(ident, outcome)
