"""The read models of the pairing service: one module each, table, changes and queries side by side."""

from services.pairing.access.view import EndedAccess, GonePeople
from services.pairing.exclusions.view import Exclusions
from services.pairing.goals.views.calendar import Calendar
from services.pairing.goals.views.goals import Goals
from services.pairing.goals.views.key_results import KeyResults
from services.pairing.goals.views.objectives import Objectives
from services.pairing.goals.views.quarters import Quarters
from services.pairing.groups.views.groups import Groups
from services.pairing.groups.views.meetings import Meetings
from services.pairing.groups.views.notices import Notices
from services.pairing.members.views.absences import Absences
from services.pairing.members.views.choices import Choices
from services.pairing.members.views.pauses import Members
from services.pairing.members.views.pool import Pool
from services.pairing.programmes.view import Programmes
from services.pairing.role_models.views.offers import Offers, Seekers
from services.pairing.role_models.views.terms import Placements, Terms
from services.pairing.rotations.views.not_drawn import NotDrawn
from services.pairing.rotations.views.proposals import Proposals
from services.pairing.rotations.views.rotations import Rotations
from services.pairing.rotations.views.stays import Stays
from services.pairing.rotations.views.together import Together
from services.pairing.voices.view import Pulses
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
    EndedAccess(),
    GonePeople(),
]
"""Every view of the service; the composition root hands them to the store and the runner."""
