"""What all use cases share: the aggregates' repositories, the pauses, the company's days."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.goals.company_days import Days
from services.pairing.groups.domain import group
from services.pairing.groups.domain.group import Group
from services.pairing.groups.handlers.briefs import Briefing
from services.pairing.groups.handlers.notices import Noticing
from services.pairing.members import domain as member
from services.pairing.members.domain import Member
from services.pairing.members.handlers_choices import Choices
from services.pairing.members.handlers_pauses import Pauses
from services.pairing.members.spells import Spells
from services.pairing.processed_events import handled_marks
from services.pairing.programmes import domain as programme
from services.pairing.programmes.domain import (
    Approval,
    Programme,
)
from services.pairing.role_models.handlers_seeking import Seeking
from services.pairing.role_models.handlers_terms import Terms
from services.pairing.rotations import domain as rotation
from services.pairing.rotations import drawing
from services.pairing.rotations.domain import Rotation
from services.pairing.rotations.undrawn import (
    NotDrawn,
    undrawn,
)
from services.pairing.runtime.confidential import Confidential
from services.pairing.voices.gathering import Gathering
from services.pairing.voices.handlers import Voices
from services.pairing.voices.waiting_answers import waiting_answers
from shared.eventlog import Decider, Repository
from shared.ground import Ground
from shared.readiness import Notice

Check = Callable[[], Awaitable[str | None]]

KEPT = (handled_marks, waiting_answers)
"""Tables that are no views, named here so that every store of pairing has them."""


class Cases:
    """The use cases, on the service's log and store. `checks` are what readiness asks, by name."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.checks: dict[str, Check] = {"projection": ground.not_ready, "log": ground.log_not_ready}
        self._store, self.days = ground.store, Days(ground)
        self.checks["rotation"] = self._not_drawn
        members: Repository[Member, member.Command] = Repository(
            ground.log, Decider("pairing", "private/member", Member(), member.decide, member.evolve)
        )
        self.private = Confidential(ground)
        spells = Spells(ground, self.private, members)
        self.pauses = Pauses(ground, self.private, members, spells)
        self.choices = Choices(ground.store, self.private, members, spells)
        self.exclusions = Exclusions(ground, self.private)
        self.voices = Voices(ground, self.private)
        self.gathering = Gathering(ground, self.private)
        self.briefing = Briefing(ground)
        self.notices = Noticing(ground, self.private)
        self.seeking = Seeking(ground, self.private, self.exclusions)
        self.terms = Terms(ground, self.private, self.seeking)
        self._approval: Approval = ground.settings.rotation_approval.value
        log = ground.log
        self._programmes: Repository[Programme, programme.Command] = Repository(
            log, Decider("pairing", "programme", Programme(), programme.decide, programme.evolve)
        )
        self._rotations: Repository[Rotation, rotation.Command] = Repository(
            log, Decider("pairing", "rotation", Rotation(), rotation.decide, rotation.evolve)
        )
        self._groups: Repository[Group, group.Command] = Repository(
            log, Decider("pairing", "group", Group(), group.decide, group.evolve)
        )

    async def not_drawn(self) -> NotDrawn | None:
        """The time for which no groups could be drawn, unless others have been drawn since."""
        return await asyncio.to_thread(undrawn, self._store)

    async def _not_drawn(self) -> str | None:
        """For readiness: a Notice where no groups could be drawn, which keeps nobody from being served."""
        found = await self.not_drawn()
        return None if found is None else Notice(found.says)

    async def programme(self) -> Programme:
        """The programme as the own store knows it, with the setting's approval where it was never configured."""
        return await asyncio.to_thread(drawing.programme_in, self._store, self._approval)

    def _digest(self, *said: str) -> str:
        return self.ground.sealer.digest("\n".join(said).encode())

    async def day(self, moment: datetime) -> date:
        """The company's day that a moment lies in."""
        return (await self.days.now()).of(moment)
