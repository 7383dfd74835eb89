"""How many groups there are, how large, and which functions sit in each - before anybody is named."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

LARGEST = 4


def sizes(people: int, size: int = 3) -> list[int]:
    """The group sizes for so many people, large ones first: as many groups of the wished size as possible.

    For trios: one person left over makes two pairs of the last trio and himself (a four where that is everybody),
    two left over are a pair. Nobody is ever alone; a single person gives no group at all.
    """
    if people < 2:
        return []
    if people <= LARGEST and people <= size + 1:
        return [people]
    full, over = divmod(people, size)
    if over == 0:
        return [size] * full
    if over >= 2:
        return [size] * full + [over]
    last = {2: [3], 3: [2, 2], 4: [3, 2]}[size]
    return sorted([size] * (full - 1) + last, reverse=True)


def mixed_sizes(counts: Mapping[str, int], size: int = 3) -> list[int]:
    """The group sizes for these head counts: a four here and there where only that spares a group of one function.

    Every mixed group needs somebody from outside the largest function, so there can't be more mixed groups than that.
    """
    people = sum(counts.values())
    usual = sizes(people, size)
    possible = people - max(counts.values(), default=0)
    if len(usual) <= possible or possible * LARGEST < people:
        return usual
    each, over = divmod(people, possible)
    return [each + 1] * over + [each] * (possible - over)


def compose(counts: Mapping[str, int], size: int = 3) -> list[list[str]]:
    """For each group the functions of its seats.

    The largest function is seated first, always where it sits least and most seats are free. So it spreads over all
    groups and leaves each a seat for somebody else, wherever the head counts allow.
    """
    free = mixed_sizes(counts, size)
    seats: list[list[str]] = [[] for _ in free]
    for function in sorted(counts, key=lambda name: (-counts[name], name)):
        here = [0] * len(free)
        places = [_rank(seats[index], free[index], 0, index) for index in range(len(free)) if free[index]]
        heapify(places)
        for _ in range(counts[function] if free else 0):
            index = heappop(places)[-1]
            seats[index].append(function)
            here[index] += 1
            free[index] -= 1
            if free[index]:
                heappush(places, _rank(seats[index], free[index], here[index], index))
    return seats


def _rank(seated: list[str], free: int, here: int, index: int) -> tuple[bool, int, int, int]:
    """Which place is best for one more person of a function: the smallest first.

    The last seat beside nobody but the function's own comes after everything else: it would close a group of one
    function. Then it counts how often the function sits there already (`here`), then how many seats are free.
    """
    return free == 1 and here > 0 and here == len(seated), here, -free, index
