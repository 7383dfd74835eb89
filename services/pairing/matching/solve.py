"""One draw from beginning to end: the seat plan where there is one, else compositions, and the best groups of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Literal

from services.pairing.matching.arrangement import Arranged, arranged
from services.pairing.matching.bounds import Least
from services.pairing.matching.certificate import fewest, least_cost
from services.pairing.matching.composition import SMALLEST, Aimed, Kind, aim
from services.pairing.matching.costs import TABLE, Costs
from services.pairing.matching.favouring import favoured
from services.pairing.matching.following import Followed, follow, seats_of
from services.pairing.matching.pins import kinds_of, pinned
from services.pairing.matching.plan import Draw, Drawn, Plan, Unplaced

TURNS = 8
"""So many turns of the seat plan are looked at for one that costs nothing."""

FEW = 12
"""Up to so many compositions of a small pool are tried one by one, as the oldest repeats need not be the fewest."""

OTHERS = 3
"""So many further compositions are tried where everything can't be, as long as one with fewer repeats is possible."""


def solved(request: Draw) -> Plan:
    """The groups for this pool, where no rule gives way but those that the request lets yield.

    Raises Clash where exclusions or pins leave no answer.
    """
    pins = pinned(request)
    heads = Counter([member.function for member in request.members])
    aimed = aim(heads, request.size, request.policy, kinds_of(pins, request), request.near)
    if aimed is None:
        return Plan((), tuple(Unplaced(member.id, "alone") for member in request.members))
    followed = None if pins else _followed(request, aimed)
    # In a large pool some teammates meet in every turn.
    turns = 1 if request.teams and len(request.members) > TABLE else TURNS
    for ahead in range(1, turns + 1):
        if followed is None:
            break
        turn = followed if ahead == 1 else _followed(request, aimed, ahead)
        if turn is not None and _is_free(turn, request):
            return _told(turn.groups, request, _Proved(seats=turn.seats, turn=turn.turn))
    return _searched(request, aimed, pins, followed)


_NOTHING = Least(0, 0)


@dataclass(frozen=True, slots=True)
class _Proved:
    """What a plan says besides its groups."""

    cost: int = 0
    least: Least = _NOTHING
    over: Literal["rules", "kinds"] = "rules"
    seats: dict[str, int] = field(default_factory=dict)
    turn: int | None = None


def _followed(request: Draw, aimed: Aimed, ahead: int = 1) -> Followed | None:
    """The next turn of the seat plan (or one after it), where its groups are a composition as good as any."""
    found = follow(request, ahead)
    if found is None or len(found.groups) != len(aimed.usual):
        return None
    if len(request.members) == len(aimed.usual) * len(aimed.usual[0]) and aimed.single and len(aimed.kinds) == 1:
        # Nobody is missing in any function, so every group has one of each.
        return found
    return found if aimed.holds(_kinds(found.groups, request)) else None


def _kinds(groups: Iterable[Sequence[str]], request: Draw) -> list[Kind]:
    function = {member.id: member.function for member in request.members}
    return [tuple(sorted([function[person] for person in group])) for group in groups]


def _is_free(followed: Followed, request: Draw) -> bool:
    """Whether these groups repeat no pair, break no exclusion and spare whom they should: nothing can be better."""
    spared = frozenset(request.spared)
    # In a seat plan no function sits twice in a group, but somebody may be missing.
    if any(len(group) == SMALLEST < request.size and not spared.isdisjoint(group) for group in followed.groups):
        return False
    met, teams = request.history.gaps, request.teams
    apart = {(each.one, each.other) for each in request.apart}
    for group in followed.groups:
        if teams and len({teams.get(person, person) for person in group}) < len(group):
            return False
        for one, other in combinations(sorted(group), 2):
            if (one, other) in met or (one, other) in apart or (other, one) in apart:
                return False
    return True


def _searched(request: Draw, aimed: Aimed, pins: Sequence[tuple[str, ...]], followed: Followed | None) -> Plan:
    costs, random = Costs(request), Random(request.seed)
    if aimed.single:
        found = arranged(request, costs, aimed.usual, pins, random, followed=followed)
        least = found.least
    else:
        found, least = _of_several(request, aimed, pins, costs, random, followed)
    groups, (_, _, cost) = found.groups, found.weighed
    if found.followed is None:
        own = seats_of(groups, request.members, request.size)
        turn = None if own is None else 0
    else:
        own, turn = found.followed.seats, found.followed.turn
    over: Literal["rules", "kinds"] = "kinds" if found.other_kinds else "rules"
    return _told(groups, request, _Proved(cost, least, over, own or {}, turn))


def _of_several(
    request: Draw,
    aimed: Aimed,
    pins: Sequence[tuple[str, ...]],
    costs: Costs,
    random: Random,
    followed: Followed | None,
) -> tuple[Arranged, Least]:
    """The groups of that composition which needs the fewest repeats, and what is proved of all of them.

    First what the count of pairs favours. Where it has more repeats than that count proves necessary, every group that
    may be is looked at together where that is possible, else some further compositions.
    """
    first = favoured(aimed, costs, random)
    least = first.least
    if followed is None:
        best = arranged(request, costs, first.kinds, pins, random)
    else:
        best = arranged(request, costs, sorted(_kinds(followed.groups, request)), pins, random, followed=followed)
    if best.other_kinds:
        return best, best.least
    if best.weighed[1] > least.repeats:
        every = None if pins else fewest(aimed, costs, best.weighed[1])
        tried = [best.kinds]
        if every is not None:
            least = Least(max(least.repeats, every.least_repeats), least.cost)
            if every.groups is not None:
                kinds = sorted(_kinds(_ids(every.groups, costs), request))
                best = min(best, arranged(request, costs, kinds, pins, random, start=every.groups), key=_by_repeats)
                tried.append(best.kinds)
            others: list[Sequence[Kind]] = [*aimed.few(FEW)]
        else:
            others = [first.kinds, *(favoured(aimed, costs, random).kinds for _ in range(OTHERS))]
        for these in others:
            if best.weighed[1] <= least.repeats:
                break
            if sorted(these) not in tried:
                tried.append(sorted(these))
                best = min(best, arranged(request, costs, these, pins, random), key=_by_repeats)
    cost = best.weighed[2]
    if cost > least.cost and not pins:
        least = Least(least.repeats, max(least.cost, least_cost(aimed, costs, best.weighed)))
    return best, least


def _ids(groups: Sequence[Sequence[int]], costs: Costs) -> list[list[str]]:
    return [[costs.members[place].id for place in group] for group in groups]


def _by_repeats(found: Arranged) -> tuple[bool, int, int, int]:
    """What is better of two: broken rules first, then how many repeats, then how old they are."""
    return (found.other_kinds, *found.weighed)


def _told(groups: list[list[str]], request: Draw, proved: _Proved) -> Plan:
    """The plan that these groups are: members of a group in a stable order, groups by their first member."""
    met = request.history.gaps if proved.cost else {}
    function = {member.id: member.function for member in request.members}
    drawn = []
    for members in sorted(tuple(sorted(group)) for group in groups):
        repeats = sum([pair in met for pair in combinations(members, 2)]) if met else 0
        first = function[members[0]]
        drawn.append(Drawn(members, repeats, all(function[person] == first for person in members)))
    least = proved.least.cost
    return Plan(
        tuple(drawn),
        cost=proved.cost,
        least_repeats=proved.least.repeats,
        optimal=proved.cost == least,
        gap=proved.cost - least,
        over=proved.over,
        seats=proved.seats,
        turn=proved.turn,
    )
