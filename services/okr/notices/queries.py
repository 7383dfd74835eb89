"""What must be known to tell people something: who is here, who stands above whom, and what still holds. Queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from services.okr.experiments.view import Experiments
from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters

_people, _key_results, _objectives = People.table.c, KeyResults.table.c, Objectives.table.c
_check_ins, _quarters, _experiments = CheckIns.table.c, Quarters.table.c, Experiments.table.c


class Somebody(NamedTuple):
    """A person who is here."""

    person: str
    number: int
    name: str
    team: str | None
    manager: str | None


class Goal(NamedTuple):
    """A key result as notices name it."""

    number: int
    title: str
    team: str | None
    owner: str | None


def here(connection: Connection, *, of: Collection[str] | None = None, team: str | None = None) -> dict[str, Somebody]:
    """Everybody who is here, by id: of these people, or of a team, or of all."""
    columns = (_people.person, _people.number, _people.name, _people.team, _people.manager)
    query = select(*columns).where(_people.left.is_(None)).order_by(_people.number)
    if of is not None:
        query = query.where(_people.person.in_(of))
    if team is not None:
        query = query.where(_people.team == team)
    return {row.person: Somebody(*row) for row in connection.execute(query)}


def goal(connection: Connection, key_result: str) -> Goal | None:
    """The key result, with the team and the owner that answer for it; None where there is none."""
    query = (
        select(_key_results.number, _key_results.title, _objectives.team, _key_results.owner, _objectives.owner)
        .join(Objectives.table, _objectives.objective == _key_results.objective)
        .where(_key_results.key_result == key_result)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Goal(row[0], row[1], row[2], row[3] or row[4])


def answering(connection: Connection, owner: str | None, team: str | None, most: int) -> list[str]:
    """Who is told about a key result: its owner if he is here; else its team stands in, unless that is large."""
    if owner is not None and (found := here(connection, of=[owner])):
        return list(found)
    members = [] if team is None else list(here(connection, team=team))
    return members if len(members) <= most else []


def above(people: dict[str, Somebody], those: list[str]) -> str | None:
    """Whose manager most of those people have; nobody where none of them has one who is here, or he is one of them."""
    managers = [people[each].manager for each in those if each in people]
    found = Counter(each for each in managers if each is not None and each in people and each not in those)
    return min(found, key=lambda each: (-found[each], people[each].number), default=None)


def still_owed(connection: Connection, key_result: str, since: datetime, position: int) -> bool:
    """Whether the key result still counts, and nobody has checked in on it since: by either clock, or by the log."""
    later = or_(_check_ins.time > since, _check_ins.position > position)
    made = select(_check_ins.check_in).where(_check_ins.key_result == key_result, _check_ins.retracted.is_(None), later)
    if connection.execute(made.limit(1)).first() is not None:
        return False
    counts = (
        select(_key_results.key_result)
        .join(Objectives.table, _objectives.objective == _key_results.objective)
        .join(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(_key_results.key_result == key_result, _key_results.dropped.is_(False))
        .where(_objectives.status == Status.PUBLISHED.value, _quarters.phase == QuarterStage.STARTED.value)
    )
    return connection.execute(counts).first() is not None


class Trial(NamedTuple):
    """An experiment as notices name it."""

    number: int
    what: str
    by: str
    key_result: str
    until: str
    concluded: bool


def experiment(connection: Connection, experiment: str) -> Trial | None:
    """The experiment; None where there is none."""
    columns = (_experiments.number, _experiments.what, _experiments.by, _experiments.key_result, _experiments.until)
    query = select(*columns, _experiments.concluded).where(_experiments.experiment == experiment)
    row = connection.execute(query).one_or_none()
    return None if row is None else Trial(row[0], row[1], row[2], row[3], row[4].isoformat(), row[5] is not None)
