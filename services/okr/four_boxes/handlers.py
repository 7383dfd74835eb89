"""A team's four boxes are filled, marked and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.four_boxes import domain, handlers_lines as box_lines, view as four_boxes
from services.okr.four_boxes.domain import Fill, HealthTold, Intent, Lines, Mark, checked, week_of
from services.okr.four_boxes.view import Page, sureness
from services.okr.kernel.units import unit_id
from services.okr.known_teams import must_be_a_team
from services.okr.objectives.domain.sharing import is_private
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import Sealed, Unfitting, iso_week, named_id
from shared.sealing import Sealer

KIND = "four-boxes"


class FourBoxesHandlers:
    """Use cases about the four boxes of a team's week. A week is an ISO week, such as 2026-W33; by default this one."""

    def __init__(
        self, log: EventLog, executor: Executor, context: CommandContext, words: AuthorsWords, sealer: Sealer
    ) -> None:
        self._aggregates = aggregates(log, "four-boxes", domain.Boxes(), domain.decide, domain.evolve)
        self._executor, self._context, self._words, self._sealer = executor, context, words, sealer

    async def fill(
        self,
        order: Order,
        *,
        team: str,
        priorities: Sequence[Intent],
        next_weeks: Sequence[str] = (),
        health: Sequence[HealthTold] = (),
        week: str | None = None,
    ) -> Done:
        """Fill all four boxes of a week: this one, or the one to come. Filled again, they are replaced.

        How sure the team is comes from the latest check-ins of its key results. A priority that keeps its words keeps
        what was said of it, and a line that does stays sealed by whoever wrote it. Raises Invalid, NotFound, Forbidden
        (the team and admins may), WrongState.
        """
        team = await self._team(team)
        this_week = iso_week(await self._context.today(order.now))
        wanted = this_week if week is None else week_of(week)
        unit = unit_id(KIND, team)
        lines = checked(Lines(tuple(priorities), tuple(next_weeks), tuple(health)))
        lines = replace(lines, priorities=tuple([await self._serving_one(each) for each in lines.priorities]))
        before = await box_lines.former(self._sealer, (await self._aggregates.load(unit))[0].filled.get(wanted))

        async def seal(text: str) -> Sealed:
            return await self._words.sealed(order, text)

        def new(place: int) -> str:
            return named_id("priority", unit, order.command, str(place))

        command = Fill(
            team=team,
            week=wanted,
            this_week=this_week,
            priorities=await box_lines.priorities(lines, before, seal, new),
            confidence=await self._context.ask_current(lambda connection: sureness(connection, team)),
            next_weeks=tuple([await before.sealed(each, seal) for each in lines.next_weeks]),
            health=await box_lines.healths(lines, before, seal),
        )
        return await self._executor.carry_out(self._aggregates, unit, command, order)

    async def mark(self, order: Order, *, team: str, priority: str, kept: bool, week: str | None = None) -> Done:
        """Say whether a priority, by its place or id, was kept; by default one of the last boxes that were filled.

        Raises Invalid, NotFound, Forbidden (the team and admins may), WrongState before the week has begun.
        """
        team = await self._team(team)
        this_week = iso_week(await self._context.today(order.now))
        command = Mark(team=team, week=week, this_week=this_week, priority=priority, kept=kept)
        return await self._executor.carry_out(self._aggregates, unit_id(KIND, team), command, order)

    async def boxes(self, *, team: str, now: datetime, week: str | None = None) -> Page:
        """A team's boxes of a week, with what it had meant to do the time before. Raises Invalid, NotFound."""
        team = await self._team(team)
        wanted = iso_week(await self._context.today(now)) if week is None else week_of(week)
        unit = unit_id(KIND, team)
        page = await self._context.ask(lambda connection: four_boxes.page(connection, unit, team, wanted))
        return await box_lines.opened(self._sealer, page)

    async def teams(self, *, now: datetime, week: str | None = None) -> list[RowMapping]:
        """Which teams filled their boxes of a week, and when, in order of name. Raises Invalid."""
        wanted = iso_week(await self._context.today(now)) if week is None else week_of(week)
        return await self._context.ask(lambda connection: four_boxes.filled_in(connection, wanted))

    async def _team(self, text: str) -> str:
        return await self._context.ask(lambda connection: must_be_a_team(connection, text))

    async def _serving_one(self, intent: Intent) -> Intent:
        return Intent(intent.text, await self._serving(intent.key_result))

    async def _serving(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        if is_private(typed):
            raise Unfitting("the four boxes are everybody's to read, and this key result is private; leave it out")

        def find(connection: Connection) -> str:
            return resolve.key_result(connection, typed)

        return await self._context.ask(find)
