"""When exclusions leave no answer with the wished groups: other groups, or else which exclusions clash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, combinations_with_replacement
from random import Random

import numpy as np

from services.pairing.matching import partition
from services.pairing.matching.composition import LARGEST, SMALLEST, Kind
from services.pairing.matching.costs import TABLE, Costs, Ints
from services.pairing.matching.pins import pinned
from services.pairing.matching.placement import SMALL, Room, places
from services.pairing.matching.plan import Apart, Clash, Draw, History
from services.pairing.matching.swaps import Search
from services.pairing.matching.tables import Seats

STEPS = 3000
"""Swaps tried across functions, where everything can't be tried."""

TRIED = 300
"""So many sets of exclusions are tried to tell which clash."""

MOST = 2 * partition.MOST
"""Up to so many possible groups of all sizes everything is tried."""


def rearranged(
    request: Draw, costs: Costs, seats: Seats, table: Ints, pins: Sequence[frozenset[int]]
) -> tuple[Seats, Ints]:
    """Groups that break no exclusion, of the same kinds if that is possible, else of other kinds, as few as need be.

    `table` is the best that the search came to, still breaking some. Raises Clash where there is no answer (`clash_of`
    tells why); where the pool is too large to try everything, it names the exclusions that the search failed on.
    """
    kinds = _all_kinds(costs)
    answer = partition.Answer(None, 0.0)
    if kinds is not None:
        found = partition.candidates(kinds, costs, pins)
        price = np.array([_badness(kind, request.size) for kind in found.kinds], dtype=np.int64)[found.kind]
        answer = partition.solve(found, costs.count, price - _usual(found, seats), None)
        if not answer.possible:
            raise Clash("no groups are possible that keep everybody apart who is to be")
    groups = _mixed(request, costs, seats, table, pins) if answer.groups is None else answer.groups
    if groups is None:
        broken = _broken(request, costs, seats, table)
        raise Clash(
            f"no groups were found that keep everybody apart who is to be: {_few(broken)} remained; give up some of "
            "them, or draw again",
            broken,
            proved=False,
        )
    made = [tuple(sorted(costs.members[place].function for place in group)) for group in groups]
    other = Seats(sorted(made), costs)
    return other, other.arranged(groups)


def _mixed(
    request: Draw, costs: Costs, seats: Seats, table: Ints, pins: Sequence[frozenset[int]]
) -> list[list[int]] | None:
    """Groups of the same sizes that break no exclusion, found by swaps across functions; None where none were."""
    if costs.count > TABLE:
        return None
    everybody = [replace(member, function="anybody") for member in costs.members]
    alike = Costs(replace(request, members=everybody, history=History(), wishes=(), spared=()))
    # Dear enough that functions stay mixed where they can, and never as dear as an exclusion.
    alike.charge(
        np.where(costs.function[:, None] == costs.function[None, :], 1000, 0)
        * (1 - np.eye(costs.count + 1, dtype=np.int64))
    )
    sizes = Seats([("anybody",) * len(kind) for kind in seats.kinds], alike)
    pinned = np.isin(table, sorted(place for pin in pins for place in pin))
    search = Search(sizes, table, pinned, Random(f"{request.seed}:mixed"))
    search.settle(STEPS, enough=alike.hard - 1)
    return sizes.groups(search.best) if search.price.first < alike.hard else None


def _few(apart: Sequence[Apart]) -> str:
    return "1 exclusion" if len(apart) == 1 else f"{len(apart)} exclusions"


def _all_kinds(costs: Costs) -> list[Kind] | None:
    """Groups of two to four if all of them can be tried, else of two and three; None where that is too much too.

    Nothing is lost without the fours: where one is possible, so are two pairs (pins of three and four apart).
    """
    heads = {name: sum(member.function == name for member in costs.members) for name in costs.functions}
    for largest in (LARGEST, LARGEST - 1):
        sizes = range(SMALLEST, largest + 1)
        kinds = [kind for size in sizes for kind in combinations_with_replacement(costs.functions, size)]
        if partition.how_many(kinds, heads) <= MOST:
            return kinds
    return None


def _badness(kind: Kind, size: int) -> int:
    """The composition's order of what is bad, as one figure: it need not be exact where exclusions rule."""
    same, above, below = len(set(kind)) == 1, max(0, len(kind) - size), max(0, size - len(kind))
    return 1000 * len(kind) * same + 100 * above + 10 * (len(kind) - len(set(kind))) + 3 * below + 1


def _usual(found: partition.Candidates, seats: Seats) -> Ints:
    """Groups of the kinds that the head counts suggest are a little better than others."""
    usual = set(seats.kinds)
    return np.array([int(kind in usual) for kind in found.kinds], dtype=np.int64)[found.kind]


def _broken(request: Draw, costs: Costs, seats: Seats, table: Ints) -> list[Apart]:
    sitting = {pair for group in seats.groups(table) for pair in combinations(sorted(group), 2)}
    place = costs.place
    return [
        each
        for each in request.apart
        if each.one in place and each.other in place and tuple(sorted((place[each.one], place[each.other]))) in sitting
    ]


def clash_of(request: Draw) -> Clash:
    """Why there are no groups: a set of exclusions that leaves no answer, and of which none can be spared.

    Where the pool is large, those of somebody who may be with nobody.
    """
    pins, here = pinned(request), {member.id for member in request.members}
    clashing = [
        each
        for each in request.apart
        if each.rule not in request.yielding and each.one in here and each.other in here and each.one != each.other
    ]
    if len(here) > SMALL and (his := _isolated(request, clashing)):
        return Clash("somebody is to be apart from everybody else in the pool; give up one of his exclusions", his)
    steps = TRIED

    def impossible(apart: Sequence[Apart]) -> bool:
        nonlocal steps
        steps -= 1
        return steps >= 0 and places(Room(replace(request, apart=apart), pins)) is False

    if impossible([]):
        return Clash("the people who are to stay together leave no groups of two to four for the others; pin fewer")
    found = filtered(clashing, impossible)
    return Clash(
        f"no groups are possible: {_few(found)} can't all be kept; give up one of them", found, proved=steps >= 0
    )


def _isolated(request: Draw, apart: Sequence[Apart]) -> list[Apart]:
    """All exclusions of the first person who may be with nobody else."""
    others: dict[str, set[str]] = {member.id: set() for member in request.members}
    for each in apart:
        others[each.one].add(each.other)
        others[each.other].add(each.one)
    for person, barred in sorted(others.items()):
        if len(barred) == len(others) - 1:
            return [each for each in apart if person in (each.one, each.other)]
    return []


def filtered(items: list[Apart], impossible: Callable[[Sequence[Apart]], bool]) -> list[Apart]:
    """What remains of `items` when everything is left out without which it stays impossible."""
    chunk = max(1, len(items) // 2)
    while True:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + chunk :]
            if impossible(fewer):
                items = fewer
            else:
                start += chunk
        if chunk == 1:
            return items
        chunk = max(1, chunk // 2)
