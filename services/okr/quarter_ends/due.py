"""What time brings about when a quarter's days for late values are over: what it came to is kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from services.okr.quarters import view as quarters
from services.okr.service import Okr
from shared.clock import Due
from shared.eventlog import Order, Outcome


class LateValuesOver:
    """The days for late values are over: what nobody judged is scored a last time, and the quarter frozen.

    So is one whose end was broken off before it was frozen. One that ended in another system is left as it is.
    """

    name = "late-values-over"

    def __init__(self, okr: Okr) -> None:
        self._okr = okr

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """The quarters that weren't frozen since."""
        return to_freeze(connection, now, self._okr.runtime.settings.zone)

    async def act(self, due: Due, order: Order) -> Outcome:
        """Freeze it, also where nothing came late."""
        return (await self._okr.quarter_ends.freeze(order, quarter=due.subject, anyway=True)).outcome


def to_freeze(connection: Connection, now: datetime, zone: tzinfo) -> list[Due]:
    """The quarters of which the days for late values were over by `now`, and that were not frozen since."""
    found = []
    for row in quarters.ended_here(connection):
        late = quarters.period(connection, row["quarter"], zone).late
        until: datetime = row["ended"] if late is None else late.until
        if until <= now and (row["frozen"] is None or row["frozen"] < until):
            found.append(Due(row["quarter"], until.date(), until))
    return found
