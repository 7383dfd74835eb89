"""What the measures of the practice rest on, day by day: goals, who owned and served what, how often who was asked.

Days are those of the company's time zone. What changed on a day holds from that day on; of several changes on one day
the last holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.okr.buddy_groups.domain import GroupTurn
from services.okr.cadences.domain import Rhythm
from services.okr.objectives.domain.history import KeyResultFact, ObjectiveFact, Timeline
from shared.events import WinEvery


def by(day: date | None, last: date) -> bool:
    """Whether it happened by the end of the last day."""
    return day is not None and day <= last


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
