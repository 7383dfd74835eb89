"""Who is left out of draws for a time: confidential, so kept under ids that only this service can tell apart."""

from __future__ import annotations

import asyncio
from datetime import date

from services.pairing.goals.company_days import Days
from services.pairing.members import domain as member
from services.pairing.members.domain import EndPause, Member, Pause, Resume
from services.pairing.members.spells import Spells
from services.pairing.members.views import pauses as members
from services.pairing.runtime.confidential import Confidential
from shared.eventlog import Order, Outcome, Repository
from shared.runtime import Runtime


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
