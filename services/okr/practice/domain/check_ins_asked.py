"""Which check-ins the cadences ask for, day by day, and which of them were made in time: all of them, also long ago.

There are hundreds of thousands in a large company, so they are counted as they are found, and days are worked out once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from services.okr.cadences.domain import Rhythm, Span, covers, due_days, kept
from services.okr.objectives.domain.history import FedDays, KeyResultFact, KeyResultState, ObjectiveState, Quarter, on
from services.okr.practice.domain.facts import Facts


@dataclass(frozen=True, slots=True)
class AskedCheckIns:
    """The check-ins that were in time until the day `settled` at the latest: how many of how many were made by then.

    `team` is that of the objectives on the day when they were due.
    """

    settled: date
    team: str | None
    in_time: int
    of: int


class _Due(NamedTuple):
    """The day on which a check-in is due, and the first and last one on which it can be made in time."""

    day: date
    begins: date
    ends: date


def asked(facts: Facts, first: date, last: date) -> list[AskedCheckIns]:
    """Every check-in whose last day of grace is within `first` to `last`, both included, by that day and by team.

    Asked for are check-ins on key results that count, of published objectives in quarters that run on the due day, by
    the cadence that held then: the owner's, else the team's, else the default. It is in time within the days of grace,
    whichever day it was recorded on. Imported history counts as well: here nobody is told that he missed something.

    Each counts for one due day, and none is asked for of a key result that others feed; in quarters that ended under
    rules by which that was otherwise, it still is.
    """
    fed = FedDays(facts.objectives, facts.key_results)
    rhythms = tuple(dict.fromkeys(_possible(facts)))
    quarters = {each.quarter for each in facts.objectives.values() if each.quarter is not None}
    due = {quarter: {rhythm: _due(rhythm, quarter, first, last) for rhythm in rhythms} for quarter in quarters}
    found: dict[tuple[date, str | None], list[int]] = defaultdict(lambda: [0, 0])
    for id_, fact in facts.key_results.items():
        for quarter in _quarters(facts, fact):
            owed = _owed(facts, fact, due[quarter], quarter)
            if quarter.counts_twice:
                made = [_any_day(fact.checked_in, each.begins, each.ends) for each, _ in owed]
            else:
                owed = [(each, team) for each, team in owed if not fed.fed(id_, each.day)]
                made = kept(((each.begins, each.ends) for each, _ in owed), fact.checked_in)
            for (each, team), in_time in zip(owed, made, strict=True):
                if each.ends >= first:
                    counts = found[each.ends, team]
                    counts[0] += in_time
                    counts[1] += 1
    return [AskedCheckIns(settled, team, *counts) for (settled, team), counts in found.items()]


def _due(rhythm: Rhythm, quarter: Quarter, first: date, last: date) -> list[_Due]:
    """What the rhythm asks for in the quarter, as far as it is settled by the last day.

    What was settled before the first day is looked at as well, in a quarter that isn't over by then: a check-in that
    counted there counts nowhere else.
    """
    grace = timedelta(days=rhythm.grace_days)
    if quarter.end + grace < first:
        return []
    since = max(quarter.start, first - grace) if quarter.counts_twice else quarter.start
    span = Span(quarter.start, since, min(quarter.end, last - grace))
    return [_Due(day, *covers(rhythm, day)) for day in due_days(rhythm, span)]


def _owed(
    facts: Facts, fact: KeyResultFact, due: Mapping[Rhythm, Sequence[_Due]], quarter: Quarter
) -> list[tuple[_Due, str | None]]:
    """The check-ins that the key result is owed in the quarter, in order of their due days, with the team's name."""
    found = []
    for rhythm, expected in due.items():
        for each in expected:
            place = _place(facts, fact, each.day)
            if place is None:
                continue
            state, objective, within = place
            if within == quarter and _rhythm(facts, state, objective, each.day) == rhythm:
                found.append((each, objective.team))
    return sorted(found, key=lambda owed: owed[0].day)


def _quarters(facts: Facts, fact: KeyResultFact) -> set[Quarter]:
    """Those of the objectives that the key result ever measured."""
    objectives = {state.objective for _, state in fact.states} & facts.objectives.keys()
    quarters = (facts.objectives[each].quarter for each in objectives)
    return {each for each in quarters if each is not None}


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


def _any_day(days: Sequence[date], first: date, last: date) -> bool:
    place = bisect_left(days, first)
    return place < len(days) and days[place] <= last
