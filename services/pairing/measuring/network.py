"""How evenly contact is spread over people, and how much of it crosses functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from services.pairing.measuring.past import Pair


def gini(values: Sequence[int]) -> Fraction | None:
    """How unevenly something is spread: 0 where all have the same, towards 1 where one has all; None for nobody.

    Half the relative mean absolute difference (C. Gini, "Variabilità e mutabilità", 1912), by the sorted form
    ``(2·Σ i·x_i)/(n·Σ x_i) - (n+1)/n`` with x ascending and i from 1. Where all have nothing, it is 0.
    """
    if not values:
        return None
    total, number = sum(values), len(values)
    if total == 0:
        return Fraction(0)
    weighted = sum(place * value for place, value in enumerate(sorted(values), start=1))
    return Fraction(2 * weighted, number * total) - Fraction(number + 1, number)


def centralisation(people: Collection[str], ties: Iterable[Pair]) -> Fraction | None:
    """How far the contact among these people hangs on one of them: 0 where all have as many ties, 1 for a star.

    Degree centralisation, ``Σ(most - d_i) / ((n-1)(n-2))`` (L. C. Freeman, "Centrality in social networks: Conceptual
    clarification", Social Networks 1, 1979). Ties with others don't count; None for fewer than three people.
    """
    number = len(people)
    if number < 3:
        return None
    degrees = dict.fromkeys(people, 0)
    for one, other in set(ties):
        if one in degrees and other in degrees:
            degrees[one] += 1
            degrees[other] += 1
    most = max(degrees.values())
    return Fraction(sum(most - degree for degree in degrees.values()), (number - 1) * (number - 2))


def ei_index(function: Mapping[str, str], ties: Iterable[Pair]) -> Fraction | None:
    """Whether contact crosses functions: 1 where every tie does, -1 where none does; None where there is no tie.

    ``(E - I) / (E + I)`` of ties to others and ties within (D. Krackhardt, R. N. Stern, "Informal networks and
    organizational crises", Social Psychology Quarterly 51, 1988). Ties of people without a function don't count.
    """
    known = [(function[one], function[other]) for one, other in set(ties) if one in function and other in function]
    if not known:
        return None
    external = sum(mine != theirs for mine, theirs in known)
    return Fraction(2 * external - len(known), len(known))


def reach(function: Mapping[str, str], ties: Iterable[Pair]) -> Counter[str]:
    """How many different people of other functions each has a tie with."""
    others: Counter[str] = Counter()
    for one, other in set(ties):
        if one in function and other in function and function[one] != function[other]:
            others[one] += 1
            others[other] += 1
    return others
