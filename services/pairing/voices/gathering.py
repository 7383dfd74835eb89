"""Answers to the month's question: taken one by one, kept where nobody can read them, put into the log in fives.

Somebody's answer of a month is found by a keyed digest of person and month, which takes the person's own key: a second
answer meets the first, no two months' answers of one person have anything in common, and nobody can find the answers of
who was forgotten. It waits in a table of its own before it is acknowledged (`waiting_answers`). Whoever has the clock's
lease puts five together, chosen by chance, and appends their counts as one event, sealed with the installation's key;
its envelope is made of a random id and the month alone. So the log tells neither who answered, nor what anybody said,
nor when: only that five more have. Fewer than five at a month's end enter nothing, and are dropped.

What stays: whoever holds the master key *and* the stream of keys can see, until the month is over, whether somebody has
answered, and what, while it waits.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from uuid import uuid4

from services.pairing.goals.company_days import Days
from services.pairing.runtime.confidential import Confidential
from services.pairing.voices import view as pulses
from services.pairing.voices.domain import pulse
from services.pairing.voices.domain.pulse import AnswerPulse, Gather, Pulse, first_moment, month_of
from services.pairing.voices.view import KeptPulse, MonthlyPulse
from services.pairing.voices.waiting_answers import WaitingAnswers
from shared.eventlog import Decider, KeyReused, Order, Repository
from shared.events import named_id
from shared.projection.locking import ClockLease
from shared.runtime import Runtime

logger = logging.getLogger(__name__)


class Gathering:
    """The use cases about the month's question, on the service's log and store."""

    def __init__(self, runtime: Runtime, private: Confidential) -> None:
        self._runtime, self._private = runtime, private
        self._days, self._sealer = Days(runtime), runtime.sealer
        self._waiting = WaitingAnswers(runtime.store, runtime.sealer.strongbox)
        self._pulses: Repository[Pulse, Gather | AnswerPulse] = Repository(
            runtime.log, Decider("pairing", "private/pulse", Pulse(), pulse.decide, pulse.evolve)
        )

    async def answer(self, answer: int, by: str, order: Order, *, month: str | None = None) -> str:
        """Answer the question of this month; which month that was.

        Of the order only the moment is used, and of that only the month is kept. The same answer under the same command
        id is the same one. Raises Invalid for another answer than 1 to 5 or another month than this one, WrongState
        for a second answer, NotFound for somebody who isn't in the pool, KeyReused.
        """
        today = (await self._days.now()).of(order.now)
        month = month or month_of(today)
        moment = first_moment(month)
        person = await self._private.person(by)
        mark = await self._mark(person, month)
        told = Order(
            command=named_id("pulse", self._digest(mark, order.command)),
            actor="anonymous",
            now=moment,
            digest=self._digest(mark, str(answer)),
        )
        # An older version put it into the log at once, under this very id. Where it didn't, nothing is written now.
        asked = AnswerPulse(month, answer, today)
        if (await self._pulses.handle(mark, asked, told)).repeated:
            return month
        known = await asyncio.to_thread(
            self._waiting.add, mark, month, answer, told.command, told.digest or told.command
        )
        if known is None:
            return month
        if known.command != told.command:
            pulse.checked(asked, Pulse(answered=True))
        if known.digest not in (None, told.digest):
            raise KeyReused(f"private/pulse/{mark}")
        return month

    async def answered(self, by: str, now: datetime) -> tuple[str, bool]:
        """The month that is asked about now, and whether somebody has answered. Raises NotFound."""
        month = month_of((await self._days.now()).of(now))
        mark = await self._mark(await self._private.person(by), month)
        waiting = await asyncio.to_thread(self._waiting.answered, mark)
        return month, waiting or (await self._pulses.load(mark))[0].answered

    async def gather(self, now: datetime) -> int:
        """Put every five that wait into the log, and let go of months that are over; how many events were written.

        For whoever has the clock's lease; broken off anywhere and begun again it goes on. Raises LogUnavailable.
        """
        for month in await asyncio.to_thread(self._waiting.full):
            while await asyncio.to_thread(self._waiting.put_together, month, str(uuid4())):
                pass
        written = 0
        for batch, (month, answers) in (await asyncio.to_thread(self._waiting.batches)).items():
            sealed = await self._sealer.seal_here(pulse.written(pulse.counted(answers)))
            told = Order(command=named_id("pulses", batch), actor="anonymous", now=first_moment(month))
            written += len((await self._pulses.handle(batch, Gather(month, sealed), told)).events)
            await asyncio.to_thread(self._waiting.gathered, batch)
        this = month_of((await self._days.now()).of(now))
        for month in await asyncio.to_thread(self._waiting.over, this):
            if dropped := await asyncio.to_thread(self._waiting.drop, month):
                logger.info("%d answers of %s are too few to be shown, and dropped", dropped, month)
        return written

    async def gather_alone(self, now: datetime) -> int:
        """The same where no clock runs; nothing is done where one does."""
        lease = ClockLease(self._runtime.store)
        if not await asyncio.to_thread(lease.acquire):
            return 0
        try:
            return await self.gather(now)
        finally:
            lease.release()

    def waits(self, now: datetime) -> bool:
        """Whether there is anything to gather or to let go of. Blocks."""
        waiting = self._waiting
        return bool(waiting.full() or waiting.batches() or waiting.over(month_of(self._days.read().of(now))))

    async def shown(self) -> list[MonthlyPulse]:
        """The months with five answers or more, counted in fives, the latest first."""
        return [await self._opened(each) for each in await asyncio.to_thread(self._kept)]

    async def _opened(self, kept: KeptPulse) -> MonthlyPulse:
        texts = await self._sealer.open_all(kept.sealed)
        return kept.with_opened(counts for text in texts if (counts := pulse.read(text or "")) is not None)

    def _kept(self) -> list[KeptPulse]:
        with self._runtime.store.read() as connection:
            return pulses.kept(connection)

    async def _mark(self, person: str, month: str) -> str:
        body = f"pairing.private.pulse\n{month}".encode()
        return named_id("pulse", await self._sealer.digest_of(person, body))

    def _digest(self, mark: str, said: str) -> str:
        return self._sealer.digest(f"pairing.private.pulse\n{mark}\n{said}".encode())
