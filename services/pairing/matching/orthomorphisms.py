"""Three orthogonal Latin squares where fields give only two: orders 12 and 15, by permutations of a group.

In a group, the squares p(row) + column are orthogonal for permutations p whose differences are permutations as well:
beside the identity two orthogonal orthomorphisms (Johnson, Dulmage and Mendelsohn, Orthomorphisms of groups and
orthogonal Latin squares, 1961). `searched_orthomorphisms` finds the ones that stand here, in the second that a draw
shouldn't take.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from services.pairing.matching.fields import Numbers

Pairs = tuple[tuple[int, int], ...]

ORTHOMORPHISMS: dict[tuple[int, ...], Pairs] = {
    (2, 6): ((0, 0), (2, 3), (1, 5), (7, 6), (6, 8), (10, 7), (9, 1), (4, 11), (3, 9), (11, 2), (8, 4), (5, 10)),
    (15,): (
        *((0, 0), (2, 3), (1, 5), (5, 1), (8, 11), (11, 13), (3, 10), (14, 12)),
        *((13, 4), (12, 6), (4, 9), (7, 2), (10, 7), (6, 14), (9, 8)),
    ),
}
"""For Z_2 x Z_6 and Z_15: what the two permutations make of each element, in order. Found by the search below."""


class GroupSquares:
    """The three squares of a product of cyclic groups and two of its orthomorphisms."""

    def __init__(self, factors: tuple[int, ...], images: Pairs) -> None:
        self._minus, self.order, self.count = _differences(factors), len(images), 3
        self._images = [(element, *pair) for element, pair in enumerate(images)]
        self._negative = self._minus[0]

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (3, order)."""
        return np.stack([self._minus[image, self._negative] for image in self._images[index]])


def searched_orthomorphisms(factors: tuple[int, ...]) -> Pairs | None:
    """The first two permutations of a product of cyclic groups that, with the identity, differ by permutations.

    In lexicographic order, by backtracking; None where there are none.
    """
    minus = _differences(factors).tolist()
    order = len(minus)

    def further(images: Pairs, first: int, second: int, between: int) -> Pairs | None:
        """The images completed. Each set of bits holds values in its low half and differences in its high half."""
        element = len(images)
        if element == order:
            return images
        bits = [1 << image | 1 << order + minus[image][element] for image in range(order)]
        others = [(other, bit) for other, bit in enumerate(bits) if not second & bit]
        for one, bit in enumerate(bits):
            if first & bit:
                continue
            for other, its in others:
                difference = 1 << minus[other][one]
                if not between & difference:
                    found = further((*images, (one, other)), first | bit, second | its, between | difference)
                    if found is not None:
                        return found
        return None

    # A shifted permutation differs from others by permutations as before, so both may begin with nought.
    nought = 1 | 1 << order
    return further(((0, 0),), nought, nought, 1)


def _differences(factors: tuple[int, ...]) -> Numbers:
    """The table of differences in a product of cyclic groups, its elements numbered in lexicographic order."""
    elements = np.array(list(product(*map(range, factors))), dtype=np.int64)
    differences = (elements[:, None] - elements[None, :]) % np.array(factors)
    weights = np.array([int(np.prod(factors[place + 1 :])) for place in range(len(factors))], dtype=np.int64)
    return np.asarray(differences @ weights)
