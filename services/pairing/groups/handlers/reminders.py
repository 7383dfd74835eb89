"""What pairing's clock tells groups, each alone: that they are to meet this week, and a question when all is quiet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from services.pairing.goals.company_days import Days
from services.pairing.groups.domain.rhythm import Rhythm, is_quiet, meets_in_week_of, quiet_from
from services.pairing.groups.views import groups, meetings, notices
from services.pairing.service import Pairing
from shared.clock import Due
from shared.eventlog import Order, Outcome
from shared.events import iso_week

TOLD_AT = time(9)
"""When a group is told something, on a Monday in the company's time zone: not in the middle of the night."""


@dataclass(frozen=True, slots=True)
class GroupReminder(Due):
    """Something that the group with the confidential id `subject` is to be told; `week` is the ISO week of `on`."""

    @property
    def week(self) -> str:
        """The week that it is about."""
        return iso_week(self.on)


class _Telling(ABC):
    """Looks through all groups, which takes a while: only when time can have changed much.

    What is due at one moment of a day is due at the next, unless events changed it; those count from the next look on.
    """

    kind: str

    def __init__(self, pairing: Pairing) -> None:
        self._pairing, self._days = pairing, Days(pairing.runtime)
        self._looked: object = None

    def due(self, connection: Connection, now: datetime) -> Sequence[GroupReminder]:
        """All that groups are to be told at `now`; once there is nothing, nothing until the next look."""
        days = self._days.on(connection)
        here = now.astimezone(days.zone_at(now))
        look = here.utcoffset(), here.date(), here.time() >= TOLD_AT
        if look == self._looked:
            return ()
        current = groups.chosen(connection, current=True)
        told = notices.told(connection, self.kind)
        found = []
        for row, rhythm in zip(current, meetings.rhythms(connection, current, days), strict=True):
            week = self._week(rhythm, here.date())
            if week is None:
                continue
            since = max(self._monday(rhythm, week), rhythm.begins)
            moment = datetime.combine(since, TOLD_AT, days.zone_on(since)).astimezone(UTC)
            ident = self._pairing.private.group_of(row["group"])
            if moment <= now and (ident, iso_week(week)) not in told:
                found.append(GroupReminder(ident, week, moment))
        if not found:
            self._looked = look
        return found

    @abstractmethod
    def _week(self, rhythm: Rhythm, today: date) -> date | None:
        """The Monday of the week that the group is to be told of, if it is."""

    @abstractmethod
    def _monday(self, rhythm: Rhythm, week: date) -> date:
        """The Monday on which it is to be told."""


class MeetingReminders(_Telling):
    """By its own cadence a group meets this week, and hasn't yet. What is past is not reminded of."""

    name, kind = "meeting-reminder", "due"

    async def act(self, due: GroupReminder, order: Order) -> Outcome:
        """Say so."""
        return await self._pairing.notices.remind(due.subject, due.week, order)

    def _week(self, rhythm: Rhythm, today: date) -> date | None:
        return meets_in_week_of(rhythm, today)

    def _monday(self, rhythm: Rhythm, week: date) -> date:
        return week


class QuietGroups(_Telling):
    """A group hasn't met for some time by its own cadence: it is asked once, until it meets again."""

    name, kind = "quiet-group", "quiet"

    async def act(self, due: GroupReminder, order: Order) -> Outcome:
        """Ask."""
        return await self._pairing.notices.ask(due.subject, due.week, order)

    def _week(self, rhythm: Rhythm, today: date) -> date | None:
        return rhythm.anchor if is_quiet(rhythm, today) else None

    def _monday(self, rhythm: Rhythm, week: date) -> date:
        return quiet_from(rhythm)
