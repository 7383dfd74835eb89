"""The pool: everybody in the company, as okr tells it. The name stays sealed until it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, String, Table, select

from shared.events import PersonForgotten, PersonJoined, PersonLeft, PersonMoved, PersonRenamed, Recorded
from shared.projection import Row, Rows, View, handles, metadata


class Pool(View):
    """One row per person; who left stays as a row, for the groups that he was in.

    `joined_at` is a log position, `function_since` that of the event that gave him the function that he has.
    """

    table = Table(
        "pairing_people",
        metadata,
        Column("person", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("name", String, nullable=False),
        Column("function", String, nullable=False),
        Column("team", String),
        Column("manager", String),
        Column("present", Boolean, nullable=False, index=True),
        Column("joined_at", BigInteger, nullable=False),
        Column("function_since", BigInteger, nullable=False),
    )

    @handles(PersonJoined)
    def joined(self, rows: Rows, event: Recorded[PersonJoined]) -> None:
        known = rows.get(event.aggregate_id)
        number = known["number"] if known is not None else rows.count() + 1
        data = event.data
        rows[event.aggregate_id] = {
            "number": number,
            "name": data.name,
            "function": data.function,
            "team": data.team,
            "manager": data.manager,
            "present": True,
            "joined_at": event.position,
            "function_since": event.position,
        }

    @handles(PersonMoved)
    def moved(self, rows: Rows, event: Recorded[PersonMoved]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            if row["function"].casefold() != event.data.function.casefold():
                row["function_since"] = event.position
            row |= {"function": event.data.function, "team": event.data.team, "manager": event.data.manager}

    @handles(PersonRenamed)
    def renamed(self, rows: Rows, event: Recorded[PersonRenamed]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None and event.data.name is not None:
            row["name"] = event.data.name

    @handles(PersonLeft, PersonForgotten)
    def left(self, rows: Rows, event: Recorded[PersonLeft] | Recorded[PersonForgotten]) -> None:
        rows.change(event.aggregate_id, present=False)


def present(connection: Connection) -> list[Row]:
    """Everybody who is in the company now, in the order of joining."""
    query = select(Pool.table).where(Pool.table.c.present).order_by(Pool.table.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def head_counts(connection: Connection) -> dict[str, int]:
    """How many people work in each function now, as it was written first; whatever the case."""
    table = Pool.table.c
    counts: dict[str, tuple[str, int]] = {}
    for function in connection.execute(select(table.function).where(table.present).order_by(table.number)).scalars():
        name, count = counts.get(function.casefold(), (function, 0))
        counts[function.casefold()] = (name, count + 1)
    return dict(counts.values())


def is_present(connection: Connection, person: str) -> bool:
    """Whether the person is in the company now."""
    query = select(Pool.table.c.present).where(Pool.table.c.person == person)
    return connection.execute(query).scalar_one_or_none() is True


def page(connection: Connection, after: int, limit: int) -> list[Row]:
    """So many present people behind number `after`."""
    table = Pool.table
    query = select(table).where(table.c.present, table.c.number > after).order_by(table.c.number).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def function_of_each(connection: Connection) -> list[tuple[str, str]]:
    """Everybody who is or was here, in the order of joining: (person, function)."""
    table = Pool.table.c
    query = select(table.person, table.function).order_by(table.number)
    return [(person, function) for person, function in connection.execute(query)]


def names_of(connection: Connection, people: Sequence[str]) -> dict[str, str]:
    """The sealed names of those of these people who are known."""
    query = select(Pool.table.c.person, Pool.table.c.name).where(Pool.table.c.person.in_(people))
    return {row.person: row.name for row in connection.execute(query)}
