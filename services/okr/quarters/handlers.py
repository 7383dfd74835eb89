"""Quarters are planned and started; how they end is told in `ending`."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company import view as company
from services.okr.quarters import domain as quarter, view as quarters
from services.okr.quarters.domain import Plan, Quarter, Start
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates, new
from shared.command.done import Done
from shared.company import calendar, period_labels
from shared.company.calendar import Span
from shared.eventlog import EventLog, Order
from shared.events import PeriodKind, Unfitting


class QuarterHandlers:
    """Use cases about quarters."""

    def __init__(self, log: EventLog, executor: Executor, context: CommandContext, alone: asyncio.Lock) -> None:
        self.aggregates = aggregates(log, "quarter", Quarter(), quarter.decide, quarter.evolve)
        self._executor, self._context, self._alone = executor, context, alone

    async def plan(self, order: Order, *, label: str, start: date, end: date, kind: PeriodKind = "quarter") -> Done:
        """Make a period for objectives; `start` and `end` are its first and last day.

        Raises Invalid, WrongState (the label is used, or the days overlap another quarter).
        """
        id_ = await self._executor.new(self.aggregates.load, order, new("quarter"))
        async with self._alone:
            same = await self._context.ask_current(lambda connection: quarters.labelled(connection, label.strip()))
            over = await self._context.ask(lambda connection: quarters.overlapping(connection, start, end, kind))
            command = Plan(label, start, end, kind, same_label=same is not None, overlapping=over)
            return await self._executor.carry_out(self.aggregates, id_, command, order)

    async def plan_period(self, order: Order, *, label: str) -> Done:
        """Make the period that this label means one for objectives, as `period_called` has it.

        Raises Invalid, WrongState.
        """
        span = await self.period_called(label, order.now)
        return await self.plan(order, label=span.label, start=span.start, end=span.end, kind=span.kind)

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

    async def period_called(self, label: str, now: datetime) -> Span:
        """The calendar's period of this label (``FY2026 Q1``), or the quarter of the calendar year (``2026-Q2``).

        Raises Invalid for what is neither, told by an example from `now`, and where the calendar year's quarter
        lies across several of the company's.
        """
        versions = await self._context.ask_current(company.calendar)
        span = period_labels.meant(versions, label)
        if span is None:
            today = await self._context.today(now)
            example = calendar.period_of(versions, today).label
            raise Unfitting(
                f"the calendar knows no period {label[:60]!r}; write it like {example} or {today.year}-Q1, "
                "or give its first and its last day"
            )
        period_labels.must_be_one_period(versions, span)
        (named,) = await self._context.ask_current(lambda connection: quarters.as_planned(connection, [span]))
        return named

    async def start(self, order: Order, *, quarter: str) -> Done:
        """The quarter runs. Raises NotFound, WrongState (has ended)."""
        id_ = await self._context.ask(lambda connection: resolve.quarter(connection, quarter))
        return await self._executor.carry_out(self.aggregates, id_, Start(), order)
