"""What the measures of the practice rest on, day by day: goals, who owned and served what, how often who was asked.

Days are those of the company's time zone. What changed on a day holds from that day on; of several changes on one day
the last holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from services.okr.cadences.domain import Rhythm
from services.okr.practice.domain.buddies import GroupTurn
from shared.events import WinEvery

S = TypeVar("S")

Timeline = Sequence[tuple[date, S]]
"""What something was, each from a day on, the earliest first."""

Node = tuple[str, str]
"""``O`` or ``KR``, and the id."""


def on(timeline: Timeline[S], day: date) -> S | None:
    """What it was at the end of the day; None before its first."""
    found = None
    for since, state in timeline:
        if since > day:
            break
        found = state
    return found


def by(day: date | None, last: date) -> bool:
    """Whether it happened by the end of the last day."""
    return day is not None and day <= last


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter's planned days; `runs_from` and `runs_until` are the first and last day on which it ran, so far.

    `counts_twice` where it ended under rules by which a check-in might count for two due days, and was asked for also
    where others fed the key result.
    """

    start: date
    end: date
    runs_from: date | None = None
    runs_until: date | None = None
    counts_twice: bool = False

    def runs_on(self, day: date) -> bool:
        """Whether it had begun by then and not ended."""
        return (
            self.runs_from is not None and self.runs_from <= day and (self.runs_until is None or day <= self.runs_until)
        )


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """Whether the objective counts, whose team's it is, and what it serves."""

    published: bool
    team: str | None = None
    owner: str | None = None
    serves: Node | None = None


@dataclass(frozen=True, slots=True)
class KeyResultState:
    """Which objective the key result measures, whose it is, whether it counts, and what its value is the sum of."""

    objective: str
    owner: str | None = None
    counts: bool = True
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveFact:
    """An objective through time; its quarter is None in the backlog."""

    quarter: Quarter | None
    states: Timeline[ObjectiveState]


@dataclass(frozen=True, slots=True)
class KeyResultFact:
    """A key result through time, and the days of its check-ins that count, in order."""

    states: Timeline[KeyResultState]
    checked_in: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class SessionFact:
    """A win session: when it was to be, how often there is one, when it was held (closed) or cancelled."""

    at: date
    every: WinEvery
    held: date | None = None
    cancelled: date | None = None

    @property
    def due(self) -> date:
        """The day on which it was to be; one that was held before its time was to be then."""
        return self.at if self.held is None else min(self.at, self.held)


@dataclass(frozen=True, slots=True)
class ExperimentFact:
    """An experiment: its key result, its last day as it was said on each day, and when it was concluded.

    `learned` tells whether that was with a learning.
    """

    key_result: str
    until: Timeline[date]
    concluded: date | None = None
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All of them; `default` is the rhythm where no cadence was set. What a question doesn't need may be left out."""

    default: Rhythm
    objectives: Mapping[str, ObjectiveFact] = field(default_factory=dict)
    key_results: Mapping[str, KeyResultFact] = field(default_factory=dict)
    team_rhythms: Mapping[str, Timeline[Rhythm]] = field(default_factory=dict)
    person_rhythms: Mapping[str, Timeline[Rhythm]] = field(default_factory=dict)
    gone: Mapping[str, date] = field(default_factory=dict)
    sessions: Mapping[str, Sequence[SessionFact]] = field(default_factory=dict)
    experiments: Sequence[ExperimentFact] = ()
    turns: Sequence[GroupTurn] = ()
    team_of: Mapping[str, str | None] = field(default_factory=dict)
