"""What no draw can do better, by counting: pairs that a composition needs against pairs that have never met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from services.pairing.matching.composition import Kind
from services.pairing.matching.costs import Costs, Ints

Functions = tuple[str, str]
"""Two functions, sorted; twice the same for pairs within one."""


@dataclass(frozen=True, slots=True)
class Least:
    """No draw has fewer repeats than `repeats`, none costs less than `cost`."""

    repeats: int
    cost: int


def needs(kinds: Sequence[Kind]) -> dict[Functions, int]:
    """How many pairs of each two functions sit together."""
    wanted: Counter[Functions] = Counter()
    for kind, number in Counter(kinds).items():
        seats = Counter(kind)
        for one, other in combinations_with_replacement(sorted(seats), 2):
            pairs = seats[one] * (seats[one] - 1) // 2 if one == other else seats[one] * seats[other]
            wanted[one, other] += number * pairs
    return {pair: number for pair, number in sorted(wanted.items()) if number}


def least(kinds: Sequence[Kind], costs: Costs) -> Least:
    """The counting bound for one draw: per two functions, what is needed beyond what unmet pairs can give.

    The repeats that remain cost as much as the cheapest pairs there are.
    """
    repeats = cost = 0
    meetings = Meetings(costs)
    for functions, needed in needs(kinds).items():
        short = max(0, needed - meetings.unmet(kinds, functions))
        repeats += short
        cost += int(meetings.repeated(functions)[:short].sum())
    return Least(repeats, cost)


class Meetings:
    """Which pairs of each two functions were together, and which never were, as far as they may be."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._code = {name: index for index, name in enumerate(costs.functions)}
        self._heads = Counter(member.function for member in costs.members)
        self._closed = _closed(costs)
        pairs = np.array(list(costs.met), dtype=np.int64).reshape(-1, 2)
        weights = costs.first(pairs[:, 0], pairs[:, 1])
        may = weights < costs.hard
        self._weights: Ints = weights[may] % costs.soft
        self._one, self._other = costs.function[pairs[may, 0]], costs.function[pairs[may, 1]]
        self.any = bool(len(self._weights))

    def repeated(self, functions: Functions) -> Ints:
        """What it costs to put pairs of these functions together again, the cheapest first."""
        one, other = (self._code[name] for name in functions)
        here = ((self._one == one) & (self._other == other)) | ((self._one == other) & (self._other == one))
        sorted_: Ints = np.sort(self._weights[here])
        return sorted_

    def unmet(self, kinds: Sequence[Kind], functions: Functions) -> int:
        """At most so many pairs of these functions that never met can sit together in groups of these kinds.

        Nobody can use more such pairs than he has, nor more than any group has seats for.
        """
        one, other = functions
        if one == other:
            return self._side(kinds, one, one) // 2
        return min(self._side(kinds, one, other), self._side(kinds, other, one))

    def _side(self, kinds: Sequence[Kind], mine: str, theirs: str) -> int:
        same = mine == theirs
        most = max((kind.count(theirs) - same for kind in kinds if mine in kind), default=0)
        own = self._costs.function[:-1] == self._code[mine]
        open_to = self._heads[theirs] - same - self._closed[own, self._code[theirs]]
        return int(np.minimum(open_to, most).sum())


def _closed(costs: Costs) -> Ints:
    """For everybody, how many people of each function he met already or must not meet."""
    closed = np.zeros((costs.count, len(costs.functions)), dtype=np.int64)
    barred = np.array(sorted(costs.met.keys() | costs.apart), dtype=np.int64).reshape(-1, 2)
    np.add.at(closed, (barred[:, 0], costs.function[barred[:, 1]]), 1)
    np.add.at(closed, (barred[:, 1], costs.function[barred[:, 0]]), 1)
    if costs.teams_hold:
        _close_teams(closed, costs, barred)
    return closed


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
