"""okr's read models: one module each, with its table, how events change it, and its queries."""

from services.okr.absences.view import Absences
from services.okr.access.view import EndedAccess, GonePeople
from services.okr.buddy_groups.view import BuddyGroups, BuddyMeetings
from services.okr.cadences.view import Cadences, Notices
from services.okr.cadences.view_owed import Added, Published
from services.okr.company.view import CompanySettings
from services.okr.days.view import Days, Mentors
from services.okr.experiments.view import Experiments
from services.okr.four_boxes.view import FourBoxes
from services.okr.importing.imported import Imported
from services.okr.insights.view import Insights
from services.okr.notices.view import NotDrawn, NoticeChoices, NoticedSessions
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.history import KeyResultTimes, ObjectiveTimes
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.ledger import Ledger
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.outcomes import Outcomes
from services.okr.objectives.views.private_objectives import PrivateObjectives
from services.okr.people.view import Belonging, People
from services.okr.practice.views.practice import Ideals, Support
from services.okr.practice.views.work import CadenceTimes, ExperimentTimes, SessionTimes
from services.okr.quarters.view import Endings, Quarters
from services.okr.win_sessions.views.items import Praises, WinItems
from services.okr.win_sessions.views.sessions import WinSessions
from shared.projection import View

VIEWS: tuple[View, ...] = (
    CompanySettings(),
    People(),
    Quarters(),
    Objectives(),
    KeyResults(),
    CheckIns(),
    Outcomes(),
    Endings(),
    BuddyMeetings(),
    BuddyGroups(),
    Imported(),
    Insights(),
    Ledger(),
    Cadences(),
    Added(),
    Published(),
    Notices(),
    PrivateObjectives(),
    Experiments(),
    Days(),
    Mentors(),
    Belonging(),
    NoticeChoices(),
    NoticedSessions(),
    FourBoxes(),
    WinSessions(),
    WinItems(),
    Praises(),
    ObjectiveTimes(),
    KeyResultTimes(),
    CadenceTimes(),
    SessionTimes(),
    ExperimentTimes(),
    Ideals(),
    Support(),
    Absences(),
    NotDrawn(),
    EndedAccess(),
    GonePeople(),
)
"""Every view of okr, for the runner, a rebuild, and an answer about another time."""

__all__ = [
    "VIEWS",
    "Absences",
    "Added",
    "Belonging",
    "BuddyGroups",
    "BuddyMeetings",
    "CadenceTimes",
    "Cadences",
    "CheckIns",
    "CompanySettings",
    "Days",
    "Endings",
    "ExperimentTimes",
    "Experiments",
    "FourBoxes",
    "Ideals",
    "Imported",
    "Insights",
    "KeyResultTimes",
    "KeyResults",
    "Ledger",
    "Mentors",
    "NotDrawn",
    "NoticeChoices",
    "NoticedSessions",
    "Notices",
    "ObjectiveTimes",
    "Objectives",
    "Outcomes",
    "People",
    "Praises",
    "PrivateObjectives",
    "Published",
    "Quarters",
    "SessionTimes",
    "Support",
    "WinItems",
    "WinSessions",
]
