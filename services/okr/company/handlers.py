"""The company's calendar and thresholds are set and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.okr.company import domain, view as company
from services.okr.company.domain import COMPANY, ChangeCalendar, Company, SetThresholds
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import LabelYear, ThresholdsSet


class CompanyHandlers:
    """Use cases about what the whole company has decided."""

    def __init__(self, log: EventLog, executor: Executor, context: CommandContext) -> None:
        self._aggregates = aggregates(log, "company", Company(), domain.decide, domain.evolve)
        self._executor, self._context = executor, context

    async def change_calendar(
        self, order: Order, *, start_month: int, label_year: LabelYear, since: date, zone: str | None = None
    ) -> Done:
        """Let the fiscal year begin with this month from a day on; nothing that was named before changes.

        Raises Invalid, WrongState (the calendar has changed on that day or later already).
        """
        command = ChangeCalendar(start_month, label_year, since, zone)
        return await self._executor.carry_out(self._aggregates, COMPANY, command, order)

    async def set_thresholds(self, order: Order, *, change: Callable[[ThresholdsSet], ThresholdsSet]) -> Done:
        """Set the thresholds to what `change` makes of those that hold now. Raises Invalid."""
        wished = change(await self._context.ask_current(company.thresholds))
        return await self._executor.carry_out(self._aggregates, COMPANY, SetThresholds(wished), order)
