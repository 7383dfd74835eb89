"""pairing put together: one handler for each thing that can be asked of it, each with what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.groups.handlers.briefs import Briefing
from services.pairing.groups.handlers.meetings import MeetingHandlers, groups_of
from services.pairing.groups.handlers.notices import Noticing
from services.pairing.groups.handlers.takeovers import TakeOverHandlers
from services.pairing.members import domain as member
from services.pairing.members.domain import Member
from services.pairing.members.handlers import Choices, Pauses
from services.pairing.members.spells import Spells
from services.pairing.processed_events import processed_events
from services.pairing.programmes.handlers import ProgrammeHandlers
from services.pairing.role_models.handlers_seekers import Seeking
from services.pairing.role_models.handlers_terms import Terms
from services.pairing.rotations.draws import NoGroupsPossible
from services.pairing.rotations.handlers.explanations import DrawHandlers
from services.pairing.rotations.handlers.formation import Formed, FormingHandlers, NotYetKnown
from services.pairing.rotations.handlers.healing import HealingHandlers
from services.pairing.rotations.handlers.rotations import Drafted, RotationHandlers
from services.pairing.rotations.preparation import TooFewPeople
from services.pairing.rotations.views import rotations
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import Confidential
from services.pairing.voices.gathering import Gathering
from services.pairing.voices.handlers import Voices
from services.pairing.voices.handlers_measures import MeasureHandlers
from services.pairing.voices.waiting_answers import waiting_answers
from shared.eventlog import Decider, Repository
from shared.runtime import Runtime

__all__ = ["Drafted", "Formed", "NoGroupsPossible", "NotYetKnown", "Pairing", "TooFewPeople"]

Check = Callable[[], Awaitable[str | None]]

KEPT = (processed_events, waiting_answers)
"""Tables that are no views, named here so that every store of pairing has them."""


class Pairing:
    """Everything that can be asked of pairing: HTTP, reactions, the clock, the command line and imports go through it.

    Made once, by the composition root. `checks` are what readiness asks, by name.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.context = context = CommandContext(runtime)
        self.private = private = Confidential(runtime)
        self.checks: dict[str, Check] = {
            "projection": runtime.not_ready,
            "log": runtime.log_not_ready,
            "rotation": context.told_not_drawn,
        }
        members: Repository[Member, member.Command] = Repository(
            runtime.log, Decider("pairing", "private/member", Member(), member.decide, member.evolve)
        )
        spells = Spells(runtime, private, members)
        self.group_log = groups = groups_of(runtime.log)
        self.pauses = Pauses(runtime, private, members, spells)
        self.choices = Choices(runtime.store, private, members, spells)
        self.exclusions = Exclusions(runtime, private)
        self.voices = Voices(runtime, private)
        self.gathering = Gathering(runtime, private)
        self.briefing = Briefing(runtime)
        self.notices = Noticing(runtime, private, rotations.ids)
        self.seeking = Seeking(runtime, private, self.exclusions)
        self.terms = Terms(runtime, private, self.seeking)
        self.programmes = ProgrammeHandlers(runtime, runtime.log, context, private)
        self.rotations = RotationHandlers(
            runtime, runtime.log, context, private, self.choices, self.exclusions, self.notices
        )
        self.draws = DrawHandlers(runtime, context, private, self.rotations)
        self.forming = FormingHandlers(runtime, context, groups, self.rotations)
        self.healing = HealingHandlers(runtime, context, groups, self.choices, self.exclusions, self.notices)
        self.meetings = MeetingHandlers(context, groups)
        self.taking_over = TakeOverHandlers(context, groups)
        self.measures = MeasureHandlers(runtime, context)
