"""All measures of one quarter's groups, with what would tell of too few people left out.

Who is in which group is known to everybody, so what follows from that alone needs five people only. Whether a group
has met is its own business: a figure that rests on it needs three groups too, or a member of one of two could take his
own group off and would know of the other. So does the difference of two such figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from services.pairing.measuring.coverage import Coverage, between, ceiling, each_two
from services.pairing.measuring.network import centralisation, ei_index, gini, reach
from services.pairing.measuring.past import Pair, PastGroup, pairs_in

FEWEST_PEOPLE = 5
"""No figure rests on fewer people."""

FEWEST_GROUPS = 3
"""No figure about meetings rests on fewer groups."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a quarter's rotation. None: too few people or groups, or there is nothing to measure yet.

    `repeats` are pairs who had shared a group before, `smallest_gap` is how many rotations ago at the latest. Of what
    people have met by then, in this quarter and before: `reach_median` and `reach_least` count the different people of
    other functions that each of this quarter's people has met, `gini` tells how evenly that is spread,
    `centralisation` and `ei_index` are those of the network of everybody who has met.
    """

    people: int
    groups: int
    coverage: tuple[Coverage, ...] = ()
    repeats: int | None = None
    smallest_gap: int | None = None
    reach_median: float | None = None
    reach_least: int | None = None
    gini: Fraction | None = None
    centralisation: Fraction | None = None
    ei_index: Fraction | None = None
    adherence: Fraction | None = None

    @property
    def too_few(self) -> bool:
        """Whether there are too few people for any figure at all."""
        return self.people < FEWEST_PEOPLE

    @property
    def too_few_groups(self) -> bool:
        """Whether there are too few groups for the figures that rest on meetings."""
        return self.too_few or self.groups < FEWEST_GROUPS


def measure(
    now: Sequence[PastGroup], before: Sequence[PastGroup], function: Mapping[str, str], size: int, today: date
) -> Measures:
    """The measures of the groups `now` after those `before` (the earliest first), as of a day.

    `function` is each person's, `size` the programme's; a larger group that exists counts as possible.
    """
    people = sorted({person for group in now for person in group.members})
    heads = Measures(len(people), len(now))
    if heads.too_few:
        return heads
    gaps = repeat_gaps(now, before)
    size = max(size, *(len(group.members) for group in now))
    shown = Measures(
        heads.people,
        heads.groups,
        coverage=_coverage(now, function, size),
        repeats=len(gaps),
        smallest_gap=gaps[0] if gaps else None,
    )
    return shown if shown.too_few_groups else _with_meetings(shown, people, now, before, function, today)


def _with_meetings(
    shown: Measures,
    people: Sequence[str],
    now: Sequence[PastGroup],
    before: Sequence[PastGroup],
    function: Mapping[str, str],
    today: date,
) -> Measures:
    ties = pairs_in(group for group in (*before, *now) if group.weeks_met)
    reached = reach(function, ties)
    each = [reached[person] for person in people]
    return Measures(
        shown.people,
        shown.groups,
        shown.coverage,
        shown.repeats,
        shown.smallest_gap,
        reach_median=float(median(each)),
        reach_least=min(each),
        gini=gini(each),
        centralisation=centralisation(people, ties),
        ei_index=None if _few_within((*before, *now), function) else ei_index(function, ties),
        adherence=adherence(now, today),
    )


def _coverage(now: Sequence[PastGroup], function: Mapping[str, str], size: int) -> tuple[Coverage, ...]:
    people = {person for group in now for person in group.members if person in function}
    heads = Counter(function[person] for person in people)
    assigned = between(function, now)
    met = between(function, [group for group in now if group.weeks_met])
    told = _told(now, function)
    return tuple(
        Coverage(
            functions=(one, other),
            assigned=assigned[one, other],
            met=met[one, other] if (one, other) in told else None,
            ceiling=ceiling(heads[one], heads[other], size),
        )
        for one, other in each_two(function, people)
        if heads[one] + heads[other] >= FEWEST_PEOPLE
    )


def _told(now: Sequence[PastGroup], function: Mapping[str, str]) -> set[tuple[str, str]]:
    """Between which two functions it may be told what has met.

    That rests on enough groups, and so does its difference to any other two functions' figure: where their groups are
    the same but for one or two, the figure of fewer groups isn't told, and neither one where both have as many.
    """
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place, group in enumerate(now):
        for both in each_two(function, group.members):
            groups[both].add(place)
    return {
        both
        for both, own in groups.items()
        if len(own) >= FEWEST_GROUPS
        and not any(0 < len(own ^ other) < FEWEST_GROUPS and len(own) <= len(other) for other in groups.values())
    }


def _few_within(groups: Iterable[PastGroup], function: Mapping[str, str]) -> bool:
    """Whether so few groups hold two people of one function that a figure would tell of them whether they met."""
    kinds = [[function[person] for person in group.members if person in function] for group in groups]
    return 0 < sum(len(set(kind)) < len(kind) for kind in kinds) < FEWEST_GROUPS


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
