"""What gives way where not everything can be kept: first rules, in their order, then whoever's own list stops him.

Repeats and wishes never stop a draw: they only cost. Whom the organisers keep apart, and what somebody wished for
himself, is never broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.pairing.matching.clashes import clash_of
from services.pairing.matching.evenness import starved_functions
from services.pairing.matching.pins import pinned
from services.pairing.matching.placement import Places, Room, pinned_besides, places
from services.pairing.matching.plan import GIVING_WAY, Clash, Draw, GaveWay, Plan, Rule, Unplaced, Yielded, ladder
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
    pins = pinned(request)
    rules: set[Rule] = {each.rule for each in request.apart} | ({"team"} if request.teams else set())
    last: Clash | None = None
    for yielding in ladder(rules):
        asked = replace(request, yielding=request.yielding | yielding)
        # Whether a rule has to give way is asked without anybody's own list: those cost nobody but the wisher.
        if len(request.members) > 1 and places(Room(asked, pins, lists=False)) is False:
            continue
        try:
            return _told(_without_stopped(asked, pins), request)
        except Clash as clash:
            last = clash
    raise last if last is not None and not last.proved else clash_of(replace(request, yielding=frozenset(GIVING_WAY)))


def _without_stopped(request: Draw, pins: Sequence[Sequence[str]]) -> Plan:
    """The draw without those whose own lists leave them no place."""
    wishers = sorted({each.wisher for each in request.apart if each.rule == "list" and each.wisher is not None})
    found: Places | bool = True
    if wishers:
        # Somebody without a list stays out only where nobody remains for him.
        weight = {person: 1 if person in wishers else len(request.members) + 1 for person in Room(request, pins).free()}
        found = places(Room(request, pins), weight)
        if found is False:
            raise Clash("the people who are to stay together leave no groups for the others; pin fewer")
    out = {} if isinstance(found, bool) else {person: person in wishers for person in found.out}
    while True:
        left = replace(request, members=[member for member in request.members if member.id not in out])
        try:
            plan = _solved(left, pins, () if isinstance(found, bool) else found.groups)
        except Clash as clash:
            # The pool was too large to find out beforehand: those stay out whose lists the search failed on.
            stopped = [each.wisher for each in clash.apart if each.rule == "list" and each.wisher not in out]
            if not stopped:
                raise
            out[max(sorted({*map(str, stopped)}), key=stopped.count)] = True
            continue
        told = [Unplaced(person, "list" if own else "alone") for person, own in sorted(out.items())]
        return replace(plan, unplaced=(*plan.unplaced, *told))


def _solved(request: Draw, pins: Sequence[Sequence[str]], groups: Sequence[Sequence[str]]) -> Plan:
    """The draw; where the search finds none, with those groups fixed that were found for who may sit with few."""
    try:
        return solved(request)
    except Clash:
        if not groups:
            found = places(Room(request, pins))
            groups = () if isinstance(found, bool) else found.groups
        here = {member.id for member in request.members}
        fixed = [group for group in groups if here.issuperset(group)]
        if not fixed:
            raise
        return solved(replace(request, together=pinned_besides(fixed, pins)))


def _told(plan: Plan, request: Draw) -> Plan:
    """The plan with what gave way in it."""
    groups = [group.members for group in plan.groups]
    counts: dict[Yielded, int] = {"repeats": plan.repeats}
    for wish in request.wishes:
        counts[wish] = disturbed(request.members, groups, wish)
    broken = [each.rule for group in groups for each in request.broken(group)] if _may_break(request) else []
    counts["functions"] = starved_functions(request.members, groups, request.history)
    counts |= {"team": broken.count("team"), "manager": broken.count("manager")}
    order: Sequence[Yielded] = ("repeats", "functions", "hours", "office", "language", "team", "manager")
    return replace(plan, gave_way=tuple(GaveWay(rule, counts[rule]) for rule in order if counts.get(rule)))


def _may_break(request: Draw) -> bool:
    return bool(request.teams) or any(each.rule in GIVING_WAY for each in request.apart)
