"""What people add to win sessions: wins of their own, words, praise; and what they take off the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy import Connection

from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.views import key_results, objectives
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, new
from services.okr.win_sessions.domain import commands as wins
from services.okr.win_sessions.domain.session import Item
from services.okr.win_sessions.handlers.places import WinPlaces
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import Sealed, Unfitting


class _Owners(TypedDict):
    owner: str | None
    key_result_owner: str | None
    team: str | None


class WinContributionHandlers:
    """Use cases of everybody. An item is named by its id, or by its place on the agenda. `Done.id` is the item's id."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        access: ObjectiveAccess,
        win_places: WinPlaces,
    ) -> None:
        self._executor, self._context, self._words, self._access = executor, context, words, access
        self._win_places = win_places

    async def share(
        self, order: Order, *, session: str, words: str, objective: str | None = None, key_result: str | None = None
    ) -> Done:
        """Put a win of one's own on the agenda. Raises Invalid, NotFound, WrongState (over; or private)."""
        place, _ = await self._win_places.session(session)
        about = None if key_result is None else await self._context.place(key_result)
        of = await self._context.objective(objective) if about is None and objective is not None else None
        if about is not None:
            if objective is not None and await self._context.objective(objective) != about.objective:
                raise Unfitting(f"{key_result} is no key result of {objective}; name one of the two")
            of = about.objective
        if of is not None:
            await self._access.must_be_public(order, of)
        made = new("win")
        command = wins.Tell(
            session=place.session,
            item=made(order.command),
            by=order.actor,
            words=await self._sealed_words(order, words),
            objective=of,
            key_result=None if about is None else about.key_result,
        )
        return await self._executor.carry_out(self._win_places.aggregates, place.unit, command, order, made=made)

    async def edit(self, order: Order, *, session: str, item: str, words: str) -> Done:
        """Say an item of the agenda in one's own words. Raises Invalid, NotFound, Forbidden, WrongState."""
        place, state = await self._win_places.session(session)
        id_ = self._win_places.item(state, place, item)
        owners = await self._owners(state.sessions[place.session].items[id_])
        sealed = await self._sealed_words(order, words)
        command = wins.Edit(session=place.session, item=id_, by=order.actor, words=sealed, **owners)
        return await self._executor.carry_out(self._win_places.aggregates, place.unit, command, order, id_)

    async def withdraw(self, order: Order, *, session: str, item: str) -> Done:
        """Take an item off the agenda, for good. Raises NotFound, Forbidden, WrongState."""
        place, state = await self._win_places.session(session)
        id_ = self._win_places.item(state, place, item)
        owners = await self._owners(state.sessions[place.session].items[id_])
        command = wins.Withdraw(session=place.session, item=id_, by=order.actor, **owners)
        return await self._executor.carry_out(self._win_places.aggregates, place.unit, command, order, id_)

    async def praise(
        self, order: Order, *, session: str, item: str, to: Sequence[str] = (), words: str | None = None
    ) -> Done:
        """Praise these people, or (nobody named) those whose work it is, for an item. Never oneself.

        Raises Invalid, NotFound, WrongState (withdrawn, or the session was cancelled).
        """
        place, state = await self._win_places.session(session)
        people = [await self._context.person(text) for text in to]
        command = wins.Praise(
            session=place.session,
            item=self._win_places.item(state, place, item),
            praise=new("praise")(order.command),
            by=order.actor,
            to=tuple(person for person in people if person is not None),
            words=await self._words.comment(order, words, "text"),
        )
        return await self._executor.carry_out(self._win_places.aggregates, place.unit, command, order, command.item)

    async def _sealed_words(self, order: Order, text: str) -> Sealed:
        sealed = await self._words.comment(order, text, "text")
        assert sealed is not None
        return sealed

    async def _owners(self, item: Item) -> _Owners:
        """Who owns what the item is about, as the views know it."""

        def find(connection: Connection) -> _Owners:
            measured = None if item.key_result is None else key_results.by_id(connection, item.key_result)
            # It may have moved since.
            of = item.objective if measured is None else measured["objective"]
            goal = None if of is None else objectives.by_id(connection, of)
            return _Owners(
                owner=None if goal is None else goal["owner"],
                key_result_owner=None if measured is None else measured["owner"],
                team=None if goal is None else goal["team"],
            )

        return await self._context.ask_current(find)
