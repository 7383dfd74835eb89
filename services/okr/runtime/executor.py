"""Carries out commands on aggregates, in the name of whoever gave the order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from services.okr.guard import Authorised, Command, authorised
from services.okr.kernel.permissions import Action, allowed, must_be_allowed
from services.okr.runtime.command_context import CommandContext
from shared.command.done import Done
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository
from shared.events import Event, Forbidden, derived_id

C = TypeVar("C", bound=Command)

S = TypeVar("S")

Made = Callable[[str], str]
"""How a new thing's id is made from the id of the command that brings it into the world."""


class Carrier(Protocol[C]):
    """What carries out commands on the aggregates of one kind: a Repository, or what stands for several."""

    async def handle(self, aggregate_id: str, command: Authorised[C], order: Order) -> Outcome:
        """Carry the command out exactly once."""


def aggregates(
    log: EventLog,
    kind: str,
    initial: S,
    decide: Callable[[C, S], list[Event]],
    evolve: Callable[[S, Event], S],
) -> Repository[S, Authorised[C]]:
    """What carries out commands on okr's aggregates of one kind, each first asked whether it is allowed."""
    return Repository(log, Decider("okr", kind, initial, authorised(decide), evolve))


class Executor:
    """Asks who acts, hands the command to its aggregate, and lets the context know what was written."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def carry_out(
        self,
        repository: Carrier[C],
        aggregate: str,
        command: C,
        order: Order,
        id_: str | None = None,
        *,
        made: Made | None = None,
    ) -> Done:
        """Carry it out on the aggregate. `Done.id` is `id_`, that of the new thing `made` in it, or the aggregate's."""
        by = await self._context.actor(order.actor, order.authority)
        try:
            outcome = await repository.handle(aggregate, Authorised(command, by), order)
        except Forbidden:
            # He may have come to a team, or to have people to manage, since that was last looked at.
            by = await self._context.actor(order.actor, order.authority, anew=True)
            outcome = await repository.handle(aggregate, Authorised(command, by), order)
        self._context.wrote(outcome)
        if outcome.aggregate.startswith("person/"):
            self._context.people_changed()
        if made is not None:
            id_ = made(outcome.command or order.command)
        return Done(id_ or aggregate, outcome)

    async def new(self, load: Callable[[str], Awaitable[tuple[object, int]]], order: Order, made: Made) -> str:
        """The id of the aggregate that an order brings into the world, or brought, under an id that it had formerly."""
        for former in order.formerly:
            _, version = await load(made(former))
            if version:
                return made(former)
        return made(order.command)

    async def must_be_allowed(self, order: Order, action: Action) -> None:
        """Raise Forbidden before a process begins that such a command is only a later step of."""
        must_be_allowed(await self._context.actor(order.actor, order.authority), action)

    async def reaches_back(self, order: Order) -> bool:
        """Whether whoever commands may put right what ended longer ago."""
        return allowed(await self._context.actor(order.actor, order.authority), Action.REACH_BACK)


def new(name: str) -> Made:
    """How a new thing of this name gets its id."""
    return lambda command: derived_id(command, name)
