"""Pairs by round robin: from one pool, and from several functions of equal size where pairs are always of two.

In one pool of an even number everybody meets everybody, a person fixed and the others going round (Kirkman, 1847); in
one of an odd number three make a trio, and four fixed people are all that never meet. With several functions the
functions themselves (or, where their number is odd, their halves) play a round robin, and each two that meet shift
against each other from one time to the next, until everybody has met everybody of the others.
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


_SMALL: dict[int, tuple[tuple[tuple[int, ...], ...], ...]] = {
    7: (((0, 1, 2), (3, 4), (5, 6)), ((2, 4, 6), (0, 3), (1, 5)), ((2, 3, 5), (0, 4), (1, 6))),
    9: (
        ((0, 1, 2), (3, 4), (5, 6), (7, 8)),
        ((2, 5, 7), (0, 3), (1, 4), (6, 8)),
        ((4, 6, 7), (0, 5), (1, 8), (2, 3)),
        ((3, 5, 8), (0, 6), (1, 7), (2, 4)),
        ((1, 3, 6), (0, 7), (2, 8), (4, 5)),
        ((0, 4, 8), (1, 5), (2, 6), (3, 7)),
    ),
}
"""Odd pools too small for going round, by trying everything: as many turns as there can be."""


FEWEST_ODD = min(_SMALL)

FIXED = 4
"""So many people of an odd pool never meet each other."""


class OddPool:
    """Pairs and one trio from one pool of an odd number of people, seven or more: nobody meets anybody twice.

    Eleven or more have four turns less than people, which is the most there can be. Four of them are fixed, the others
    are numbers modulo so many turns. Of the pairs -i, i, whose differences are all there are, the first three become
    the trio -3, 1, 3, which has the same three differences, and leave -2, -1, 0, 2 for the fixed. Raises ValueError for
    another number of people.
    """

    functions = 1

    def __init__(self, people: int) -> None:
        if people % 2 == 0 or people < FEWEST_ODD:
            raise ValueError(f"pairs and a trio without a repeat need an odd number from seven on, not {people}")
        self._small = _SMALL.get(people)
        self.seats = people
        self.turns = people - FIXED if self._small is None else len(self._small)

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        """The trio and the pairs of a turn, computed when they are asked for."""
        at, around = turn % self.turns, self.turns
        if self._small is not None:
            return list(self._small[at])
        trio = tuple((at + step) % around for step in (-3, 1, 3))
        fixed = [((at + step) % around, around + place) for place, step in enumerate((-2, -1, 0, 2))]
        pairs = [((at - step) % around, (at + step) % around) for step in range(4, around // 2 + 1)]
        return [trio, *fixed, *pairs]


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
