"""What gives way where not everything can be kept: first rules, in their order, then whoever's own list stops him.

Repeats and wishes never stop a draw: they only cost. Whom the organisers keep apart, and what somebody wished for
himself, is never broken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from services.pairing.matching.plan import (
    GIVING_WAY,
    Clash,
    Draw,
    GaveWay,
    Plan,
    Rule,
    Unplaced,
    Yielded,
)
from services.pairing.matching.solve import solved
from services.pairing.matching.wishes import disturbed


def draw(request: Draw) -> Plan:
    """The groups for this pool: nobody alone, functions mixed as far as the head counts allow, few and old repeats.

    As few rules give way as can be, in the order of `GIVING_WAY`; and whoever is stopped by his own list alone is left
    out (`Plan.unplaced`), as few people as can be. Depends on nothing but its argument, not even on the order of the
    members. Raises ValueError where somebody is in the pool twice, and Clash where exclusions that always hold, or
    pins, leave no answer.
    """
    if len({member.id for member in request.members}) < len(request.members):
        raise ValueError("somebody is in the pool twice; name everybody once, with one function")
    if not any(each.rule == "list" for each in request.apart):
        return _yielding(request)
    try:
        return _yielding(request)
    except Clash as clash:
        # Whose lists they are not is told by what goes without them.
        free = _yielding(replace(request, apart=[each for each in request.apart if each.rule != "list"]))
        allowed = frozenset(each.rule for each in free.gave_way if each.rule in GIVING_WAY)
        return _left_out(replace(request, yielding=request.yielding | allowed), clash)


def _yielding(request: Draw) -> Plan:
    """The draw in which the fewest rules give way."""
    last: Clash | None = None
    for rules in ladder({each.rule for each in request.apart} | ({"team"} if request.teams else set())):
        try:
            return _told(solved(replace(request, yielding=request.yielding | rules)), request)
        except Clash as clash:
            last = clash
    assert last is not None
    raise last


def ladder(here: Collection[Rule]) -> Iterator[frozenset[Rule]]:
    """The sets of these rules that may give way, one after the other: none, the first, the second, both."""
    rules = [rule for rule in GIVING_WAY if rule in here]
    for many in range(len(rules) + 1):
        yield from map(frozenset, combinations(rules, many))


def _left_out(request: Draw, clash: Clash) -> Plan:
    """The draw without those whose own lists leave no answer."""
    out: list[str] = []
    while True:
        wishers = [each.wisher for each in clash.apart if each.rule == "list" and each.wisher is not None]
        wishers = [wisher for wisher in wishers if wisher not in out]
        if not wishers:
            raise clash
        out.append(max(sorted(set(wishers)), key=wishers.count))
        try:
            plan = _yielding(replace(request, members=[each for each in request.members if each.id not in out]))
        except Clash as again:
            clash = again
            continue
        return replace(plan, unplaced=(*plan.unplaced, *(Unplaced(person, "list") for person in sorted(out))))


def _told(plan: Plan, request: Draw) -> Plan:
    """The plan with what gave way in it."""
    groups = [group.members for group in plan.groups]
    counts: dict[Yielded, int] = {"repeats": plan.repeats}
    for wish in request.wishes:
        counts[wish] = disturbed(request.members, groups, wish)
    broken = [each.rule for group in groups for each in request.broken(group)] if _may_break(request) else []
    counts |= {"team": broken.count("team"), "manager": broken.count("manager")}
    order: Sequence[Yielded] = ("repeats", "hours", "office", "language", "team", "manager")
    return replace(plan, gave_way=tuple(GaveWay(rule, counts[rule]) for rule in order if counts.get(rule)))


def _may_break(request: Draw) -> bool:
    return bool(request.teams) or any(each.rule in GIVING_WAY for each in request.apart)
