"""The day is read by whoever keeps it and by the mentors whom he invited, by nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.days import view as days
from services.okr.days.domain import LEEWAY
from services.okr.days.handlers import DayHandlers
from services.okr.objectives.views.objectives import Step, way_up
from services.okr.people import view as people
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from shared.events import Forbidden, Unfitting
from shared.sealing import FORGOTTEN, Sealer

LONGEST_LOOK = timedelta(days=92)
"""So many days are read at once."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to do, and what it is for in the end: `way` leads from its key result up to the company's objective."""

    text: str | None
    key_result: str | None
    way: list[Step]


@dataclass(frozen=True, slots=True)
class Day:
    """A day as whoever may read it sees it."""

    day: date
    intents: list[Intent]
    closed: bool
    happened: str | None
    learned: str | None


@dataclass(frozen=True, slots=True)
class Bond:
    """Somebody who reads one's days, or whose days one reads, and the first of these days."""

    person: str
    number: str
    name: str | None
    since: date


class DayReadingHandlers:
    """What one's own days, and those of mentees, say. `reader` must be somebody who is here, else Forbidden."""

    def __init__(self, context: CommandContext, sealer: Sealer, confidential: Confidential, days: DayHandlers) -> None:
        self._context, self._sealer, self._confidential, self._days = context, sealer, confidential, days

    async def of_person(
        self, reader: str, now: datetime, *, of: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Day]:
        """Days from `first` (a week back) to `last` (today), both included, the latest first: one's own, or `of` whom.

        Raises Forbidden unless he invited the reader, Invalid for more days than 92, NotFound.
        """
        person, today = await self._days.here(reader), await self._context.today(now)
        ends = last or today + LEEWAY
        begins = first or date.fromordinal(max(1, min(ends, today).toordinal() - 7))
        if ends - begins > LONGEST_LOOK:
            raise Unfitting(f"{begins} to {ends} is too long; ask for {LONGEST_LOOK.days} days at once")
        whose = person if of is None else await self._context.ask(lambda connection: resolve.person(connection, of))
        if whose != person:
            begins = max(begins, await self._invited_since(whose, person))
        span = [begins + timedelta(days=each) for each in range((ends - begins).days + 1)]
        idents = [self._confidential.days_of(whose), *(self._confidential.day_of(whose, each) for each in span)]
        rows = await self._context.ask(lambda connection: days.of(connection, idents, begins, ends))
        return await self._shown(whose, rows)

    async def mentors(self, reader: str) -> list[Bond]:
        """Who reads the reader's days."""
        person = await self._days.here(reader)
        state, _ = await self._days.aggregates.load(self._confidential.days_of(person))

        def find(connection: Connection) -> list[tuple[RowMapping, date]]:
            named = ((row, self._confidential.mentor_of(person, row["person"])) for row in people.everybody(connection))
            return [(row, state.mentors[digest]) for row, digest in named if digest in state.mentors]

        return await self._bonds(await self._context.ask(find))

    async def mentees(self, reader: str) -> list[Bond]:
        """Whose days the reader may read, as far as the views know."""
        person = await self._days.here(reader)

        def find(connection: Connection) -> list[tuple[RowMapping, date]]:
            known = days.mentors(connection)
            named = ((row, self._confidential.mentor_of(row["person"], person)) for row in people.everybody(connection))
            return [(row, known[digest]) for row, digest in named if digest in known]

        return await self._bonds(await self._context.ask(find))

    async def _invited_since(self, whose: str, reader: str) -> date:
        """The first day that the reader may read. Raises Forbidden, the same whether there is such a day or not."""
        state, _ = await self._days.aggregates.load(self._confidential.days_of(whose))
        since = state.mentors.get(self._confidential.mentor_of(whose, reader))
        if since is None:
            raise Forbidden(
                "a day is read by whoever keeps it and by the mentors whom he invited; ask him to invite you"
            )
        return since

    async def _shown(self, whose: str, rows: Sequence[RowMapping]) -> list[Day]:
        async def opened(sealed: Iterable[str | None]) -> list[str | None]:
            return [await self._sealer.open_as(whose, each) for each in sealed]

        said = [await opened([part for intent in row["intents"] for part in intent]) for row in rows]
        ways = await self._ways({each for parts in said for each in parts[1::2]})
        return [
            Day(
                row["day"],
                [_intent(text, key_result, ways) for text, key_result in zip(parts[::2], parts[1::2], strict=True)],
                row["happened"] is not None,
                *await opened((row["happened"], row["learned"])),
            )
            for row, parts in zip(rows, said, strict=True)
        ]

    async def _ways(self, named: Iterable[str | None]) -> dict[str | None, list[Step]]:
        """The way up from each key result; none from what can't be read any more."""
        known = {each for each in named if each is not None and each != FORGOTTEN}
        return await self._context.ask(lambda connection: {each: way_up(connection, each) for each in known})

    async def _bonds(self, found: Sequence[tuple[RowMapping, date]]) -> list[Bond]:
        names = await self._sealer.open_all([row["name"] for row, _ in found])
        return [
            Bond(row["person"], f"P-{row['number']}", name, since)
            for (row, since), name in zip(found, names, strict=True)
        ]


def _intent(text: str | None, key_result: str | None, ways: dict[str | None, list[Step]]) -> Intent:
    way = ways.get(key_result, [])
    return Intent(text, way[0].number if way else None, way)
