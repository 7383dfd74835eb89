"""Ten rounds of fours for 32 people in which no two meet twice: as many as there can be (found first by Aguado, 2004).

The people are the sixteen vectors x of GF(2)^4, each twice: (x, 0) and (x, 1). A round belongs to a plane U through
nought and a quadratic form q: its groups are, for the four cosets of U, the (y, q(y)) and the (y, q(y) + 1) with y in
the coset. Every vector d other than nought lies in two of the ten planes, and the sum of their forms changes by 1 from
any x to x + d. So (x, a) meets (x + d, b) in one of both rounds and not in the other; only (x, 0) and (x, 1) never
meet. The planes and forms are our own, found by solving these conditions, which are linear in the forms.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.pairing.matching.kirkman import Round

VECTORS = 16

Form = tuple[int, tuple[tuple[int, int], ...]]
"""A quadratic form: which places are summed up, as bits, and which products of two places."""

_ROUNDS: tuple[tuple[tuple[int, int], Form], ...] = (
    ((1, 2), (0, ())),
    ((1, 4), (1, ())),
    ((2, 8), (2, ())),
    ((3, 12), (10, ())),
    ((4, 8), (12, ())),
    ((5, 11), (0, ((0, 3), (2, 3)))),
    ((6, 9), (0, ((1, 2), (1, 3), (2, 3)))),
    ((6, 11), (4, ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3)))),
    ((7, 9), (8, ((0, 1), (2, 3)))),
    ((7, 10), (0, ((0, 2), (1, 2), (2, 3)))),
)
"""Two vectors that span each round's plane, and its form."""


def signed_planes() -> tuple[Round, ...]:
    """The ten rounds; (x, a) is person 2x + a."""
    return tuple(_round((one, other, one ^ other), form) for (one, other), form in _ROUNDS)


def _round(plane: Iterable[int], form: Form) -> Round:
    groups = set()
    for vector in range(VECTORS):
        coset = (vector, *(vector ^ step for step in plane))
        for sign in (0, 1):
            groups.add(tuple(sorted(2 * each + (_value(form, each) ^ sign) for each in coset)))
    return tuple(sorted(groups))


def _value(form: Form, vector: int) -> int:
    """What the form makes of a vector: 0 or 1."""
    linear, products = form
    summed = (linear & vector).bit_count() + sum(vector >> one & vector >> other & 1 for one, other in products)
    return summed % 2
