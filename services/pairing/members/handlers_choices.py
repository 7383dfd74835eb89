"""What people choose for themselves: to take no part, and what they wish. Confidential, as pauses and absences are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from services.pairing.members import domain as member
from services.pairing.members.domain import Member, OptIn, OptOut, StateWishes, Wishes
from services.pairing.members.spells import Spells
from services.pairing.members.views import choices, pauses as members
from services.pairing.runtime.confidential import Confidential, veiled
from shared.eventlog import Order, Outcome, Repository
from shared.projection import Store


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
