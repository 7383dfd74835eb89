"""Who is left out of draws for a time: confidential, so kept under ids that only this service can tell apart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from services.pairing.domain import member
from services.pairing.domain.member import EndPause, Member, Pause, Resume
from services.pairing.views import members, pool, resolve
from shared.eventlog import Decider, LogUnavailable, Order, Outcome, Repository
from shared.events import Forbidden, NotFound, named_id
from shared.ground import Ground

PATIENCE = 5.0
"""Seconds that a command waits for the store to know somebody."""


class Pauses:
    """The use cases about pauses, on the service's log and store."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._store, self._zone = ground, ground.store, ground.settings.zone
        self._members: Repository[Member, member.Command] = Repository(
            ground.log, Decider("pairing", "private/member", Member(), member.decide, member.evolve)
        )

    async def pause(
        self, typed: str, by: str, order: Order, *, until: date | None = None, admin: bool = False
    ) -> Outcome:
        """Leave somebody (P-3, or the id) out of draws, and have him back in from the day `until` on.

        The record tells neither whom it is about nor who did it. Raises NotFound, Invalid for a day that isn't in the
        future, and Forbidden where `by` is neither the person nor an admin.
        """
        person = await self._own(typed, by, admin)
        return await self._about_member(person, Pause(order.now.astimezone(self._zone).date(), until), order)

    async def resume(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Have somebody take part again. Raises NotFound, Forbidden."""
        person = await self._own(typed, by, admin)
        return await self._about_member(person, Resume(), order)

    async def of(self, typed: str, by: str, *, admin: bool = False) -> members.Pause | None:
        """Whether somebody is paused, for himself and for admins. Raises NotFound, Forbidden."""
        person = await self._own(typed, by, admin)

        def read() -> members.Pause | None:
            with self._store.read() as connection:
                return members.paused(connection).get(self.member_of(person))

        return await asyncio.to_thread(read)

    async def end(self, name: str, until: date, order: Order) -> Outcome:
        """The day has come until which the member with this confidential id was paused: the clock's command."""
        return await self._members.handle(name, EndPause(until), order)

    def member_of(self, person: str) -> str:
        """The confidential id of a person: a keyed digest, so that without the key nobody can try who it is."""
        return named_id("member", self._ground.sealer.digest(f"pairing.private.member\n{person}".encode()))

    def absent(self, today: date) -> frozenset[str]:
        """Who of the pool is paused on this day. A pause that is over counts no more, clock or not. Blocks."""
        with self._store.read() as connection:
            paused = {name for name, pause in members.paused(connection).items() if pause.on(today)}
            people = [row["person"] for row in pool.present(connection)] if paused else []
        return frozenset(person for person in people if self.member_of(person) in paused)

    async def _own(self, typed: str, by: str, admin: bool) -> str:
        """The person, where `by` may speak for him. Raises NotFound, Forbidden."""

        def read() -> str | None:
            with self._store.read() as connection:
                person = resolve.person_id(connection, typed)
                return person if person is not None and pool.is_present(connection, person) else None

        person = await asyncio.to_thread(read)
        if person is None:
            # Somebody who joined a moment ago: only a store that holds all that the log holds may deny him.
            end = (await self._ground.log.info()).state.last_seq
            if not await self._ground.runner.wait_for_position(end, PATIENCE):
                raise LogUnavailable("the store is too far behind the log to know this; try again in a moment")
            person = await asyncio.to_thread(read)
        if person is None:
            raise NotFound(f"there is nobody {typed} in the pool")
        if by != person and not admin:
            raise Forbidden("only the person or an admin may do this")
        return person

    async def _about_member(self, person: str, command: member.Command, order: Order) -> Outcome:
        ident = self.member_of(person)
        veiled = replace(order, actor=f"member/{ident}", correlation=None, causation=None, traceparent=None)
        return await self._members.handle(ident, command, veiled)
