"""What pairing does when something happens: a quarter ends, a rotation is confirmed, somebody comes or leaves."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from services.pairing.service import Pairing
from shared.events import (
    Event,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    QuarterEnded,
    Recorded,
    RotationConfirmed,
)
from shared.now import utc_now
from shared.reacting import reactions

logger = logging.getLogger(__name__)

_COMINGS_AND_GOINGS: tuple[type[Event], ...] = (PersonJoined, PersonMoved, PersonLeft, PersonForgotten)


class Reactions(reactions.Reactions):
    """Pairing's rules, on its durable."""

    def __init__(self, pairing: Pairing, *, url: str, now: Callable[[], datetime] = utc_now) -> None:
        self._pairing = pairing
        rules: reactions.Rules = {
            QuarterEnded: ("quarter-ended", self.quarter_ended),
            RotationConfirmed: ("rotation-confirmed", self.rotation_confirmed),
            **dict.fromkeys(_COMINGS_AND_GOINGS, ("healing", self.person_changed)),
        }
        super().__init__(pairing.runtime, rules, url=url, now=now)

    async def quarter_ended(self, event: Recorded[QuarterEnded]) -> None:
        """Draw the next rotation and, where nobody has to approve it, confirm it; not where weeks count."""
        if event.data.kind not in ("quarter", "transition"):
            # Months and years lie beside the quarters; groups are changed by these.
            return
        if (weeks := (await self._pairing.context.programme()).every_weeks) is not None:
            logger.info("quarter %s ended; groups rotate every %s weeks instead", event.data.label, weeks)
            return
        drafted = await self._pairing.rotations.rotate(
            event.aggregate_id, lambda step: self.order("quarter-ended", event, step)
        )
        logger.info("rotation %s drawn after quarter %s", drafted.rotation, event.data.label)

    async def rotation_confirmed(self, event: Recorded[RotationConfirmed]) -> None:
        """Form the rotation's groups and dissolve those that it replaces; who left meanwhile sits in none of them."""
        order = self.order("rotation-confirmed", event, "form")
        done = await self._pairing.forming.form(event.aggregate_id, event.time, order)
        await self._pairing.healing.heal_departed(event.aggregate_id, self.order("rotation-confirmed", event, "heal"))
        logger.info("rotation %s: %s groups formed, %s dissolved", event.data.label, done.formed, done.dissolved)

    async def person_changed(self, event: Recorded[Any]) -> None:
        """Heal the groups around somebody who came, left or works elsewhere."""
        await self._pairing.healing.heal(event.aggregate_id, event.position, self.order("healing", event, "heal"))


@asynccontextmanager
async def reacting(pairing: Pairing, *, url: str, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Reactions]:
    """React for the time of the block. The runner of `pairing`'s store must be running."""
    found = Reactions(pairing, url=url, now=now)
    await found.start()
    pairing.checks["reactions"] = found.check
    try:
        yield found
    finally:
        del pairing.checks["reactions"]
        await found.stop()
