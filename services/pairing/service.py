"""pairing's use cases as one object: HTTP, reactions, the clock, the command line and imports all go through it."""

from __future__ import annotations

from services.pairing.cases.explaining import ExplainingCases
from services.pairing.cases.forming import Formed, FormingCases, NotYetKnown
from services.pairing.cases.meetings import MeetingCases
from services.pairing.cases.programmes import ProgrammeCases
from services.pairing.cases.rotations import Drafted
from services.pairing.cases.taking_over import TakingOverCases
from services.pairing.drawing import NoGroupsPossible
from services.pairing.preparing import TooFewPeople

__all__ = ["Drafted", "Formed", "NoGroupsPossible", "NotYetKnown", "Pairing", "TooFewPeople"]


class Pairing(ProgrammeCases, ExplainingCases, FormingCases, MeetingCases, TakingOverCases):
    """Everything that can be asked of pairing. Made once, by the composition root."""
