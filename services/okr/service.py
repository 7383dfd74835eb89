"""okr's use cases as one object: the API, the command line and imports all go through it."""

from __future__ import annotations

from services.okr.cases.absences import AbsenceCases
from services.okr.cases.alignment import AlignmentCases
from services.okr.cases.base import Done
from services.okr.cases.cadences import CadenceCases
from services.okr.cases.calibrating import CalibratingCases
from services.okr.cases.check_ins import CheckInCases
from services.okr.cases.company import CompanyCases
from services.okr.cases.comparing import ComparingCases
from services.okr.cases.days_kept import DaysKeptCases
from services.okr.cases.ending import EndingCases
from services.okr.cases.experiments import ExperimentCases
from services.okr.cases.explaining_private import ExplainingPrivateCases
from services.okr.cases.four_boxes import FourBoxesCases
from services.okr.cases.goalposts import GoalpostCases
from services.okr.cases.insights import InsightCases
from services.okr.cases.ledger import LedgerCases
from services.okr.cases.notices import NoticeCases
from services.okr.cases.objectives import ObjectiveCases
from services.okr.cases.pace import PaceCases
from services.okr.cases.people import PeopleCases
from services.okr.cases.quarters import QuarterCases
from services.okr.cases.reading_days import ReadingDayCases
from services.okr.cases.supporting import SupportingCases
from services.okr.cases.win_reading import WinReadingCases
from services.okr.cases.win_sessions import WinSessionCases
from services.okr.cases.win_telling import WinTellingCases
from services.okr.cases.winning import WinningCases

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
