"""The best arrangement by set partitioning: every possible group a variable, every person in exactly one (HiGHS)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.composition import LARGEST, Aimed, Kind
from services.pairing.matching.costs import Costs, Ints

if TYPE_CHECKING:
    from scipy.sparse import csc_array

MOST = 10_000
"""Up to so many possible groups it is tried."""

NODES = 200
"""How many nodes of the search tree are looked at: a budget that doesn't depend on the machine."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every group that may be: its members (places, padded with `count` to four), the kind it is of, and its price."""

    members: Ints
    kind: Ints
    price: Ints
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `groups` is None where nothing was; `bound`: nothing is cheaper; `possible`: not refuted."""

    groups: list[list[int]] | None
    bound: float
    possible: bool = True


def how_many(kinds: Sequence[Kind], counts: dict[str, int]) -> int:
    """How many groups of these kinds a pool with these head counts allows."""
    return sum(prod(comb(counts.get(name, 0), n) for name, n in Counter(kind).items()) for kind in sorted(set(kinds)))


def candidates(kinds: Sequence[Kind], costs: Costs, pins: Sequence[frozenset[int]] = ()) -> Candidates:
    """All groups of these kinds that break no exclusion and part no pin; their price is their first cost."""
    of: dict[str, list[int]] = {name: [] for name in costs.functions}
    for place, member in enumerate(costs.members):
        of[member.function].append(place)
    distinct = tuple(sorted(set(kinds)))
    rows: list[list[int]] = []
    kind_of: list[int] = []
    for number, kind in enumerate(distinct):
        choices = [list(combinations(of[name], seats)) for name, seats in sorted(Counter(kind).items())]
        for chosen in product(*choices):
            rows.append([place for part in chosen for place in part] + [costs.count] * (LARGEST - len(kind)))
            kind_of.append(number)
    members = np.array(rows, dtype=np.int64).reshape(-1, LARGEST)
    first = costs.first(members[:, :, None], members[:, None, :]).sum(axis=(1, 2)) // 2
    keep = first < costs.hard
    for pin in pins:
        held = np.isin(members, sorted(pin)).sum(axis=1)
        keep &= (held == 0) | (held == len(pin))
    return Candidates(members[keep], np.array(kind_of, dtype=np.int64)[keep], first[keep], distinct)


Numbers = dict[Kind, int] | Aimed | None
"""How many groups of each kind there are; or that they are a composition as good as any; or nothing about it."""


def solve(found: Candidates, people: int, price: Ints, numbers: Numbers) -> Answer:
    """The cheapest partition by `price`."""
    if not len(found.members):
        return Answer(None, 0.0, possible=False)
    return _whole(*_equations(found, people, numbers), found, people, price)


Limits = Sequence[tuple[Ints, int]]
"""What each group counts, and how much all together may at most."""


def cheaper(found: Candidates, people: int, price: Ints, numbers: Numbers, than: int, limits: Limits = ()) -> Answer:
    """A partition that costs less than `than`, if there is one; the bound is proved, and `than` where there is none.

    With `limits`, that is among those within them.

    The relaxed problem comes first. Its duals bound what each group costs over the least, so most groups can be in no
    cheaper partition, and what remains is small.
    """
    if not len(found.members):
        return Answer(None, float(than))
    matrix, needed = _equations(found, people, numbers)
    limits = [*limits, *_room(found, numbers)]
    from scipy.optimize import linprog

    counted = np.array([each for each, _ in limits], dtype=np.float64).reshape(-1, len(price))
    allowed = [most for _, most in limits]
    relaxed = linprog(price.astype(np.float64), counted, allowed, matrix, needed, method="highs")
    if relaxed.x is None:
        return Answer(None, 0.0)
    duals = relaxed.eqlin.marginals
    over, bound = price - matrix.T @ duals, float(needed @ duals)
    for place, (each, most) in enumerate(limits):
        saved = min(0.0, float(relaxed.ineqlin.marginals[place]))
        over, bound = over - saved * each, bound + saved * most
    # Right whatever the duals are: no group is taken more than once.
    bound += float(np.minimum(over, 0).sum())
    slack = than - 1 - bound + _TOLERANCE * max(1.0, than)
    if slack < 0:
        return Answer(None, float(than))
    keep = over <= slack
    left = among(found, keep)
    rest = [(each[keep], most) for each, most in limits]
    # To be told what is dear enough to be left out makes the search for it shorter.
    rest.append((price[keep], than - 1))
    answer = _whole(*_equations(left, people, numbers), left, people, price[keep], rest)
    if not answer.possible:
        return Answer(None, float(than))
    return Answer(answer.groups, min(float(than), max(bound, answer.bound)))


def among(found: Candidates, keep: NDArray[np.bool_]) -> Candidates:
    """Those of the groups that are to be kept."""
    return Candidates(found.members[keep], found.kind[keep], found.price[keep], found.kinds)


_TOLERANCE = 1e-7


def _equations(found: Candidates, people: int, numbers: Numbers) -> tuple[csc_array, NDArray[np.float64]]:
    """Everybody in one group; of each kind so many, or each aim as good as it can be."""
    width = len(found.members)
    group, seat = np.nonzero(found.members < people)
    # Loading it takes longer than most commands that never draw.
    from scipy.sparse import csc_array

    rows, columns, values = [found.members[group, seat]], [group], [np.ones(len(group))]
    right = [np.ones(people)]
    if isinstance(numbers, Aimed):
        for row, aim in enumerate(_aims(found, numbers)[: numbers.exact]):
            rows.append(np.full(width, people + row))
            columns.append(np.arange(width))
            values.append(aim.astype(np.float64))
        right.append(np.array(numbers.best[: numbers.exact], dtype=np.float64))
    elif numbers is not None:
        rows.append(people + found.kind)
        columns.append(np.arange(width))
        values.append(np.ones(width))
        right.append(np.array([numbers[kind] for kind in found.kinds], dtype=np.float64))
    at = np.concatenate(rows), np.concatenate(columns)
    needed = np.concatenate(right)
    return csc_array((np.concatenate(values), at), shape=(len(needed), width)), needed


def _aims(found: Candidates, aimed: Aimed) -> list[Ints]:
    """What each group counts in each aim."""
    place = {kind: index for index, kind in enumerate(aimed.kinds)}
    by_kind = ([aim[place[kind]] for kind in found.kinds] for aim in aimed.aims)
    return [np.array(each, dtype=np.int64)[found.kind] for each in by_kind]


def _room(found: Candidates, numbers: Numbers) -> Limits:
    """What the aims may come to that need not be as good as they can be."""
    if not isinstance(numbers, Aimed):
        return ()
    return list(zip(_aims(found, numbers), numbers.most, strict=True))[numbers.exact :]


def _whole(
    matrix: csc_array, needed: NDArray[np.float64], found: Candidates, people: int, price: Ints, limits: Limits = ()
) -> Answer:
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = [LinearConstraint(matrix, needed, needed)]
    rows += [LinearConstraint(each[None, :], -np.inf, most) for each, most in limits]
    answer = milp(
        price.astype(np.float64),
        integrality=np.ones(len(price)),
        bounds=Bounds(0, 1),
        constraints=rows,
        options={"mip_rel_gap": 0, "node_limit": NODES},
    )
    if answer.status == 2:
        return Answer(None, 0.0, possible=False)
    bound = answer.fun if answer.status == 0 else answer.mip_dual_bound
    bound = 0.0 if bound is None or not np.isfinite(bound) else float(bound)
    if answer.x is None:
        return Answer(None, bound)
    chosen = found.members[np.rint(answer.x).astype(bool)]
    return Answer([[place for place in row if place < people] for row in chosen.tolist()], bound)
