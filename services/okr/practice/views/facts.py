"""What the measures of the practice rest on, read from the views. Queries only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, func, select

from services.okr.buddy_groups import view as buddy_groups
from services.okr.cadences.domain import Rhythm
from services.okr.kernel.rule_book import rule_book
from services.okr.objectives.domain.history import (
    KeyResultFact,
    ObjectiveFact,
    Quarter,
    Timeline,
)
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.history import (
    KeyResultTimes,
    ObjectiveTimes,
    day_of,
    key_result_states,
    objective_states,
    timeline,
)
from services.okr.people.view import People
from services.okr.practice.domain.facts import ExperimentFact, Facts, SessionFact
from services.okr.practice.views.work import CadenceTimes, ExperimentTimes, SessionTimes
from services.okr.quarters import view as quarters
from services.okr.quarters.view import Quarters
from shared.events import PracticeMeasure
from shared.projection.columns import bare_rows, moment_of

_MOMENT = timedelta(microseconds=1)
_LONGEST_COVER = timedelta(days=62)
"""A check-in that counts for one that is due was made at most so long before the last day of grace (monthly ones)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which measures are asked for, for which days, in which zone; `default` holds where no cadence was set."""

    measures: frozenset[PracticeMeasure]
    first: date
    last: date
    zone: tzinfo
    default: Rhythm

    def wants(self, *measures: PracticeMeasure) -> bool:
        """Whether one of these is asked for."""
        return not self.measures.isdisjoint(measures)


def facts(connection: Connection, asked: Asked) -> Facts:
    """All that the measures rest on which are asked for."""
    goals = asked.wants("check-ins-on-time", "key-results-owned", "objectives-aligned", "experiments-learned")
    cadences = _cadences(connection, asked.zone) if asked.wants("check-ins-on-time") else ({}, {})
    meetings = asked.wants("buddy-meetings-held")
    return Facts(
        default=asked.default,
        objectives=_objectives(connection, asked.zone) if goals else {},
        key_results=_key_results(connection, asked) if goals else {},
        team_rhythms=cadences[0],
        person_rhythms=cadences[1],
        gone=_gone(connection, asked.zone) if asked.wants("key-results-owned") else {},
        sessions=_sessions(connection, asked.zone) if asked.wants("sessions-held") else {},
        experiments=_experiments(connection, asked.zone) if asked.wants("experiments-learned") else (),
        turns=buddy_groups.turns(connection, asked.first, asked.last) if meetings else (),
        team_of=buddy_groups.teams(connection) if meetings else {},
    )


def _objectives(connection: Connection, zone: tzinfo) -> dict[str, ObjectiveFact]:
    quarters = _quarters(connection, zone)
    rows = connection.execute(select(ObjectiveTimes.table))
    return {
        row.objective: ObjectiveFact(quarters.get(row.quarter), objective_states(row.changes, zone)) for row in rows
    }


def _quarters(connection: Connection, zone: tzinfo) -> dict[str | None, Quarter]:
    books = quarters.rule_books(connection)
    return {
        row.quarter: Quarter(
            row.start,
            row.end,
            None if row.started is None else row.started.astimezone(zone).date(),
            # The last moment before it ended still belonged to it.
            None if row.ended is None else (row.ended - _MOMENT).astimezone(zone).date(),
            row.quarter in books and rule_book(books[row.quarter]).counts_twice,
        )
        for row in connection.execute(select(Quarters.table))
    }


def _key_results(connection: Connection, asked: Asked) -> dict[str, KeyResultFact]:
    days = _check_ins(connection, asked) if asked.wants("check-ins-on-time") else {}
    rows = connection.execute(select(KeyResultTimes.table))
    return {
        row.key_result: KeyResultFact(key_result_states(row.changes, asked.zone), sorted(days.get(row.key_result, ())))
        for row in rows
    }


def _check_ins(connection: Connection, asked: Asked) -> dict[str, set[date]]:
    """The days on which something was checked in on each key result; what was retracted doesn't count.

    As far back as the quarters begin that weren't over by then: which check-in counts for which due day goes in a row.
    """
    table = CheckIns.table.c
    quarters = Quarters.table.c
    running = select(func.min(quarters.start)).where(
        quarters.start <= asked.last, quarters.end >= asked.first - _LONGEST_COVER
    )
    earliest = connection.execute(running).scalar() or asked.first
    begins = datetime.combine(min(earliest, asked.first - _LONGEST_COVER), time(), asked.zone)
    ends = datetime.combine(asked.last + timedelta(days=1), time(), asked.zone)
    query = select(table.key_result, table.time).where(
        table.retracted.is_(None), table.time >= begins, table.time < ends
    )
    found: dict[str, set[date]] = defaultdict(set)
    for key_result, moment in bare_rows(connection, query):
        when = moment_of(moment)
        assert when is not None
        found[key_result].add(when.astimezone(asked.zone).date())
    return found


def _cadences(connection: Connection, zone: tzinfo) -> tuple[dict[str, Timeline[Rhythm]], dict[str, Timeline[Rhythm]]]:
    teams: dict[str, Timeline[Rhythm]] = {}
    people: dict[str, Timeline[Rhythm]] = {}
    for row in connection.execute(select(CadenceTimes.table)):
        whose, key = (people, row.person) if row.person is not None else (teams, row.team)
        whose[key] = timeline(row.changes, zone, lambda state: Rhythm(state["every"], state["weekday"], state["grace"]))
    return teams, people


def _gone(connection: Connection, zone: tzinfo) -> dict[str, date]:
    people = People.table.c
    rows = connection.execute(select(people.person, people.left).where(people.left.is_not(None)))
    return {row.person: row.left.astimezone(zone).date() for row in rows}


def _sessions(connection: Connection, zone: tzinfo) -> dict[str, list[SessionFact]]:
    found: dict[str, list[SessionFact]] = defaultdict(list)
    for row in connection.execute(select(SessionTimes.table).order_by(SessionTimes.table.c.session)):
        at, held, cancelled = (_day(each, zone) for each in (row.at, row.closed, row.cancelled))
        assert at is not None
        found[row.unit].append(SessionFact(at, row.every, held, cancelled))
    return found


def _experiments(connection: Connection, zone: tzinfo) -> list[ExperimentFact]:
    return [
        ExperimentFact(
            key_result=row.key_result,
            until=[(day_of(at, zone), date.fromisoformat(until)) for at, until in row.until],
            concluded=_day(row.concluded, zone),
            learned=row.learned,
        )
        for row in connection.execute(select(ExperimentTimes.table))
    ]


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()
