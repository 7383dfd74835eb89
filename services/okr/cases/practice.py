"""The ideal state of practice is defined and what is is put beside it; support is given and looked back on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from sqlalchemy import Connection, RowMapping

from services.okr.cases.base import Done
from services.okr.cases.cadences import CadenceCases
from services.okr.domain.practice import DefineIdeal, GiveSupport, known_measure
from services.okr.domain.practice_measures import MEASURES, WINDOW, Measuring
from services.okr.domain.practice_state import Ideals, MeasureState, SupportEffect, effect, first_day, state_of
from services.okr.domain.units import unit_id
from services.okr.guides import guide
from services.okr.views import company, practice
from services.okr.views.practice_facts import Asked, facts
from shared.eventlog import Order
from shared.events import Invalid, NotFound, PracticeMeasure, derived_id
from shared.projection import version_in

_KIND = "practice"

_EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class PracticeState:
    """A unit's practice at the end of the day `on`; `version` is that of its aggregate."""

    team: str | None
    on: date
    measures: tuple[MeasureState, ...]
    version: int


@dataclass(frozen=True, slots=True)
class SupportSeen:
    """A row of support that was given, and what its measure did around that day."""

    row: RowMapping
    on: date
    effect: SupportEffect


class PracticeCases(CadenceCases):
    """Use cases about how well the practice goes."""

    async def define_ideal(
        self, order: Order, *, ideals: Mapping[str, Decimal | None], team: str | None = None, whole: bool = False
    ) -> Done:
        """Have a team's practice, or the company's (no team), be like this from now on; see `DefineIdeal`.

        Raises Invalid for an ideal outside 0 to 100, NotFound for a team or a measure that isn't there.
        """
        team = await self._unit(team)
        return await self._practise(DefineIdeal(ideals, team, whole), order, team)

    async def give_support(
        self,
        order: Order,
        *,
        measure: str,
        team: str | None = None,
        guide_used: str | None = None,
        words: str | None = None,
    ) -> Done:
        """Say that a team, or the company, was helped with a measure of its practice, maybe by a guide.

        `words` are sealed. Raises Invalid, NotFound.
        """
        team, known = await self._unit(team), known_measure(measure)
        used = None if guide_used is None else guide(guide_used)
        command = GiveSupport(
            support=derived_id(order.command, "support"),
            measure=known,
            team=team,
            guide=None if used is None else (used.guide, used.version),
            words=await self._comment(order, words, "words"),
        )
        return await self._practise(command, order, team, command.support)

    async def practice(self, now: datetime, *, team: str | None = None, on: date | None = None) -> PracticeState:
        """How the practice of a team, or of the company, was on a day, by default today, beside its ideal.

        Ideals are today's, and so is who is in which team. Raises NotFound, Invalid for a day to come.
        """
        team = await self._unit(team)

        def read(connection: Connection) -> PracticeState:
            today, zone = self._today(connection, now)
            day = _not_to_come(on or today, today)
            first = first_day(day)
            found = facts(connection, self._wanted(MEASURES, first, day, zone))
            ideals = Ideals(
                practice.ideals_of(connection, unit_id(_KIND, None)),
                None if team is None else practice.ideals_of(connection, unit_id(_KIND, team)),
            )
            states = state_of(Measuring(found, first, day), ideals, team, day)
            return PracticeState(team, day, states, version_in(connection, f"{_KIND}/{unit_id(_KIND, team)}"))

        return await self._facts.ask(read)

    async def support(
        self,
        now: datetime,
        *,
        team: str | None = None,
        measure: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[SupportSeen]:
        """Up to `limit` supports with a number below `before`, the latest first, with what the measures did.

        Of a team and on a measure, or of all. Raises NotFound for a measure that isn't there.
        """
        wanted = None if measure is None else known_measure(measure)

        def read(connection: Connection) -> list[SupportSeen]:
            rows = practice.support(connection, team=team, measure=wanted, before=before, limit=limit)
            return self._seen(connection, rows, now)

        return await self._facts.ask(read)

    async def one_support(self, now: datetime, support: str) -> SupportSeen:
        """The support of this id, with what its measure did. Raises NotFound."""

        def read(connection: Connection) -> SupportSeen:
            row = practice.support_by_id(connection, support)
            if row is None:
                raise NotFound(f"there is no support {support[:60]!r}; list what was given to see the ids")
            return self._seen(connection, [row], now)[0]

        return await self._facts.ask(read)

    def _seen(self, connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[SupportSeen]:
        today, zone = self._today(connection, now)
        days = [row["given"].astimezone(zone).date() for row in rows]
        if not days:
            return []
        first, last = min(days) - WINDOW, min(today, max(days) + WINDOW)
        measures = {known_measure(row["measure"]) for row in rows}
        measuring = Measuring(facts(connection, self._wanted(tuple(measures), first, last, zone)), first, last)
        return [
            SupportSeen(row, day, effect(measuring, known_measure(row["measure"]), row["team"], day, today))
            for row, day in zip(rows, days, strict=True)
        ]

    async def _practise(
        self, command: DefineIdeal | GiveSupport, order: Order, team: str | None, id_: str | None = None
    ) -> Done:
        return await self._carry_out(self._practices, unit_id(_KIND, team), command, order, id_)

    async def _unit(self, team: str | None) -> str | None:
        """The team without blanks around its name. Raises NotFound where there is none."""
        if team is None:
            return None
        name = team.strip()
        await self._facts.ask(lambda connection: practice.must_be_team(connection, name))
        return name

    def _today(self, connection: Connection, now: datetime) -> tuple[date, tzinfo]:
        default = self.ground.settings.zone
        zone = company.zone_on(connection, now.astimezone(default).date(), default)
        return now.astimezone(zone).date(), zone

    def _wanted(self, measures: Sequence[PracticeMeasure], first: date, last: date, zone: tzinfo) -> Asked:
        return Asked(frozenset(measures), first, last, zone, self.default_rhythm)


def _not_to_come(day: date, today: date) -> date:
    if not _EARLIEST <= day <= today:
        raise Invalid(f"{day} is {'to come' if day > today else 'too long ago'}; ask about {_EARLIEST} to {today}")
    return day
