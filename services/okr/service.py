"""okr put together: one handler for each thing that can be asked of it, each with what it needs."""

from __future__ import annotations

import asyncio

from services.okr.absences.handlers import AbsenceHandlers
from services.okr.access.handlers import AccessHandlers
from services.okr.cadences.handlers import CadenceHandlers
from services.okr.company.handlers import CompanyHandlers
from services.okr.days.handlers import DayHandlers, DaysKeptHandlers
from services.okr.days.handlers_reading import DayReadingHandlers
from services.okr.experiments.handlers import ExperimentHandlers
from services.okr.four_boxes.handlers import FourBoxesHandlers
from services.okr.insights.handlers import InsightHandlers
from services.okr.notices.handlers import NoticeHandlers
from services.okr.objectives.handlers.access import ObjectiveAccess
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.handlers.alignment import AlignmentHandlers
from services.okr.objectives.handlers.bounds import CheckInBounds
from services.okr.objectives.handlers.carry_over import CarryOverHandlers
from services.okr.objectives.handlers.check_ins import CheckInHandlers
from services.okr.objectives.handlers.goalposts import GoalpostHandlers, PhasingHandlers
from services.okr.objectives.handlers.ledger import LedgerHandlers
from services.okr.objectives.handlers.objectives import ObjectiveHandlers
from services.okr.objectives.handlers.private import PrivateHandlers
from services.okr.objectives.handlers.scoring import ScoringHandlers
from services.okr.people.handlers import PeopleHandlers
from services.okr.practice.handlers.ideals import IdealHandlers
from services.okr.practice.handlers.support import SupportHandlers
from services.okr.quarter_ends.handlers import QuarterEndHandlers
from services.okr.quarters.handlers import QuarterHandlers
from services.okr.reports.board.handlers import BoardHandlers
from services.okr.reports.calibration.handlers import CalibrationHandlers
from services.okr.reports.comparison.handlers import ComparisonHandlers
from services.okr.reports.explanation.handlers import ExplanationHandlers, PrivateExplanationHandlers
from services.okr.reports.explanation.handlers_proof import ProofHandlers
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.confidential import Confidential
from services.okr.runtime.executor import Executor
from services.okr.runtime.moments import Moments
from services.okr.runtime.past import PastViews
from services.okr.win_sessions.handlers.contributions import WinContributionHandlers
from services.okr.win_sessions.handlers.places import WinPlaces
from services.okr.win_sessions.handlers.reading import WinReadingHandlers
from services.okr.win_sessions.handlers.sessions import WinSessionHandlers
from services.okr.win_sessions.handlers.wins import StrongestWinHandlers
from services.proofs.place import Place
from shared.events import fresh_command_id
from shared.outbox.channels import Channels
from shared.outbox.queue import DeliveryQueue
from shared.runtime import Runtime
from shared.server.layout import Layout


class Okr:
    """Everything that can be asked of okr: the API, the command line and imports all go through it. Made once.

    Each method of a handler that commands takes an `Order` (who, when, why) and the rest by name. Ids may be typed ones
    (`O-4`, `KR-17`, `P-3`, a quarter's label) or opaque ones. Besides what is named, every method raises the errors of
    `shared.eventlog.errors`.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.objective_log = objectives = ObjectiveLog(runtime.log)
        self.context = context = CommandContext(runtime, objectives)
        self.executor = executor = Executor(context)
        self.confidential = confidential = Confidential(runtime.sealer)
        self.channels = Channels(runtime.store, runtime.sealer.strongbox, runtime.settings.notices_inside)
        self.queue = DeliveryQueue(runtime.store, fresh_command_id())
        words, access = AuthorsWords(runtime.sealer), ObjectiveAccess(objectives, context, runtime.sealer)
        # Held while something must be the only one of its kind: an e-mail, a quarter's label and days.
        alone = asyncio.Lock()
        self.absences = AbsenceHandlers(runtime, runtime.log, context, confidential)
        self.access = AccessHandlers(runtime, runtime.log, context, confidential)
        self.alignment = AlignmentHandlers(executor, context, words, access, objectives, alone)
        self.cadences = CadenceHandlers(runtime, runtime.log, executor, context, objectives)
        self.ideals = IdealHandlers(runtime, runtime.log, executor, context, self.cadences)
        self.support = SupportHandlers(context, words, self.ideals)
        self.calibration = CalibrationHandlers(context)
        self.company = CompanyHandlers(runtime.log, executor, context)
        self.days_kept = DaysKeptHandlers(runtime, context, confidential)
        self.carry_over = CarryOverHandlers(executor, context, access, objectives)
        self.experiments = ExperimentHandlers(runtime.log, executor, context, words, objectives, runtime.sealer)
        self.four_boxes = FourBoxesHandlers(runtime.log, executor, context, words, runtime.sealer)
        self.goalposts = GoalpostHandlers(executor, context, words, access, objectives, runtime.sealer, alone)
        self.insights = InsightHandlers(runtime, context, runtime.sealer)
        self.ledgers = LedgerHandlers(context, runtime.sealer)
        self.notices = NoticeHandlers(runtime.log, context, confidential)
        self.objectives = ObjectiveHandlers(executor, context, access, objectives, runtime.sealer)
        self.phasing = PhasingHandlers(executor, context, objectives)
        self.people = PeopleHandlers(runtime, runtime.log, executor, context, runtime.sealer, self.channels, alone)
        self.quarters = QuarterHandlers(runtime.log, executor, context, alone)
        self.days = DayHandlers(runtime.log, context, runtime.sealer, confidential)
        self.days_read = DayReadingHandlers(context, runtime.sealer, confidential, self.days)
        self.win_places = WinPlaces(runtime, runtime.log, context)
        self.strongest_wins = StrongestWinHandlers(runtime, context, runtime.sealer)
        self.wins_read = WinReadingHandlers(context, runtime.sealer, self.win_places)
        self.win_sessions = WinSessionHandlers(executor, context, words, self.win_places)
        self.win_contributions = WinContributionHandlers(executor, context, words, access, self.win_places)
        moments = Moments(context)
        self.private = PrivateHandlers(runtime, executor, context, objectives, runtime.sealer, moments)
        self.scoring = ScoringHandlers(executor, context, words, objectives, self.private)
        self.check_in_bounds = CheckInBounds(context)
        self.check_ins = CheckInHandlers(executor, context, words, objectives, self.private, self.scoring)
        self.quarter_ends = QuarterEndHandlers(runtime, executor, context, self.carry_over, self.quarters, self.scoring)
        past = PastViews(runtime, context)
        self.boards = BoardHandlers(runtime, context, moments, past)
        self.comparison = ComparisonHandlers(runtime, context, self.boards, moments, past)
        self.explanation = ExplanationHandlers(runtime, context, runtime.sealer, self.boards, moments, past)
        self.private_explanation = PrivateExplanationHandlers(self.boards, self.explanation, moments, self.private)
        self.proofs = ProofHandlers(
            runtime,
            context,
            self.boards,
            self.explanation,
            self.private_explanation,
            moments,
            past,
            Place(Layout(runtime.settings.var).proofs),
        )
