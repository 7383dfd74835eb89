"""What pairing does because time has passed: a pause comes to its end, a group is reminded, or asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection

from services.pairing.reminding import MeetingReminders, QuietGroups
from services.pairing.service import Pairing
from services.pairing.views import members
from shared.clock import Due, Rule
from shared.eventlog import Order, Outcome


class PauseEnds:
    """The day has come until which a member was paused. It begins at midnight in the company's time zone."""

    name = "pause-ends"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing, self._zone = pairing, pairing.ground.settings.zone

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """Every pause whose day has begun."""
        today = now.astimezone(self._zone).date()
        return [
            Due(member, until, datetime.combine(until, time(), self._zone).astimezone(UTC))
            for member, until in members.over(connection, today)
        ]

    async def act(self, due: Due, order: Order) -> Outcome:
        """Have the member take part again, unless another pause was begun meanwhile."""
        return await self._pairing.pauses.end(due.subject, due.on, order)


def pairing_rules(pairing: Pairing) -> tuple[Rule[Any], ...]:
    """Every rule of pairing's clock."""
    return PauseEnds(pairing), MeetingReminders(pairing), QuietGroups(pairing)
