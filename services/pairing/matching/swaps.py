"""Improving swaps: two people of one function change places, as long as pairs that were together before remain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from services.pairing.matching.plan import History, Member

LOOK_AT = 96
"""How many partners are tried for one swap."""

TABU = 12
"""For how many steps somebody who has just moved stays; it keeps the search from running in circles."""


def improve(groups: Sequence[Sequence[Member]], history: History, random: Random, budget: int) -> list[list[Member]]:
    """The cheapest arrangement found in at most `budget` steps; never one with more repeats than the given one."""
    return _Search(groups, history, random).run(budget)


class _Search:
    def __init__(self, groups: Sequence[Sequence[Member]], history: History, random: Random) -> None:
        self.groups = [list(group) for group in groups]
        self.history = history
        self.random = random
        self.cost = 0
        self.repeats = 0
        # The groups with repeats, in a list to draw from and by their place in it.
        self.bad: list[int] = []
        self.bad_at: dict[int, int] = {}
        # Where the people of each function sit: places (group, seat). A swap leaves the places what they are.
        self.places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, group in enumerate(self.groups):
            for seat, member in enumerate(group):
                self.places[member.function].append((index, seat))
                cost, repeats = self._with(member, index, seat)
                self.cost += cost
                self.repeats += repeats
            self._judge(index)
        self.cost //= 2
        self.repeats //= 2

    def run(self, budget: int) -> list[list[Member]]:
        most = self.repeats
        best_cost, best = self.cost, [list(group) for group in self.groups]
        moved: dict[str, int] = {}
        for step in range(budget):
            if best_cost == 0:
                break
            place = self._unhappy()
            if place is None:
                break
            swap = self._cheapest(place, moved, step)
            if swap is None:
                continue
            delta, repeats, other = swap
            for index, seat in (place, other):
                moved[self.groups[index][seat].id] = step
            self._swap(place, other)
            self.cost += delta
            self.repeats += repeats
            if self.cost < best_cost and self.repeats <= most:
                best_cost, best = self.cost, [list(group) for group in self.groups]
        return best

    def _unhappy(self) -> tuple[int, int] | None:
        """Somebody who sits with a former companion; None where nobody does."""
        if not self.bad:
            return None
        index = self.bad[self.random.randrange(len(self.bad))]
        seats = [seat for seat, member in enumerate(self.groups[index]) if self._with(member, index, seat)[1]]
        return index, seats[self.random.randrange(len(seats))]

    def _judge(self, index: int) -> None:
        """Put the group into the list of those with repeats, or take it out."""
        bad = any(self._with(member, index, seat)[1] for seat, member in enumerate(self.groups[index]))
        if bad and index not in self.bad_at:
            self.bad_at[index] = len(self.bad)
            self.bad.append(index)
        elif not bad and index in self.bad_at:
            place, last = self.bad_at.pop(index), self.bad.pop()
            if last != index:
                self.bad[place] = last
                self.bad_at[last] = place

    def _cheapest(
        self, place: tuple[int, int], moved: dict[str, int], step: int
    ) -> tuple[int, int, tuple[int, int]] | None:
        """The best swap of this place: its change of cost and of repeats, and the other place."""
        index, seat = place
        member = self.groups[index][seat]
        everywhere = self.places[member.function]
        start = self.random.randrange(len(everywhere))
        now, now_repeats = self._with(member, index, seat)
        best: tuple[int, int, tuple[int, int]] | None = None
        for offset in range(min(len(everywhere), LOOK_AT)):
            there, chair = everywhere[(start + offset) % len(everywhere)]
            other = self.groups[there][chair]
            if there == index or step - moved.get(other.id, -TABU) < TABU:
                continue
            before, before_repeats = self._with(other, there, chair)
            mine, mine_repeats = self._with(member, there, chair)
            theirs, theirs_repeats = self._with(other, index, seat)
            delta = mine + theirs - now - before
            if best is None or delta < best[0]:
                repeats = mine_repeats + theirs_repeats - now_repeats - before_repeats
                best = delta, repeats, (there, chair)
        return best

    def _swap(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        (a, i), (b, j) = one, other
        self.groups[a][i], self.groups[b][j] = self.groups[b][j], self.groups[a][i]
        self._judge(a)
        self._judge(b)

    def _with(self, member: Member, index: int, seat: int) -> tuple[int, int]:
        """Cost and repeats of this member in that seat, with those who sit on the group's other seats."""
        cost = repeats = 0
        for chair, other in enumerate(self.groups[index]):
            if chair != seat and (pair := self.history.cost(member.id, other.id)):
                cost += pair
                repeats += 1
        return cost, repeats
