"""Rounds of one pool by simulated annealing: for the few pools where no algebra reaches as far as the count of pairs.

Kirkpatrick, Gelatt and Vecchi, Optimization by simulated annealing, 1983. Seeded and limited in steps, so that the same
call always ends the same way.
"""

from __future__ import annotations

from itertools import combinations
from math import exp
from random import Random

from services.pairing.matching.kirkman import Round

TEMPERATURE = 0.22
"""Constant; at this heat a repeat more is taken once in a hundred times."""


def group_sizes(people: int, size: int = 3) -> list[int]:
    """Trios, with one pair where two people are left over and two pairs where one is; or fours, with up to 3 trios."""
    if size == 4:
        trios = -people % 4 if people != 5 else 1
        return [4] * ((people - 3 * trios) // 4) + [3] * trios + [2] * (people == 5)
    pairs = -people % 3
    return [3] * ((people - 2 * pairs) // 3) + [2] * pairs


def annealed_rounds(people: int, rounds: int, seed: int, steps: int) -> tuple[Round, ...] | None:
    """So many rounds in which no two people meet twice; None where so many steps don't lead to them.

    A step lets two people of one round change places. It is taken where it makes repeats no more, and now and then
    where it does.
    """
    random = Random(seed)
    sizes = group_sizes(people)
    groups = [group for group, size in enumerate(sizes) for _ in range(size)]
    begins = [sum(sizes[:group]) for group in groups]
    others = [
        [place for place in range(begin, begin + sizes[group]) if place != seat]
        for seat, (group, begin) in enumerate(zip(groups, begins, strict=True))
    ]
    seated = [random.sample(range(people), people) for _ in range(rounds)]
    met = [[0] * people for _ in range(people)]
    for row in seated:
        for one, other in combinations(range(people), 2):
            if groups[one] == groups[other]:
                met[row[one]][row[other]] += 1
                met[row[other]][row[one]] += 1
    repeats = sum(count - 1 for one, row in enumerate(met) for count in row[:one] if count > 1)
    accepted = [exp(-worse / TEMPERATURE) for worse in range(5)]
    draw = random.random
    for _ in range(steps):
        if not repeats:
            return tuple(_round(row, sizes) for row in seated)
        row, one, other = seated[int(draw() * rounds)], int(draw() * people), int(draw() * people)
        if groups[one] == groups[other]:
            continue
        first, second = row[one], row[other]
        with_first = [row[place] for place in others[one]]
        with_second = [row[place] for place in others[other]]
        of_first, of_second = met[first], met[second]
        change = 0
        for person in with_first:
            change += (of_second[person] > 0) - (of_first[person] > 1)
        for person in with_second:
            change += (of_first[person] > 0) - (of_second[person] > 1)
        if change > 0 and draw() >= accepted[change]:
            continue
        for person in with_first:
            of_first[person] -= 1
            met[person][first] -= 1
            of_second[person] += 1
            met[person][second] += 1
        for person in with_second:
            of_second[person] -= 1
            met[person][second] -= 1
            of_first[person] += 1
            met[person][first] += 1
        row[one], row[other] = second, first
        repeats += change
    return None


def _round(row: list[int], sizes: list[int]) -> Round:
    places = iter(row)
    return tuple(sorted(tuple(sorted(next(places) for _ in range(size))) for size in sizes))
