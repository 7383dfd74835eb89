"""pairing's use cases as one object: HTTP, reactions, the clock, the command line and imports all go through it."""

from __future__ import annotations

from services.pairing.groups.handlers.forming import (
    Formed,
    FormingCases,
    NotYetKnown,
)
from services.pairing.groups.handlers.healing import HealingCases
from services.pairing.groups.handlers.meetings import MeetingCases
from services.pairing.groups.handlers.taking_over import TakingOverCases
from services.pairing.programmes.handlers import ProgrammeCases
from services.pairing.rotations.drawing import NoGroupsPossible
from services.pairing.rotations.handlers.explaining import ExplainingCases
from services.pairing.rotations.handlers.rotations import Drafted
from services.pairing.rotations.preparation import TooFewPeople
from services.pairing.voices.handlers_measures import MeasureCases

__all__ = ["Drafted", "Formed", "NoGroupsPossible", "NotYetKnown", "Pairing", "TooFewPeople"]


class Pairing(ProgrammeCases, ExplainingCases, FormingCases, HealingCases, MeetingCases, TakingOverCases, MeasureCases):
    """Everything that can be asked of pairing. Made once, by the composition root."""
