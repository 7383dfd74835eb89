"""Use cases that write nothing: why a draw is as it is, what a swap would cost, what the next quarters would bring."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from services.pairing.matching import Clash, Draw, Drawn, Plan
from services.pairing.matching.explain import Swap, bonds_of, swap_cost
from services.pairing.members.views import pool
from services.pairing.programmes.domain import DEFAULT
from services.pairing.rotations import draws, explanation as explaining
from services.pairing.rotations.domain import Rotation, Stage, Stale
from services.pairing.rotations.explanation import Explained
from services.pairing.rotations.handlers.rotations import RotationHandlers
from services.pairing.rotations.preparation import Asked
from services.pairing.rotations.views import rotations
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import Confidential
from shared.events import Invalid, NotFound, Unfitting, WrongState
from shared.runtime import Runtime

if TYPE_CHECKING:
    from services.pairing.matching.simulate import Simulation

MOST_QUARTERS = 40
"""So many quarters are simulated at a time."""


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """A draft's groups, and what the solver was asked, as it would be asked now."""

    plan: Plan
    request: Draw


class DrawHandlers:
    """What is told of draws."""

    def __init__(
        self, runtime: Runtime, context: CommandContext, private: Confidential, rotations: RotationHandlers
    ) -> None:
        self._runtime, self._context, self._private, self._rotations = runtime, context, private, rotations

    async def explain(self, name: str) -> Explained:
        """A rotation with its groups and the reasons for them. Raises NotFound."""
        functions = (await self._context.programme()).functions

        def read() -> Explained:
            with self._runtime.store.read() as connection:
                row = rotations.find(connection, name)
                if row is None:
                    raise NotFound(f"there is no rotation {name}")
                told = explaining.explained(connection, row, functions)
                here = [person["person"] for person in pool.present(connection)] if row["pinned"] else []
            known = {person: person for person in here} | {self._private.forbidden(person): person for person in here}
            pins = tuple(tuple(sorted(known[each] for each in pin if each in known)) for pin in row["pinned"])
            return replace(told, pinned=pins)

        return await asyncio.to_thread(read)

    async def is_stale(self, name: str, today: date) -> bool:
        """Whether this is a draft that the pool has left behind, by the own store."""
        state, _ = await self._rotations.aggregates.load(name)
        if state.stage is not Stage.DRAFTED or state.pool is None:
            return False
        return self._rotations.pool_digest(await self._rotations.prepared_now(today)) != state.pool

    async def swap_cost(self, name: str, one: str, other: str, today: date) -> Swap:
        """What a draft would lose or gain if these two (`P-3`, or the id) changed places; nothing is changed.

        Raises NotFound, WrongState for what is no draft, Stale, Invalid for somebody in no group and for two of one.
        """
        state, _ = await self._rotations.aggregates.load(name)
        if state.stage is Stage.ABSENT:
            raise NotFound("there is no such rotation")
        if state.stage is not Stage.DRAFTED:
            raise WrongState(f"the draw of {state.label} is {state.stage}; only in a draft people can change places")
        if await self.is_stale(name, today):
            raise Stale(f"this draft of {state.label} is out of date, as the pool has changed since; draw again")
        people = [await self._private.person(typed) for typed in (one, other)]
        seated = {person for group in state.groups for person in group.members}
        for typed, person in zip((one, other), people, strict=True):
            if person not in seated:
                raise Unfitting(f"{typed} is in no group of this draw; name somebody who is")
        standing = await self._standing(state, today)
        try:
            found = swap_cost(standing.plan, standing.request, *people)
        except ValueError as error:
            raise Unfitting(str(error)) from error
        if any(each.rule == "list" for each in found.broken):
            # Whose list it is on, and with whom of the group, is nobody's business.
            raise Unfitting(f"{one} and {other} can't change places in this draw; choose others")
        return found

    async def simulate(self, quarters: int, churn: float, today: date) -> Simulation:
        """What the next quarters would bring if so much of the pool (0 to 1) changed before each; nothing is written.

        Raises Invalid for figures out of range, TooFewPeople, NoGroupsPossible.
        """
        # Loaded here: most commands draw nothing.
        from services.pairing.matching.simulate import simulate

        if not 1 <= quarters <= MOST_QUARTERS:
            raise Invalid(f"{quarters} quarters can't be simulated; choose 1 to {MOST_QUARTERS}")
        if not 0 <= churn <= 1:
            raise Invalid(f"a churn of {churn:.0%} is not possible; choose a share from 0 to 100 % for each quarter")
        request = (await self._rotations.prepared_now(today)).request(f"{DEFAULT}:simulated")
        try:
            return await asyncio.to_thread(simulate, request, quarters, churn)
        except Clash as clash:
            raise draws.NoGroupsPossible(str(clash), clash.apart) from clash

    async def _standing(self, state: Rotation, today: date) -> DraftStanding:
        prepared = await self._rotations.prepared_now(today)
        request = prepared.request("", self._rotations.with_former(state, Asked(), prepared))
        function = {member.id: member.function for member in request.members}

        def drawn(members: tuple[str, ...]) -> Drawn:
            repeats = sum(bond.gap is not None for bond in bonds_of(members, request.history))
            return Drawn(members, repeats, len({function[person] for person in members}) == 1)

        return DraftStanding(Plan(tuple(drawn(group.members) for group in state.groups)), request)
