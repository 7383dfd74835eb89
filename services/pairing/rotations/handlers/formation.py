"""Use cases about the groups of a confirmed rotation: form them, dissolve those that they replace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from services.pairing.groups.domain.group import DissolveGroup, FormGroup
from services.pairing.groups.handlers.meetings import Groups
from services.pairing.rotations.domain import Stage
from services.pairing.rotations.handlers.rotations import RotationHandlers
from services.pairing.rotations.views import rotations
from services.pairing.rotations.views.draw_inputs import formed_of, replaced_by
from services.pairing.runtime.command_context import CommandContext
from shared.eventlog import Order
from shared.events import WrongState, derived_id
from shared.projection import Row
from shared.runtime import Runtime


class NotYetKnown(RuntimeError):
    """The own store hasn't reached what the step stands on; it will, so try again."""


@dataclass(frozen=True, slots=True)
class Formed:
    """How many groups a confirmed rotation has formed now, and how many former ones it has dissolved now."""

    formed: int
    dissolved: int


class FormingHandlers:
    """From a confirmed rotation to its groups."""

    def __init__(self, runtime: Runtime, context: CommandContext, groups: Groups, rotations: RotationHandlers) -> None:
        self._runtime, self._context, self._groups, self._rotations = runtime, context, groups, rotations

    async def form(self, name: str, confirmed: datetime, order: Order) -> Formed:
        """Form a confirmed rotation's groups, then dissolve those that it replaces.

        `confirmed` is when it was; its day is the groups' first. Each step is one idempotent command, so this may be
        broken off anywhere and begun again. Raises WrongState, NotYetKnown where the own store is behind.
        """
        state, _ = await self._rotations.aggregates.load(name)
        if state.stage is not Stage.CONFIRMED:
            raise WrongState(f"rotation {name} is {state.stage}; only a confirmed one forms groups")
        on = await self._context.day(confirmed)
        order = replace(order, effective=confirmed)
        formed = dissolved = 0
        for planned in state.groups:
            form = FormGroup(name, state.label, planned.members, on)
            step = replace(order, command=derived_id(name, f"form:{planned.group}"))
            formed += len((await self._groups.handle(planned.group, form, step)).events)
        for former in await self._replaced_by(name):
            step = replace(order, command=derived_id(name, f"dissolve:{former}"))
            dissolved += len((await self._groups.handle(former, DissolveGroup(on, name), step)).events)
        return Formed(formed, dissolved)

    async def _replaced_by(self, name: str) -> list[str]:
        """The groups to dissolve: those that the store shows, and those of former rotations that it doesn't yet."""

        def read() -> tuple[list[str], list[Row]]:
            with self._runtime.store.read() as connection:
                own = rotations.find(connection, name)
                if own is None or own["confirmed_at"] is None:
                    raise NotYetKnown(f"the store doesn't know yet that rotation {name} was confirmed; try again")
                shown = replaced_by(connection, own)
                earlier = rotations.confirmed_before(connection, own)
                return shown, [row for row in earlier if formed_of(connection, row["rotation"]) < row["groups"]]

        shown, unfinished = await asyncio.to_thread(read)
        replaced = dict.fromkeys(shown)
        for row in unfinished:
            state, _ = await self._rotations.aggregates.load(row["rotation"])
            replaced |= dict.fromkeys(planned.group for planned in state.groups)
        return list(replaced)
