"""What goals were through time, day by day, and on which days others said where a key result stood.

Days are those of the company's time zone. What changed on a day holds from that day on; of several changes on one day
the last holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from services.okr.kernel.arithmetic import Said

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
class KnownCheckIn:
    """A check-in as it was known at a moment. `source` is the event that made it say so, `new` whether since then."""

    said: Said
    confidence: int | None
    by: str
    time: datetime
    source: str
    new: bool


class FedDays:
    """What feeds key results through time: those that they sum up, else the objectives aligned to them."""

    def __init__(self, objectives: Mapping[str, ObjectiveFact], key_results: Mapping[str, KeyResultFact]) -> None:
        self._key_results = key_results
        self._aligned: dict[str, list[ObjectiveFact]] = defaultdict(list)
        for fact in objectives.values():
            for kind, served in {state.serves for _, state in fact.states if state.serves is not None}:
                if kind == "KR":
                    self._aligned[served].append(fact)

    def fed(self, key_result: str, day: date) -> bool:
        """Whether something fed it at the end of the day: a source that was not dropped, or a published objective."""
        fact = self._key_results.get(key_result)
        state = None if fact is None else on(fact.states, day)
        if state is not None and any(self._counts(source, day) for source in state.sources):
            return True
        return any(_serves(each, key_result, day) for each in self._aligned.get(key_result, ()))

    def fed_until(self, key_result: str) -> date | None:
        """The last day on which it came to be fed no more; None where it never did."""
        days = {since for fact in self._aligned.get(key_result, ()) for since, _ in fact.states}
        if (own := self._key_results.get(key_result)) is not None:
            days |= {since for since, _ in own.states}
            sources = {source for _, state in own.states for source in state.sources} & self._key_results.keys()
            days |= {since for source in sources for since, _ in self._key_results[source].states}
        found, before = None, False
        for day in sorted(days):
            now = self.fed(key_result, day)
            if before and not now:
                found = day
            before = now
        return found

    def _counts(self, key_result: str, day: date) -> bool:
        fact = self._key_results.get(key_result)
        state = None if fact is None else on(fact.states, day)
        return state is not None and state.counts


def _serves(fact: ObjectiveFact, key_result: str, day: date) -> bool:
    """Whether the objective served the key result that day; one that was ever published feeds, closed or not."""
    state = on(fact.states, day)
    if state is None or state.serves != ("KR", key_result):
        return False
    return any(each.published for since, each in fact.states if since <= day)
