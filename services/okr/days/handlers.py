"""The day is checked in and out, and mentors are invited to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.view import zone_on
from services.okr.days import view as days
from services.okr.days.domain import (
    LEEWAY,
    Close,
    Command,
    Days,
    Dismiss,
    Invite,
    Open,
    at_least,
    decide,
    evolve,
    settled_weeks,
)
from services.okr.guard import Authorised
from services.okr.kernel import rules
from services.okr.objectives.domain.sharing import is_private
from services.okr.people.view import histories, teams_at
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from services.okr.runtime.executor import aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import DayIntent, Forbidden, Sealed, Unfitting, WrongState, iso_week
from shared.runtime import Runtime
from shared.sealing import Sealer

LONGEST_INTENT = 500
"""Characters of one thing that somebody means to do."""


class DayHandlers:
    """Use cases about one's own days. `order.actor` must be somebody who is here, else Forbidden.

    What is said stands in the log under a digest and sealed, and the record tells nothing of the request but the day.
    """

    def __init__(self, log: EventLog, context: CommandContext, sealer: Sealer, confidential: Confidential) -> None:
        self.aggregates = aggregates(log, "private/day", Days(), decide, evolve)
        self._context, self._sealer, self._confidential = context, sealer, confidential

    async def open(self, order: Order, *, intents: Sequence[tuple[str, str | None]], day: date | None = None) -> Done:
        """Check in: say what one will do on a day (by default today), each perhaps for a key result.

        Said again it replaces what was said. Raises Invalid, NotFound, WrongState (closed).
        """
        person, today = await self.here(order.actor), await self._context.today(order.now)
        if day is None and (done := await self._done_before(person, today, order)) is not None:
            return done
        whose = await self._day(person, day or today)
        said = [rules.words(text, "text of what you will do", LONGEST_INTENT) for text, _ in intents]
        sealed = [
            DayIntent(
                text=await self._sealer.seal_as(whose, person, words),
                key_result=await self._for(whose, person, key_result),
            )
            for words, (_, key_result) in zip(said, intents, strict=True)
        ]
        command = Open(person, day or today, today, tuple(sealed))
        return await self._of_day(order, command, whose, day or today)

    async def close(self, order: Order, *, happened: str, learned: str | None = None, day: date | None = None) -> Done:
        """Check out: say what happened on a day that was opened, and what one learned.

        Said again it replaces what was said. Raises Invalid, WrongState (not opened).
        """
        person, today = await self.here(order.actor), await self._context.today(order.now)
        if day is None and (done := await self._done_before(person, today, order)) is not None:
            return done
        whose = await self._day(person, day or today)
        words = rules.comment(happened, "text of what happened")
        learning = rules.comment(learned, "learning") if learned is not None and learned.strip() else None
        command = Close(
            person,
            day or today,
            await self._sealer.seal_as(whose, person, words),
            None if learning is None else await self._sealer.seal_as(whose, person, learning),
        )
        return await self._of_day(order, command, whose, day or today)

    async def invite_mentor(self, order: Order, *, mentor: str, since: date | None = None) -> Done:
        """Let somebody read one's days from `since` (by default today) on. Raises Invalid, NotFound, WrongState."""
        person, today = await self.here(order.actor), await self._context.today(order.now)
        other = await self._context.ask(lambda connection: resolve.person(connection, mentor))
        if other == person:
            raise Unfitting("everybody reads his own days; name somebody else as your mentor")
        if not await self._context.is_here(other):
            raise WrongState(f"{mentor} has left; invite somebody who is here")
        command = Invite(person, self._confidential.mentor_of(person, other), since or today)
        return await self._of_day(order, command, self._confidential.days_of(person), today)

    async def dismiss_mentor(self, order: Order, *, mentor: str) -> Done:
        """Let somebody read none of one's days any more, also none of before. Raises NotFound."""
        person = await self.here(order.actor)
        other = await self._context.ask(lambda connection: resolve.person(connection, mentor))
        command = Dismiss(person, self._confidential.mentor_of(person, other))
        readers = self._confidential.days_of(person)
        return await self._of_day(order, command, readers, await self._context.today(order.now))

    async def _day(self, person: str, day: date) -> str:
        """The id under which a day is kept: its own, unless an older version opened it under that of all days."""
        former = self._confidential.days_of(person)
        state, _ = await self.aggregates.load(former)
        return former if day in state.opened else self._confidential.day_of(person, day)

    async def _done_before(self, person: str, today: date, order: Order) -> Done | None:
        """What a command that names no day did, if it was sent before midnight and comes again after it.

        An older version, which kept all days under one id, knew it for ever.
        """
        if order.digest is None:
            return None
        yesterday = today - LEEWAY
        for ident in dict.fromkeys((self._confidential.days_of(person), self._confidential.day_of(person, yesterday))):
            outcome = await self.aggregates.recall(ident, self._confidential.veiled(order, ident, yesterday))
            if outcome is not None:
                return Done(ident, outcome)
        return None

    async def _of_day(self, order: Order, command: Command, ident: str, day: date) -> Done:
        by = await self._context.actor(order.actor, order.authority)
        outcome = await self.aggregates.handle(
            ident, Authorised(command, by), self._confidential.veiled(order, ident, day)
        )
        self._context.wrote(outcome)
        return Done(ident, outcome)

    async def here(self, person: str) -> str:
        """Whose day is meant: whoever asks, if he is here. Raises Forbidden."""
        if not await self._context.is_here(person):
            raise Forbidden("a day is kept by somebody who belongs to the company; act as that person (P-3)")
        return person

    async def _for(self, whose: str, person: str, key_result: str | None) -> Sealed | None:
        """The key result, sealed: it would tell whose day it is, for most have one owner."""
        if key_result is None:
            return None
        if is_private(key_result):
            raise Unfitting("a mentor would learn of a private key result; leave it out, the words say enough to you")
        return await self._sealer.seal_as(whose, person, (await self._context.place(key_result)).key_result)


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
