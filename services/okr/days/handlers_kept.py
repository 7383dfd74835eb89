"""How many keep a day: the one figure that anybody else is ever told, of the company or of a team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from services.okr.company.view import zone_on
from services.okr.days import view as days
from services.okr.days.domain.figure import at_least, settled_weeks
from services.okr.people.view_belonging import histories, teams_at
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from shared.events import iso_week
from shared.runtime import Runtime

MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class WeekKept:
    """In this ISO week at least so many people opened a day; None where that can't be told without telling of one."""

    week: str
    at_least: int | None


class DaysKeptHandlers:
    """What everybody may know of all days together."""

    def __init__(self, runtime: Runtime, context: CommandContext, confidential: Confidential) -> None:
        self._runtime, self._context, self._confidential = runtime, context, confidential

    async def figure(self, now: datetime, *, team: str | None = None, weeks: int = 8) -> list[WeekKept]:
        """The latest weeks that are settled, the latest first; of a team by who was in it when the week ended.

        Raises NotFound where there is no such team.
        """
        team = await self._context.known_team(team)

        def read(connection: Connection) -> list[WeekKept]:
            zone = zone_on(connection, now, self._runtime.settings.zone)
            first = days.first_day(connection)
            if first is None:
                return []
            known, found = histories(connection), []
            for monday in settled_weeks(first, now.astimezone(zone).date(), min(weeks, MOST_WEEKS)):
                belonged = teams_at(known, datetime.combine(monday + timedelta(days=7), time(), zone))
                members = {person for person, own in belonged.items() if team in (None, own)}
                keepers = self._confidential.keepers(days.kept(connection, monday, _sunday(monday)), belonged)
                found.append(WeekKept(iso_week(monday), at_least(len(keepers & members), len(members))))
            return found

        return await self._context.ask(read)


def _sunday(monday: date) -> date:
    return monday + timedelta(days=6)
