"""okr's use cases as one object: the API, the command line and imports all go through it."""

from __future__ import annotations

from services.okr.cases.base import Done
from services.okr.cases.board import BoardCases
from services.okr.cases.cadences import CadenceCases
from services.okr.cases.check_ins import CheckInCases
from services.okr.cases.company import CompanyCases
from services.okr.cases.insights import InsightCases
from services.okr.cases.objectives import ObjectiveCases
from services.okr.cases.people import PeopleCases
from services.okr.cases.quarters import QuarterCases

__all__ = ["Done", "Okr"]


class Okr(
    CompanyCases, PeopleCases, QuarterCases, ObjectiveCases, CheckInCases, CadenceCases, InsightCases, BoardCases
):
    """Everything that can be asked of okr. Made once, by the composition root."""
