"""The month's one question, answered once by everybody who wants to: how are the buddy groups for you, 1 to 5?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shared.events import Event, Invalid, PulseAnswered, WrongState

LEAST, MOST = 1, 5
"""The answers that there are."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One person's answer of one month, under an id that tells neither who he is nor what he answered before."""

    answered: bool = False


def evolve(pulse: Pulse, event: Event) -> Pulse:
    """Fold one event."""
    match event:
        case PulseAnswered():
            return Pulse(answered=True)
        case _:
            return pulse


@dataclass(frozen=True, slots=True)
class AnswerPulse:
    """Answer the question of a month, on the day `today`."""

    month: str
    answer: int
    today: date


def decide(command: AnswerPulse, pulse: Pulse) -> list[Event]:
    """The answer. Raises Invalid, and WrongState for a second one: nobody could find the first to change it."""
    if isinstance(command.answer, bool) or not LEAST <= command.answer <= MOST:
        raise Invalid(f"the answer is {command.answer}; give a whole number from {LEAST} (badly) to {MOST} (very well)")
    _in_time(command.month, month_of(command.today))
    if pulse.answered:
        raise WrongState(f"you have answered for {command.month} already; the next question comes next month")
    return [PulseAnswered(month=command.month, answer=command.answer)]


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
        raise Invalid(f"{month} lies in the future; the question of {current} is open now")
    if month < current:
        raise Invalid(f"{month} is over; the question of {current} is open now")
