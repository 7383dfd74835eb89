"""Base rounds of fours, from which a cyclic group makes all rounds: no difference comes twice in any of them.

Found by an exhaustive search in random order. Where a symmetry was asked for, it makes the round of a few groups: it
multiplies the numbers of every copy, and may turn the copies round.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.pairing.matching.kirkman import Round
from services.pairing.matching.starters import Shape


@dataclass(frozen=True, slots=True)
class Base:
    """One base round. `times` multiplies, each copy becomes the one `turned` places on; the fixed people stay."""

    shape: Shape
    groups: Round
    times: int = 1
    turned: int = 0

    def round(self) -> Round:
        """All groups of the base round."""
        found: set[tuple[int, ...]] = set()
        for group in self.groups:
            while group not in found:
                found.add(group)
                group = tuple(sorted(self._image(person) for person in group))
        return tuple(sorted(found))

    def _image(self, person: int) -> int:
        copy, place = divmod(person, self.shape.shifts)
        if copy >= self.shape.copies:
            return person
        return (copy + self.turned) % self.shape.copies * self.shape.shifts + place * self.times % self.shape.shifts


BASES: dict[int, Base] = {
    24: Base(
        Shape(shifts=7, copies=3, fixed=3, bases=1),
        ((0, 11, 20, 23), (5, 10, 14, 22), (3, 12, 17, 21), (1, 2, 4, 19), (8, 15, 16, 18), (6, 7, 9, 13)),
    ),
    28: Base(
        Shape(shifts=9, copies=3, fixed=1, bases=1),
        (
            *((3, 17, 20, 27), (10, 15, 23, 26), (0, 6, 24, 25), (12, 13, 18, 22)),
            *((7, 8, 19, 21), (1, 5, 9, 16), (2, 4, 11, 14)),
        ),
    ),
    36: Base(
        Shape(shifts=11, copies=3, fixed=3, bases=1),
        (
            *((10, 15, 32, 35), (0, 13, 29, 34), (4, 18, 30, 33), (11, 17, 20, 31), (3, 5, 22, 28)),
            *((6, 7, 14, 27), (16, 23, 24, 26), (1, 9, 21, 25), (2, 8, 12, 19)),
        ),
    ),
    40: Base(
        Shape(shifts=13, copies=3, fixed=1, bases=1),
        (
            *((0, 13, 26, 39), (2, 11, 29, 36), (5, 8, 27, 38), (6, 7, 30, 35), (1, 12, 16, 23)),
            *((3, 10, 17, 22), (4, 9, 14, 25), (15, 24, 31, 34), (18, 21, 32, 33), (19, 20, 28, 37)),
        ),
    ),
    44: Base(
        Shape(shifts=14, copies=3, fixed=2, bases=1),
        ((0, 10, 16, 25), (1, 23, 39, 43), (2, 4, 13, 41), (3, 11, 21, 38), (12, 24, 34, 42)),
        times=9,
        turned=1,
    ),
    52: Base(
        Shape(shifts=17, copies=3, fixed=1, bases=1),
        ((0, 17, 34, 51), (1, 16, 39, 46), (2, 15, 41, 44)),
        times=13,
        turned=1,
    ),
    56: Base(
        Shape(shifts=18, copies=3, fixed=2, bases=1),
        ((0, 14, 23, 51), (1, 31, 35, 50), (2, 21, 28, 34), (6, 24, 42, 54), (9, 12, 17, 19), (16, 22, 46, 55)),
        times=7,
        turned=1,
    ),
    76: Base(
        Shape(shifts=25, copies=3, fixed=1, bases=1),
        (
            *((0, 25, 50, 75), (1, 24, 55, 70), (2, 23, 34, 41), (3, 22, 31, 44), (5, 20, 56, 69)),
            *((6, 19, 36, 39), (9, 16, 54, 71), (26, 49, 61, 64), (28, 47, 51, 74), (30, 45, 62, 63)),
        ),
        times=7,
    ),
    88: Base(
        Shape(shifts=29, copies=3, fixed=1, bases=1),
        ((0, 29, 58, 87), (1, 21, 80, 85), (4, 12, 50, 53), (33, 39, 72, 82)),
        times=7,
    ),
}
