"""When a figure about buddy meetings would tell of single groups. Whether a group has met is its own business."""

from __future__ import annotations

from collections.abc import Collection, Iterable

FEWEST_PEOPLE = 5
"""No figure rests on fewer people."""

FEWEST_GROUPS = 3
"""No figure about meetings rests on fewer groups: a member of one of two could take his own off and know the other."""


def tells_too_much(groups: Collection[str], people: int, others: Iterable[Collection[str]]) -> bool:
    """Whether a figure of these groups, which so many people of the unit are in, may not be told.

    `others` are the groups of every other unit that has such a figure. Where these lie within another's that has one or
    two more, the difference of the two figures would tell of those, so the smaller one is not told.
    """
    if len(groups) < FEWEST_GROUPS or people < FEWEST_PEOPLE:
        return True
    own = set(groups)
    return any(own < set(other) and len(set(other) - own) < FEWEST_GROUPS for other in others)
