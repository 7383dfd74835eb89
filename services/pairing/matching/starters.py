"""Rounds of trios from a few base rounds that a cyclic group shifts, found by backtracking.

The people are some copies of Z_n and a few fixed ones; each base round gives n rounds, one per shift. No pair meets
twice if no difference appears twice: between two of one copy, between two copies, and between a fixed one and a copy.
For 18, 24 and 36 people this finds nearly Kirkman triple systems: everybody meets everybody but one
(Kotzig and Rosa, 1974; Baker and Wilson, 1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from services.pairing.matching.kirkman import Round


@dataclass(frozen=True, slots=True)
class Shape:
    """`copies` of Z_`shifts`, `fixed` people beside them, and how many base rounds are looked for."""

    shifts: int
    copies: int
    fixed: int
    bases: int

    @property
    def people(self) -> int:
        """How many people there are; copies come first, one after the other, the fixed ones last."""
        return self.shifts * self.copies + self.fixed

    def shifted(self, person: int, by: int) -> int:
        """Who somebody becomes."""
        if person >= self.shifts * self.copies:
            return person
        copy, place = divmod(person, self.shifts)
        return copy * self.shifts + (place + by) % self.shifts


def shifted_rounds(shape: Shape, bases: tuple[Round, ...]) -> tuple[Round, ...]:
    """All rounds that the base rounds give."""
    return tuple(
        tuple(sorted(tuple(sorted(shape.shifted(person, by) for person in trio)) for trio in base))
        for base in bases
        for by in range(shape.shifts)
    )


def searched_bases(shape: Shape) -> tuple[Round, ...] | None:
    """The first base rounds in lexicographic order in which no difference appears twice; None where there are none."""
    return _Search(shape).bases((), 0)


class _Search:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._bits = _bits(shape)

    def bases(self, found: tuple[Round, ...], taken: int) -> tuple[Round, ...] | None:
        """The base rounds, completed from those found so far."""
        if len(found) == self._shape.bases:
            return found
        return self._trios(tuple(range(self._shape.people)), (), found, taken)

    def _trios(
        self, free: tuple[int, ...], trios: Round, found: tuple[Round, ...], taken: int
    ) -> tuple[Round, ...] | None:
        """Seat the first who is free with any two others, and so on until the round is full."""
        if not free:
            return self.bases((*found, trios), taken)
        first, *others = free
        for second, third in combinations(others, 2):
            own = [self._bits.get(pair, 0) for pair in ((first, second), (first, third), (second, third))]
            new = own[0] | own[1] | own[2]
            if all(own) and not taken & new and new.bit_count() == sum(bits.bit_count() for bits in own):
                rest = tuple(person for person in others if person not in (second, third))
                done = self._trios(rest, (*trios, (first, second, third)), found, taken | new)
                if done is not None:
                    return done
        return None


def _bits(shape: Shape) -> dict[tuple[int, int], int]:
    """For each pair that may meet, its difference as a bit: pairs that shifts make of each other share one.

    Two fixed people would meet again in every shift, and two that lie half a turn apart after half the shifts.
    """
    bits: dict[tuple[int, int], int] = {}
    for pair in combinations(range(shape.people), 2):
        orbit = {tuple(sorted(shape.shifted(person, by) for person in pair)) for by in range(shape.shifts)}
        if len(orbit) == shape.shifts and pair not in bits:
            bits.update({(one, other): 1 << len(bits) // shape.shifts for one, other in orbit})
    return bits
