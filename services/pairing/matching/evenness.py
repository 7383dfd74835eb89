"""Whether all pairs of functions use alike shares of their possible meetings over a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from services.pairing.matching.plan import History, Member

YEAR = 4
"""So many rotations are a year, the one that is drawn among them."""


def starved_functions(members: Sequence[Member], groups: Sequence[Sequence[str]], history: History) -> int:
    """How many pairs of functions use less than half the share that another pair uses, over the year that ends with
    these groups; 0 where the past is no year long.

    A share is of all pairs of people of the two functions. Who met several times in the past counts once.
    """
    function = {member.id: member.function for member in members}
    met: Counter[tuple[str, ...]] = Counter()
    whole = False
    for (one, other), gap in history.gaps.items():
        whole = whole or gap >= YEAR - 1
        if gap < YEAR and one in function and other in function:
            met[tuple(sorted((function[one], function[other])))] += 1
    if not whole:
        return 0
    for group in groups:
        met.update(tuple(sorted((function[one], function[other]))) for one, other in combinations(group, 2))
    heads = Counter(function.values())
    shares = [Fraction(met[pair], heads[pair[0]] * heads[pair[1]]) for pair in combinations(sorted(heads), 2)]
    return sum(2 * share < max(shares) for share in shares)
