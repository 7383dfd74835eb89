"""Quarters are planned and started; how they end is told in `ending`."""

from __future__ import annotations

from datetime import date

from services.okr.cases.base import Cases, Done
from services.okr.domain import calendar
from services.okr.domain.quarter import Plan, Start
from services.okr.views import company, quarters, resolve
from shared.eventlog import Order
from shared.events import Invalid, PeriodKind, derived_id


class QuarterCases(Cases):
    """Use cases about quarters."""

    async def plan_quarter(
        self, order: Order, *, label: str, start: date, end: date, kind: PeriodKind = "quarter"
    ) -> Done:
        """Make a period for objectives; `start` and `end` are its first and last day.

        Raises Invalid, WrongState (the label is used, or the days overlap another quarter).
        """
        id_ = derived_id(order.command, "quarter")
        async with self._alone:
            same = await self._facts.ask_current(lambda connection: quarters.labelled(connection, label.strip()))
            over = await self._facts.ask(lambda connection: quarters.overlapping(connection, start, end, kind))
            command = Plan(label, start, end, kind, same_label=same is not None, overlapping=over)
            return await self._carry_out(self._quarters, id_, command, order)

    async def plan_period(self, order: Order, *, label: str, around: date) -> Done:
        """Make the calendar's period of this label (``FY2026 Q1``) one for objectives; `around` is a day near it.

        Raises Invalid (the calendar knows no such period), WrongState.
        """
        versions = await self._facts.ask(company.calendar)
        span = calendar.named(versions, label, around)
        if span is None:
            example = calendar.period_of(versions, around).label
            raise Invalid(f"the calendar knows no period {label!r}; write it like {example}, or give its two days")
        return await self.plan_quarter(order, label=span.label, start=span.start, end=span.end, kind=span.kind)

    async def start_quarter(self, order: Order, *, quarter: str) -> Done:
        """The quarter runs. Raises NotFound, WrongState (has ended)."""
        id_ = await self._facts.ask(lambda connection: resolve.quarter(connection, quarter))
        return await self._carry_out(self._quarters, id_, Start(), order)
