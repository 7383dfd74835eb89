"""Cadences are set; whoever owes a check-in by them is reminded, and told when it was missed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import RowMapping

from services.okr import typed_ids as resolve
from services.okr.cadences import domain as cadence, view as cadences
from services.okr.cadences.domain import Cadence, Every, Rhythm, Set, cadence_id
from services.okr.objectives.domain.commands import NoteMissed, Remind
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.runtime import Runtime


class CadenceHandlers:
    """Use cases about when check-ins are owed. The last two are the clock's."""

    def __init__(
        self, runtime: Runtime, log: EventLog, executor: Executor, context: CommandContext, objectives: ObjectiveLog
    ) -> None:
        self._aggregates = aggregates(log, "cadence", Cadence(), cadence.decide, cadence.evolve)
        self._runtime, self._executor, self._context, self._objectives = runtime, executor, context, objectives

    @property
    def default_rhythm(self) -> Rhythm:
        """What holds for whom no cadence was set: the settings."""
        settings = self._runtime.settings
        return Rhythm(settings.check_in_every, settings.check_in_weekday, settings.check_in_grace_days)

    async def set(
        self,
        order: Order,
        *,
        every: Every,
        weekday: int,
        grace_days: int,
        team: str | None = None,
        person: str | None = None,
    ) -> Done:
        """Have the key results of a team, or of a person, checked in on so often, from today on.

        A person's cadence goes before his team's. Raises Invalid (also unless exactly one of the two is named),
        NotFound.
        """
        team, whom = await self._context.team_for(team), await self._context.person(person)
        command = Set(Rhythm(every, weekday, grace_days), team, whom)
        return await self._executor.carry_out(self._aggregates, cadence_id(team, whom), command, order)

    def missed(self, key_result: str) -> list[RowMapping]:
        """The check-ins of a key result that were missed, the latest due day first. Raises NotFound."""
        with self._runtime.store.read() as connection:
            return cadences.missed_of(connection, resolve.key_result(connection, key_result))

    async def remind(self, order: Order, *, key_result: str, due: date, owner: str | None) -> Done:
        """Say that a check-in is due on the day `due`. Raises NotFound, WrongState where none is owed now."""
        place = await self._context.place(key_result)
        command = Remind(place.key_result, due, owner, await self._context.period(place.quarter))
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def note_missed(self, order: Order, *, key_result: str, due: date, owner: str | None) -> Done:
        """Say that the check-in of the day `due` was missed. Raises NotFound, WrongState where none is owed now."""
        place = await self._context.place(key_result)
        command = NoteMissed(place.key_result, due, owner, await self._context.period(place.quarter))
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)
