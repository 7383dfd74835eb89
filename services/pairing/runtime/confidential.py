"""Who somebody is where nobody may know it: keyed digests for ids, and who may speak for whom.

Each use has digests of its own, so that what is known of one confidential thing leads to no other: whoever reads the
log can tell neither whose a pause, a wish or an exclusion is, nor that two of them are the same person's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from services.pairing import typed_ids as resolve
from services.pairing.members.views import absences, pool
from shared.eventlog import LogUnavailable, Order
from shared.events import Forbidden, NotFound, named_id
from shared.runtime import Runtime
from shared.sealing.absences import absences_of

PATIENCE = 5.0
"""Seconds that a command waits for the store to know somebody."""


class Confidential:
    """The ids, and the people behind what is typed."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._store = runtime, runtime.store

    def member_of(self, person: str, number: int) -> str:
        """The id of somebody's spell number so many of taking no part; 0 is the one that older versions had for all."""
        numbered = (person,) if number == 0 else (person, str(number))
        return named_id("member", self._digest("member", *numbered))

    def wishes_of(self, person: str) -> str:
        """The id under which somebody's wishes stand."""
        return named_id("member", self._digest("wishes", person))

    def exclusion_of(self, whose: str, one: str, other: str) -> str:
        """The id of an exclusion of these two, whichever is named first, on the list of `whose`."""
        return named_id("exclusion", self._digest("exclusion", whose, *sorted((one, other))))

    def excluded(self, person: str) -> str:
        """How an exclusion names somebody."""
        return self._digest("excluded", person)

    def forbidden(self, person: str) -> str:
        """How a draft names somebody whom the organiser wanted apart from another this once."""
        return self._digest("forbidden", person)

    def newcomer_of(self, person: str) -> str:
        """The id under which it stands that somebody waits for the next draw."""
        return named_id("newcomer", self._digest("newcomer", person))

    def unplaced_of(self, person: str, rotation: str) -> str:
        """The id under which it stands that a draw had no place for somebody: another one for each."""
        return named_id("unplaced", self._digest("unplaced", person, rotation))

    def group_of(self, group: str) -> str:
        """The id under which it stands what a group was told."""
        return named_id("group", self._digest("group", group))

    def seeker_of(self, person: str) -> str:
        """The id under which it stands that somebody seeks a role model."""
        return named_id("seeker", self._digest("seeker", person))

    def wished(self, person: str) -> str:
        """How a seeker names the role model whom he wishes for."""
        return self._digest("wished", person)

    def topic(self, words: str) -> str:
        """How a topic is compared with others, whatever its case."""
        return self._digest("topic", words.casefold())

    def placed(self, term: str, side: str, person: str) -> str:
        """How a term's assignment names somebody, as its seeker or as its role model."""
        return self._digest("placed", term, side, person)

    def away(self, connection: Connection, people: Iterable[str], today: date) -> frozenset[str]:
        """Who of these said in okr that he is away on this day."""
        if not absences.any_on(connection, today):
            return frozenset()
        own = absences_of(self._runtime.sealer, people, lambda idents: absences.known(connection, idents))
        return frozenset(person for person, each in own.items() if any(absence.on(today) for absence in each))

    async def settled(self) -> None:
        """Wait until the store holds what the log held when this was called. Raises LogUnavailable."""
        halted = self._runtime.runner.halted
        if halted is not None:
            raise LogUnavailable(f"the projection has halted: {halted}")
        end = (await self._runtime.log.info()).state.last_seq
        if not await self._runtime.runner.wait_for_position(end, PATIENCE):
            raise LogUnavailable("the store is too far behind the log to know this; try again in a moment")

    async def person(self, typed: str, *, left: bool = False) -> str:
        """The id of somebody in the pool, by what is typed (`P-3`, or the id); of who has left too. Raises NotFound."""

        def read() -> str | None:
            with self._store.read() as connection:
                person = resolve.person_id(connection, typed)
                return person if person is not None and (left or pool.is_present(connection, person)) else None

        person = await asyncio.to_thread(read)
        if person is None:
            # Somebody who joined a moment ago: only a store that holds all that the log holds may deny him.
            await self.settled()
            person = await asyncio.to_thread(read)
        if person is None:
            raise NotFound(f"there is nobody {typed} in the pool")
        return person

    async def own(self, typed: str, by: str, admin: bool) -> str:
        """The person, where `by` may speak for him. Raises NotFound, Forbidden."""
        person = await self.person(typed)
        if by != person and not admin:
            raise Forbidden("only the person or an admin may do this")
        return person

    async def himself(self, typed: str, by: str) -> str:
        """The person, where it is `by` who asks, whatever his role. Raises NotFound, Forbidden."""
        person = await self.person(typed)
        if by != person:
            raise Forbidden("only the person himself is told this")
        return person

    def _digest(self, *said: str) -> str:
        return self._runtime.sealer.digest(("pairing.private." + "\n".join(said)).encode())


def veiled(order: Order, kind: str, ident: str) -> Order:
    """The order without anything that tells who gave it, or in which chain."""
    return replace(order, actor=f"{kind}/{ident}", correlation=None, causation=None, traceparent=None)
