"""Who sits where: a table of groups by seats, and what an arrangement costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.composition import LARGEST, Kind, is_poor
from services.pairing.matching.costs import Costs, Ints

LOOK_AT = 128
"""How many people the greedy tries for a seat; in a large pool that is plenty, and the time stays linear."""


@dataclass(frozen=True, slots=True)
class Price:
    """What an arrangement costs: the first cost decides, then the second."""

    first: int
    second: int

    def __lt__(self, other: Price) -> bool:
        return (self.first, self.second) < (other.first, other.second)


class Seats:
    """The seats of a composition. An arrangement is an array of places of members, groups by four; free is `count`."""

    def __init__(self, kinds: Sequence[Kind], costs: Costs) -> None:
        self.kinds = tuple(kinds)
        self.costs = costs
        code = {name: index for index, name in enumerate(costs.functions)}
        self.function: Ints = np.full((len(kinds), LARGEST), -1, dtype=np.int64)
        for index, kind in enumerate(kinds):
            self.function[index, : len(kind)] = [code[name] for name in kind]
        size = max(map(len, kinds))
        self.poor: Ints = np.array([is_poor(kind, len(costs.functions), size) for kind in kinds], dtype=np.int64)

    def price(self, table: Ints) -> Price:
        """What this arrangement costs."""
        first = self.by_group(table).sum()
        one, other = table[:, :, None], table[:, None, :]
        second = self.costs.second(one, other).sum() // 2
        return Price(int(first), int(second) + self.unspared(table) * self.costs.spare)

    def unspared(self, table: Ints) -> int:
        """How many people are in a group once more that they should have been spared."""
        return int((self.costs.spared[table].sum(axis=1) * self.poor).sum())

    def by_group(self, table: Ints) -> Ints:
        """The first cost of each group."""
        cost: Ints = self.costs.first(table[:, :, None], table[:, None, :]).sum(axis=(1, 2)) // 2
        return cost

    def greedy(self, random: Random, fixed: Ints) -> Ints:
        """Fill one seat after the other with whoever costs least there: the baseline of everything better.

        `fixed` are the seats that are taken beforehand; its other seats are free.
        """
        costs = self.costs
        table = fixed.copy()
        seated = set(table[table < costs.count].tolist())
        waiting: list[Ints] = []
        for function in range(len(costs.functions)):
            queue = [place for place in np.flatnonzero(costs.function == function).tolist() if place not in seated]
            random.shuffle(queue)
            waiting.append(np.array(queue, dtype=np.int64))
        free = np.nonzero((self.function >= 0) & (table == costs.count))
        if not costs.tabled:
            return self._filled(table, waiting, free)
        for index, seat in zip(*free, strict=True):
            queue_ = waiting[self.function[index, seat]]
            tried = queue_[:LOOK_AT]
            best = int(costs.first(tried[:, None], table[index][None, :]).sum(axis=1).argmin())
            table[index, seat] = queue_[best]
            # The last takes the place of the one who leaves: the queue stays short to change, and the order seeded.
            queue_[best] = queue_[-1]
            waiting[self.function[index, seat]] = queue_[:-1]
        return table

    def _filled(self, table: Ints, waiting: Sequence[Ints], free: tuple[Ints, ...]) -> Ints:
        """The same for a large pool, where the first who is tried nearly always costs nothing."""
        queues, of = [queue.tolist() for queue in waiting], self.costs.of
        for index, seat in zip(*(each.tolist() for each in free), strict=True):
            queue = queues[self.function[index, seat]]
            mates = [place for place in table[index].tolist() if place < self.costs.count]
            best, least = 0, -1
            for number, place in enumerate(queue[:LOOK_AT]):
                cost = sum([of(place, mate) for mate in mates])
                if least < 0 or cost < least:
                    best, least = number, cost
                if not cost:
                    break
            table[index, seat] = queue[best]
            queue[best] = queue[-1]
            queue.pop()
        return table

    def empty(self) -> Ints:
        """An arrangement in which nobody sits anywhere."""
        return np.full(self.function.shape, self.costs.count, dtype=np.int64)

    def groups(self, table: Ints) -> list[list[int]]:
        """The places of the members of each group."""
        return [[place for place in row if place < self.costs.count] for row in table.tolist()]

    def arranged(self, groups: Sequence[Sequence[int]]) -> Ints:
        """The arrangement that these groups are. Raises ValueError where they aren't of these kinds."""
        function = self.costs.function
        kinds: dict[tuple[int, ...], list[int]] = {}
        for index in range(len(self.kinds)):
            kinds.setdefault(tuple(sorted(self.function[index, : len(self.kinds[index])].tolist())), []).append(index)
        table = self.empty()
        for group in groups:
            ordered = sorted(group, key=lambda place: (int(function[place]), place))
            free = kinds.get(tuple(int(function[place]) for place in ordered))
            if not free:
                raise ValueError("the groups aren't of the kinds that were composed")
            table[free.pop(), : len(ordered)] = ordered
        if any(kinds.values()):
            raise ValueError("there are fewer groups than were composed")
        return table


Mask = NDArray[np.bool_]
