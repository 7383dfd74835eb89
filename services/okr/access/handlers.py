"""Sessions and tokens are listed, ended and confirmed; people are invited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.access import domain as access
from services.okr.access.domain import Access, Command, Confirm, End, Suspend
from services.okr.access.view import EndedAccess, GonePeople
from services.okr.guard import Authorised
from services.okr.kernel.permissions import Action, Actor, allowed
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from services.okr.runtime.executor import aggregates
from shared.access.ends import Ends
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import NotFound, WrongState, named_id
from shared.identity import records
from shared.identity.access import Kind, is_access_id
from shared.identity.roles import Role
from shared.identity.sign_in import create_code
from shared.runtime import Runtime

T = TypeVar("T")

_EVERYTHING = named_id("access", "everything")
"""The aggregate that a restore is told of."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that signs somebody in, once, until `expires`."""

    code: str
    expires: datetime


class AccessHandlers:
    """Use cases about what lets people and programs in. Where somebody ends his own, the log doesn't tell whose it was.

    `Done.id` is the id of the session or token.
    """

    def __init__(self, runtime: Runtime, log: EventLog, context: CommandContext, confidential: Confidential) -> None:
        self._aggregates = aggregates(log, "private/access", Access(), access.decide, access.evolve)
        self._runtime, self._context, self._confidential = runtime, context, confidential

    async def of(self, subject: str, now: datetime) -> list[records.Access]:
        """What somebody has open, the newest first."""
        return await self._kept(lambda connection: records.of_subject(connection, subject, now))

    async def of_person(self, person: str, now: datetime) -> list[records.Access]:
        """The same of a person (P-3, or an id). Raises NotFound."""
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        return await self.of(id_, now)

    async def tokens(self, now: datetime) -> list[tuple[records.Access, str | None]]:
        """Every token that was noted and hasn't expired, with why it holds no more, as a sentence, where that is so."""
        found = await self._kept(lambda connection: records.tokens(connection, now))
        ends = Ends(EndedAccess.table, GonePeople.table)
        await self._context.ask_current(lambda connection: ends.read(connection, now))
        return [(each, ends.over(each.identity)) for each in found]

    async def end(self, order: Order, ident: str, *, own: str | None = None) -> Done:
        """Let a session or token let nobody in any more; `own` is that by which it is asked for.

        Raises NotFound where there is none, or it is another's and the actor no administrator.
        """
        noted = await self._kept(lambda connection: records.by_id(connection, ident))
        subject = noted.subject if noted is not None else order.actor if ident == own else None
        by = await self._by(order)
        command = End(subject)
        if not is_access_id(ident) or not allowed(by, Action.END_ACCESS, command.concerned(None)):
            raise NotFound("there is no such session or token of yours; list them to find the id")
        day = await self._context.today(order.now)
        told = self._confidential.veiled(order, ident, day, "access") if subject == order.actor else order
        done = await self._carry_out(ident, command, by, told)
        await self._kept(lambda connection: records.note_ended(connection, ident, order.now))
        return done

    async def end_sessions(self, order: Order) -> int:
        """Sign the actor out wherever he is signed in; how many sessions that were."""
        mine = [each for each in await self.of(order.actor, order.now) if each.kind is Kind.SESSION]
        for each in mine:
            await self.end(order.step(f"end {each.id}"), each.id)
        return len(mine)

    async def confirm(self, order: Order, ident: str) -> Done:
        """Let a token hold that a restore has suspended. Raises NotFound, WrongState (ended), Forbidden."""
        if not is_access_id(ident):
            raise NotFound("there is no such token; list them to find the id")
        return await self._carry_out(ident, Confirm(), await self._by(order), order)

    async def suspend(self, order: Order) -> Done:
        """End all sessions, and have all tokens wait until they are confirmed: the log was restored."""
        return await self._carry_out(_EVERYTHING, Suspend(), await self._by(order), order)

    async def invite(self, person: str, role: Role, minutes: float, now: datetime) -> Invitation:
        """A code that signs this person in, once. Raises NotFound, WrongState (has left)."""
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        if not await self._context.is_here(id_):
            raise WrongState("this person has left and can't be signed in; who comes back joins again first")
        code = await self._kept(lambda connection: create_code(connection, id_, role, now, minutes))
        return Invitation(code, now + timedelta(minutes=minutes))

    async def _by(self, order: Order) -> Actor:
        return await self._context.actor(order.actor, order.authority)

    async def _carry_out(self, ident: str, command: Command, by: Actor, order: Order) -> Done:
        outcome = await self._aggregates.handle(ident, Authorised(command, by), order)
        self._context.wrote(outcome)
        if outcome.events and self._runtime.gate is not None:
            # Whoever has ended something sees at his next request, here, that it has.
            await self._runtime.gate.knows(outcome.events[-1].position)
        return Done(ident, outcome)

    async def _kept(self, work: Callable[[Connection], T]) -> T:
        def do() -> T:
            with self._runtime.store.keep() as connection:
                return work(connection)

        return await asyncio.to_thread(do)
