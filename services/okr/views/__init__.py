"""okr's read models: one module each, with its table, how events change it, and its queries."""

from services.okr.views.absences import Absences
from services.okr.views.belonging import Belonging
from services.okr.views.buddy_groups import BuddyGroups
from services.okr.views.buddy_meetings import BuddyMeetings
from services.okr.views.cadences import Cadences
from services.okr.views.check_ins import CheckIns
from services.okr.views.company import CompanySettings
from services.okr.views.days import Days, Mentors
from services.okr.views.endings import Endings
from services.okr.views.experiments import Experiments
from services.okr.views.four_boxes import FourBoxes
from services.okr.views.imported import Imported
from services.okr.views.insights import Insights
from services.okr.views.key_results import KeyResults
from services.okr.views.ledger import Ledger
from services.okr.views.not_drawn import NotDrawn
from services.okr.views.notice_choices import NoticeChoices
from services.okr.views.noticed_sessions import NoticedSessions
from services.okr.views.notices import Notices
from services.okr.views.objectives import Objectives
from services.okr.views.outcomes import Outcomes
from services.okr.views.owing import Added, Published
from services.okr.views.people import People
from services.okr.views.practice import Ideals, Support
from services.okr.views.practice_goals import CadenceTimes, KeyResultTimes, ObjectiveTimes
from services.okr.views.practice_work import ExperimentTimes, SessionTimes
from services.okr.views.private_objectives import PrivateObjectives
from services.okr.views.quarters import Quarters
from services.okr.views.win_items import Praises, WinItems
from services.okr.views.win_sessions import WinSessions
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
