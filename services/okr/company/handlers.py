"""The company's calendar and thresholds are set and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from services.okr.company import domain, view as company
from services.okr.company.domain import COMPANY, ChangeCalendar, Company, SetThresholds
from services.okr.guard import Authorised, authorised
from services.okr.quarters import view as quarters
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.company import calendar
from shared.company.calendar import Span
from shared.eventlog import Decider, EventLog, Order, Repository
from shared.events import LabelYear, PeriodKind, ThresholdsSet, Unfitting


class CompanyHandlers:
    """Use cases about what the whole company has decided."""

    def __init__(self, log: EventLog, executor: Executor, context: CommandContext) -> None:
        self._aggregates: Repository[Company, Authorised[domain.Command]] = Repository(
            log, Decider("okr", "company", Company(), authorised(domain.decide), domain.evolve)
        )
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

    async def periods(self, first: date, last: date, kind: PeriodKind = "quarter") -> list[Span]:
        """The periods that share a day with `first` to `last`, by the labels that planning takes.

        What is planned goes by the label that it was planned under. Raises Invalid where the days are out of order or
        far apart.
        """
        if last < first:
            raise Unfitting(f"the last day {last} is before the first day {first}; swap them")
        if (last - first).days > 366 * 50:
            raise Unfitting("that is more than fifty years; ask for fewer")

        def read(connection: Connection) -> list[Span]:
            versions = company.calendar(connection)
            return quarters.as_planned(connection, calendar.periods_between(versions, first, last, kind))

        return await self._context.ask(read)
