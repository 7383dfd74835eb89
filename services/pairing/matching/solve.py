"""One draw from beginning to end: composition, seat plan, greedy, swaps, certificate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import numpy as np

from services.pairing.matching.certificate import certify, weighed
from services.pairing.matching.clashes import rearranged
from services.pairing.matching.composition import SMALLEST, Kind, compose
from services.pairing.matching.costs import TABLE, Costs, Ints
from services.pairing.matching.following import Followed, follow, seats_of
from services.pairing.matching.pins import kinds_of, pinned, seat_pins
from services.pairing.matching.plan import Draw, Drawn, Plan, Unplaced
from services.pairing.matching.swaps import Search
from services.pairing.matching.tables import Mask, Seats

RESTARTS = 4
"""Greedy beginnings that are improved; the plain greedy is the first of them."""

STEPS = 3000
"""Swaps tried in one draw to remove repeats, over all restarts."""

TURNS = 8
"""So many turns of the seat plan are looked at for one that costs nothing."""

POLISH = 1500
"""Swaps tried for what comes after the repeats."""


def solved(request: Draw) -> Plan:
    """The groups for this pool, where no rule gives way but those that the request lets yield.

    Raises Clash where exclusions or pins leave no answer.
    """
    pins = pinned(request)
    kinds = compose(
        Counter([member.function for member in request.members]), request.size, request.policy, kinds_of(pins, request)
    )
    if not kinds:
        return Plan((), tuple(Unplaced(member.id, "alone") for member in request.members))
    followed = None if pins else _followed(request, kinds)
    # In a large pool some teammates meet in every turn.
    turns = 1 if request.teams and len(request.members) > TABLE else TURNS
    for ahead in range(1, turns + 1):
        if followed is None:
            break
        turn = followed if ahead == 1 else _followed(request, kinds, ahead)
        if turn is not None and _is_free(turn, request):
            return _told(turn.groups, request, _Proved(seats=turn.seats, turn=turn.turn))
    return _searched(request, kinds, pins, followed)


@dataclass(frozen=True, slots=True)
class _Proved:
    """What a plan says besides its groups."""

    cost: int = 0
    least_cost: int = 0
    least_repeats: int = 0
    seats: dict[str, int] = field(default_factory=dict)
    turn: int | None = None


def _followed(request: Draw, kinds: tuple[Kind, ...], ahead: int = 1) -> Followed | None:
    """The next turn of the seat plan (or one after it), where it makes groups of just these kinds."""
    found = follow(request, ahead)
    if found is None or len(found.groups) != len(kinds):
        return None
    if len(request.members) == len(kinds) * len(kinds[0]) and len(set(kinds)) == 1:
        # Nobody is missing in any function, so every group has one of each.
        return found
    function = {member.id: member.function for member in request.members}
    made = Counter([tuple(sorted([function[person] for person in group])) for group in found.groups])
    return found if made == Counter(kinds) else None


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


def _searched(request: Draw, kinds: tuple[Kind, ...], pins: list[tuple[str, ...]], followed: Followed | None) -> Plan:
    costs, random = Costs(request), Random(request.seed)
    seats = Seats(kinds, costs)
    fixed = seat_pins(seats, pins, costs)
    together = [frozenset(costs.place[person] for person in pin) for pin in pins]
    placed = sorted(place for pin in together for place in pin)
    search = Search(seats, seats.greedy(random, fixed), fixed < costs.count, random)
    improve(search, seats, fixed)
    if search.price.first >= costs.hard:
        seats, table = rearranged(request, costs, seats, search.best, together)
        # The pinned sit wherever that put them.
        search = Search(seats, table, _seated(table, placed), random)
        search.settle(STEPS // RESTARTS)
        search.polish(POLISH)
        followed = None
    table = search.best
    if followed is not None:
        by_plan = seats.arranged([[costs.place[person] for person in group] for group in followed.groups])
        # What the wishes would gain by leaving the plan is not worth the quarters without a repeat that it still holds.
        by_search = search.price.first, seats.unspared(search.best)
        if (seats.price(by_plan).first, seats.unspared(by_plan)) <= by_search:
            table = by_plan
        else:
            followed = None
    certificate = certify(seats, table, together)
    if certificate.table is not table:
        search.begin(certificate.table, _seated(certificate.table, placed))
        search.polish(POLISH)
        table, followed = search.best, None
    cost, _ = weighed(seats, table)
    groups = [[costs.members[place].id for place in group] for group in seats.groups(table)]
    if followed is None:
        own = seats_of(groups, request.members, request.size)
        turn = None if own is None else 0
    else:
        own, turn = followed.seats, followed.turn
    return _told(groups, request, _Proved(cost, certificate.least_cost, certificate.least_repeats, own or {}, turn))


def _seated(table: Ints, places: list[int]) -> Mask:
    """The seats on which these people sit."""
    found: Mask = np.isin(table, places)
    return found


def improve(search: Search, seats: Seats, fixed: Ints) -> None:
    """Spend the budget: swaps from several greedy beginnings until nothing costs anything, then what comes after."""
    best, price = search.best, search.price
    for start in range(RESTARTS):
        if start:
            search.begin(seats.greedy(search.random, fixed))
        search.settle(STEPS // RESTARTS)
        if search.price < price:
            best, price = search.best, search.price
        if price.first == 0:
            break
    search.begin(best)
    if seats.costs.matters:
        search.polish(POLISH)


def _told(groups: list[list[str]], request: Draw, proved: _Proved) -> Plan:
    """The plan that these groups are: members of a group in a stable order, groups by their first member."""
    met = request.history.gaps if proved.cost else {}
    function = {member.id: member.function for member in request.members}
    drawn = []
    for members in sorted(tuple(sorted(group)) for group in groups):
        repeats = sum([pair in met for pair in combinations(members, 2)]) if met else 0
        first = function[members[0]]
        drawn.append(Drawn(members, repeats, all(function[person] == first for person in members)))
    return Plan(
        tuple(drawn),
        cost=proved.cost,
        least_repeats=proved.least_repeats,
        optimal=proved.cost == proved.least_cost,
        gap=proved.cost - proved.least_cost,
        seats=proved.seats,
        turn=proved.turn,
    )
