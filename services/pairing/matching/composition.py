"""How many groups there are and which functions sit in each, before anybody is named: a small integer programme.

Its variables are kinds of groups, not people, so ten people and ten thousand take the same time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.plan import Clash, Policy

SMALLEST, LARGEST = 2, 4

Kind = tuple[str, ...]
"""The functions of a group's seats, sorted."""

_Row = NDArray[np.float64]


def compose(
    counts: Mapping[str, int], size: int = 3, policy: Policy = "cover", pins: Sequence[Kind] = ()
) -> tuple[Kind, ...]:
    """The kind of each group, most frequent kinds together; nothing where fewer than two people are there.

    Least of all, in this order: people in a group of one function; people above the size; then, with `cover`, groups
    that lack a function, functions twice in a group, people below the size; with `pairs`, functions twice come before
    groups that lack one. Each of `pins` (the functions of people who stay together) has a group to itself, in the
    order in which `homes` tells. Raises Clash where no composition holds the pins, ValueError for a size outside 2-4.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"a group of {size} is not possible; choose a size from {SMALLEST} to {LARGEST}")
    here = tuple(sorted((function, count) for function, count in counts.items() if count))
    if sum(count for _, count in here) < SMALLEST:
        return ()
    return _composed(here, size, policy, tuple(sorted(tuple(sorted(pin)) for pin in pins)))


@lru_cache(maxsize=512)
def _composed(
    counts: tuple[tuple[str, int], ...], size: int, policy: Policy, pins: tuple[Kind, ...]
) -> tuple[Kind, ...]:
    functions = [function for function, _ in counts]
    if len(functions) == size and len({count for _, count in counts}) == 1 and not pins:
        return (tuple(functions),) * counts[0][1]
    # Groups above the size serve only to avoid groups of one function: without any such need they aren't looked at.
    found = _solved(counts, _kinds(functions, size), size, policy, pins)
    if found is None or (len(functions) > 1 and any(_single(kind) for kind in found)):
        found = _solved(counts, _kinds(functions, LARGEST), size, policy, pins)
    if found is None:
        raise Clash("the people who are to stay together leave no groups of two to four for the others; pin fewer")
    return found


def _kinds(functions: Sequence[str], largest: int) -> list[Kind]:
    sizes = range(SMALLEST, largest + 1)
    return [kind for size in sizes for kind in combinations_with_replacement(functions, size)]


def _single(kind: Kind) -> bool:
    return len(set(kind)) == 1


def _solved(
    counts: tuple[tuple[str, int], ...], kinds: list[Kind], size: int, policy: Policy, pins: tuple[Kind, ...]
) -> tuple[Kind, ...] | None:
    """The best numbers of each kind; None where there are none. Variables: groups per kind, then pins per kind."""
    wanted = Counter(pins)
    rows: list[_Row] = []
    lower: list[float] = []
    upper: list[float] = []
    width = len(kinds) * (1 + len(wanted))

    def add(row: _Row, least: float, most: float) -> None:
        rows.append(row)
        lower.append(least)
        upper.append(most)

    for function, count in counts:
        row = np.zeros(width)
        row[: len(kinds)] = [kind.count(function) for kind in kinds]
        add(row, count, count)
    limits = np.full(width, np.inf)
    for at, (pin, number) in enumerate(sorted(wanted.items()), start=1):
        row, start = np.zeros(width), at * len(kinds)
        row[start : start + len(kinds)] = 1
        add(row, number, number)
        holds = [not Counter(pin) - Counter(kind) for kind in kinds]
        limits[start : start + len(kinds)] = np.where(holds, number, 0)
    for index in range(len(kinds) if wanted else 0):
        row = np.zeros(width)
        row[index] = -1
        row[index + len(kinds) :: len(kinds)] = 1
        add(row, -np.inf, 0)
    # Loading it takes longer than most commands that never draw.
    from scipy.optimize import Bounds, LinearConstraint, milp

    solution = np.zeros(width)
    for aim in _aims(kinds, len(counts), size, policy):
        cost = np.zeros(width)
        cost[: len(kinds)] = aim
        answer = milp(
            cost,
            integrality=np.ones(width),
            bounds=Bounds(0, limits),
            constraints=LinearConstraint(np.array(rows), lower, upper),
            options={"mip_rel_gap": 0},
        )
        if answer.x is None:
            return None
        solution = np.rint(answer.x)
        # From here on this much is settled.
        add(cost, -np.inf, float(cost @ solution))
    numbers = zip(kinds, solution, strict=False)
    return tuple(kind for kind, number in numbers for _ in range(int(number)))


def _aims(kinds: list[Kind], functions: int, size: int, policy: Policy) -> list[list[int]]:
    """What to keep small, the first before all others; the last one decides among equals."""
    same = [len(kind) * _single(kind) for kind in kinds]
    oversize = [max(0, len(kind) - size) for kind in kinds]
    # Counted by seats: with groups of four, one whole group is worth more than a trio.
    coverage = [-min(len(kind), size) * (len(set(kind)) >= min(size, functions)) for kind in kinds]
    doubles = [_twice(kind) - _unavoidable(len(kind), functions) for kind in kinds]
    # Squared, so that two trios come before a pair and a group of four.
    small = [max(0, size - len(kind)) ** 2 for kind in kinds]
    middle = [coverage, doubles, small] if policy == "cover" else [doubles, coverage, small]
    return [same, oversize, *middle, list(range(len(kinds)))]


def _twice(kind: Kind) -> int:
    """How many pairs of the group work in one function."""
    return sum(count * (count - 1) // 2 for count in Counter(kind).values())


def _unavoidable(people: int, functions: int) -> int:
    """How many such pairs a group of so many people has at least."""
    each, over = divmod(people, functions)
    return over * each + functions * each * (each - 1) // 2


def is_poor(kind: Kind, functions: int, size: int = 3) -> bool:
    """Whether nobody shall be in such a group twice running: of two people, or a function twice that needn't be."""
    return len(kind) == SMALLEST < size or _twice(kind) > _unavoidable(len(kind), functions)


def homes(kinds: Sequence[Kind], pins: Sequence[Kind]) -> list[int]:
    """For each pin the place of a group that holds it, no two the same. Raises Clash where there is no such choice."""
    taken: dict[int, int] = {}

    def place(pin: int, tried: set[int]) -> bool:
        for index, kind in enumerate(kinds):
            if index in tried or Counter(pins[pin]) - Counter(kind):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = pin
                return True
        return False

    for pin in range(len(pins)):
        if not place(pin, set()):
            raise Clash("the people who are to stay together fit into no groups of these kinds; pin fewer")
    at = {pin: index for index, pin in taken.items()}
    return [at[pin] for pin in range(len(pins))]
