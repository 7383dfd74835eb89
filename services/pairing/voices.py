"""What people say: an anonymous answer once a month, and what a group chooses to tell everybody.

An answer must not lead to whoever gave it, yet he gives one a month only. So each person's answer of each month is an
aggregate of its own, whose id is a keyed digest of person and month: a second answer meets the first, and no two
months' answers of one person have anything in common. The envelope is made of that id and the month alone: command id,
body digest, actor and both times tell nothing of the request (whether it had a key, which one, how its body was
written, in which trace it came, when), and the chain begins with the answer.

What stays, and who could use it: the place in the log, and the server's own arrival time beside it, tell roughly when
an answer came to whoever may read the whole log. Whoever holds the master key *and* the stream of keys can try every
person for a month. The digest takes the person's own key, so nobody can for who was forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from services.pairing.confidential import Confidential, veiled
from services.pairing.domain import insight, pulse
from services.pairing.domain.insight import ShareInsight, Teller
from services.pairing.domain.pulse import AnswerPulse, Pulse, first_moment, month_of
from services.pairing.views import objectives, pulses
from services.pairing.views.pulses import MonthlyPulse
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import NotFound, derived_id, named_id
from shared.ground import Ground

T = TypeVar("T")


class Voices:
    """The use cases about pulses and insights, on the service's log and store."""

    def __init__(self, ground: Ground, private: Confidential) -> None:
        self._private = private
        self._ground, self._store, self._zone = ground, ground.store, ground.settings.zone
        self._pulses: Repository[Pulse, AnswerPulse] = Repository(
            ground.log, Decider("pairing", "private/pulse", Pulse(), pulse.decide, pulse.evolve)
        )
        self._tellers: Repository[Teller, ShareInsight] = Repository(
            ground.log, Decider("pairing", "group", Teller(), insight.decide, insight.evolve)
        )

    async def answer_pulse(self, answer: int, by: str, order: Order, *, month: str | None = None) -> str:
        """Answer the question of this month; which month that was.

        Of the order only the moment is used, and of that only the month is kept. The same answer under the same command
        id is the same one. Raises Invalid for another answer than 1 to 5 or another month than this one, WrongState
        for a second answer, NotFound for somebody who isn't in the pool.
        """
        today = order.now.astimezone(self._zone).date()
        month = month or month_of(today)
        moment = first_moment(month)
        person = await self._private.person(by)
        digest = self._ground.sealer.digest
        ident = named_id(
            "pulse", await self._ground.sealer.digest_of(person, f"pairing.private.pulse\n{month}".encode())
        )
        told = Order(
            command=named_id("pulse", digest(f"pairing.private.pulse\n{ident}\n{order.command}".encode())),
            actor="anonymous",
            now=moment,
            digest=digest(f"pairing.private.pulse\n{ident}\n{answer}".encode()),
        )
        await self._pulses.handle(ident, AnswerPulse(month, answer, today), told)
        return month

    async def pulses(self) -> list[MonthlyPulse]:
        """The months with five answers or more, counted in whole fives, the latest first."""
        return await asyncio.to_thread(self._read, pulses.shown)

    async def share_insight(self, name: str, text: str, by: str, order: Order, *, about: str | None = None) -> Outcome:
        """Tell everybody something in the name of a group (by its id), perhaps about an objective (O-4, or its id).

        The record names the group, not `by`. Raises NotFound, Forbidden for somebody who is no member, and Invalid for
        a text that is empty or has more than 1,000 characters.
        """
        objective = await self._objective(about) if about is not None else None
        command = ShareInsight(by, derived_id(order.command, "insight"), text, objective)
        return await self._tellers.handle(name, command, veiled(order, "group", name))

    async def _objective(self, typed: str) -> str:
        def read() -> str | None:
            return self._read(lambda connection: objectives.find(connection, typed))

        found = await asyncio.to_thread(read)
        if found is None:
            # One that was written down a moment ago.
            await self._private.settled()
            found = await asyncio.to_thread(read)
        if found is None:
            raise NotFound(f"there is no objective {typed!r}; tomoni board shows them, with ids such as O-4")
        return found

    def _read(self, question: Callable[[Connection], T]) -> T:
        with self._store.read() as connection:
            return question(connection)
