"""The ideal state of practice is defined, and what is is put beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from sqlalchemy import Connection

from services.okr.cadences.handlers import CadenceHandlers
from services.okr.company import view as company
from services.okr.kernel.units import unit_id
from services.okr.practice.domain import practice as domain
from services.okr.practice.domain.measures import MEASURES, WINDOW, Measuring
from services.okr.practice.domain.practice import DefineIdeal, GiveSupport, Practice
from services.okr.practice.domain.state import Gap, Ideals, MeasureState, first_day, gaps_of, state_of
from services.okr.practice.views import practice
from services.okr.practice.views.facts import Asked, facts
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, Made, aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import PracticeMeasure, Unfitting
from shared.projection import version_in
from shared.runtime import Runtime

KIND = "practice"
"""The kind of the aggregates of units."""

_EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class PracticeState:
    """A unit's practice at the end of the day `on`; `version` is that of its aggregate."""

    team: str | None
    on: date
    measures: tuple[MeasureState, ...]
    version: int


class IdealHandlers:
    """Use cases about how well the practice goes."""

    def __init__(
        self, runtime: Runtime, log: EventLog, executor: Executor, context: CommandContext, cadences: CadenceHandlers
    ) -> None:
        self._aggregates = aggregates(log, "practice", Practice(), domain.decide, domain.evolve)
        self._runtime, self._executor, self._context, self._cadences = runtime, executor, context, cadences

    async def define(
        self, order: Order, *, ideals: Mapping[str, Decimal | None], team: str | None = None, whole: bool = False
    ) -> Done:
        """Have a team's practice, or the company's (no team), be like this from now on; see `DefineIdeal`.

        Raises Invalid for an ideal outside 0 to 100, NotFound for a team or a measure that isn't there.
        """
        team = await self._context.known_team(team)
        return await self.practise(DefineIdeal(ideals, team, whole), order, team)

    async def practice(self, now: datetime, *, team: str | None = None, on: date | None = None) -> PracticeState:
        """How the practice of a team, or of the company, was on a day, by default today, beside its ideal.

        Ideals are today's, and so is who is in which team. Raises NotFound, Invalid for a day to come.
        """
        team = await self._context.known_team(team)

        def read(connection: Connection) -> PracticeState:
            today, zone = self.day_and_zone(connection, now)
            day = _not_to_come(on or today, today)
            first = first_day(day)
            found = facts(connection, self.wanted(MEASURES, first, day, zone))
            ideals = Ideals(
                practice.ideals_of(connection, unit_id(KIND, None)),
                None if team is None else practice.ideals_of(connection, unit_id(KIND, team)),
            )
            states = state_of(Measuring(found, first, day), ideals, team, day)
            return PracticeState(team, day, states, version_in(connection, f"{KIND}/{unit_id(KIND, team)}"))

        return await self._context.ask(read)

    async def gaps(self, now: datetime, *, on: date | None = None) -> tuple[date, list[Gap]]:
        """The day, by default today, and where the company and its teams fell short on it, the widest gaps first.

        Ideals are today's, and so is who is in which team. Raises Invalid for a day to come.
        """

        def read(connection: Connection) -> tuple[date, list[Gap]]:
            today, zone = self.day_and_zone(connection, now)
            day = _not_to_come(on or today, today)
            ideals = practice.ideals_of_all(connection)
            shared = ideals[None]
            goals = {team: Ideals(shared, None if team is None else own) for team, own in ideals.items()}
            first = day - WINDOW
            measuring = Measuring(facts(connection, self.wanted(MEASURES, first, day, zone)), first, day)
            return day, gaps_of(measuring, goals, day)

        return await self._context.ask(read)

    async def practise(
        self, command: DefineIdeal | GiveSupport, order: Order, team: str | None, made: Made | None = None
    ) -> Done:
        """Carry a command about a team's practice out."""
        return await self._executor.carry_out(self._aggregates, unit_id(KIND, team), command, order, made=made)

    def day_and_zone(self, connection: Connection, now: datetime) -> tuple[date, tzinfo]:
        """The company's day of a moment, and the zone that it is told in."""
        default = self._runtime.settings.zone
        zone = company.zone_on(connection, now, default)
        return now.astimezone(zone).date(), zone

    def wanted(self, measures: Sequence[PracticeMeasure], first: date, last: date, zone: tzinfo) -> Asked:
        """What is looked up for these measures, from the first day to the last."""
        return Asked(frozenset(measures), first, last, zone, self._cadences.default_rhythm)


def _not_to_come(day: date, today: date) -> date:
    if not _EARLIEST <= day <= today:
        raise Unfitting(f"{day} is {'to come' if day > today else 'too long ago'}; ask about {_EARLIEST} to {today}")
    return day
