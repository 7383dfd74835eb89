"""What it costs to put two people together: integers, compared in order - exclusions and repeats first, then the rest.

The first cost of a pair holds an exclusion (more than all repeats of any plan) and a repeat. The second holds the
wishes in their order and the look-ahead: how many threes of different functions, all unmet so far, the pair uses up. A
small pool keeps all pairs in a table, a large one only those that cost something.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import get_args

import numpy as np

from services.pairing.matching.plan import GIVING_WAY, Draw, History, Rule, repeat
from services.pairing.matching.wishes import Ints, levels_of

TABLE = 1500
"""Up to so many people all pairs are kept in a table."""

AHEAD = 300
"""Up to so many people the search looks ahead; a larger pool has room enough."""


class Costs:
    """The costs between the members of a draw, by their places in `members` (sorted by id); `len(members)` is nobody.

    `hard` is what an exclusion counts in the first cost, `soft` what the least of the rules counts that may give way:
    more than all repeats of any plan, and each such rule more than all pairs by the one before it, as far as figures
    reach. `spare` is what it counts in the second to put somebody of
    `spared` into a two-person or doubled group once more.
    """

    def __init__(self, request: Draw) -> None:
        self.members = sorted(request.members, key=lambda member: member.id)
        self.place = {member.id: index for index, member in enumerate(self.members)}
        self.count = count = len(self.members)
        names = sorted({member.function for member in self.members})
        self.functions = names
        code = {name: index for index, name in enumerate(names)}
        self.function: Ints = np.array([*(code[member.function] for member in self.members), -1], dtype=np.int64)
        self.soft = 1_000_000 * max(count, 1)
        self._by_rule = _tiers(request, self.soft)
        self.hard = self._by_rule["kept"]
        self.met = self._met(request.history)
        self._rules = self._apart(request)
        self.apart = {pair for pair, cost in self._rules.items() if cost == self.hard}
        self.team = self._teams(request.teams)
        self._team_of: list[int] = self.team.tolist()
        self.has_teams = bool((self.team >= 0).any())
        self.teams_hold = self.has_teams and self._by_rule["team"] == self.hard
        self.spared: Ints = np.zeros(count + 1, dtype=np.int64)
        self.spared[[self.place[person] for person in sorted(request.spared) if person in self.place]] = 1
        self._wishes = levels_of(self.members, request.wishes)
        self._levels = 6 * count
        self.spare = self._levels ** len(self._wishes)
        self.tabled = count <= TABLE
        if self.tabled:
            self._table()
        else:
            self._list()

    def first(self, one: Ints, other: Ints) -> Ints:
        """Exclusions and repeats of pairs, given by two arrays of places that broadcast."""
        if self.tabled:
            first: Ints = self._first[one, other]
            return first
        return self._looked_up(one, other) + self._of_team(one, other)

    def of(self, one: int, other: int) -> int:
        """The first cost of a single pair."""
        pair = (one, other) if one < other else (other, one)
        gap = self.met.get(pair)
        cost = self._rules.get(pair, 0) + (0 if gap is None else repeat(gap))
        return cost + self._by_rule["team"] if self._teammate(one, other) else cost

    def _teammate(self, one: int, other: int) -> bool:
        return self.has_teams and self._team_of[one] == self._team_of[other] != -1

    def second(self, one: Ints, other: Ints) -> Ints:
        """Wishes and look-ahead of pairs; fairness is the group's matter (`spare`)."""
        if self.tabled:
            second: Ints = self._second[one, other]
            return second
        return self._wished(one, other)

    @property
    def matters(self) -> bool:
        """Whether the second cost can tell any two plans apart."""
        return bool(self._wishes) or bool(self.spared.any()) or (self.tabled and bool(self._second.any()))

    def _met(self, history: History) -> dict[tuple[int, int], int]:
        """The gaps between members, the smaller place first."""
        place = self.place
        return {
            (place[one], place[other]): gap
            for (one, other), gap in history.gaps.items()
            if one in place and other in place
        }

    def _apart(self, request: Draw) -> dict[tuple[int, int], int]:
        """What it costs to put two together who are to be apart, by the dearest of the rules that say so."""
        place, costs = self.place, dict[tuple[int, int], int]()
        for each in request.apart:
            if each.one in place and each.other in place and each.one != each.other:
                one, other = place[each.one], place[each.other]
                pair = min(one, other), max(one, other)
                costs[pair] = max(costs.get(pair, 0), self._by_rule[each.rule])
        return costs

    def _teams(self, teams: Mapping[str, str]) -> Ints:
        """Everybody's team by number, -1 for who has none."""
        names = sorted({teams[member.id] for member in self.members if member.id in teams})
        code = {name: index for index, name in enumerate(names)}
        return np.array(
            [*(code[teams[member.id]] if member.id in teams else -1 for member in self.members), -1], dtype=np.int64
        )

    def _costly(self) -> tuple[Ints, Ints, Ints]:
        """The pairs whose first cost isn't zero, and that cost."""
        costs = {pair: repeat(gap) for pair, gap in self.met.items()}
        for pair, cost in self._rules.items():
            costs[pair] = costs.get(pair, 0) + cost
        pairs = np.array(list(costs), dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1], np.array(list(costs.values()), dtype=np.int64)

    def _table(self) -> None:
        size = self.count + 1
        one, other, cost = self._costly()
        self._first: Ints = np.zeros((size, size), dtype=np.int64)
        self._first[one, other] = cost
        self._first[other, one] = cost
        places = np.arange(size, dtype=np.int64)
        self._first += self._of_team(places[:, None], places[None, :])
        self._second: Ints = self._wished(places[:, None], places[None, :])
        if self.count <= AHEAD and len(self.functions) > 2:
            ahead = self._ahead()
            scale = int(ahead.max(initial=0)) * 2 * self.count + 1
            self._second = self._second * scale + ahead
            self.spare *= scale

    def charge(self, extra: Ints) -> None:
        """Let each pair of a small pool (up to `TABLE`) cost so much more; a table like that of the first costs."""
        self._first += extra

    def _list(self) -> None:
        one, other, cost = self._costly()
        keys = one * (self.count + 1) + other
        order = np.argsort(keys)
        self._keys, self._values = keys[order], cost[order]

    def _looked_up(self, one: Ints, other: Ints) -> Ints:
        keys = np.minimum(one, other) * (self.count + 1) + np.maximum(one, other)
        if not len(self._keys):
            return np.zeros(keys.shape, dtype=np.int64)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[found] == keys, self._values[found], 0)

    def _of_team(self, one: Ints, other: Ints) -> Ints | int:
        """What it costs that two are of one team: held by team, as its pairs grow with the square of its people."""
        if not self.has_teams:
            return 0
        mine = self.team[one]
        return np.where((mine == self.team[other]) & (mine >= 0) & (one != other), self._by_rule["team"], 0)

    def _wished(self, one: Ints, other: Ints) -> Ints:
        total = np.zeros(np.broadcast_shapes(one.shape, other.shape), dtype=np.int64)
        for wish in self._wishes:
            total = total * self._levels + wish(one, other)
        return np.where((one == self.count) | (other == self.count) | (one == other), 0, total)

    def _ahead(self) -> Ints:
        """For each unmet pair of two functions: with how many others of a third function it is an unmet three."""
        differ = self.function[:, None] != self.function[None, :]
        unmet = differ & (self._first == 0)
        unmet[-1, :] = unmet[:, -1] = False
        graph = unmet.astype(np.float32)
        return np.where(unmet, np.rint(graph @ graph), 0).astype(np.int64)


def _tiers(request: Draw, soft: int) -> dict[Rule, int]:
    """What a pair costs by the rule that it breaks: those that may give way in their order, then all others alike."""
    yielding = [rule for rule in GIVING_WAY if rule in request.yielding]
    most = 2 * len(request.members) + 1
    factor = min(most, max(2, isqrt(_HIGHEST // (soft * most))))
    tiers: dict[Rule, int] = {rule: soft * factor**place for place, rule in enumerate(yielding)}
    hard = soft * factor ** len(yielding)
    return {rule: tiers.get(rule, hard) for rule in get_args(Rule)}


_HIGHEST = 2**62
"""Sums of costs stay below this."""


__all__ = ["Costs", "Ints"]
