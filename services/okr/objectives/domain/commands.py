"""What can be asked of an objective. What the decision must know of others comes in with the command, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from services.okr.kernel.back_dating import BackDating
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action
from services.okr.objectives.domain import alignment, carry_over, goalposts, scoring, sharing
from services.okr.objectives.domain.objective import Result
from services.okr.objectives.domain.phasing import SetPlan
from shared.events import Commitment, Contribution, Measure, ProgressSource, Sealed, Zone


@dataclass(frozen=True, slots=True)
class Draft:
    """Write an objective down; `quarter` is the id of `period`."""

    action: ClassVar[Action] = Action.DRAFT

    title: str
    quarter: str | None = None
    period: Period | None = None
    team: str | None = None
    owner: str | None = None
    commitment: Commitment = "aspirational"
    source: ProgressSource = "key-results"
    contribution: Contribution = "weight"


@dataclass(frozen=True, slots=True)
class Publish:
    """From now on everybody works by it. `measured`: only where something tells how far it comes."""

    action: ClassVar[Action] = Action.PUBLISH

    period: Period | None = None
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Revise:
    """Say otherwise what it is; what is None stays."""

    action: ClassVar[Action] = Action.REVISE

    title: str | None = None
    period: Period | None = None
    commitment: Commitment | None = None
    source: ProgressSource | None = None
    contribution: Contribution | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """End the work on it, with its owner's judgement; the only way to be rid of a draft. Its quarter may be over."""

    action: ClassVar[Action] = Action.CLOSE

    result: Result | None = None


@dataclass(frozen=True, slots=True)
class AddKeyResult:
    """Measure the objective by one more thing; `key_result` is the new id, `weight` its part in percent."""

    action: ClassVar[Action] = Action.ADD_KEY_RESULT

    key_result: str
    title: str
    measure: Measure
    owner: str | None = None
    period: Period | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DropKeyResult:
    """Let it count no more."""

    action: ClassVar[Action] = Action.DROP_KEY_RESULT

    key_result: str
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class MakeCheckIn:
    """Say where a key result stood at `effective`; `now` is when it is said, `check_in` the new id.

    Without `back_dating` it is history that another system tells: it may be dated as far back as it goes. `fed_by` are
    the numbers of those that say where the key result stands in its place.
    """

    action: ClassVar[Action] = Action.CHECK_IN

    check_in: str
    key_result: str
    effective: datetime
    now: datetime
    value: Decimal | None = None
    zone: Zone | str | None = None
    reached: tuple[str, ...] | None = None
    confidence: int | None = None
    comment: Sealed | None = None
    blocker: Sealed | None = None
    next_step: Sealed | None = None
    help_wanted: Sealed | None = None
    period: Period | None = None
    back_dating: BackDating | None = None
    fed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correct:
    """Say what the check-in should have said; what is left out stays as it was.

    `author` made the check-in, `reaches_back` tells that it may be changed after its quarter has ended.
    """

    action: ClassVar[Action] = Action.CORRECT

    check_in: str
    author: str
    reaches_back: bool = False
    value: Decimal | None = None
    zone: Zone | str | None = None
    reached: tuple[str, ...] | None = None
    confidence: int | None = None
    reason: Sealed | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Retract:
    """Take the check-in back: it should never have been made."""

    action: ClassVar[Action] = Action.CORRECT

    check_in: str
    author: str
    reaches_back: bool = False
    reason: Sealed | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say that `by` has read the check-in, which `author` made."""

    action: ClassVar[Action] = Action.ACKNOWLEDGE

    check_in: str
    by: str
    author: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Time says: a check-in on the key result is due on the day `due`, and isn't made yet."""

    action: ClassVar[Action] = Action.KEEP_TIME

    key_result: str
    due: date
    owner: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class NoteMissed:
    """Time says: the check-in that was due on the day `due` wasn't made."""

    action: ClassVar[Action] = Action.KEEP_TIME

    key_result: str
    due: date
    owner: str | None = None
    period: Period | None = None


Command = (
    Draft
    | Publish
    | Revise
    | Close
    | AddKeyResult
    | DropKeyResult
    | MakeCheckIn
    | Correct
    | Retract
    | Acknowledge
    | SetPlan
    | scoring.Command
    | carry_over.Command
    | goalposts.Command
    | alignment.Command
    | sharing.Command
    | Remind
    | NoteMissed
)
