"""The measures of the practice: what of how much, within some days, of a team or the whole company.

Each is a count of what was kept and of what there was; none where nothing can be measured. Days run from `first` to
`last`, both included, 28 of them where a measure is shown; what is no matter of time is looked at as of the last day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import get_args

from services.okr.domain.buddy_figures import held_of
from services.okr.domain.check_ins_asked import AskedCheckIn, asked
from services.okr.domain.practice_facts import Facts, KeyResultState, Node, ObjectiveState, SessionFact, on
from services.okr.domain.units import unit_id
from shared.events import PracticeMeasure

MEASURES: tuple[PracticeMeasure, ...] = get_args(PracticeMeasure)
"""All of them, in the order in which they are shown."""

NOTHING: Mapping[PracticeMeasure, str] = MappingProxyType(
    {
        "check-ins-on-time": "no check-in was due",
        "key-results-owned": "no key result counts",
        "objectives-aligned": "no objective counts",
        "sessions-held": "no session was to be held",
        "experiments-learned": "no experiment was concluded or is overdue",
        "buddy-meetings-held": "no meeting was due, or a figure would tell of single groups",
    }
)
"""Why there is no figure, where there is none."""

WINDOW = timedelta(days=28)
"""How long a measure looks back."""

REPLACED_WITHIN = timedelta(days=14)
"""A cancelled session was none where another one is held so soon after."""

_TENTH = Decimal("0.1")


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
    """Measures some facts. What takes long to find is found once, for the days from `first` to `last`."""

    def __init__(self, facts: Facts, first: date, last: date) -> None:
        self._facts, self._first, self._last = facts, first, last
        self._asked: list[AskedCheckIn] | None = None

    def figure(self, measure: PracticeMeasure, team: str | None, first: date, last: date) -> Figure | None:
        """The measure of a team, or of the company (None), from `first` to `last`."""
        kept, of = _BY_NAME[measure](self, team, first, last)
        return Figure(kept, of) if of else None

    def check_ins_on_time(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the check-ins whose last day of grace lies in the window, those that were made by then."""
        if self._asked is None:
            self._asked = asked(self._facts, self._first, self._last)
        due = [each for each in self._asked if first <= each.settled <= last and _is(team, each.team)]
        return sum(each.in_time for each in due), len(due)

    def key_results_owned(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the key results that count on the last day, those that name somebody of their own who hasn't left.

        The objective's owner doesn't stand in: he owns the objective.
        """
        owned = [state for state in self._key_results(last).values() if _is(team, self._team_of(state, last))]
        return sum(self._is_here(state.owner, last) for state in owned), len(owned)

    def objectives_aligned(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the objectives that count on the last day, those that are tied to others.

        That is: those that serve another one, or one of its key results, and those at the top, which others serve.
        """
        counting = self._objectives(last)
        served = {self._objective_of(state.serves, last) for state in counting.values() if state.serves is not None}
        own = {id_: state for id_, state in counting.items() if _is(team, state.team)}
        return sum(state.serves is not None or id_ in served for id_, state in own.items()), len(own)

    def sessions_held(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the unit's own win sessions that were to be in the window, those that were held by its last day.

        Where none was to be (there are months of five weeks, and quarters), the one before still counts. A cancelled
        one was to be, unless another took its place.
        """
        were_due = _were_due(self._facts.sessions.get(unit_id("win-session", team), ()), last)
        within = [each for each in were_due if each.at >= first]
        if not within:
            within = [each for each in were_due[-1:] if each.every != "never"]
        return sum(_by(each.held, last) for each in within), len(within)

    def experiments_learned(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the experiments concluded in the window or overdue on its last day, those concluded with a learning."""
        kept = of = 0
        for each in self._facts.experiments:
            until = on(each.until, last)
            if each.started > last or until is None or not _is(team, self._objective_team(each.objective, last)):
                continue
            if _by(each.concluded, last):
                ended_here = each.concluded is not None and each.concluded >= first
                kept, of = kept + (ended_here and each.learned), of + ended_here
            elif until < last:
                of += 1
        return kept, of

    def buddy_meetings_held(self, team: str | None, first: date, last: date) -> tuple[int, int]:
        """Of the turns of buddy groups that ended in the window, by their own cadences, those in which they met.

        None where it would tell of single groups.
        """
        due = [turn for turn in self._facts.turns if first <= turn.on <= last]
        return held_of(due, self._facts.team_of, team) or (0, 0)

    def _objectives(self, day: date) -> dict[str, ObjectiveState]:
        found = {}
        for id_, fact in self._facts.objectives.items():
            state = on(fact.states, day) if fact.quarter is not None and fact.quarter.runs_on(day) else None
            if state is not None and state.published:
                found[id_] = state
        return found

    def _key_results(self, day: date) -> dict[str, KeyResultState]:
        counting = self._objectives(day)
        states = {id_: on(fact.states, day) for id_, fact in self._facts.key_results.items()}
        return {id_: one for id_, one in states.items() if one is not None and one.counts and one.objective in counting}

    def _objective_team(self, objective: str, day: date) -> str | None:
        fact = self._facts.objectives.get(objective)
        state = None if fact is None else on(fact.states, day)
        return None if state is None else state.team

    def _team_of(self, state: KeyResultState, day: date) -> str | None:
        return self._objective_team(state.objective, day)

    def _objective_of(self, node: Node, day: date) -> str | None:
        kind, id_ = node
        if kind == "O":
            return id_
        fact = self._facts.key_results.get(id_)
        state = None if fact is None else on(fact.states, day)
        return None if state is None else state.objective

    def _is_here(self, person: str | None, day: date) -> bool:
        return person is not None and not _by(self._facts.gone.get(person), day)


def _is(wanted: str | None, team: str | None) -> bool:
    return wanted is None or wanted == team


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _were_due(sessions: Sequence[SessionFact], last: date) -> list[SessionFact]:
    """The sessions that were to be by the end of the last day, the earliest first; one of that day only if held."""
    ordered = sorted(sessions, key=lambda each: each.at)
    found = []
    for place, each in enumerate(ordered):
        if each.cancelled is not None and any(_replaces(after, each) for after in ordered[place + 1 :]):
            continue
        if each.at < last or (each.at == last and _by(each.held, last)):
            found.append(each)
    return found


def _replaces(after: SessionFact, cancelled: SessionFact) -> bool:
    return after.cancelled is None and after.at - cancelled.at <= REPLACED_WITHIN


_Counts = Callable[[Measuring, str | None, date, date], tuple[int, int]]

_BY_NAME: Mapping[PracticeMeasure, _Counts] = MappingProxyType(
    {
        "check-ins-on-time": Measuring.check_ins_on_time,
        "key-results-owned": Measuring.key_results_owned,
        "objectives-aligned": Measuring.objectives_aligned,
        "sessions-held": Measuring.sessions_held,
        "experiments-learned": Measuring.experiments_learned,
        "buddy-meetings-held": Measuring.buddy_meetings_held,
    }
)
