"""Figures about buddy meetings, where they tell of no single group. Whether a group has met is its own business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

FEWEST_PEOPLE = 5
"""No figure rests on fewer people."""

FEWEST_GROUPS = 3
"""No figure about meetings rests on fewer groups: a member of one of two could take his own off and know the other."""

Unit = str | None
"""A team, or (None) the whole company."""


@dataclass(frozen=True, slots=True)
class GroupTurn:
    """A turn of a group that came to its end on the day `on`, who was in the group then, and whether it had met."""

    group: str
    on: date
    members: tuple[str, ...]
    met: bool


@dataclass(slots=True)
class _OfUnit:
    """What a unit's groups of one week add up to."""

    groups: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    met: int = 0


def held_by_unit(due: Iterable[GroupTurn], team_of: Mapping[str, str | None]) -> dict[Unit, tuple[int, int]]:
    """How many of these turns were met, and how many there were, of all groups and of each team's.

    A group is a team's where one of its members is in that team. Turns end with a week, and a week counts for a unit
    only where it alone would not tell too much: so no two figures of different weeks do by their difference either.
    """
    weeks: dict[date, list[GroupTurn]] = defaultdict(list)
    for turn in due:
        weeks[turn.on].append(turn)
    sums: dict[Unit, tuple[int, int]] = {}
    for turns in weeks.values():
        for unit, (met, of) in _in_week(turns, team_of).items():
            so_far = sums.get(unit, (0, 0))
            sums[unit] = (so_far[0] + met, so_far[1] + of)
    return sums


def _in_week(due: Sequence[GroupTurn], team_of: Mapping[str, str | None]) -> dict[Unit, tuple[int, int]]:
    units: dict[Unit, _OfUnit] = defaultdict(_OfUnit)
    for turn in due:
        members: dict[Unit, set[str]] = defaultdict(set, {None: set(turn.members)})
        for member in turn.members:
            if (team := team_of.get(member)) is not None:
                members[team].add(member)
        for unit, people in members.items():
            _count(units[unit], turn, people)
    by_size: dict[int, list[set[str]]] = defaultdict(list)
    for found in units.values():
        by_size[len(found.groups)].append(found.groups)
    return {
        unit: (found.met, len(found.groups))
        for unit, found in units.items()
        if not tells_too_much(found.groups, len(found.people), _a_little_larger(len(found.groups), by_size))
    }


def tells_too_much(groups: Set[str], people: int, others: Iterable[Set[str]]) -> bool:
    """Whether a figure of these groups, which so many people of the unit are in, may not be told.

    `others` are the groups of other units. Where these lie within another's that has one or two more, the difference of
    the two figures would tell of those, so the smaller one is not told.
    """
    if len(groups) < FEWEST_GROUPS or people < FEWEST_PEOPLE:
        return True
    return any(0 < len(other) - len(groups) < FEWEST_GROUPS and groups < other for other in others)


def _a_little_larger(size: int, by_size: Mapping[int, Sequence[set[str]]]) -> Iterable[set[str]]:
    """The units that could tell too much by the difference: in a large company, few."""
    return (each for more in range(1, FEWEST_GROUPS) for each in by_size.get(size + more, ()))


def _count(unit: _OfUnit, turn: GroupTurn, people: set[str]) -> None:
    unit.groups.add(turn.group)
    unit.people |= people
    unit.met += turn.met
