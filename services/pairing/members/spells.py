"""Times in which somebody takes no part: paused or opted out. Each stands under an id of its own.

The ids are keyed digests of person and number, so nobody but this service can tell that two of them are the same
person's: who is found out once, by who was missing from a draw, isn't known for ever. What stands in the log of a
command tells its day and nothing more of when it came. Number 0 is the id under which older versions kept all of
somebody's times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from services.pairing.goals.company_days import Days
from services.pairing.members import domain as member
from services.pairing.members.domain import Member
from services.pairing.members.views import choices, pauses as members
from services.pairing.runtime.confidential import Confidential, veiled
from shared.eventlog import Order, Outcome, Repository
from shared.runtime import Runtime


class Spells:
    """Finds and changes them, by the log; the views only say where to begin to look."""

    def __init__(self, runtime: Runtime, private: Confidential, repository: Repository[Member, member.Command]) -> None:
        self._store, self._sealer, self._days = runtime.store, runtime.sealer, Days(runtime)
        self._private, self._members = private, repository

    async def begin(self, person: str, command: member.Command, order: Order) -> Outcome:
        """Carry out a command by which somebody takes no part: in the spell that goes on, or in a new one."""
        return await self._carry_out(person, command, order, begins=True)

    async def end(self, person: str, command: member.Command, order: Order) -> Outcome:
        """Carry out a command by which somebody takes part again: nothing happens where no spell goes on."""
        return await self._carry_out(person, command, order, begins=False)

    def latest(self, connection: Connection, people: Iterable[str]) -> dict[str, str]:
        """The id of each one's latest spell that the views know; who never had one is left out."""
        found: dict[str, str] = {}
        number, left = 0, list(dict.fromkeys(people))
        while left:
            whose = {self._private.member_of(person, number): person for person in left}
            here = _known(connection, list(whose))
            found |= {whose[ident]: ident for ident in whose if ident in here}
            # Who came after older versions has none of number 0.
            left = [person for ident, person in whose.items() if ident in here or number == 0]
            number += 1
        return found

    async def _carry_out(self, person: str, command: member.Command, order: Order, *, begins: bool) -> Outcome:
        last = await self._last(person)
        if order.digest is not None:
            for number in range(last, -1, -1):
                ident = self._private.member_of(person, number)
                if (told := await self._members.recall(ident, await self._told(order, ident, number))) is not None:
                    return told
        state, _ = await self._members.load(self._private.member_of(person, last))
        over = not (state.paused or state.opted_out)
        return await self._handle(person, last + 1 if begins and over else last, command, order)

    async def _handle(self, person: str, number: int, command: member.Command, order: Order) -> Outcome:
        ident = self._private.member_of(person, number)
        return await self._members.handle(ident, command, await self._told(order, ident, number))

    async def _last(self, person: str) -> int:
        """The number of somebody's latest spell in the log; 0 where there is none."""

        def shown() -> int:
            with self._store.read() as connection:
                number = 0
                while _known(connection, [self._private.member_of(person, number + 1)]):
                    number += 1
                return number

        number = await asyncio.to_thread(shown)
        while (await self._members.load(self._private.member_of(person, number + 1)))[1]:
            number += 1
        return number

    async def _told(self, order: Order, ident: str, number: int) -> Order:
        """The order as the log may show it: of the day, and with a body's digest that no other spell has."""
        day = (await self._days.now()).of(order.now)
        digests = [self._digest(ident, number, each) for each in (order.digest, order.former_digest)]
        told = replace(veiled(order, "member", ident), now=datetime.combine(day, time(), UTC))
        return replace(told, digest=digests[0], former_digest=digests[1])

    def _digest(self, ident: str, number: int, digest: str | None) -> str | None:
        if digest is None or number == 0:
            return digest
        return self._sealer.digest(f"pairing.private.spell\n{ident}\n{digest}".encode())


def _known(connection: Connection, idents: list[str]) -> set[str]:
    return members.known(connection, idents) | choices.known(connection, idents)
