"""How far groups keep to their own cadence, and how new the people in them are to each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from services.pairing.measuring.past import Pair, PastGroup, pairs_in


def expected_meetings(group: PastGroup, today: date) -> int:
    """How often the group has wanted to meet by now: once per `every_weeks` of the whole ISO weeks that it has lived.

    The week that is going on doesn't count yet, nor does the one in which the group was formed, unless on its Monday.
    """
    if group.formed_on is None:
        return 0
    first = group.formed_on + timedelta(days=-group.formed_on.weekday() % 7)
    end = min(today, group.dissolved_on or today)
    return max(0, (end - first).days // 7) // group.every_weeks


def adherence(groups: Iterable[PastGroup], today: date) -> Fraction | None:
    """Meetings held of those that the groups' own cadences ask for by today, 0 to 1; None while none was due yet.

    A group that meets more often than it wanted makes up for no other one.
    """
    wanted = [(expected_meetings(group, today), group.weeks_met) for group in groups]
    due = sum(expected for expected, _ in wanted)
    return Fraction(sum(min(expected, met) for expected, met in wanted), due) if due else None


def repeat_gaps(now: Sequence[PastGroup], before: Sequence[PastGroup]) -> list[int]:
    """For each pair of `now` that shared a group before: how many rotations ago last. `before`: the earliest first."""
    rotations = list(dict.fromkeys(group.rotation for group in before))
    ago = {rotation: len(rotations) - place for place, rotation in enumerate(rotations)}
    last: dict[Pair, int] = {}
    for group in before:
        for pair in pairs_in([group]):
            last[pair] = min(last.get(pair, len(rotations)), ago[group.rotation])
    return sorted(last[pair] for pair in pairs_in(now) if pair in last)
