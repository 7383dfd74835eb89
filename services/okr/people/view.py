"""Everybody who has ever belonged to the company, and to which team when.

Names and e-mail stay sealed here; they are opened when shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Connection, Integer, RowMapping, String, Table, select

from shared.events import PersonForgotten, PersonJoined, PersonLeft, PersonMoved, PersonRenamed, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class People(View):
    """One row per person, numbered (`P-n`) in the order of joining. `left` is empty while the person is here."""

    table = Table(
        "okr_people",
        metadata,
        Column("person", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("name", String, nullable=False),
        Column("email", String),
        Column("email_index", String, index=True),
        Column("function", String, nullable=False),
        Column("team", String),
        Column("manager", String, index=True),
        Column("joined", Instant, nullable=False),
        Column("left", Instant),
    )

    @handles(PersonJoined)
    def joined(self, rows: Rows, event: Recorded[PersonJoined]) -> None:
        """A new row, or the old one of somebody who came back."""
        data = event.data
        former = rows.get(event.aggregate_id)
        rows[event.aggregate_id] = {
            "number": former["number"] if former else rows.count() + 1,
            "name": data.name,
            "email": data.email,
            "email_index": data.email_index,
            "function": data.function,
            "team": data.team,
            "manager": data.manager,
            "joined": event.time,
        }

    @handles(PersonMoved)
    def moved(self, rows: Rows, event: Recorded[PersonMoved]) -> None:
        data = event.data
        rows.change(event.aggregate_id, function=data.function, team=data.team, manager=data.manager)

    @handles(PersonRenamed)
    def renamed(self, rows: Rows, event: Recorded[PersonRenamed]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            data = event.data
            row["name"] = data.name or row["name"]
            if data.email is not None:
                row |= {"email": data.email, "email_index": data.email_index}

    @handles(PersonLeft)
    def gone(self, rows: Rows, event: Recorded[PersonLeft]) -> None:
        """The row stays: what the person did is still shown with a name."""
        rows.change(event.aggregate_id, left=event.time)

    @handles(PersonForgotten)
    def forgotten(self, rows: Rows, event: Recorded[PersonForgotten]) -> None:
        """Nobody finds the person by e-mail any more; the name stays sealed, by a key that is gone."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row |= {"email": None, "email_index": None, "left": row["left"] or event.time}


_people = People.table.c


class Membership(NamedTuple):
    """What somebody is among the others: in which team, and whose manager."""

    team: str | None
    reports: frozenset[str]


def by_id(connection: Connection, person: str) -> RowMapping | None:
    """The person's row, or None."""
    return connection.execute(select(People.table).where(_people.person == person)).mappings().one_or_none()


def listed(connection: Connection, *, after: int = 0, limit: int = 50, all_: bool = False) -> list[RowMapping]:
    """Up to `limit` people with a number above `after`, in order of number; with `all_` also those who left."""
    query = select(People.table).where(_people.number > after).order_by(_people.number).limit(limit)
    if not all_:
        query = query.where(_people.left.is_(None))
    return list(connection.execute(query).mappings())


def everybody(connection: Connection) -> list[RowMapping]:
    """The id, number and sealed name of everybody who was ever here."""
    query = select(_people.person, _people.number, _people.name).order_by(_people.number)
    return list(connection.execute(query).mappings())


def names(connection: Connection, people: set[str]) -> dict[str, str]:
    """The sealed names of these people, by id; who isn't known is left out."""
    query = select(_people.person, _people.name).where(_people.person.in_(people))
    return {row.person: row.name for row in connection.execute(query)}


def numbers(connection: Connection, people: set[str]) -> dict[str, str]:
    """What people know these people by (`P-3`), by id; who isn't known is left out."""
    query = select(_people.person, _people.number).where(_people.person.in_(people))
    return {row.person: f"P-{row.number}" for row in connection.execute(query)}


def emails_here(connection: Connection) -> dict[str, str]:
    """Who of those that are here has which e-mail, by its index."""
    query = select(_people.email_index, _people.person).where(_people.email_index.is_not(None), _people.left.is_(None))
    return {row.email_index: row.person for row in connection.execute(query.order_by(_people.number.desc()))}


def here_with_email(connection: Connection, email_index: str) -> str | None:
    """Who of those that are here has this e-mail."""
    query = select(_people.person).where(_people.email_index == email_index, _people.left.is_(None))
    return connection.execute(query.order_by(_people.number).limit(1)).scalar_one_or_none()


def standing(connection: Connection, person: str) -> Membership:
    """The person's team and those whose manager he is; neither, where he isn't known."""
    team = connection.execute(select(_people.team).where(_people.person == person)).scalar_one_or_none()
    reports = connection.execute(select(_people.person).where(_people.manager == person)).scalars()
    return Membership(team, frozenset(reports))


def gone(connection: Connection) -> list[str]:
    """All who have left the company."""
    return list(connection.execute(select(_people.person).where(_people.left.is_not(None))).scalars())


class Belonging(View):
    """One row per person; `since` are pairs of a moment and the team from then on, or [moment] where he was gone.

    A moment is when it was recorded, by the log's order: what is said later of the past changes no figure.
    """

    table = Table(
        "okr_belonging", metadata, Column("person", String, primary_key=True), Column("since", JSON, nullable=False)
    )

    @handles(PersonJoined)
    def joined(self, rows: Rows, event: Recorded[PersonJoined]) -> None:
        row = rows.get(event.aggregate_id) or {"since": []}
        rows[event.aggregate_id] = {"since": [*row["since"], _from(event, event.data.team)]}

    @handles(PersonMoved)
    def moved(self, rows: Rows, event: Recorded[PersonMoved]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["since"] = [*row["since"], _from(event, event.data.team)]

    @handles(PersonLeft, PersonForgotten)
    def gone(self, rows: Rows, event: Recorded[PersonLeft] | Recorded[PersonForgotten]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["since"] = [*row["since"], _from(event)]


def _from(event: Recorded[Any], *team: str | None) -> list[str | None]:
    return [event.recorded.isoformat(), *team]


Histories = Mapping[str, Sequence[tuple[datetime, bool, str | None]]]
"""Of each person, by id, since when he was here or not, and in which team: the earliest first."""


def histories(connection: Connection) -> Histories:
    """Everybody's, for questions about many moments."""
    rows = connection.execute(select(Belonging.table.c.person, Belonging.table.c.since))
    return {person: [(_moment(each), len(each) > 1, each[-1]) for each in since] for person, since in rows}


def teams_at(known: Histories, moment: datetime) -> dict[str, str | None]:
    """Everybody who belonged to the company at a moment, with his team."""
    found: dict[str, str | None] = {}
    for person, since in known.items():
        held = [each for each in since if each[0] < moment]
        if held and held[-1][1]:
            found[person] = held[-1][2]
    return found


def _moment(entry: Sequence[str]) -> datetime:
    return datetime.fromisoformat(entry[0])
