"""What okr does because time has passed: it reminds of check-ins, and says which were missed.

Both are events, so that whoever wants to tell people (by mail, in a chat) subscribes to them like to any other, misses
none while he is down, and hears each once; a line in a log or a row in a table would reach nobody outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.okr.domain import owing as days
from services.okr.service import Okr
from services.okr.views import owing
from shared.clock import Due, Rule
from shared.eventlog import Order, Outcome


@dataclass(frozen=True, slots=True)
class CheckInOwed(Due):
    """The check-in on the key result `subject` that is due on the day `on`."""

    owner: str | None


class MissedCheckIns:
    """A check-in wasn't made, and the days of grace are over."""

    name = "missed-check-in"

    def __init__(self, okr: Okr) -> None:
        self._okr, self._zone = okr, okr.ground.settings.zone

    def due(self, connection: Connection, now: datetime) -> Sequence[CheckInOwed]:
        """Each missed check-in of which nothing was said yet, however long ago."""
        return [
            CheckInOwed(each.key_result, day, days.missed_at(each.rhythm, day, self._zone), each.owner)
            for each in owing.owed(connection, self._okr.default_rhythm, self._zone)
            if not each.took_over
            for day in days.missed(each.rhythm, each.span, each.checked_in, now, self._zone)
            if day not in each.missed
        ]

    async def act(self, due: CheckInOwed, order: Order) -> Outcome:
        """Say so; it came true when the days of grace ended."""
        done = await self._okr.note_missed_check_in(order, key_result=due.subject, due=due.on, owner=due.owner)
        return done.outcome


class CheckInReminders:
    """Tomorrow a check-in is due that wasn't made yet. What is past is not reminded of."""

    name = "check-in-reminder"

    def __init__(self, okr: Okr) -> None:
        self._okr, self._zone = okr, okr.ground.settings.zone

    def due(self, connection: Connection, now: datetime) -> Sequence[CheckInOwed]:
        """The reminder of each check-in that is still to be made, at most one per key result."""
        found = []
        for each in owing.owed(connection, self._okr.default_rhythm, self._zone):
            day = days.to_remind(each.rhythm, each.span, each.checked_in, now, self._zone)
            if day is not None and day not in each.reminded:
                found.append(CheckInOwed(each.key_result, day, days.reminded_at(day, self._zone), each.owner))
        return found

    async def act(self, due: CheckInOwed, order: Order) -> Outcome:
        """Say so."""
        done = await self._okr.remind_of_check_in(order, key_result=due.subject, due=due.on, owner=due.owner)
        return done.outcome


def okr_rules(okr: Okr) -> tuple[Rule[CheckInOwed], ...]:
    """Every rule of okr's clock."""
    return CheckInReminders(okr), MissedCheckIns(okr)
