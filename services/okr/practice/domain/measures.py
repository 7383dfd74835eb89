"""The measures of the practice: what of how much, within some days, of each team and of the whole company.

Each is a count of what was kept and of what there was; none where nothing can be measured. Days run from `first` to
`last`, both included, 28 of them where a measure is shown; what is no matter of time is looked at as of the last day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import get_args

from services.okr.buddy_groups.domain import Unit, held_by_unit
from services.okr.kernel.units import unit_id
from services.okr.objectives.domain.goals import companys
from services.okr.objectives.domain.history import KeyResultState, Node, ObjectiveState, on
from services.okr.practice.domain.check_ins_asked import AskedCheckIns, asked
from services.okr.practice.domain.facts import Facts, SessionFact, by
from shared.events import PracticeMeasure

MEASURES: tuple[PracticeMeasure, ...] = get_args(PracticeMeasure)
"""All of them, in the order in which they are shown."""

NOTHING: Mapping[PracticeMeasure, str] = MappingProxyType(
    {
        "check-ins-on-time": "no check-in was due",
        "key-results-owned": "no key result counts",
        "objectives-aligned": "no objective counts but the company's own",
        "sessions-held": "no session was to be held",
        "experiments-learned": "no experiment was concluded or is overdue",
        "buddy-meetings-held": "no meeting was due, or a figure would tell of single groups",
    }
)
"""Why there is no figure, where there is none."""

WINDOW = timedelta(days=28)
"""How long a measure looks back."""

_TENTH = Decimal("0.1")

Counts = Mapping[Unit, tuple[int, int]]
"""How many were kept, of how many, by unit."""


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many, which are not none."""

    kept: int
    of: int

    @property
    def percent(self) -> Decimal:
        """In percent, to a tenth, halves up."""
        return (Decimal(100 * self.kept) / self.of).quantize(_TENTH, ROUND_HALF_UP)


class Measuring:
    """Measures some facts of the days from `first` to `last`: every unit at once, and each window once."""

    def __init__(self, facts: Facts, first: date, last: date) -> None:
        self._facts, self._first, self._last = facts, first, last
        self._asked: list[AskedCheckIns] | None = None
        self._found: dict[tuple[PracticeMeasure, date, date], Counts] = {}

    def figure(self, measure: PracticeMeasure, team: Unit, first: date, last: date) -> Figure | None:
        """The measure of a team, or of the company (None), from `first` to `last`."""
        if measure == "sessions-held":
            kept, of = self.sessions_held(team, first, last)
        else:
            window = (measure, first, last)
            if window not in self._found:
                self._found[window] = _BY_NAME[measure](self, first, last)
            kept, of = self._found[window].get(team, (0, 0))
        return Figure(kept, of) if of else None

    def check_ins_on_time(self, first: date, last: date) -> Counts:
        """Of the check-ins whose last day of grace lies in the window, those that were made by then."""
        if self._asked is None:
            self._asked = asked(self._facts, self._first, self._last)
        counts: dict[Unit, tuple[int, int]] = {}
        for each in self._asked:
            if first <= each.settled <= last:
                _add(counts, each.team, each.in_time, each.of)
        return counts

    def key_results_owned(self, first: date, last: date) -> Counts:
        """Of the key results that count on the last day, those that name somebody of their own who hasn't left.

        The objective's owner doesn't stand in: he owns the objective.
        """
        counting, gone = self._objectives(last), self._facts.gone
        return _counted(
            (counting[state.objective].team, state.owner is not None and not by(gone.get(state.owner), last))
            for state in self._key_results(last).values()
            if state.objective in counting
        )

    def objectives_aligned(self, first: date, last: date) -> Counts:
        """Of the objectives that count on the last day, those that are tied to others; see `ties`.

        The company's own are asked of nobody: they are what all others lead to.
        """
        counting = self._objectives(last)
        together = tied(counting, self._key_results(last))
        return _counted((state.team, id_ in together) for id_, state in counting.items() if not companys(state.team))

    def sessions_held(self, team: Unit, first: date, last: date) -> tuple[int, int]:
        """Of the unit's own win sessions that were to be in the window, those that were held; see `sessions_due`."""
        return sessions_held(self._facts.sessions.get(unit_id("win-session", team), ()), first, last)

    def experiments_learned(self, first: date, last: date) -> Counts:
        """Of the experiments concluded in the window or overdue on its last day, those concluded with a learning."""
        return _counted(self._experiments(first, last))

    def buddy_meetings_held(self, first: date, last: date) -> Counts:
        """Of the turns of buddy groups that ended in the window, by their own cadences, those in which they met.

        None where it would tell of single groups.
        """
        due = [turn for turn in self._facts.turns if first <= turn.on <= last]
        return held_by_unit(due, self._facts.team_of)

    def _objectives(self, day: date) -> dict[str, ObjectiveState]:
        """Those that count on the day: published, and of a quarter that runs."""
        found = {}
        for id_, fact in self._facts.objectives.items():
            state = on(fact.states, day) if fact.quarter is not None and fact.quarter.runs_on(day) else None
            if state is not None and state.published:
                found[id_] = state
        return found

    def _experiments(self, first: date, last: date) -> Iterator[tuple[Unit, bool]]:
        for each in self._facts.experiments:
            until = on(each.until, last)
            if each.concluded is not None and each.concluded <= last:
                if each.concluded >= first:
                    yield self._team_of(each.key_result, last), each.learned
            elif until is not None and until < last:
                yield self._team_of(each.key_result, last), False

    def _key_results(self, day: date) -> dict[str, KeyResultState]:
        """Those that count on the day, of whatever objective."""
        states = ((id_, on(fact.states, day)) for id_, fact in self._facts.key_results.items())
        return {id_: state for id_, state in states if state is not None and state.counts}

    def _team_of(self, key_result: str, day: date) -> str | None:
        measured = self._facts.key_results.get(key_result)
        place = None if measured is None else on(measured.states, day)
        fact = None if place is None else self._facts.objectives.get(place.objective)
        state = None if fact is None else on(fact.states, day)
        return None if state is None else state.team


def _counted(found: Iterable[tuple[Unit, bool]]) -> Counts:
    """What was kept, and what there was, of each team and of all."""
    counts: dict[Unit, tuple[int, int]] = {}
    for team, kept in found:
        _add(counts, team, int(kept), 1)
    return counts


def _add(counts: dict[Unit, tuple[int, int]], team: Unit, kept: int, of: int) -> None:
    for unit in {team, None}:
        so_far = counts.get(unit, (0, 0))
        counts[unit] = (so_far[0] + kept, so_far[1] + of)


_BY_NAME: Mapping[PracticeMeasure, Callable[[Measuring, date, date], Counts]] = MappingProxyType(
    {
        "check-ins-on-time": Measuring.check_ins_on_time,
        "key-results-owned": Measuring.key_results_owned,
        "objectives-aligned": Measuring.objectives_aligned,
        "experiments-learned": Measuring.experiments_learned,
        "buddy-meetings-held": Measuring.buddy_meetings_held,
    }
)


REPLACED_WITHIN = timedelta(days=14)
"""A cancelled session was none where another one is held so soon after."""


def sessions_held(sessions: Sequence[SessionFact], first: date, last: date) -> tuple[int, int]:
    """How many were held by the last day, of how many that were to be from `first` to `last`, both included.

    Where none was to be (there are months of five weeks, and quarters), the one before still counts, as long as there
    is a rhythm. A cancelled one was to be, unless another took its place.
    """
    were_due = _were_due(sessions, last)
    within = [each for each in were_due if each.due >= first]
    if not within:
        within = [each for each in were_due[-1:] if each.every != "never"]
    return sum(by(each.held, last) for each in within), len(within)


def _were_due(sessions: Sequence[SessionFact], last: date) -> list[SessionFact]:
    """Those that were to be by the end of the last day, the earliest first; one of that day only if it was held."""
    ordered = sorted(sessions, key=lambda each: each.due)
    found = []
    for place, each in enumerate(ordered):
        if each.cancelled is not None and any(_replaces(after, each) for after in ordered[place + 1 :]):
            continue
        if each.due < last or (each.due == last and by(each.held, last)):
            found.append(each)
    return found


def _replaces(after: SessionFact, cancelled: SessionFact) -> bool:
    return after.cancelled is None and after.due - cancelled.due <= REPLACED_WITHIN


def tied(objectives: Mapping[str, ObjectiveState], key_results: Mapping[str, KeyResultState]) -> set[str]:
    """Those that serve another one or one of its key results, those that others serve, and both ends of a link.

    `objectives` are those that count, `key_results` all that do; a link is between key results of two objectives.
    """
    found: set[str | None] = set()
    for id_, state in objectives.items():
        if state.serves is not None:
            found |= {id_, _objective_of(state.serves, key_results)}
    for one, other in _links(key_results):
        if one != other:
            found |= {one, other}
    return {id_ for id_ in objectives if id_ in found}


def _objective_of(node: Node, key_results: Mapping[str, KeyResultState]) -> str | None:
    kind, id_ = node
    if kind == "O":
        return id_
    return key_results[id_].objective if id_ in key_results else None


def _links(key_results: Mapping[str, KeyResultState]) -> Iterator[tuple[str, str]]:
    """The objectives at both ends of each link."""
    for state in key_results.values():
        for source in state.sources:
            if source in key_results:
                yield state.objective, key_results[source].objective
