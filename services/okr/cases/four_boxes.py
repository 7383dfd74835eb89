"""A team's four boxes are filled, marked and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from services.okr.cases.base import Cases, Done
from services.okr.domain import rules
from services.okr.domain.four_boxes import Fill, Mark, week_of
from services.okr.domain.sharing import is_private
from services.okr.domain.units import unit_id
from services.okr.views import four_boxes, resolve
from services.okr.views.four_boxes import Page
from services.okr.views.sureness import sureness
from services.okr.views.units import must_be_a_team
from shared.eventlog import Order
from shared.events import Priority, TeamHealth, Unfitting, iso_week, named_id

KIND = "four-boxes"


@dataclass(frozen=True, slots=True)
class Intent:
    """What the team means to do this week, and for which key result (`KR-17`)."""

    text: str
    key_result: str | None = None


class FourBoxesCases(Cases):
    """Use cases about the four boxes of a team's week. A week is an ISO week, such as 2026-W33; by default this one."""

    async def fill_boxes(
        self,
        order: Order,
        *,
        team: str,
        priorities: Sequence[Intent],
        next_weeks: Sequence[str] = (),
        health: Sequence[TeamHealth] = (),
        week: str | None = None,
    ) -> Done:
        """Fill all four boxes of a week: this one, or the one to come. Filled again, they are replaced.

        How sure the team is comes from the latest check-ins of its key results. A priority that keeps its words keeps
        what was said of it. Raises Invalid, NotFound, Forbidden (the team and admins may), WrongState.
        """
        team = await self._team(team)
        this_week = iso_week(await self._today(order.now))
        wanted = this_week if week is None else week_of(week)
        unit = unit_id(KIND, team)
        command = Fill(
            team=team,
            week=wanted,
            this_week=this_week,
            priorities=tuple([await self._priority(unit, wanted, each) for each in priorities]),
            confidence=await self._facts.ask_current(lambda connection: sureness(connection, team)),
            next_weeks=tuple(next_weeks),
            health=tuple(health),
        )
        return await self._carry_out(self._boxes, unit, command, order)

    async def mark_priority(
        self, order: Order, *, team: str, priority: str, kept: bool, week: str | None = None
    ) -> Done:
        """Say whether a priority, by its place or id, was kept; by default one of the last boxes that were filled.

        Raises Invalid, NotFound, Forbidden (the team and admins may), WrongState before the week has begun.
        """
        team = await self._team(team)
        this_week = iso_week(await self._today(order.now))
        command = Mark(team=team, week=week, this_week=this_week, priority=priority, kept=kept)
        return await self._carry_out(self._boxes, unit_id(KIND, team), command, order)

    async def boxes(self, *, team: str, now: datetime, week: str | None = None) -> Page:
        """A team's boxes of a week, with what it had meant to do the time before. Raises Invalid, NotFound."""
        team = await self._team(team)
        wanted = iso_week(await self._today(now)) if week is None else week_of(week)
        unit = unit_id(KIND, team)
        return await self._facts.ask(lambda connection: four_boxes.page(connection, unit, team, wanted))

    async def teams_with_boxes(self, *, now: datetime, week: str | None = None) -> list[RowMapping]:
        """Which teams filled their boxes of a week, and when, in order of name. Raises Invalid."""
        wanted = iso_week(await self._today(now)) if week is None else week_of(week)
        return await self._facts.ask(lambda connection: four_boxes.filled_in(connection, wanted))

    async def _team(self, text: str) -> str:
        team = rules.name(text, "team")
        await self._facts.ask(lambda connection: must_be_a_team(connection, team))
        return team

    async def _priority(self, unit: str, week: str, intent: Intent) -> Priority:
        # The same words of the same week are the same priority, so that filling again forgets nothing.
        text = rules.words(intent.text, "priority")
        return Priority(
            priority=named_id("priority", unit, week, text),
            text=text,
            key_result=await self._serving(intent.key_result),
        )

    async def _serving(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        if is_private(typed):
            raise Unfitting("the four boxes are everybody's to read, and this key result is private; leave it out")

        def find(connection: Connection) -> str:
            return resolve.key_result(connection, typed)

        return await self._facts.ask(find)
