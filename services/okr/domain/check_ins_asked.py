"""Which check-ins the cadences ask for, day by day, and which of them were made in time: all of them, also long ago."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta

from services.okr.domain.cadence import Rhythm
from services.okr.domain.owing import Span, covers, due_days
from services.okr.domain.practice_facts import Facts, KeyResultFact, KeyResultState, ObjectiveState, Quarter, on


@dataclass(frozen=True, slots=True)
class AskedCheckIn:
    """A check-in that was asked for: the last day on which it was in time, whether it was made, and whose team's it is.

    `team` is that of the objective on the day when it was due.
    """

    settled: date
    in_time: bool
    team: str | None


def asked(facts: Facts, first: date, last: date) -> list[AskedCheckIn]:
    """Every check-in whose last day of grace is within `first` to `last`, both included.

    Asked for are check-ins on key results that count, of published objectives in quarters that run on the due day, by
    the cadence that held then: the owner's, else the team's, else the default. It is in time within the days of grace,
    whichever day it was recorded on. Imported history counts as well: here nobody is told that he missed something.
    """
    rhythms = tuple(dict.fromkeys(_possible(facts)))
    found: list[AskedCheckIn] = []
    for fact in facts.key_results.values():
        for quarter in _quarters(facts, fact):
            for rhythm in rhythms:
                found += _by(rhythm, quarter, facts, fact, first, last)
    return found


def _quarters(facts: Facts, fact: KeyResultFact) -> set[Quarter]:
    """Those of the objectives that the key result ever measured."""
    objectives = {state.objective for _, state in fact.states} & facts.objectives.keys()
    quarters = (facts.objectives[each].quarter for each in objectives)
    return {each for each in quarters if each is not None}


def _by(
    rhythm: Rhythm, quarter: Quarter, facts: Facts, fact: KeyResultFact, first: date, last: date
) -> Iterator[AskedCheckIn]:
    grace = timedelta(days=rhythm.grace_days)
    span = Span(quarter.start, max(quarter.start, first - grace), min(quarter.end, last - grace))
    for due in due_days(rhythm, span):
        place = _place(facts, fact, due)
        if place is None:
            continue
        state, objective, within = place
        if within == quarter and _rhythm(facts, state, objective, due) == rhythm:
            begins, ends = covers(rhythm, due)
            yield AskedCheckIn(ends, _any_day(fact.checked_in, begins, ends), objective.team)


def _place(facts: Facts, fact: KeyResultFact, day: date) -> tuple[KeyResultState, ObjectiveState, Quarter] | None:
    """Where the key result belonged on the day, if it was owed check-ins at all."""
    state = on(fact.states, day)
    if state is None or not state.counts:
        return None
    known = facts.objectives.get(state.objective)
    if known is None or known.quarter is None or not known.quarter.runs_on(day):
        return None
    objective = on(known.states, day)
    return None if objective is None or not objective.published else (state, objective, known.quarter)


def _rhythm(facts: Facts, state: KeyResultState, objective: ObjectiveState, day: date) -> Rhythm:
    person, team = state.owner or objective.owner, objective.team
    own = None if person is None else on(facts.person_rhythms.get(person, ()), day)
    theirs = None if team is None else on(facts.team_rhythms.get(team, ()), day)
    return own or theirs or facts.default


def _possible(facts: Facts) -> Iterator[Rhythm]:
    yield facts.default
    for timelines in (facts.team_rhythms, facts.person_rhythms):
        for timeline in timelines.values():
            for _, rhythm in timeline:
                yield rhythm


def _any_day(days: Set[date], first: date, last: date) -> bool:
    return any(first + timedelta(days=number) in days for number in range((last - first).days + 1))
