"""How much contact there is between each two functions, beside the most that their head counts allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from services.pairing.measuring.past import PastGroup, pairs_in


@dataclass(frozen=True, slots=True)
class Coverage:
    """Pairs of people, one of each of two functions: put into one group, met, and at most possible in one rotation.

    `met` is None where it would tell of too few groups.
    """

    functions: tuple[str, str]
    assigned: int
    met: int | None
    ceiling: int


def between(function: Mapping[str, str], groups: Iterable[PastGroup]) -> Counter[tuple[str, str]]:
    """How many pairs of people share a group, by their two different functions, in alphabetical order."""
    functions = (
        (function[one], function[other])
        for one, other in pairs_in(groups)
        if one in function and other in function and function[one] != function[other]
    )
    return Counter((min(both), max(both)) for both in functions)


def each_two(function: Mapping[str, str], people: Iterable[str]) -> list[tuple[str, str]]:
    """Each two different functions that these people have."""
    return list(combinations(sorted({function[person] for person in people if person in function}), 2))


@lru_cache(maxsize=1024)
def ceiling(one: int, other: int, size: int) -> int:
    """The most pairs of people across two functions of so many people that groups of at most `size` can hold at once.

    Proved: the integer programme ``max Σ a·b·x`` over kinds of groups with a of the one and b of the other function,
    ``Σ a·x <= one``, ``Σ b·x <= other``. It looks at these two functions alone, so not every pair can be at its ceiling
    together with the others.
    """
    # Loading these takes longer than most commands, which measure nothing.
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    kinds = [(a, b) for a in range(1, size) for b in range(1, size - a + 1)]
    if not (one and other and kinds):
        return 0
    seats = np.array(kinds, dtype=np.float64)
    gain = seats[:, 0] * seats[:, 1]
    found = milp(
        -gain,
        integrality=np.ones(len(kinds)),
        bounds=Bounds(0, min(one, other)),
        constraints=LinearConstraint(seats.T, ub=np.array([one, other], dtype=np.float64)),
    )
    best: float = -found.fun
    return round(best)
