"""What no draw can do better, by counting: pairs that a composition needs against pairs that have never met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from services.pairing.matching.composition import Kind
from services.pairing.matching.costs import Costs, Ints


@dataclass(frozen=True, slots=True)
class Least:
    """No draw has fewer repeats than `repeats`, none costs less than `cost`."""

    repeats: int
    cost: int


def needs(kinds: Sequence[Kind]) -> dict[tuple[str, str], int]:
    """How many pairs of each two functions (sorted; twice the same for pairs within one) sit together."""
    wanted: Counter[tuple[str, str]] = Counter()
    for kind, number in Counter(kinds).items():
        seats = Counter(kind)
        for one, other in combinations_with_replacement(sorted(seats), 2):
            pairs = seats[one] * (seats[one] - 1) // 2 if one == other else seats[one] * seats[other]
            wanted[one, other] += number * pairs
    return {pair: number for pair, number in sorted(wanted.items()) if number}


def least(kinds: Sequence[Kind], costs: Costs) -> Least:
    """The counting bound for one draw: per two functions, what is needed beyond what unmet pairs can give.

    Nobody can use more unmet pairs than he has, nor more than any group has seats for. The repeats that remain cost as
    much as the cheapest pairs there are.
    """
    repeats = cost = 0
    code = {name: index for index, name in enumerate(costs.functions)}
    pairs, weights = _met(costs)
    one, other = costs.function[pairs[:, 0]], costs.function[pairs[:, 1]]
    for (first, second), needed in needs(kinds).items():
        short = max(0, needed - _unmet(kinds, costs, first, second))
        repeats += short
        here = ((one == code[first]) & (other == code[second])) | ((one == code[second]) & (other == code[first]))
        cost += int(np.sort(weights[here])[:short].sum())
    return Least(repeats, cost)


def _met(
    costs: Costs,
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """The pairs that may be together and were, and what each costs."""
    pairs = np.array(list(costs.met), dtype=np.int64).reshape(-1, 2)
    weights = costs.first(pairs[:, 0], pairs[:, 1])
    may = weights < costs.hard
    return pairs[may], weights[may] % costs.soft


def _unmet(kinds: Sequence[Kind], costs: Costs, one: str, other: str) -> int:
    """At most so many pairs of these functions that never met can sit together in one draw."""
    code = {name: index for index, name in enumerate(costs.functions)}
    head = Counter(member.function for member in costs.members)
    closed = np.zeros((costs.count, len(costs.functions)), dtype=np.int64)
    barred = np.array(sorted(costs.met.keys() | costs.apart), dtype=np.int64).reshape(-1, 2)
    np.add.at(closed, (barred[:, 0], costs.function[barred[:, 1]]), 1)
    np.add.at(closed, (barred[:, 1], costs.function[barred[:, 0]]), 1)
    if costs.teams_hold:
        _close_teams(closed, costs, barred)

    def side(mine: str, theirs: str) -> int:
        same = mine == theirs
        most = max((kind.count(theirs) - same for kind in kinds if mine in kind), default=0)
        open_to = head[theirs] - same - closed[costs.function[:-1] == code[mine], code[theirs]]
        return int(np.minimum(open_to, most).sum())

    return side(one, one) // 2 if one == other else min(side(one, other), side(other, one))


def _close_teams(closed: Ints, costs: Costs, barred: Ints) -> None:
    """Count besides the people of everybody's own team, but for those who are barred already."""
    team, function = costs.team[:-1], costs.function[:-1]
    heads = np.zeros((int(team.max(initial=-1)) + 1, closed.shape[1]), dtype=np.int64)
    np.add.at(heads, (team[team >= 0], function[team >= 0]), 1)
    member = np.flatnonzero(team >= 0)
    closed[member] += heads[team[member]]
    np.add.at(closed, (member, function[member]), -1)
    twice = barred[(team[barred[:, 0]] >= 0) & (team[barred[:, 0]] == team[barred[:, 1]])]
    np.add.at(closed, (twice[:, 0], function[twice[:, 1]]), -1)
    np.add.at(closed, (twice[:, 1], function[twice[:, 0]]), -1)
