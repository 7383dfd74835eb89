"""What people want to be told is chosen and shown, by themselves only."""

from __future__ import annotations

from services.okr.guard import Asked
from services.okr.notices.domain.choices import (
    Choice,
    Choose,
)
from services.okr.notices.view_choices import chosen
from services.okr.processed_events import handled_marks
from services.okr.runtime.base import (
    Cases,
    Done,
)
from shared.eventlog import Order
from shared.reacting.beginning import beginnings

KEPT = (handled_marks, beginnings)
"""Tables of the reactions, named here so that every store of okr has them."""


class NoticeCases(Cases):
    """Use cases about one's own notices. The record tells neither whose choice it is nor what led to it."""

    async def choose_notices(self, order: Order, *, choice: Choice) -> Done:
        """Have the actor told this and no more from now on. Raises NotFound for nobody in particular, Invalid."""
        person = await self._somebody(order.actor)
        ident = self._confidential.notices_of(person)
        by = await self._facts.actor(person, order.authority)
        veiled = self._confidential.veiled(order, ident, await self._today(order.now), "notices")
        outcome = await self._notices.handle(ident, Asked(Choose(choice, person), by), veiled)
        self._facts.wrote(outcome)
        return Done(ident, outcome)

    async def chosen_notices(self, person: str) -> Choice:
        """What somebody has chosen; what holds for everybody, where he never did. Raises NotFound."""
        ident = self._confidential.notices_of(await self._somebody(person))
        found = await self._facts.ask_current(lambda connection: chosen(connection, [ident]))
        return found.get(ident, Choice())

    def notice_ids(self, people: list[str]) -> dict[str, str]:
        """Under which confidential id each of these people's choices stand."""
        return {person: self._confidential.notices_of(person) for person in people}

    async def _somebody(self, typed: str) -> str:
        person = await self._person(typed)
        assert person is not None
        return person
