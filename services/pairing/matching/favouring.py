"""Which of several compositions that are equally good: the one that history favours.

Where there are more functions than seats, head counts leave open which functions meet. Chosen is, in this order, what
needs the fewest repeats by the count of pairs; where compositions near the best may be taken, the nearest; then what
lets no two functions use less than half the share of their possible meetings over a year that others use, or as little
less as can be; then the oldest repeats; then what lets all use alike shares; then many kinds of groups rather than few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from math import ceil
from random import Random

import numpy as np

from services.pairing.matching.bounds import Functions, Least, Meetings, needs
from services.pairing.matching.composition import Aimed, Kind
from services.pairing.matching.costs import Costs
from services.pairing.matching.evenness import YEAR
from services.pairing.matching.programme import INFINITE, Programme

STEPS = 8
"""A share that grows counts more and more, in so many steps."""

_FINE = 10_000
"""Shares are counted in whole numbers of this fineness."""


@dataclass(frozen=True, slots=True)
class Favoured:
    """A composition, and what no draw of any equally good composition can be below."""

    kinds: tuple[Kind, ...]
    least: Least


def favoured(aimed: Aimed, costs: Costs, random: Random) -> Favoured:
    """The composition for this draw. Of equal ones, `random` decides."""
    meetings = Meetings(costs)
    programme = aimed.programme()
    pairs = {functions: _needs(aimed, functions) for functions in combinations_with_replacement(costs.functions, 2)}
    pairs = {functions: row for functions, row in pairs.items() if row}
    repeats = _repeats(programme, aimed, meetings, pairs) if meetings.any else {}
    least = _fewest_repeats(programme, repeats) if repeats else Least(0, 0)
    if least is None:
        # So many are to be apart that other kinds of groups are needed anyway.
        return Favoured(aimed.usual, Least(0, 0))
    if aimed.near:
        for each in aimed.aims:
            programme.settle(dict(enumerate(each)))
    programme.settle(_starving(programme, costs, pairs))
    if repeats:
        programme.settle(repeats)
    programme.settle(_unevenness(programme, costs, pairs))
    found = programme.least(_sameness(programme, aimed, random))
    return Favoured(aimed.usual if found is None else aimed.named(found.values), least)


def _needs(aimed: Aimed, functions: Functions) -> dict[int, float]:
    """How many pairs of two functions each kind has, by its column."""
    counted = ((place, needs([kind]).get(functions, 0)) for place, kind in enumerate(aimed.kinds))
    return {place: number for place, number in counted if number}


def _repeats(
    programme: Programme, aimed: Aimed, meetings: Meetings, pairs: Mapping[Functions, Mapping[int, float]]
) -> dict[int, float]:
    """Columns that count repeats, with what each costs; pairs that never met come first."""
    repeats: dict[int, float] = {}
    for functions, row in pairs.items():
        filled = [programme.column(meetings.unmet(aimed.kinds, functions))]
        for weight, number in zip(*np.unique(meetings.repeated(functions), return_counts=True), strict=True):
            filled.append(programme.column(int(number)))
            repeats[filled[-1]] = int(weight)
        programme.row({**row, **dict.fromkeys(filled, -1)}, -INFINITE, 0)
    return repeats


def _fewest_repeats(programme: Programme, repeats: Mapping[int, float]) -> Least | None:
    """Settle how many repeats there are; what is proved of all compositions."""
    cheapest = programme.least(repeats)
    fewest = programme.settle(dict.fromkeys(repeats, 1))
    if cheapest is None or fewest is None:
        return None
    return Least(max(0, ceil(fewest.bound - 1e-6)), max(0, ceil(cheapest.bound * (1 - 1e-9) - 1e-3)))


def _starving(programme: Programme, costs: Costs, pairs: Mapping[Functions, Mapping[int, float]]) -> dict[int, float]:
    """By how much twice the smallest share of a year falls short of the largest."""
    heads, used = Counter(member.function for member in costs.members), _used(costs)
    smallest, largest, short = programme.column(), programme.column(), programme.column()
    for one, other in combinations(costs.functions, 2):
        each = _FINE / (heads[one] * heads[other])
        share = {place: each * number for place, number in pairs.get((one, other), {}).items()}
        before = each * used[one, other]
        programme.row({**share, smallest: -1}, -before, INFINITE)
        programme.row({**share, largest: -1}, -INFINITE, -before)
    programme.row({short: 1, smallest: 2, largest: -1}, 0, INFINITE)
    return {short: 1}


def _unevenness(programme: Programme, costs: Costs, pairs: Mapping[Functions, Mapping[int, float]]) -> dict[int, float]:
    """The sum of squared shares: the more of its possible meetings two functions have used, the dearer is another."""
    heads = Counter(member.function for member in costs.members)
    used = _used(costs)
    aim: dict[int, float] = {}
    for functions, row in pairs.items():
        one, other = functions
        if one == other:
            continue
        possible, most = heads[one] * heads[other], min(heads[one], heads[other]) * 3
        columns = []
        for begin, end in _steps(most):
            columns.append(programme.column(end - begin))
            aim[columns[-1]] = _FINE * (2 * used[functions] + begin + end) // possible
        programme.row({**row, **dict.fromkeys(columns, -1)}, -INFINITE, 0)
    return aim


def _used(costs: Costs) -> Counter[Functions]:
    """How many pairs of each two functions were together within the year that this draw ends."""
    used: Counter[Functions] = Counter()
    for (one, other), gap in costs.met.items():
        if gap < YEAR:
            a, b = costs.members[one].function, costs.members[other].function
            used[(a, b) if a < b else (b, a)] += 1
    return used


def _steps(most: int) -> Iterator[tuple[int, int]]:
    """The numbers up to `most` in about `STEPS` steps."""
    width = max(1, ceil(most / STEPS))
    for begin in range(0, most, width):
        yield begin, min(most, begin + width)


def _sameness(programme: Programme, aimed: Aimed, random: Random) -> dict[int, float]:
    """How far groups are of few kinds: beyond its part of all groups a kind costs more, and which do is drawn."""
    share = max(1, ceil(len(aimed.usual) / len(aimed.kinds)))
    aim: dict[int, float] = {}
    for place in range(len(aimed.kinds)):
        lot = random.randrange(1, _FINE)
        within, beyond = programme.column(share), programme.column()
        aim |= {within: lot, beyond: 2 * _FINE + lot}
        programme.row({place: 1, within: -1, beyond: -1}, -INFINITE, 0)
    return aim
