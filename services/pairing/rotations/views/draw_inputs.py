"""What a draw starts from, and which groups a rotation forms and replaces. Queries only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select

from services.pairing.groups.views.groups import Groups
from services.pairing.matching.composition import is_poor
from services.pairing.members.views import pool
from services.pairing.rotations.views import proposals, rotations
from services.pairing.rotations.views.rotations import Rotations
from services.pairing.rotations.views.together import Together
from shared.projection import Row


@dataclass(frozen=True, slots=True)
class DrawInput:
    """The people of the functions, as (id, function), and past pairs by how many rotations ago they were together.

    `managers` are pairs of somebody and his manager, `teams` everybody's team, as far as there is one.

    `spared` sit now in a group of two or with a function twice; `seats` and `turn` are those of the rotation before,
    where it went by a seat plan; `last` is that rotation.
    """

    members: tuple[tuple[str, str], ...]
    gaps: dict[tuple[str, str], int]
    spared: frozenset[str]
    seats: dict[str, int]
    turn: int | None
    managers: tuple[tuple[str, str], ...]
    teams: dict[str, str]
    last: str | None


def draw_input(connection: Connection, programme: str, functions: tuple[str, ...]) -> DrawInput:
    """Everything that a draw among these functions (whatever their case) needs to know."""
    wanted = {function.casefold() for function in functions}
    people = [row for row in pool.present(connection) if row["function"].casefold() in wanted]
    members = [(row["person"], row["function"].casefold()) for row in people]
    ago = rotations_ago(connection)
    table = Together.table
    rows = connection.execute(select(table.c.one, table.c.other, table.c.last_rotation))
    gaps = {(one, other): ago[rotation] for one, other, rotation in rows}
    last = rotations.last_confirmed(connection, programme)
    seats, turn = _seats(connection, last)
    return DrawInput(
        tuple(members),
        gaps,
        _spared(connection, dict(members), len(wanted)),
        seats,
        turn,
        tuple((row["person"], row["manager"]) for row in people if row["manager"] is not None),
        {row["person"]: row["team"] for row in people if row["team"] is not None},
        last["rotation"] if last is not None else None,
    )


def _spared(connection: Connection, function: dict[str, str], functions: int) -> frozenset[str]:
    """Who sits in a group of two, or in one that has a function twice, as far as its people still take part."""
    table = Groups.table
    groups = connection.execute(select(table.c.members).where(table.c.dissolved.is_(None))).scalars()
    # Who is here no more counts as a function of his own.
    kinds = ((members, tuple(function.get(person, person) for person in members)) for members in groups)
    return frozenset(person for members, kind in kinds if is_poor(kind, functions) for person in members)


def _seats(connection: Connection, last: Row | None) -> tuple[dict[str, int], int | None]:
    """Who has which seat of the plan that the last confirmed rotation went by, and its turn."""
    if last is None or last["turn"] is None:
        return {}, None
    groups = proposals.of_rotation(connection, last["rotation"])
    seated = (zip(group["members"], group["seats"] or (), strict=False) for group in groups)
    return {person: seat for pairs in seated for person, seat in pairs}, last["turn"]


def rotations_ago(connection: Connection) -> dict[str, int]:
    """For each rotation that formed a group: 1 for the latest, 2 for the one before it, and so on."""
    table = Groups.table
    when = func.min(table.c.formed).label("formed")
    query = select(table.c.rotation, when).group_by(table.c.rotation).order_by(when.desc(), table.c.rotation)
    return {rotation: ago for ago, (rotation, _) in enumerate(connection.execute(query), start=1)}


def replaced_by(connection: Connection, rotation: Row) -> list[str]:
    """The groups that still exist and that this confirmed rotation replaces, by number.

    Those of the programme's earlier rotations, and those formed before by rotations that were never drawn here.
    """
    table, earlier = Groups.table, Rotations.table
    confirmed = rotation["confirmed_at"]
    drawn = and_(earlier.c.programme == rotation["programme"], earlier.c.confirmed_at < confirmed)
    taken_over = and_(earlier.c.rotation.is_(None), table.c.formed_at < confirmed)
    query = (
        select(table.c.group)
        .select_from(table.outerjoin(earlier, earlier.c.rotation == table.c.rotation))
        .where(table.c.dissolved.is_(None), or_(drawn, taken_over))
        .order_by(table.c.number)
    )
    return list(connection.execute(query).scalars())


def formed_of(connection: Connection, rotation: str) -> int:
    """How many of a rotation's groups have been formed."""
    query = select(func.count()).select_from(Groups.table).where(Groups.table.c.rotation == rotation)
    return connection.execute(query).scalar_one()
