"""One draw from beginning to end: composition, greedy, swaps."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

from services.pairing.matching.composition import compose
from services.pairing.matching.greedy import fill
from services.pairing.matching.plan import Draw, History, Member, Plan, to_plan
from services.pairing.matching.swaps import improve

RESTARTS = 4
"""Greedy beginnings that are improved; the plain greedy is the first of them."""

STEPS = 4000
"""Swaps tried in one draw, over all restarts."""


def draw(request: Draw) -> Plan:
    """The groups for this pool: nobody alone, functions mixed as far as the head counts allow, few and old repeats.

    Depends on nothing but its argument, not even on the order of the members. Raises ValueError where somebody is in
    the pool twice.
    """
    if len({member.id for member in request.members}) < len(request.members):
        raise ValueError("somebody is in the pool twice")
    if len(request.members) < 2:
        return Plan((), tuple(member.id for member in request.members))
    seats = compose(Counter(member.function for member in request.members), request.size)
    history, random = request.history, Random(request.seed)
    plain = fill(seats, request.members, history, random)
    best, allowed = plain, _measure(plain, history)[1]
    for start in range(RESTARTS):
        begin = plain if start == 0 else fill(seats, request.members, history, random)
        found = improve(begin, history, random, STEPS // RESTARTS)
        cost, repeats = _measure(found, history)
        if repeats <= allowed and cost < _measure(best, history)[0]:
            best = found
        if _measure(best, history)[0] == 0:
            break
    return to_plan(best, history)


def _measure(groups: list[list[Member]], history: History) -> tuple[int, int]:
    """What the groups cost, and how many of their pairs were together before."""
    pairs = [(one.id, other.id) for group in groups for one, other in combinations(group, 2)]
    costs = [cost for one, other in pairs if (cost := history.cost(one, other))]
    return sum(costs), len(costs)
