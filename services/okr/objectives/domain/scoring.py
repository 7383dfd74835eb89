"""How an objective's work ends: it is scored, explained where it fell short, and taken up again with a reason only.

An ended quarter is judged until its days for late values are over; from then on only an admin may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action
from services.okr.kernel.rule_book import PLACES, RULES
from services.okr.objectives.domain.objective import Objective, Status
from shared.events import (
    Event,
    Invalid,
    KeyResultScore,
    ObjectiveReopened,
    ObjectiveScored,
    PostMortemWritten,
    Sealed,
    Unfitting,
    WrongState,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule book makes of the progress: of the objective, and of each key result that counts."""

    score: Decimal | None = None
    key_results: tuple[KeyResultScore, ...] = ()
    rules: str = RULES


@dataclass(frozen=True, slots=True)
class Score:
    """Judge what the objective came to; without a `score` the proposal is taken as it is.

    `elsewhere` says that another system judged it: that is told, not explained.
    """

    action: ClassVar[Action] = Action.SCORE

    proposal: Proposal
    now: datetime
    score: Decimal | None = None
    note: Sealed | None = None
    period: Period | None = None
    reaches_back: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ScoreUnjudged:
    """Let the proposal stand where nobody has judged, also anew where it has changed since."""

    action: ClassVar[Action] = Action.KEEP_TIME

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Reopen:
    """Work on it again."""

    action: ClassVar[Action] = Action.REOPEN

    reason: Sealed
    now: datetime
    period: Period | None = None
    reaches_back: bool = False


@dataclass(frozen=True, slots=True)
class WritePostMortem:
    """Say what was learned."""

    action: ClassVar[Action] = Action.POST_MORTEM

    text: Sealed


Command = Score | ScoreUnjudged | Reopen | WritePostMortem


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    match command:
        case Score():
            return [_score(command, objective)]
        case ScoreUnjudged(proposal=proposal):
            return _unjudged(proposal, objective)
        case Reopen():
            return [_reopen(command, objective)]
        case WritePostMortem(text=text):
            return [_post_mortem(text, objective)]
        case _:
            assert_never(command)


def _score(command: Score, objective: Objective) -> ObjectiveScored:
    _once_published(objective, "score")
    _judgeable(command.period, command.now, reaches_back=command.reaches_back)
    known, proposed = objective.score, command.proposal.score
    judged = known is not None and not known.automatic
    if judged and objective.status is Status.CLOSED:
        raise WrongState("this objective has been scored and closed; reopen it with a reason to score it again")
    score = proposed if command.score is None else _within(command.score)
    if score is None:
        raise Unfitting("nothing was ever checked in, so no score can be proposed; give one, and say why in a note")
    if known is not None and judged and known.score == score:
        raise WrongState(f"this objective is scored {score:f} already; give another score, or leave it")
    if command.note is None and judged and known is not None:
        raise Unfitting(
            f"this objective is scored {_shown(known.score)} already; say in a note why it is {score:f} now"
        )
    if command.note is None and score != proposed and not command.elsewhere:
        raise Unfitting(f"the score {score:f} is not the proposed {_shown(proposed)}; say why in a note")
    return ObjectiveScored(
        score=score,
        proposed=proposed,
        rules=command.proposal.rules,
        key_results=command.proposal.key_results,
        note=command.note,
    )


def _unjudged(proposal: Proposal, objective: Objective) -> list[Event]:
    if not objective.published:
        return []
    known = objective.score
    if known is not None and (not known.automatic or known.proposed == proposal.score):
        return []
    return [
        ObjectiveScored(
            score=proposal.score,
            proposed=proposal.score,
            rules=proposal.rules,
            key_results=proposal.key_results,
            automatic=True,
        )
    ]


def _reopen(command: Reopen, objective: Objective) -> ObjectiveReopened:
    if objective.status is Status.DRAFT:
        raise WrongState("this objective is still a draft, so there is nothing to reopen; publish it")
    if not objective.published:
        raise WrongState("this objective was closed as a draft; draft a new one")
    if objective.status is not Status.CLOSED and objective.score is None:
        raise WrongState("this objective is neither scored nor closed, so there is nothing to reopen; go on with it")
    if objective.carried_into is not None:
        raise WrongState("this objective was carried over and goes on as another one; work on that one")
    _judgeable(command.period, command.now, reaches_back=command.reaches_back)
    return ObjectiveReopened(reason=command.reason)


def _post_mortem(text: Sealed, objective: Objective) -> PostMortemWritten:
    _once_published(objective, "look back on")
    if objective.score is None:
        raise WrongState("this objective has not been scored yet; score it before you look back on it")
    if objective.post_mortem:
        raise WrongState("this objective has its post-mortem already, which stands")
    return PostMortemWritten(text=text)


def _once_published(objective: Objective, what: str) -> None:
    if objective.status is Status.DRAFT:
        raise WrongState(f"this objective is still a draft; publish it before you {what} it")
    if not objective.published:
        raise WrongState(f"this objective was never published, so there is nothing to {what}")


def _judgeable(period: Period | None, now: datetime, *, reaches_back: bool) -> None:
    if period is not None and period.ended and not reaches_back and not period.takes_late_values(now):
        raise WrongState(f"{period.label} has ended, and its days for final values are over; ask an admin")


def _within(score: Decimal) -> Decimal:
    if not 0 <= rules.decimal(score, "score") <= 1:
        raise Invalid(f"the score is {score:f}; give one from 0 to 1, such as 0.7")
    if score != round(score, PLACES):
        raise Invalid(f"the score {score:f} has more than {PLACES} decimal places; round it")
    return score


def _shown(score: Decimal | None) -> str:
    return "none" if score is None else f"{score:f}"
