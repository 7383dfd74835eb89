"""How good a draw is, proved: the least cost and the least repeats that any draw of the same composition has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import numpy as np

from services.pairing.matching import bounds, partition
from services.pairing.matching.composition import Aimed
from services.pairing.matching.costs import Costs, Ints
from services.pairing.matching.tables import Seats


@dataclass(frozen=True, slots=True)
class Certificate:
    """`table` is the given arrangement, or one that came up with fewer repeats, or with as few that are older.

    Proved: no draw has fewer than `least_repeats`; none with as few as `table` costs less than `least_cost`.
    """

    table: Ints
    least_cost: int
    least_repeats: int


def certify(seats: Seats, table: Ints, pins: Sequence[frozenset[int]] = ()) -> Certificate:
    """Prove what can be proved about this arrangement, which breaks no exclusion, and give a better one if it comes up.

    Where counting doesn't settle it and no more than `partition.MOST` groups are possible, by set partitioning.
    """
    costs = seats.costs
    cost, repeats = weighed(seats, table)
    if repeats == 0:
        return Certificate(table, 0, 0)
    least = bounds.least(seats.kinds, costs)
    heads = dict(Counter(member.function for member in costs.members))
    if (least.cost == cost and least.repeats == repeats) or partition.how_many(seats.kinds, heads) > partition.MOST:
        return Certificate(table, least.cost, least.repeats)
    return _partitioned(seats, table, pins, least)


def _partitioned(seats: Seats, table: Ints, pins: Sequence[frozenset[int]], least: bounds.Least) -> Certificate:
    """First as few repeats as can be, then those as old as can be. What rules cost comes before either."""
    costs = seats.costs
    cost, repeats = weighed(seats, table)
    found = partition.candidates(seats.kinds, costs, pins)
    numbers = dict(Counter(seats.kinds))
    least_cost, least_repeats = least.cost, least.repeats
    # What rules that may give way cost is the same in every draw that breaks no more of them.
    broken = seats.price(table).first - cost
    if not broken:
        found = partition.among(found, found.price < costs.soft)
    met = _repeats(seats, found.members)
    if least_repeats < repeats:
        answer = partition.cheaper(found, costs.count, met, numbers, repeats)
        least_repeats = max(least_repeats, _whole(answer.bound))
        if answer.groups is not None and not broken:
            table = seats.arranged(answer.groups)
            cost, repeats = weighed(seats, table)
    if least_cost < cost:
        limits = () if broken else ((met, repeats),)
        answer = partition.cheaper(found, costs.count, found.price, numbers, broken + cost, limits)
        least_cost = max(least_cost, _whole(answer.bound) - broken)
        if answer.groups is not None:
            better = seats.arranged(answer.groups)
            if seats.price(better).first < seats.price(table).first:
                table = better
                cost, repeats = weighed(seats, table)
    return Certificate(table, min(least_cost, cost), min(least_repeats, repeats))


@dataclass(frozen=True, slots=True)
class Fewest:
    """A draw with fewer repeats than were known, if there is one, and how few are proved to be the least."""

    groups: list[list[int]] | None
    least_repeats: int


def fewest(aimed: Aimed, costs: Costs, than: int) -> Fewest | None:
    """A draw of any composition with fewer repeats than so many, none of whose rules yields.

    None where there are too many possible groups to look at all of them.
    """
    found = _every(aimed, costs)
    if found is None:
        return None
    met = _met(costs, found.members)
    answer = partition.cheaper(found, costs.count, met, aimed, than)
    if answer.groups is not None and _counted(costs, answer.groups) >= than:
        return Fewest(None, min(than, _whole(answer.bound)))
    return Fewest(answer.groups, min(than, _whole(answer.bound)))


def least_cost(aimed: Aimed, costs: Costs, known: tuple[int, int, int]) -> int:
    """What the repeats of a draw of any composition cost at least that has no more of them, as far as it is proved.

    `known` says of a draw what broken rules cost, how many repeats it has, and what these cost.
    """
    broken, repeats, cost = known
    found = _every(aimed, costs)
    if found is None:
        return 0
    limits = () if broken else ((_met(costs, found.members), repeats),)
    answer = partition.cheaper(found, costs.count, found.price, aimed, broken + cost, limits)
    return max(0, min(cost, _whole(answer.bound) - broken))


def _every(aimed: Aimed, costs: Costs) -> partition.Candidates | None:
    heads = dict(Counter(member.function for member in costs.members))
    if partition.how_many(aimed.kinds, heads) > partition.MOST:
        return None
    return partition.candidates(aimed.kinds, costs)


def _counted(costs: Costs, groups: Sequence[Sequence[int]]) -> int:
    return sum(pair in costs.met for group in groups for pair in combinations(sorted(group), 2))


def _whole(bound: float) -> int:
    """The whole number that a bound in floating point proves: what rounding may have added doesn't count."""
    return ceil(bound - 0.01 - 1e-8 * bound) if bound != round(bound) else round(bound)


def weighed(seats: Seats, table: Ints) -> tuple[int, int]:
    """What the arrangement's repeats cost, and how many they are."""
    first = seats.by_group(table) % seats.costs.soft
    return int(first.sum()), int(_repeats(seats, table).sum())


def _repeats(seats: Seats, groups: Ints) -> Ints:
    return _met(seats.costs, groups)


def _met(costs: Costs, groups: Ints) -> Ints:
    """How many pairs of each of these groups were together before."""
    pairs = costs.first(groups[:, :, None], groups[:, None, :]) % costs.soft
    counted: Ints = (pairs > 0).sum(axis=(1, 2)).astype(np.int64) // 2
    return counted
