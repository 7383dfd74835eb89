"""The assignment of least total rank among those that give as many seekers as possible a role model, and its proof."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.role_models.preferences import Search


def least_rank(search: Search) -> dict[str, str]:
    """Who gets whom, by seeker: as many as possible, then the sum of their ranks as small as possible."""
    # Loading it takes longer than most commands that never assign anybody.
    from scipy.optimize import linear_sum_assignment

    seekers = list(search.ranks)
    slots = [model for model, capacity in search.capacity.items() for _ in range(min(capacity, len(seekers)))]
    if not seekers or not slots:
        return {}
    # Going without costs more than all ranks together, so nobody does who needn't.
    without = _without(search)
    cost = np.full((len(seekers), max(len(slots), len(seekers))), without, dtype=np.float64)
    for row, seeker in enumerate(seekers):
        ranks = search.ranks[seeker]
        cost[row, : len(slots)] = [ranks.get(slot, without) for slot in slots]
    rows, columns = linear_sum_assignment(cost)
    return {
        seekers[row]: slots[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if column < len(slots) and slots[column] in search.ranks[seekers[row]]
    }


def is_least(search: Search, assigned: dict[str, str]) -> bool:
    """Whether it is proved that no assignment places more, or as many for a smaller total rank.

    Linear programming gives each role model's place a price; whatever the prices, no assignment is worth more than what
    they add up to together with each seeker's best bargain (weak duality). That sum is made of whole numbers, so
    rounding can spoil the proof but never make a false one.
    """
    without = _without(search)
    prices = _prices(search, without)
    bound = sum(search.capacity[model] * price for model, price in prices.items())
    for ranks in search.ranks.values():
        bound += max([0, *(without - rank - prices[model] for model, rank in ranks.items())])
    return sum(without - search.ranks[seeker][model] for seeker, model in assigned.items()) == bound


def _prices(search: Search, without: int) -> dict[str, int]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    place = {model: index for index, model in enumerate(search.capacity)}
    pairs = [
        (row, place[model], rank) for row, ranks in enumerate(search.ranks.values()) for model, rank in ranks.items()
    ]
    if not pairs:
        return dict.fromkeys(place, 0)
    seekers, models, ranks = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    count = len(search.ranks)
    one: NDArray[np.float64] = np.ones(2 * len(pairs))
    at = np.concatenate([seekers, count + models])
    columns = np.tile(np.arange(len(pairs)), 2)
    limits = csr_array((one, (at, columns)), shape=(count + len(place), len(pairs)))
    most = np.concatenate([np.ones(count), np.array(list(search.capacity.values()))])
    solved = linprog(ranks - without, A_ub=limits, b_ub=most, method="highs-ds")
    if not solved.success:
        return dict.fromkeys(place, 0)
    marginals = solved.ineqlin.marginals[count:]
    return {model: max(0, round(-float(marginals[index]))) for model, index in place.items()}


def _without(search: Search) -> int:
    largest = max((rank for ranks in search.ranks.values() for rank in ranks.values()), default=0)
    return largest * len(search.ranks) + 1
