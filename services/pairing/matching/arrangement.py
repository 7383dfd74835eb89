"""Who sits where in groups of given kinds: greedy, swaps, the seat plan where it goes by one, and a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from services.pairing.matching.bounds import Least
from services.pairing.matching.certificate import certify, weighed
from services.pairing.matching.clashes import rearranged
from services.pairing.matching.composition import Kind
from services.pairing.matching.costs import Costs, Ints
from services.pairing.matching.following import Followed
from services.pairing.matching.pins import seat_pins
from services.pairing.matching.plan import Draw
from services.pairing.matching.swaps import Search
from services.pairing.matching.tables import Mask, Seats

RESTARTS = 4
"""Greedy beginnings that are improved; the plain greedy is the first of them."""

STEPS = 3000
"""Swaps tried to remove repeats, over all restarts."""

POLISH = 1500
"""Swaps tried for what comes after the repeats."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """Groups, and what is proved of all groups of the same kinds. `other_kinds`: exclusions needed other groups."""

    seats: Seats
    table: Ints
    least: Least
    followed: Followed | None
    other_kinds: bool

    @property
    def groups(self) -> list[list[str]]:
        """The members of each group."""
        members = self.seats.costs.members
        return [[members[place].id for place in group] for group in self.seats.groups(self.table)]

    @property
    def kinds(self) -> list[Kind]:
        """The kind of each group, sorted."""
        return sorted(self.seats.kinds)

    @property
    def weighed(self) -> tuple[int, int, int]:
        """What the rules cost that are broken, how many repeats there are, and what these cost."""
        cost, repeats = weighed(self.seats, self.table)
        return self.seats.price(self.table).first - cost, repeats, cost


def arranged(
    request: Draw,
    costs: Costs,
    kinds: Sequence[Kind],
    pins: Sequence[Sequence[str]],
    random: Random,
    *,
    followed: Followed | None = None,
    start: Sequence[Sequence[int]] | None = None,
) -> Arranged:
    """The best groups of these kinds that are found, from `start` on where it is given.

    `followed` is the turn of a seat plan, whose groups are of these kinds. Raises Clash where exclusions leave no
    answer with groups of any kinds.
    """
    seats, other_kinds = Seats(kinds, costs), False
    fixed = seat_pins(seats, pins, costs)
    together = [frozenset(costs.place[person] for person in pin) for pin in pins]
    placed = sorted(place for pin in together for place in pin)
    table = seats.greedy(random, fixed) if start is None else seats.arranged(start)
    search = Search(seats, table, _seated(table, placed), random)
    improve(search, seats, fixed)
    if search.price.first >= costs.hard:
        seats, table = rearranged(request, costs, seats, search.best, together)
        # The pinned sit wherever that put them.
        search = Search(seats, table, _seated(table, placed), random)
        search.settle(STEPS // RESTARTS)
        search.polish(POLISH)
        followed, other_kinds = None, True
    table = search.best
    if followed is not None:
        by_plan = seats.arranged([[costs.place[person] for person in group] for group in followed.groups])
        # What the wishes would gain by leaving the plan is not worth the quarters without a repeat that it still holds.
        by_search = search.price.first, seats.unspared(search.best)
        if (seats.price(by_plan).first, seats.unspared(by_plan)) <= by_search:
            table = by_plan
        else:
            followed = None
    certificate = certify(seats, table, together)
    if certificate.table is not table:
        search.begin(certificate.table, _seated(certificate.table, placed))
        search.polish(POLISH)
        # Cheaper can be more repeats that are older; as few as can be come first.
        fewer = weighed(seats, certificate.table)[1] < weighed(seats, search.best)[1]
        table, followed = certificate.table if fewer else search.best, None
    least = Least(certificate.least_repeats, certificate.least_cost)
    return Arranged(seats, table, least, followed, other_kinds)


def improve(search: Search, seats: Seats, fixed: Ints) -> None:
    """Spend the budget: swaps from several greedy beginnings until nothing costs anything, then what comes after."""
    best, price = search.best, search.price
    for start in range(RESTARTS):
        if start:
            search.begin(seats.greedy(search.random, fixed))
        search.settle(STEPS // RESTARTS)
        if search.price < price:
            best, price = search.best, search.price
        if price.first == 0:
            break
    search.begin(best)
    if seats.costs.matters:
        search.polish(POLISH)


def _seated(table: Ints, places: list[int]) -> Mask:
    """The seats on which these people sit."""
    found: Mask = np.isin(table, places)
    return found
