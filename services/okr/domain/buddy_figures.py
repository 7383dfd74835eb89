"""Figures about buddy meetings, where they tell of no single group. Whether a group has met is its own business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FEWEST_PEOPLE = 5
"""No figure rests on fewer people."""

FEWEST_GROUPS = 3
"""No figure about meetings rests on fewer groups: a member of one of two could take his own off and know the other."""


@dataclass(frozen=True, slots=True)
class GroupTurn:
    """A turn of a group that came to its end on the day `on`, who was in the group then, and whether it had met."""

    group: str
    on: date
    members: tuple[str, ...]
    met: bool


def held_of(due: Sequence[GroupTurn], team_of: Mapping[str, str | None], team: str | None) -> tuple[int, int] | None:
    """How many of these turns were met, and how many there were, of a team's groups or (no team) of all.

    A group is a team's where one of its members is in that team. None where the figures would tell too much.
    """
    groups_of: dict[str | None, set[str]] = defaultdict(set)
    people: set[str] = set()
    own: list[GroupTurn] = []
    for turn in due:
        teams = {team_of.get(member) for member in turn.members} - {None}
        for each in (*teams, None):
            groups_of[each].add(turn.group)
        if team is None or team in teams:
            own.append(turn)
            people.update(member for member in turn.members if team is None or team_of.get(member) == team)
    others = (groups for each, groups in groups_of.items() if each != team)
    if tells_too_much(groups_of[team], len(people), others):
        return None
    return sum(turn.met for turn in own), len(own)


def tells_too_much(groups: Collection[str], people: int, others: Iterable[Collection[str]]) -> bool:
    """Whether a figure of these groups, which so many people of the unit are in, may not be told.

    `others` are the groups of every other unit that has such a figure. Where these lie within another's that has one or
    two more, the difference of the two figures would tell of those, so the smaller one is not told.
    """
    if len(groups) < FEWEST_GROUPS or people < FEWEST_PEOPLE:
        return True
    own = set(groups)
    return any(own < set(other) and len(set(other) - own) < FEWEST_GROUPS for other in others)
