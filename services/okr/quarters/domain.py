"""A quarter: planned, started, ended. Whatever length it has, it is one period for objectives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action
from services.okr.kernel.rule_book import FIRST, RULES
from shared.events import (
    Event,
    NotFound,
    PeriodKind,
    QuarterEnded,
    QuarterFrozen,
    QuarterPlanned,
    QuarterStarted,
    Unfitting,
    WrongState,
)

RESERVED = frozenset({"all", "backlog"})
"""Labels that a board's filter takes for something else."""


class QuarterStage(StrEnum):
    """How far a quarter has come."""

    ABSENT = "absent"
    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the quarter's events so far add up to; `frozen` is what it was last found to have come to.

    `rules` is the rule book that its figures count by: the present one until it has ended, then the one of its end.
    """

    phase: QuarterStage = QuarterStage.ABSENT
    label: str = ""
    start: date = date.min
    end: date = date.min
    kind: PeriodKind = "quarter"
    frozen: QuarterFrozen | None = None
    rules: str = RULES


def evolve(quarter: Quarter, event: Event) -> Quarter:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case QuarterPlanned(label=label, start=start, end=end, kind=kind):
            return Quarter(QuarterStage.PLANNED, label, start, end, kind)
        case QuarterStarted():
            return replace(quarter, phase=QuarterStage.STARTED)
        case QuarterEnded(rules=book):
            return replace(quarter, phase=QuarterStage.ENDED, rules=book or FIRST)
        case QuarterFrozen():
            return replace(quarter, frozen=event)
        case _:
            return quarter


@dataclass(frozen=True, slots=True)
class Plan:
    """`start` and `end` are the first and the last day.

    `same_label` tells whether another period has this label, `overlapping` names one of its kind that shares a day:
    quarters and transition quarters exclude each other, months and years lie beside them.
    """

    action: ClassVar[Action] = Action.MANAGE_QUARTERS

    label: str
    start: date
    end: date
    kind: PeriodKind = "quarter"
    same_label: bool = False
    overlapping: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The quarter runs from now on."""

    action: ClassVar[Action] = Action.MANAGE_QUARTERS


@dataclass(frozen=True, slots=True)
class End:
    """The quarter is over."""

    action: ClassVar[Action] = Action.MANAGE_QUARTERS


@dataclass(frozen=True, slots=True)
class Freeze:
    """Keep digests of what the quarter came to, as the log stood at a position.

    `anyway` says so also where nothing has changed: at the end of the days for late values, which are over then.
    """

    action: ClassVar[Action] = Action.MANAGE_QUARTERS

    found: QuarterFrozen
    anyway: bool = False


Command = Plan | Start | End | Freeze


def decide(command: Command, quarter: Quarter) -> list[Event]:
    """The events that the command brings about; none where nothing changes.

    A second end is refused: whoever ends a quarter expects that something follows from it.
    """
    match command:
        case Plan():
            return [_plan(command, quarter)]
        case Start():
            _must_be_planned(quarter)
            if quarter.phase is QuarterStage.ENDED:
                raise WrongState(f"{quarter.label} has already ended; plan a new quarter")
            return [] if quarter.phase is QuarterStage.STARTED else [QuarterStarted()]
        case End():
            _must_be_planned(quarter)
            if quarter.phase is QuarterStage.ENDED:
                raise WrongState(f"{quarter.label} has already ended")
            if quarter.phase is QuarterStage.PLANNED:
                raise WrongState(f"{quarter.label} has not started yet; start it before you end it")
            return [
                QuarterEnded(
                    label=quarter.label, start=quarter.start, end=quarter.end, kind=quarter.kind, rules=quarter.rules
                )
            ]
        case Freeze():
            return _freeze(command, quarter)
        case _:
            assert_never(command)


def _freeze(command: Freeze, quarter: Quarter) -> list[Event]:
    _must_be_planned(quarter)
    if quarter.phase is not QuarterStage.ENDED:
        raise WrongState(f"{quarter.label} has not ended yet; end it before you freeze what it came to")
    known, found = quarter.frozen, command.found
    if command.anyway or known is None:
        return [found]
    if (known.events, known.results, known.rules) == (found.events, found.results, found.rules):
        return []
    return [found]


def _plan(command: Plan, quarter: Quarter) -> QuarterPlanned:
    label = rules.new_label(command.label, "label")
    if label.casefold() in RESERVED:
        raise Unfitting(f"{label!r} means something else on the board; choose another label, such as 2026-Q3")
    if command.end < command.start:
        raise Unfitting(
            f"the {_noun(command.kind)} ends on {command.end}, before it starts on {command.start}; swap the two days"
        )
    if quarter.phase is not QuarterStage.ABSENT or command.same_label:
        raise WrongState(f"a {_noun(command.kind)} {label} is already planned; use it, or choose another label")
    if command.overlapping is not None:
        raise WrongState(f"{command.start} to {command.end} overlaps {command.overlapping}; choose days outside it")
    return QuarterPlanned(label=label, start=command.start, end=command.end, kind=command.kind)


def _must_be_planned(quarter: Quarter) -> None:
    if quarter.phase is QuarterStage.ABSENT:
        raise NotFound("there is no such quarter; plan it first")


def _noun(kind: PeriodKind) -> str:
    return "transition quarter" if kind == "transition" else kind
