"""A key result's expected curve is set; early warnings are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from services.okr.objectives.domain.phasing import SetPlan
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.views import early_warnings
from services.okr.objectives.views.early_warnings import EarlyWarning
from services.okr.quarters import view as quarters
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import PlannedPoint


class PhasingHandlers:
    """Use cases about how fast key results should move, and do."""

    def __init__(self, executor: Executor, context: CommandContext, objectives: ObjectiveLog) -> None:
        self._executor, self._context, self._objectives = executor, context, objectives

    async def phase(self, order: Order, *, key_result: str, points: Sequence[PlannedPoint]) -> Done:
        """Expect so much by these days; no points mean an even pace. Raises Invalid, NotFound, WrongState."""
        place = await self._context.place(key_result)

        def days(connection: Connection) -> RowMapping | None:
            return None if place.quarter is None else quarters.by_id(connection, place.quarter)

        row = await self._context.ask(days)
        first, last = (None, None) if row is None else (row["start"], row["end"])
        command = SetPlan(place.key_result, tuple(points), first, last)
        return await self._executor.carry_out(self._objectives, place.objective, command, order, place.key_result)

    async def early_warnings(
        self, now: datetime, *, on: date | None = None, team: str | None = None, quarter: str | None = None
    ) -> list[EarlyWarning]:
        """The key results that warn of something on a day, by default today.

        Raises NotFound where there is no such quarter.
        """
        here = await self._context.company_days()
        return await self._context.ask(
            lambda connection: early_warnings.early_warnings(
                connection, on or here.of(now), here, team=team, quarter=quarter
            )
        )
