"""What healing starts from: the groups that exist, with those of their people who take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, or_, select

from services.pairing.groups.views import meetings
from services.pairing.groups.views.groups import Groups
from services.pairing.matching.plan import Apart, History, Member
from services.pairing.members.views import pool
from services.pairing.members.views.pool import Pool
from services.pairing.programmes.domain import DEFAULT
from services.pairing.rotations.views import draw_inputs
from services.pairing.rotations.views.rotations import Rotations
from services.pairing.rotations.views.together import Together
from shared.company.company_days import CompanyDays
from shared.projection import Row


@dataclass(frozen=True, slots=True)
class Seats:
    """The groups that exist: all their `members` by id, and those who are `here`; `ends` is their last day.

    `since` is the position in the log of the first of them.
    """

    members: dict[str, tuple[str, ...]]
    here: dict[str, list[Member]]
    since: int
    ends: date

    def home(self, person: str) -> str | None:
        """The group that somebody sits in."""
        return next((group for group, members in sorted(self.members.items()) if person in members), None)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that healing needs to know of one person: himself, where he takes part, and the seats, if any.

    `people` are all who can sit in groups, by id; `teams` tells who is in which, as far as teams are to be apart.
    """

    member: Member | None
    function_since: int
    seats: Seats | None
    history: History
    people: dict[str, Row]
    apart: tuple[Apart, ...] = ()
    teams: Mapping[str, str] = field(default_factory=dict)


def situation(connection: Connection, person: str, functions: tuple[str, ...], days: CompanyDays) -> Situation:
    """How things stand around one person, in a programme among these functions (whatever their case)."""
    current = _current(connection)
    if not current:
        # Most people join before the first groups are ever drawn.
        return Situation(None, 0, None, History(), {})
    wanted = {function.casefold() for function in functions}
    people = {row["person"]: row for row in pool.present(connection) if row["function"].casefold() in wanted}
    here = {person: Member(person, row["function"].casefold()) for person, row in people.items()}
    since = people[person]["function_since"] if person in people else 0
    movers = {person}.union(*(row["members"] for row in current if person in row["members"]))
    seats = _seats(connection, current, here, days)
    return Situation(here.get(person), since, seats, _history(connection, sorted(movers)), people)


def departed_of(connection: Connection, rotation: str) -> list[str]:
    """Who sits in a group of this rotation that exists, and isn't in the company any more."""
    table = Groups.table
    query = select(table.c.members).where(table.c.rotation == rotation, table.c.dissolved.is_(None))
    seated = {person for members in connection.execute(query).scalars() for person in members}
    gone = connection.execute(select(Pool.table.c.person).where(Pool.table.c.present.is_(False))).scalars()
    return sorted(seated.intersection(gone))


def _current(connection: Connection) -> list[Row]:
    """The programme's groups that exist, with those that were taken over and that its first rotation replaces."""
    table, rotation = Groups.table, Rotations.table
    query = (
        select(table)
        .select_from(table.outerjoin(rotation, rotation.c.rotation == table.c.rotation))
        .where(table.c.dissolved.is_(None), or_(rotation.c.programme == DEFAULT, rotation.c.rotation.is_(None)))
        .order_by(table.c.number)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _seats(connection: Connection, rows: list[Row], here: dict[str, Member], days: CompanyDays) -> Seats:
    return Seats(
        members={row["group"]: tuple(row["members"]) for row in rows},
        here={row["group"]: [here[person] for person in row["members"] if person in here] for row in rows},
        since=min(row["formed_at"] for row in rows),
        ends=max(rhythm.ends for rhythm in meetings.rhythms(connection, rows, days)),
    )


def _history(connection: Connection, movers: list[str]) -> History:
    """With whom those who may be moved were together, and how long ago."""
    ago = draw_inputs.rotations_ago(connection)
    table = Together.table
    own = or_(table.c.one.in_(movers), table.c.other.in_(movers))
    rows = connection.execute(select(table.c.one, table.c.other, table.c.last_rotation).where(own))
    return History({(one, other): ago[rotation] for one, other, rotation in rows})
