"""How good a draw is, proved: the least cost and the least repeats that any draw of the same composition has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from services.pairing.matching import bounds, partition
from services.pairing.matching.costs import Ints
from services.pairing.matching.tables import Seats


@dataclass(frozen=True, slots=True)
class Certificate:
    """`table` is the given arrangement or a cheaper one that came up. `least_cost` and `least_repeats` are proved."""

    table: Ints
    least_cost: int
    least_repeats: int


def certify(seats: Seats, table: Ints, pins: Sequence[frozenset[int]] = ()) -> Certificate:
    """Prove what can be proved about this arrangement, which breaks no exclusion.

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
    costs = seats.costs
    cost, repeats = weighed(seats, table)
    found = partition.candidates(seats.kinds, costs, pins)
    numbers = dict(Counter(seats.kinds))
    least_cost, least_repeats = least.cost, least.repeats
    price = seats.price(table).first
    # What rules that may give way cost is the same in every draw that breaks no more of them.
    broken = price - cost
    if least_cost + broken < price:
        answer = partition.cheaper(found, costs.count, found.price, numbers, price)
        least_cost = max(least_cost, _whole(answer.bound) - broken)
        if answer.groups is not None:
            better = seats.arranged(answer.groups)
            if seats.price(better).first < seats.price(table).first:
                table = better
                cost, repeats = weighed(seats, table)
    if least_repeats < repeats:
        met = _repeats(seats, found.members)
        answer = partition.cheaper(found, costs.count, met, numbers, repeats)
        least_repeats = max(least_repeats, _whole(answer.bound))
    return Certificate(table, min(least_cost, cost), min(least_repeats, repeats))


def _whole(bound: float) -> int:
    """The whole number that a bound in floating point proves: what rounding may have added doesn't count."""
    return ceil(bound - 0.01 - 1e-8 * bound) if bound != round(bound) else round(bound)


def weighed(seats: Seats, table: Ints) -> tuple[int, int]:
    """What the arrangement's repeats cost, and how many they are."""
    first = seats.by_group(table) % seats.costs.soft
    return int(first.sum()), int(_repeats(seats, table).sum())


def _repeats(seats: Seats, groups: Ints) -> Ints:
    costs = seats.costs
    pairs = costs.first(groups[:, :, None], groups[:, None, :]) % costs.soft
    counted: Ints = (pairs > 0).sum(axis=(1, 2)).astype(np.int64) // 2
    return counted
