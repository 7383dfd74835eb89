"""What people want to be told is chosen and shown, by themselves only."""

from __future__ import annotations

from services.okr.guard import Authorised
from services.okr.notices.domain import choices
from services.okr.notices.domain.choices import Choice, Choose
from services.okr.notices.view import chosen
from services.okr.processed_events import processed_events
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from services.okr.runtime.executor import aggregates
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.reacting.start import beginnings

KEPT = (processed_events, beginnings)
"""Tables of the reactions, named here so that every store of okr has them."""


class NoticeHandlers:
    """Use cases about one's own notices. The record tells neither whose choice it is nor what led to it."""

    def __init__(self, log: EventLog, context: CommandContext, confidential: Confidential) -> None:
        self._aggregates = aggregates(log, "private/notices", Choice(), choices.decide, choices.evolve)
        self._context, self._confidential = context, confidential

    async def choose(self, order: Order, *, choice: Choice) -> Done:
        """Have the actor told this and no more from now on. Raises NotFound for nobody in particular, Invalid."""
        person = await self._somebody(order.actor)
        ident = self._confidential.notices_of(person)
        by = await self._context.actor(person, order.authority)
        veiled = self._confidential.veiled(order, ident, await self._context.today(order.now), "notices")
        outcome = await self._aggregates.handle(ident, Authorised(Choose(choice, person), by), veiled)
        self._context.wrote(outcome)
        return Done(ident, outcome)

    async def chosen(self, person: str) -> Choice:
        """What somebody has chosen; what holds for everybody, where he never did. Raises NotFound."""
        ident = self._confidential.notices_of(await self._somebody(person))
        found = await self._context.ask_current(lambda connection: chosen(connection, [ident]))
        return found.get(ident, Choice())

    def ids(self, people: list[str]) -> dict[str, str]:
        """Under which confidential id each of these people's choices stand."""
        return {person: self._confidential.notices_of(person) for person in people}

    async def _somebody(self, typed: str) -> str:
        person = await self._context.person(typed)
        assert person is not None
        return person
