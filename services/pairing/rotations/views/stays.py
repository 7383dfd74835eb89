"""Who sat in which group from when until when: the history of who was together, of those who moved out too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, Select, String, Table, or_, select

from shared.events import GroupAdjusted, GroupFormed, Recorded
from shared.projection import Instant, Rows, View, handles, metadata

_ASKED = 500


class Stays(View):
    """One row per time that somebody sat in a group: he came with `version` of the group, and `went` unless to its end.

    Who goes and comes back has two rows. `came_at` is the position in the log at which he came.
    """

    table = Table(
        "pairing_stays",
        metadata,
        Column("stay", String, primary_key=True),
        Column("group", String, nullable=False, index=True),
        Column("person", String, nullable=False, index=True),
        Column("rotation", String, nullable=False),
        Column("label", String, nullable=False),
        Column("version", Integer, nullable=False),
        Column("came", Instant, nullable=False),
        Column("came_at", BigInteger, nullable=False),
        Column("went", Instant),
    )

    @handles(GroupFormed)
    def formed(self, rows: Rows, event: Recorded[GroupFormed]) -> None:
        for person in sorted(set(event.data.members)):
            _comes(rows, event, person, event.data.rotation, event.data.label)

    @handles(GroupAdjusted)
    def adjusted(self, rows: Rows, event: Recorded[GroupAdjusted]) -> None:
        """Who isn't among the members any more has gone; who is new among them has come."""
        known = list(rows.matching(group=event.aggregate_id))
        if not known:
            return
        members, here = set(event.data.members), {row["person"] for row in known if row["went"] is None}
        for row in known:
            if row["went"] is None and row["person"] not in members:
                row["went"] = event.time
        for person in sorted(members - here):
            _comes(rows, event, person, known[0]["rotation"], known[0]["label"])


def _comes(
    rows: Rows, event: Recorded[GroupFormed] | Recorded[GroupAdjusted], person: str, rotation: str, label: str
) -> None:
    row = {
        "group": event.aggregate_id,
        "person": person,
        "rotation": rotation,
        "label": label,
        "version": event.version,
        "came": event.time,
        "came_at": event.position,
        "went": None,
    }
    rows.add(f"{event.aggregate_id}|{person}|{event.version}", row)


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody's time in a group; `went` is None where he stayed to the group's end, or is there still."""

    group: str
    person: str
    rotation: str
    label: str
    came: datetime
    came_at: int
    went: datetime | None

    def meets(self, other: Stay) -> bool:
        """Whether both sat in the same group at one time."""
        return (
            self.group == other.group
            and (self.went is None or other.came < self.went)
            and (other.went is None or self.came < other.went)
        )


def of_people(connection: Connection, people: Collection[str]) -> Iterator[Stay]:
    """Every stay of these people, in the order in which they came."""
    wanted, found = sorted(people), list[Stay]()
    for start in range(0, len(wanted), _ASKED):
        found += _read(connection, _columns().where(Stays.table.c.person.in_(wanted[start : start + _ASKED])))
    yield from sorted(found, key=lambda stay: (stay.came, stay.came_at))


def changed_groups(connection: Connection) -> dict[str, list[Stay]]:
    """All stays in those groups that didn't go on with the same people, by group."""
    table = Stays.table.c
    changed = select(table.group).where(or_(table.went.is_not(None), table.version > 1))
    found: dict[str, list[Stay]] = defaultdict(list)
    for stay in _read(connection, _columns().where(table.group.in_(changed))):
        found[stay.group].append(stay)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Company:
    """The same people in one group for a time; `until` is None where they stayed to its end."""

    members: tuple[str, ...]
    since: datetime
    until: datetime | None


def companies(stays: Sequence[Stay]) -> list[Company]:
    """The people of one group from one change to the next, the earliest first; of its stays."""
    moments = sorted({stay.came for stay in stays} | {stay.went for stay in stays if stay.went is not None})
    found = []
    for since, until in zip(moments, [*moments[1:], None], strict=True):
        here = {stay.person for stay in stays if stay.came <= since and (stay.went is None or since < stay.went)}
        found.append(Company(tuple(sorted(here)), since, until))
    return found


def _columns() -> Select[Any]:
    table = Stays.table.c
    return select(table.group, table.person, table.rotation, table.label, table.came, table.came_at, table.went)


def _read(connection: Connection, query: Select[Any]) -> Iterator[Stay]:
    for row in connection.execute(query):
        yield Stay(*row)
