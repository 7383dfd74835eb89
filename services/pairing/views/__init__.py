"""The read models of the pairing service: one module each, table, changes and queries side by side."""

from services.pairing.views.absences import Absences
from services.pairing.views.calendar import Calendar
from services.pairing.views.choices import Choices
from services.pairing.views.exclusions import Exclusions
from services.pairing.views.goals import Goals
from services.pairing.views.groups import Groups
from services.pairing.views.key_results import KeyResults
from services.pairing.views.meetings import Meetings
from services.pairing.views.members import Members
from services.pairing.views.not_drawn import NotDrawn
from services.pairing.views.notices import Notices
from services.pairing.views.objectives import Objectives
from services.pairing.views.pool import Pool
from services.pairing.views.programmes import Programmes
from services.pairing.views.proposals import Proposals
from services.pairing.views.pulses import Pulses
from services.pairing.views.quarters import Quarters
from services.pairing.views.role_models import Offers, Seekers
from services.pairing.views.rotations import Rotations
from services.pairing.views.stays import Stays
from services.pairing.views.terms import Placements, Terms
from services.pairing.views.together import Together
from shared.projection import View

VIEWS: list[View] = [
    Pool(),
    Quarters(),
    Programmes(),
    Rotations(),
    Proposals(),
    Groups(),
    Meetings(),
    Together(),
    Stays(),
    Members(),
    Objectives(),
    Pulses(),
    Choices(),
    Exclusions(),
    Notices(),
    Goals(),
    KeyResults(),
    Offers(),
    Seekers(),
    Terms(),
    Placements(),
    Absences(),
    NotDrawn(),
    Calendar(),
]
"""Every view of the service; the composition root hands them to the store and the runner."""
