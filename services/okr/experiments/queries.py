"""What is being tried, what is overdue, and what was learned. Queries only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, or_, select

from services.okr.experiments.view import Experiments
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People

_experiments, _key_results = Experiments.table.c, KeyResults.table.c
_objectives, _people = Objectives.table.c, People.table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment with what it is for. `overdue` tells that its last day is over and nobody has concluded it.

    What is tried, how we will know and what was learned are sealed until they are shown.
    """

    id: str
    number: str
    key_result: str
    key_result_number: str | None
    key_result_title: str | None
    objective: str
    objective_number: str | None
    team: str | None
    what: str
    know_by: str
    until: date
    owner: str | None
    owner_number: str | None
    by: str
    started: datetime
    overdue: bool
    outcome: str | None
    learned: str | None
    concluded: datetime | None


def told(row: RowMapping, today: date) -> Experiment:
    """The experiment that a row of these queries is about, as it stands on a day."""
    same = ("key_result", "key_result_title", "objective", "team", "what", "know_by", "until", "owner", "by")
    return Experiment(
        id=row["experiment"],
        number=f"E-{row['number']}",
        key_result_number=_numbered("KR", row["key_result_number"]),
        objective_number=_numbered("O", row["objective_number"]),
        owner_number=_numbered("P", row["owner_number"]),
        overdue=row["outcome"] is None and row["until"] < today,
        **{name: row[name] for name in (*same, "started", "outcome", "learned", "concluded")},
    )


def by_id(connection: Connection, experiment: str) -> RowMapping | None:
    """The experiment with the numbers and titles of what it is for, or None."""
    query = _shown().where(_experiments.experiment == experiment)
    return connection.execute(query).mappings().one_or_none()


def listed(
    connection: Connection,
    *,
    today: date,
    state: str | None = None,
    key_result: str | None = None,
    team: str | None = None,
    owner: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[RowMapping]:
    """Up to `limit` experiments with a number above `after`, in order of number.

    `state` is `running` (also those that are overdue), `overdue` or `concluded`.
    """
    wanted: list[ColumnElement[bool]] = [_experiments.number > after]
    if state == "concluded":
        wanted.append(_experiments.outcome.is_not(None))
    elif state is not None:
        wanted.append(_experiments.outcome.is_(None))
    if state == "overdue":
        wanted.append(_experiments.until < today)
    if key_result is not None:
        wanted.append(_experiments.key_result == key_result)
    if team is not None:
        wanted.append(_objectives.team == team)
    if owner is not None:
        wanted.append(_experiments.owner == owner)
    query = _shown().where(*wanted).order_by(_experiments.number).limit(limit)
    return list(connection.execute(query).mappings())


def concluded(
    connection: Connection, *, team: str | None = None, before: int | None = None, limit: int = 50
) -> list[RowMapping]:
    """Up to `limit` concluded experiments, the latest first. `before` is a `concluded_position`."""
    wanted: list[ColumnElement[bool]] = [_experiments.outcome.is_not(None)]
    if team is not None:
        wanted.append(_objectives.team == team)
    if before is not None:
        wanted.append(_experiments.concluded_position < before)
    query = _shown().where(*wanted).order_by(_experiments.concluded_position.desc()).limit(limit)
    return list(connection.execute(query).mappings())


def to_ask_for(connection: Connection, today: date) -> list[RowMapping]:
    """The experiments whose last day is over, that nobody has concluded, and that weren't asked for since."""
    query = select(_experiments.experiment, _experiments.until).where(
        _experiments.outcome.is_(None),
        _experiments.until < today,
        or_(_experiments.asked_for.is_(None), _experiments.asked_for != _experiments.until),
    )
    return list(connection.execute(query).mappings())


def _shown() -> Select[tuple[object, ...]]:
    return (
        select(
            Experiments.table,
            _key_results.number.label("key_result_number"),
            _key_results.title.label("key_result_title"),
            _objectives.number.label("objective_number"),
            _objectives.team,
            _people.number.label("owner_number"),
        )
        .outerjoin_from(Experiments.table, KeyResults.table, _key_results.key_result == _experiments.key_result)
        .outerjoin(Objectives.table, _objectives.objective == _experiments.objective)
        .outerjoin(People.table, _people.person == _experiments.owner)
    )


def _numbered(prefix: str, number: int | None) -> str | None:
    return None if number is None else f"{prefix}-{number}"
