"""Improving swaps: two people of one function change seats, as long as a pair that costs something remains.

A min-conflict search with a tabu list: the best swap of somebody in a costly group is made even where it makes things
worse, and who has just moved stays for a while. Among equals the second cost decides; when nothing costs anything any
more, swaps that are free go on improving it.
"""

from __future__ import annotations

from random import Random

import numpy as np

from services.pairing.matching.costs import Ints
from services.pairing.matching.tables import Mask, Seats

LOOK_AT = 256
"""How many partners are tried for one swap."""

TABU = 8
"""For how many steps somebody who has just moved stays (and up to as many more, drawn)."""


class Search:
    """An arrangement that improves in place; `best` is the cheapest so far. `frozen` seats are never changed."""

    def __init__(self, seats: Seats, table: Ints, frozen: Mask, random: Random) -> None:
        self.seats, self.costs, self.random = seats, seats.costs, random
        self.begin(table, frozen)

    def begin(self, table: Ints, frozen: Mask | None = None) -> None:
        """Go on from this arrangement, with these seats frozen; forget what was best so far."""
        if frozen is not None:
            self.frozen = frozen
            self.places = [self._places(function) for function in range(len(self.costs.functions))]
        self.table = table.copy()
        self.best, self.price = table.copy(), self.seats.price(table)
        self._group_cost = self.seats.by_group(self.table)
        self._free_at: Ints = np.zeros(self.costs.count + 1, dtype=np.int64)

    def settle(self, steps: int, enough: int = 0) -> None:
        """Remove conflicts for so many steps at most, until the first cost is no more than `enough`."""
        first = self.price.first
        for step in range(steps):
            if self.price.first <= enough:
                return
            place = self._conflicting()
            if place is None:
                return
            delta = self._swap_best(place, step, downhill=False)
            if delta is None:
                continue
            first += delta
            if first <= self.price.first:
                price = self.seats.price(self.table)
                if price < self.price:
                    self.best, self.price = self.table.copy(), price

    def polish(self, steps: int) -> None:
        """Improve the best arrangement by swaps that never make it dearer, somebody after somebody in drawn order."""
        self.table = self.best.copy()
        self._group_cost = self.seats.by_group(self.table)
        self._free_at[:] = 0
        movable = list(
            zip(*(each.tolist() for each in np.nonzero(~self.frozen & (self.table < self.costs.count))), strict=True)
        )
        idle = 0
        while steps > 0 and idle < len(movable):
            self.random.shuffle(movable)
            for place in movable:
                steps -= 1
                idle = idle + 1 if self._swap_best(place, 0, downhill=True) is None else 0
                if steps <= 0 or idle >= len(movable):
                    break
        price = self.seats.price(self.table)
        if price < self.price:
            self.best, self.price = self.table.copy(), price

    def _places(self, function: int) -> Ints:
        return np.argwhere((self.seats.function == function) & ~self.frozen)

    def _conflicting(self) -> tuple[int, int] | None:
        """The seat of somebody who sits with somebody he shouldn't; None where no such seat may change."""
        bad = np.flatnonzero(self._group_cost)
        for _ in range(8 if len(bad) else 0):
            index = int(bad[self.random.randrange(len(bad))])
            row = self.table[index]
            cost = self.costs.first(row[:, None], row[None, :]).sum(axis=1)
            free = np.flatnonzero((cost > 0) & ~self.frozen[index])
            if len(free):
                return index, int(free[self.random.randrange(len(free))])
        return None

    def _swap_best(self, place: tuple[int, int], step: int, *, downhill: bool) -> int | None:
        """Make the best swap of this seat and return what it changed in the first cost; None where none was made."""
        index, seat = place
        costs, table = self.costs, self.table
        person, row = int(table[index, seat]), table[index]
        others = self._others(int(costs.function[person]), index)
        if not len(others):
            return None
        there, chairs = others[:, 0], others[:, 1]
        other, rows = table[there, chairs], table[there]
        me = np.full(1, person, dtype=np.int64)
        now = costs.first(me, row).sum() + costs.first(other[:, None], rows).sum(axis=1)
        then = costs.first(me, rows).sum(axis=1) + costs.first(other[:, None], row[None, :]).sum(axis=1)
        delta = then - now - 2 * costs.first(me, other)
        tabu = (self._free_at[other] > step) & (self._first_now + delta >= self.price.first) if not downhill else None
        if tabu is not None:
            if tabu.all():
                return None
            delta = np.where(tabu, np.iinfo(np.int64).max, delta)
        least = int(delta.min())
        if downhill and least > 0:
            return None
        equal = np.flatnonzero(delta == least)
        chosen = int(equal[0]) if len(equal) == 1 else self._by_second(person, index, others[equal], equal)
        if downhill and least == 0 and self._second_delta(person, index, others[chosen : chosen + 1])[0] >= 0:
            return None
        target = int(there[chosen]), int(chairs[chosen])
        table[index, seat], table[target] = other[chosen], person
        changed = table[[index, target[0]]]
        self._group_cost[[index, target[0]]] = self.seats.by_group(changed)
        for moved in (person, int(other[chosen])):
            self._free_at[moved] = step + TABU + self.random.randrange(TABU)
        return least

    @property
    def _first_now(self) -> int:
        return int(self._group_cost.sum())

    def _others(self, function: int, index: int) -> Ints:
        """The seats to change with: those of the function in other groups, in a large pool a drawn part of them."""
        places = self.places[function]
        if len(places) > LOOK_AT:
            start = self.random.randrange(len(places))
            places = places[np.arange(start, start + LOOK_AT) % len(places)]
        others: Ints = places[places[:, 0] != index]
        return others

    def _by_second(self, person: int, index: int, others: Ints, equal: Ints) -> int:
        """Which of equally good swaps: the one with the best second cost, drawn where that is equal too."""
        if not self.costs.matters:
            return int(equal[self.random.randrange(len(equal))])
        delta = self._second_delta(person, index, others)
        best = equal[delta == delta.min()]
        return int(best[self.random.randrange(len(best))])

    def _second_delta(self, person: int, index: int, others: Ints) -> Ints:
        costs, row = self.costs, self.table[index]
        there = others[:, 0]
        other, rows = self.table[there, others[:, 1]], self.table[there]
        me = np.full(1, person, dtype=np.int64)
        now = costs.second(me, row).sum() + costs.second(other[:, None], rows).sum(axis=1)
        then = costs.second(me, rows).sum(axis=1) + costs.second(other[:, None], row[None, :]).sum(axis=1)
        fairness = (self.seats.poor[there] - self.seats.poor[index]) * (costs.spared[me] - costs.spared[other])
        delta: Ints = then - now - 2 * costs.second(me, other) + fairness * costs.spare
        return delta
