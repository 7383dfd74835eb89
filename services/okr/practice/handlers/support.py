"""Support is given where the practice falls short, and looked back on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from services.okr.practice.domain.measures import WINDOW, Measuring
from services.okr.practice.domain.practice import GiveSupport, known_measure
from services.okr.practice.domain.state import SupportEffect, effect
from services.okr.practice.guides import guide
from services.okr.practice.handlers.ideals import IdealHandlers
from services.okr.practice.views import practice
from services.okr.practice.views.facts import facts
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import new
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import NotFound


@dataclass(frozen=True, slots=True)
class SupportSeen:
    """A row of support that was given, and what its measure did around that day."""

    row: RowMapping
    on: date
    effect: SupportEffect


class SupportHandlers:
    """Use cases about support; what a measure did around the day is worked out when it is asked."""

    def __init__(self, context: CommandContext, words: AuthorsWords, ideals: IdealHandlers) -> None:
        self._context, self._words, self._ideals = context, words, ideals

    async def give(
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
        team, known = await self._context.known_team(team), known_measure(measure)
        used = None if guide_used is None else guide(guide_used)
        made = new("support")
        command = GiveSupport(
            support=made(order.command),
            measure=known,
            team=team,
            guide=None if used is None else (used.guide, used.version),
            words=await self._words.comment(order, words, "words"),
        )
        return await self._ideals.practise(command, order, team, made)

    async def given(
        self,
        now: datetime,
        *,
        team: str | None = None,
        measure: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[SupportSeen]:
        """Up to `limit` supports with a number below `before`, the latest first, with what the measures did.

        Of a team and on a measure, or of all. Raises NotFound for a team or a measure that isn't there.
        """
        team = await self._context.known_team(team)
        wanted = None if measure is None else known_measure(measure)

        def read(connection: Connection) -> list[SupportSeen]:
            rows = practice.support(connection, team=team, measure=wanted, before=before, limit=limit)
            return self._seen(connection, rows, now)

        return await self._context.ask(read)

    async def one(self, now: datetime, support: str) -> SupportSeen:
        """The support of this id, with what its measure did. Raises NotFound."""

        def read(connection: Connection) -> SupportSeen:
            row = practice.support_by_id(connection, support)
            if row is None:
                raise NotFound(f"there is no support {support[:60]!r}; list what was given to see the ids")
            return self._seen(connection, [row], now)[0]

        return await self._context.ask(read)

    def _seen(self, connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[SupportSeen]:
        today, zone = self._ideals.day_and_zone(connection, now)
        days = [row["given"].astimezone(zone).date() for row in rows]
        if not days:
            return []
        first, last = min(days) - WINDOW, min(today, max(days) + WINDOW)
        measures = {known_measure(row["measure"]) for row in rows}
        measuring = Measuring(facts(connection, self._ideals.wanted(tuple(measures), first, last, zone)), first, last)
        return [
            SupportSeen(row, day, effect(measuring, known_measure(row["measure"]), row["team"], day, today))
            for row, day in zip(rows, days, strict=True)
        ]
