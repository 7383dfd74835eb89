"""The month's one question, answered once by everybody who wants to: how are the buddy groups for you, 1 to 5?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import assert_never

from shared.events import Event, Invalid, PulseAnswered, PulsesGathered, Sealed, Unfitting, WrongState

LEAST, MOST = 1, 5
"""The answers that there are."""

FEWEST = 5
"""So many answers enter the log and every figure at once, and no fewer."""

QUESTION = "How are the buddy groups for you, from 1 (badly) to 5 (very well)?"
NOTE = (
    f"Answers are counted in fives, so that nobody can tell whose is whose: fewer than {FEWEST} that are left at the "
    "month's end enter no figure and are dropped, unread."
)
"""What is asked, and what everybody is told of what becomes of the answers."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Answers of one month, under an id that tells nobody's name: five of them, or, formerly, one person's."""

    answered: bool = False


def evolve(pulse: Pulse, event: Event) -> Pulse:
    """Fold one event."""
    match event:
        case PulseAnswered() | PulsesGathered():
            return Pulse(answered=True)
        case _:
            return pulse


@dataclass(frozen=True, slots=True)
class AnswerPulse:
    """Answer the question of a month, on the day `today`."""

    month: str
    answer: int
    today: date


@dataclass(frozen=True, slots=True)
class Gather:
    """Put five answers of a month, counted and sealed, into the log."""

    month: str
    answers: Sealed


def checked(command: AnswerPulse, pulse: Pulse) -> None:
    """Raise Invalid, and WrongState for a second answer: nobody could find the first to change it."""
    if isinstance(command.answer, bool) or not LEAST <= command.answer <= MOST:
        raise Invalid(f"the answer is {command.answer}; give a whole number from {LEAST} (badly) to {MOST} (very well)")
    _in_time(command.month, month_of(command.today))
    if pulse.answered:
        raise WrongState(f"you have answered for {command.month} already; the next question comes next month")


def decide(command: Gather | AnswerPulse, pulse: Pulse) -> list[Event]:
    """Five answers; once. A single one enters no log: it is only told whether it could be given (see `checked`)."""
    match command:
        case Gather(month=month, answers=answers):
            return [] if pulse.answered else [PulsesGathered(month=month, answers=answers)]
        case AnswerPulse():
            checked(command, pulse)
            return []
        case _:
            assert_never(command)


def counted(answers: Sequence[int]) -> tuple[int, ...]:
    """How many said 1, 2, 3, 4, 5: all that is kept of several answers."""
    return tuple(sum(answer == each for answer in answers) for each in range(LEAST, MOST + 1))


def written(counts: Sequence[int]) -> str:
    """Counts as they are sealed: ``0 1 0 3 1``."""
    return " ".join(map(str, counts))


def read(text: str) -> tuple[int, ...] | None:
    """Counts as they were sealed; None for what is none."""
    parts = text.split(" ")
    return tuple(map(int, parts)) if len(parts) == MOST and all(map(str.isdecimal, parts)) else None


def month_of(day: date) -> str:
    """The month that a day lies in: 2026-11."""
    return f"{day.year:04d}-{day.month:02d}"


def first_moment(month: str) -> datetime:
    """The month's beginning in UTC: the only time that is kept of an answer. Raises Invalid."""
    _checked(month)
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)


def _checked(month: str) -> None:
    if not _MONTH.fullmatch(month) or month.startswith("0000"):
        raise Invalid(f"{month!r} is no month; write it as 2026-11")


def _in_time(month: str, current: str) -> None:
    _checked(month)
    if month > current:
        raise Unfitting(f"{month} lies in the future; the question of {current} is open now")
    if month < current:
        raise Unfitting(f"{month} is over; the question of {current} is open now")
