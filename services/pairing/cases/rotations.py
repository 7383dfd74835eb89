"""Use cases about rotations: draw, confirm, discard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import count

from services.pairing import drawing
from services.pairing.cases.base import Cases
from services.pairing.domain import rotation
from services.pairing.domain.programme import DEFAULT
from services.pairing.domain.rotation import ConfirmRotation, DiscardRotation, Stage, rotation_id
from services.pairing.drawing import Following
from services.pairing.views import quarters
from shared.eventlog import Order, Outcome
from shared.events import NotFound


@dataclass(frozen=True, slots=True)
class Drafted:
    """The rotation that a draw led to. `new` is false where it had been drawn before."""

    rotation: str
    stage: Stage
    version: int
    new: bool


class RotationCases(Cases):
    """From a draw to its confirmation."""

    async def draft_rotation(self, after_quarter: str, order: Order) -> Drafted:
        """Draw groups for the time after a quarter (by id or label), unless a draw of it stands already.

        A discarded draw is followed by another one. The same command never draws twice. Raises NotFound, TooFewPeople.
        """
        following = await asyncio.to_thread(self._following, after_quarter)
        how = await self.programme()
        for run in count(1):
            absent = await asyncio.to_thread(self.pauses.absent, self._day(order.now))
            command = await asyncio.to_thread(drawing.draft, self._store, how, following, run, absent)
            name = rotation_id(DEFAULT, following.quarter, run)
            outcome = await self._rotations.handle(name, command, order)
            state, version = await self._rotations.load(name)
            if outcome.events or outcome.repeated or state.stage is not Stage.DISCARDED:
                return Drafted(name, state.stage, version, new=bool(outcome.events))
        raise AssertionError("unreachable")

    async def confirm_rotation(self, name: str, order: Order) -> Outcome:
        """Let a draft hold; its groups follow. Raises NotFound, and WrongState for a discarded draft."""
        return await self._rotations.handle(name, ConfirmRotation(), order)

    async def discard_rotation(self, name: str, order: Order) -> Outcome:
        """Throw a draft away. Raises NotFound, and WrongState for a confirmed rotation."""
        return await self._rotations.handle(name, DiscardRotation(), order)

    def _following(self, quarter: str) -> Following:
        with self._store.read() as connection:
            row = quarters.find(connection, quarter)
        if row is None:
            raise NotFound(f"there is no quarter {quarter!r}; name it by its label or its id")
        return Following(row["quarter"], rotation.label_after(row["label"]))
