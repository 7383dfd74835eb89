"""Pairs by round robin: from one pool, and from several functions of equal size where pairs are always of two.

In one pool of an even number everybody meets everybody, a person fixed and the others going round (Kirkman, 1847). With
several functions the functions themselves (or, where their number is odd, their halves) play a round robin, and each
two that meet shift against each other from one time to the next, until everybody has met everybody of the others.
"""

from __future__ import annotations

from functools import lru_cache

Pairs = tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def round_robin(players: int) -> tuple[Pairs, ...]:
    """The rounds of an even number of players: each meets each other once. In the first, 0 meets 1, 2 meets 3 ...

    Raises ValueError for an odd number.
    """
    if players < 2 or players % 2:
        raise ValueError(f"a round robin needs an even number of players, not {players}")
    last = players - 1
    circle = [
        [(turn, last), *(((turn + step) % last, (turn - step) % last) for step in range(1, players // 2))]
        for turn in range(last)
    ]
    number = {player: place for place, player in enumerate(player for pair in circle[0] for player in pair)}
    return tuple(
        tuple(sorted((min(number[a], number[b]), max(number[a], number[b])) for a, b in round_)) for round_ in circle
    )


class OnePool:
    """Pairs from one pool of an even number of people: everybody meets everybody in one turn less than there are."""

    functions = 1

    def __init__(self, people: int) -> None:
        if people < 2 or people % 2:
            raise ValueError(f"a round robin needs an even number of players, not {people}")
        self.seats, self.turns = people, people - 1

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        """The pairs of a turn, computed when they are asked for: a large pool has many turns."""
        last, at = self.turns, turn % self.turns
        steps = range(1, self.seats // 2)
        return [(at, last), *(((at + step) % last, (at - step) % last) for step in steps)]


EVEN = 4
"""With more functions than these, two of them would not meet for over a year: the search keeps them even instead."""


class RoundRobin:
    """Pairs of two different functions, of `functions` functions with `seats` people each.

    No two people meet twice within `turns` turns, which is the most there can be. People are numbered through:
    function times `seats` plus seat. Raises ValueError where an odd number of people would be left over.
    """

    def __init__(self, functions: int, seats: int) -> None:
        if functions % 2 and seats % 2:
            raise ValueError(f"{functions} functions of {seats} people can't be paired without a rest")
        self.functions, self.seats = functions, seats
        # With halves, those of one function meet in the first round, which is left out.
        self._parts = 1 if functions % 2 == 0 else 2
        self._rounds = round_robin(functions * self._parts)[self._parts - 1 :]
        self._part = seats // self._parts
        self.turns = len(self._rounds) * self._part

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        """The pairs of a turn; each round of functions comes once before any comes again."""
        shift, number = divmod(turn % self.turns, len(self._rounds))
        return [
            (one * self._part + place, other * self._part + (place + shift) % self._part)
            for one, other in self._rounds[number]
            for place in range(self._part)
        ]
