"""What time brings about when an experiment's last day is over: somebody is asked what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection

from services.okr.company.view import zone_on
from services.okr.experiments import queries as learnings
from services.okr.service import Okr
from shared.clock import Due
from shared.eventlog import Order, Outcome


class OverdueExperiments:
    """The last day of an experiment is over, and nobody has said what came of it; said once for each last day."""

    name = "experiment-overdue"

    def __init__(self, okr: Okr) -> None:
        self._okr = okr

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """Those of which it wasn't said yet; each became overdue when its last day ended."""
        zone = zone_on(connection, now, self._okr.runtime.settings.zone)
        return [
            Due(row["experiment"], row["until"], _over(row["until"], zone))
            for row in learnings.to_ask_for(connection, now.astimezone(zone).date())
        ]

    async def act(self, due: Due, order: Order) -> Outcome:
        """Say so."""
        return (await self._okr.experiments.ask_for(order, experiment=due.subject, until=due.on)).outcome


def _over(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
