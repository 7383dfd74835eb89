"""What okr does because time has passed: it reminds of check-ins, and says which were missed; and so of experiments.

All are events, so that whoever wants to tell people (by mail, in a chat) subscribes to them like to any other, misses
none while he is down, and hears each once; a line in a log or a row in a table would reach nobody outside.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from services.okr.cadences import domain as cadences, view_owed as owing
from services.okr.company.view import zone_on
from services.okr.experiments.due import OverdueExperiments
from services.okr.quarter_ends.due import LateValuesOver
from services.okr.service import Okr
from shared.clock import Due, Rule
from shared.eventlog import Order, Outcome


@dataclass(frozen=True, slots=True)
class CheckInOwed(Due):
    """The check-in on the key result `subject` that is due on the day `on`."""

    owner: str | None


class _CheckIns(ABC):
    """Looks through all check-ins of the quarters that run, which takes a while: only when time can have changed much.

    What is due at one moment of a day is due at the next, unless events changed it; those count from the next look on.
    """

    def __init__(self, okr: Okr) -> None:
        self._okr = okr
        self._looked: object = None

    def due(self, connection: Connection, now: datetime) -> Sequence[CheckInOwed]:
        """All that is due; once nothing is, nothing is said to be until the next look."""
        zone = zone_on(connection, now, self._okr.runtime.settings.zone)
        look = self._look(now.astimezone(zone))
        if look == self._looked:
            return ()
        key_results = owing.owed(connection, self._okr.cadences.default_rhythm, zone)
        found = self._of_who_is_here(connection, [due for each in key_results for due in self._of(each, now, zone)])
        if not found:
            self._looked = look
        return found

    def _of_who_is_here(self, connection: Connection, found: list[CheckInOwed]) -> list[CheckInOwed]:
        """Without the check-ins that are due on a day on which the owner is away: nobody owes them."""
        absences = self._okr.absences.of_everybody(connection, {due.owner for due in found if due.owner is not None})
        return [due for due in found if not any(each.holds_on(due.on) for each in absences.get(due.owner or "", ()))]

    @abstractmethod
    def _look(self, here: datetime) -> object:
        """What changes when it is time to look again; `here` is now in the company's zone."""

    @abstractmethod
    def _of(self, each: owing.Owed, now: datetime, zone: tzinfo) -> Iterable[CheckInOwed]:
        """What is due of one key result."""


class MissedCheckIns(_CheckIns):
    """A check-in wasn't made, and the days of grace are over."""

    name = "missed-check-in"

    async def act(self, due: CheckInOwed, order: Order) -> Outcome:
        """Say so; it came true when the days of grace ended."""
        done = await self._okr.cadences.note_missed(order, key_result=due.subject, due=due.on, owner=due.owner)
        return done.outcome

    def _look(self, here: datetime) -> object:
        """Days of grace end at midnight."""
        return here.date()

    def _of(self, each: owing.Owed, now: datetime, zone: tzinfo) -> Iterable[CheckInOwed]:
        """Each missed check-in of which nothing was said yet, however long ago."""
        if each.took_over:
            return
        for day in cadences.missed(each.rhythm, each.span, each.checked_in, now, zone):
            if day not in each.missed:
                yield CheckInOwed(each.key_result, day, cadences.missed_at(each.rhythm, day, zone), each.owner)


class CheckInReminders(_CheckIns):
    """Tomorrow a check-in is due that wasn't made yet. What is past is not reminded of."""

    name = "check-in-reminder"

    async def act(self, due: CheckInOwed, order: Order) -> Outcome:
        """Say so."""
        done = await self._okr.cadences.remind(order, key_result=due.subject, due=due.on, owner=due.owner)
        return done.outcome

    def _look(self, here: datetime) -> object:
        """Reminders are for the morning, and end at midnight."""
        return here.date(), here.time() >= cadences.REMINDED_AT

    def _of(self, each: owing.Owed, now: datetime, zone: tzinfo) -> Iterable[CheckInOwed]:
        """The reminder of the check-in that is still to be made, if there is one."""
        day = cadences.to_remind(each.rhythm, each.span, each.checked_in, now, zone)
        if day is not None and day not in each.reminded:
            yield CheckInOwed(each.key_result, day, cadences.reminded_at(day, zone), each.owner)


def okr_rules(okr: Okr) -> tuple[Rule[Any], ...]:
    """Every rule of okr's clock."""
    return CheckInReminders(okr), MissedCheckIns(okr), LateValuesOver(okr), OverdueExperiments(okr)
