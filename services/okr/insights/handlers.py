"""What buddy groups chose to tell everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.view import company_days
from services.okr.insights import view as insights
from services.okr.quarters import view as quarters
from services.okr.runtime.command_context import CommandContext
from shared.runtime import Runtime
from shared.sealing import FORGOTTEN, Sealer


@dataclass(frozen=True, slots=True)
class Insight:
    """What a group told; `objective` is what it is about, by id, and `objective_code` by what people type."""

    insight: str
    group: str
    text: str
    objective: str | None
    objective_code: str | None
    shared: datetime


class InsightHandlers:
    """What the win session shows of the buddy groups."""

    def __init__(self, runtime: Runtime, context: CommandContext, sealer: Sealer) -> None:
        self._runtime, self._context, self._sealer = runtime, context, sealer

    async def shared(self, quarter: str | None = None) -> list[Insight]:
        """Those told on the days of a quarter (its label or id), by the company's clocks; all, with none.

        In the order in which they were told. Raises NotFound.
        """

        def read(connection: Connection) -> list[Insight]:
            start, end = self._moments(connection, quarter) if quarter is not None else (None, None)
            return [
                Insight(
                    insight=row["insight"],
                    group=row["group"],
                    text=row["text"],
                    objective=row["objective"],
                    objective_code=f"O-{row['objective_number']}" if row["objective_number"] is not None else None,
                    shared=row["shared"],
                )
                for row in insights.shared_from(connection, start, end)
            ]

        found = await self._context.ask(read)
        texts = await self._sealer.open_all([each.text for each in found])
        return [replace(each, text=text or FORGOTTEN) for each, text in zip(found, texts, strict=True)]

    def _moments(self, connection: Connection, quarter: str) -> tuple[datetime, datetime]:
        row = quarters.by_id(connection, resolve.quarter(connection, quarter))
        assert row is not None
        here = company_days(connection, self._runtime.settings.zone)
        return here.begins(row["start"]), here.over(row["end"])
