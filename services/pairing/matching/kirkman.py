"""Kirkman triple systems: rounds of trios from one pool in which everybody meets everybody exactly once.

They exist for every number of people that leaves 3 when divided by 6 (Ray-Chaudhuri and Wilson, Solution of Kirkman's
schoolgirl problem, 1971). Given here, all by finite fields: the powers of three, three times and twice plus one a prime
power that leaves 1 when divided by 6. That is 9, 15, 21, 27, 39, 51, 57, 63, 75, 81 ...
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np

from services.pairing.matching.fields import Field, prime_powers

Round = tuple[tuple[int, ...], ...]


def kirkman_rounds(people: int) -> tuple[Round, ...] | None:
    """All (people - 1) / 2 rounds where one of the constructions gives them, else None."""
    powers = prime_powers(people)
    if len(powers) == 1 and powers[0][0] == 3:
        return _affine(powers[0][1])
    if people % 6 == 3 and (tripled := _field_of_sixths(people // 3)) is not None:
        return _tripled(tripled)
    if people % 6 == 3 and (doubled := _field_of_sixths(people // 2)) is not None:
        return _doubled(doubled)
    return None


def _affine(dimension: int) -> tuple[Round, ...]:
    """The lines of the affine space over three elements: each direction's parallels are a round."""
    points = list(product(range(3), repeat=dimension))
    # Of a direction and its double, which are the same lines, the one whose first entry other than nought is one.
    directions = [way for way in points if next((entry for entry in way if entry), 0) == 1]
    rounds = []
    for way in directions:
        lines = {
            tuple(
                sorted(
                    points.index(tuple((a + step * b) % 3 for a, b in zip(point, way, strict=True)))
                    for step in range(3)
                )
            )
            for point in points
        }
        rounds.append(tuple(sorted(lines)))
    return tuple(rounds)


def _field_of_sixths(order: int) -> Field | None:
    """The field of that order, where it leaves 1 when divided by 6."""
    powers = prime_powers(order)
    return Field(*powers[0]) if len(powers) == 1 and order % 6 == 1 else None


def _tripled(field: Field) -> tuple[Round, ...]:
    """Three copies of a field with q = 6t + 1 elements: q shifts of one round, and 3t rounds of shifts of one trio.

    With a a primitive element, e = a^i: within a copy the trios {e, e a^2t, e a^4t}, i < t, across the copies
    (e, e a^2t, e a^4t) for every i. Half of the latter complete the first round, of each other one the shifts are a
    round of their own (Ray-Chaudhuri and Wilson, 1971).
    """
    q, t = field.order, (field.order - 1) // 6
    power = _powers(field)
    within = [
        [(copy, power[i]), (copy, power[i + 2 * t]), (copy, power[i + 4 * t])] for copy in range(3) for i in range(t)
    ]
    across = [[(copy, power[i + 2 * t * copy]) for copy in range(3)] for i in range(6 * t)]
    # Exponents 0 .. t-1, 2t .. 3t-1, 4t .. 5t-1 are those that the trios within a copy use up.
    base = [*within, [(copy, 0) for copy in range(3)], *(trio for i, trio in enumerate(across) if i // t % 2)]
    rounds = [_sorted([[copy * q + _sum(field, x, shift) for copy, x in trio] for trio in base]) for shift in range(q)]
    for i, trio in enumerate(across):
        if i // t % 2 == 0:
            rounds.append(_sorted([copy * q + _sum(field, x, shift) for copy, x in trio] for shift in range(q)))
    return tuple(rounds)


def _doubled(field: Field) -> tuple[Round, ...]:
    """Two copies of a field with q = 6t + 1 elements and one person more: the q shifts of one round.

    With a a primitive element, e = a^i and c = (a^t + 1) / 2: the trios {e, e a^t, e c} of two from the first copy and
    one from the second, i // t even, and in the second {e c a^t, e c a^3t, e c a^5t}, i < t. From c the first two lie
    equally far, to either side, so that these differences are all there (Ray-Chaudhuri and Wilson, 1971).
    """
    q, t = field.order, (field.order - 1) // 6
    power = _powers(field)
    middle = power.index(int(field.times(_sum(field, power[t], 1), field.inverse(2 % field.prime))))
    base = [[(0, 0), (1, 0)]]
    base += [
        [(0, power[i]), (0, power[(i + t) % (6 * t)]), (1, power[(i + middle) % (6 * t)])]
        for i in range(6 * t)
        if i // t % 2 == 0
    ]
    base += [[(1, power[(i + middle + odd * t) % (6 * t)]) for odd in (1, 3, 5)] for i in range(t)]
    rounds = []
    for shift in range(q):
        trios = [[copy * q + _sum(field, x, shift) for copy, x in trio] for trio in base]
        trios[0].append(2 * q)
        rounds.append(_sorted(trios))
    return tuple(rounds)


def _powers(field: Field) -> list[int]:
    """All powers of a primitive element, from the first on, twice around."""
    power, step = [1], field.primitive()
    while len(power) < 2 * (field.order - 1):
        power.append(int(field.times(power[-1], step)))
    return power


def _sum(field: Field, one: int, other: int) -> int:
    return int(field.add(np.asarray(one), other))


def _sorted(trios: Iterable[Iterable[int]]) -> Round:
    return tuple(sorted(tuple(sorted(trio)) for trio in trios))
