"""pairing put together: one handler for each thing that can be asked of it, each with what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.groups.handlers.aggregates import groups_of
from services.pairing.groups.handlers.briefs import Briefing
from services.pairing.groups.handlers.forming import Formed, FormingHandlers, NotYetKnown
from services.pairing.groups.handlers.healing import HealingHandlers
from services.pairing.groups.handlers.meetings import MeetingHandlers
from services.pairing.groups.handlers.notices import Noticing
from services.pairing.groups.handlers.taking_over import TakeOverHandlers
from services.pairing.members import domain as member
from services.pairing.members.domain import Member
from services.pairing.members.handlers_choices import Choices
from services.pairing.members.handlers_pauses import Pauses
from services.pairing.members.spells import Spells
from services.pairing.processed_events import handled_marks
from services.pairing.programmes.handlers import ProgrammeHandlers
from services.pairing.role_models.handlers_seeking import Seeking
from services.pairing.role_models.handlers_terms import Terms
from services.pairing.rotations.drawing import NoGroupsPossible
from services.pairing.rotations.handlers.explaining import DrawHandlers
from services.pairing.rotations.handlers.rotations import Drafted, RotationHandlers
from services.pairing.rotations.preparation import TooFewPeople
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import Confidential
from services.pairing.voices.gathering import Gathering
from services.pairing.voices.handlers import Voices
from services.pairing.voices.handlers_measures import MeasureHandlers
from services.pairing.voices.waiting_answers import waiting_answers
from shared.eventlog import Decider, Repository
from shared.ground import Ground

__all__ = ["Drafted", "Formed", "NoGroupsPossible", "NotYetKnown", "Pairing", "TooFewPeople"]

Check = Callable[[], Awaitable[str | None]]

KEPT = (handled_marks, waiting_answers)
"""Tables that are no views, named here so that every store of pairing has them."""


class Pairing:
    """Everything that can be asked of pairing: HTTP, reactions, the clock, the command line and imports go through it.

    Made once, by the composition root. `checks` are what readiness asks, by name.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.context = context = CommandContext(ground)
        self.private = private = Confidential(ground)
        self.checks: dict[str, Check] = {
            "projection": ground.not_ready,
            "log": ground.log_not_ready,
            "rotation": context.told_not_drawn,
        }
        members: Repository[Member, member.Command] = Repository(
            ground.log, Decider("pairing", "private/member", Member(), member.decide, member.evolve)
        )
        spells = Spells(ground, private, members)
        self.group_log = groups = groups_of(ground.log)
        self.pauses = Pauses(ground, private, members, spells)
        self.choices = Choices(ground.store, private, members, spells)
        self.exclusions = Exclusions(ground, private)
        self.voices = Voices(ground, private)
        self.gathering = Gathering(ground, private)
        self.briefing = Briefing(ground)
        self.notices = Noticing(ground, private)
        self.seeking = Seeking(ground, private, self.exclusions)
        self.terms = Terms(ground, private, self.seeking)
        self.programmes = ProgrammeHandlers(ground, ground.log, context, private)
        self.rotations = RotationHandlers(
            ground, ground.log, context, private, self.choices, self.exclusions, self.notices
        )
        self.draws = DrawHandlers(ground, context, private, self.rotations)
        self.forming = FormingHandlers(ground, context, groups, self.rotations)
        self.healing = HealingHandlers(ground, context, groups, self.choices, self.exclusions, self.notices)
        self.meetings = MeetingHandlers(context, groups)
        self.taking_over = TakeOverHandlers(context, groups)
        self.measures = MeasureHandlers(ground, context)
