"""What people choose for themselves: to take no part, to pause, and what they wish. All of it is confidential."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from services.pairing.goals.company_days import Days
from services.pairing.members import domain as member
from services.pairing.members.domain import EndPause, Member, OptIn, OptOut, Pause, Resume, StateWishes, Wishes
from services.pairing.members.spells import Spells
from services.pairing.members.views import choices, pauses as members
from services.pairing.runtime.confidential import Confidential, veiled
from shared.eventlog import Order, Outcome, Repository
from shared.projection import Store
from shared.runtime import Runtime


class Choices:
    """The use cases about choices, and what a draw asks of them."""

    def __init__(
        self, store: Store, private: Confidential, repository: Repository[Member, member.Command], spells: Spells
    ) -> None:
        self._store, self._private, self._members, self._spells = store, private, repository, spells

    async def opt_out(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Take no part until further notice; groups that exist stay as they are. Raises NotFound, Forbidden."""
        return await self._spells.begin(await self._private.own(typed, by, admin), OptOut(), order)

    async def opt_in(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Take part again, from the next draw on. Raises NotFound, Forbidden."""
        return await self._spells.end(await self._private.own(typed, by, admin), OptIn(), order)

    async def wish(self, typed: str, wishes: Wishes, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """State somebody's wishes, all of them anew. Raises NotFound, Forbidden, Invalid."""
        ident = self._private.wishes_of(await self._private.own(typed, by, admin))
        return await self._members.handle(ident, StateWishes(wishes), veiled(order, "member", ident))

    async def of(self, typed: str, by: str) -> tuple[bool, Wishes]:
        """Whether somebody has opted out, and his wishes; for himself alone. Raises NotFound, Forbidden."""
        person = await self._private.himself(typed, by)

        def read() -> tuple[bool, Wishes]:
            with self._store.read() as connection:
                out = self._spells.latest(connection, [person]).get(person) in choices.opted_out(connection)
                return out, choices.wishes(connection).get(self._private.wishes_of(person), Wishes())

        return await asyncio.to_thread(read)

    def absent(self, connection: Connection, people: Iterable[str], today: date) -> frozenset[str]:
        """Who of these is away or paused on this day or has opted out: no draw tells one from the other.

        A pause that is over counts no more, clock or not.
        """
        everybody = list(people)
        out = choices.opted_out(connection)
        out |= {name for name, pause in members.paused(connection).items() if pause.on(today)}
        latest = self._spells.latest(connection, everybody) if out else {}
        absent = {person for person, ident in latest.items() if ident in out}
        return frozenset(absent) | self._private.away(connection, everybody, today)

    def wished(self, connection: Connection, people: Iterable[str]) -> dict[str, Wishes]:
        """What these people wish, as far as they said."""
        stated = choices.wishes(connection)
        if not stated:
            return {}
        found = {person: stated.get(self._private.wishes_of(person)) for person in people}
        return {person: wishes for person, wishes in found.items() if wishes is not None}


class Pauses:
    """The use cases about pauses, on the service's log and store."""

    def __init__(
        self, runtime: Runtime, private: Confidential, repository: Repository[Member, member.Command], spells: Spells
    ) -> None:
        self._private, self._store, self._days = private, runtime.store, Days(runtime)
        self._members, self._spells = repository, spells

    async def pause(
        self, typed: str, by: str, order: Order, *, until: date | None = None, admin: bool = False
    ) -> Outcome:
        """Leave somebody (P-3, or the id) out of draws, and have him back in from the day `until` on.

        The record tells neither whom it is about nor who did it. Raises NotFound, Invalid for a day that isn't in the
        future, and Forbidden where `by` is neither the person nor an admin.
        """
        person = await self._private.own(typed, by, admin)
        today = (await self._days.now()).of(order.now)
        return await self._spells.begin(person, Pause(today, until), order)

    async def resume(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Have somebody take part again. Raises NotFound, Forbidden."""
        person = await self._private.own(typed, by, admin)
        return await self._spells.end(person, Resume(), order)

    async def of(self, typed: str, by: str) -> members.Pause | None:
        """Whether somebody is paused, for himself alone. Raises NotFound, Forbidden."""
        person = await self._private.himself(typed, by)

        def read() -> members.Pause | None:
            with self._store.read() as connection:
                latest = self._spells.latest(connection, [person]).get(person)
                return None if latest is None else members.paused(connection).get(latest)

        return await asyncio.to_thread(read)

    async def end(self, name: str, until: date, order: Order) -> Outcome:
        """The day has come until which the member with this confidential id was paused: the clock's command."""
        return await self._members.handle(name, EndPause(until), order)
