"""When buddies are to meet, and figures about their meetings, where they tell of no single group.

Whether a group has met is its own business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

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


WEEKLY = 1
"""A group that never chose a cadence meets weekly."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """Some whole weeks in which the group means to meet once: the first Monday, and the last Sunday."""

    first: date
    last: date

    def kept(self, mondays_met: Collection[date]) -> bool:
        """Whether the group met in one of its weeks; `mondays_met` are the Mondays of the weeks in which it did."""
        return any(self.first <= monday <= self.last for monday in mondays_met)


@dataclass(frozen=True, slots=True)
class GroupLife:
    """A group's days and its cadences: each from a day on, every so many weeks, the earliest first.

    `over` is the first day on which it was no more; None while it goes on.
    """

    begins: date
    over: date | None = None
    cadences: Sequence[tuple[date, int]] = ()


def turns_ending(life: GroupLife, start: date, end: date) -> list[Turn]:
    """The group's turns whose last day is within `start` to `end`, both included, in order.

    A turn is as many whole weeks as the cadence says. The first begins with the first Monday of the group's life, a new
    cadence begins with the week in which it was chosen; what it cuts short, or the group's end does, was no turn.
    """
    return [turn for turn in _turns(life, end) if turn.last >= start]


def _turns(life: GroupLife, end: date) -> Iterator[Turn]:
    born = life.begins + timedelta(days=-life.begins.weekday() % 7)
    chosen = {born: WEEKLY} | {max(born, _monday(day)): weeks for day, weeks in life.cadences}
    mondays = sorted(chosen)
    for monday, following in zip(mondays, [*mondays[1:], None], strict=True):
        stops = [day for day in (following, life.over, end + timedelta(days=1)) if day is not None]
        length = _WEEK * max(1, chosen[monday])
        begins, stop = monday, min(stops)
        while begins + length <= stop:
            yield Turn(begins, begins + length - timedelta(days=1))
            begins += length


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
