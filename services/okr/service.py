"""okr's use cases as one object: the API, the command line and imports all go through it."""

from __future__ import annotations

from services.okr.absences.handlers import AbsenceCases
from services.okr.cadences.handlers import CadenceCases
from services.okr.company.handlers import CompanyCases
from services.okr.days.handlers_kept import DaysKeptCases
from services.okr.days.handlers_reading import ReadingDayCases
from services.okr.experiments.handlers import ExperimentCases
from services.okr.four_boxes.handlers import FourBoxesCases
from services.okr.insights.handlers import InsightCases
from services.okr.notices.handlers import NoticeCases
from services.okr.objectives.handlers.alignment import AlignmentCases
from services.okr.objectives.handlers.check_ins import CheckInCases
from services.okr.objectives.handlers.goalposts import GoalpostCases
from services.okr.objectives.handlers.ledger import LedgerCases
from services.okr.objectives.handlers.objectives import ObjectiveCases
from services.okr.objectives.handlers.phasing import PaceCases
from services.okr.people.handlers import PeopleCases
from services.okr.practice.handlers.support import SupportingCases
from services.okr.quarter_ends.handlers import EndingCases
from services.okr.quarters.handlers import QuarterCases
from services.okr.reports.calibration.handlers import CalibratingCases
from services.okr.reports.comparison.handlers import ComparingCases
from services.okr.reports.explanation.handlers_private import ExplainingPrivateCases
from services.okr.runtime.base import Done
from services.okr.win_sessions.handlers.contributions import WinTellingCases
from services.okr.win_sessions.handlers.reading import WinReadingCases
from services.okr.win_sessions.handlers.sessions import WinSessionCases
from services.okr.win_sessions.handlers.wins import WinningCases

__all__ = ["Done", "Okr"]


class Okr(
    AbsenceCases,
    AlignmentCases,
    SupportingCases,
    CadenceCases,
    CalibratingCases,
    CheckInCases,
    CompanyCases,
    ComparingCases,
    DaysKeptCases,
    EndingCases,
    ExperimentCases,
    FourBoxesCases,
    GoalpostCases,
    InsightCases,
    LedgerCases,
    NoticeCases,
    ObjectiveCases,
    PaceCases,
    PeopleCases,
    ExplainingPrivateCases,
    QuarterCases,
    ReadingDayCases,
    WinningCases,
    WinReadingCases,
    WinSessionCases,
    WinTellingCases,
):
    """Everything that can be asked of okr. Made once, by the composition root."""
