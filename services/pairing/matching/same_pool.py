"""Trios or fours from one pool, where nobody's function counts: rounds in which no two people meet twice.

Where the people don't divide by three, two are left over for a pair, or four for two pairs: nobody is alone, and nobody
sits in a group of four. Where they don't divide by four, there are up to three trios. How many rounds there can be is
counted (`most_rounds`); how many there are is what the constructions reach, and the table says where that is less.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from services.pairing.matching.annealing import annealed_rounds, group_sizes
from services.pairing.matching.fours import fours
from services.pairing.matching.kirkman import Round, kirkman_rounds
from services.pairing.matching.rounds import RoundPlan, without
from services.pairing.matching.seat_plan import seat_plan
from services.pairing.matching.starters import Shape, searched_bases, shifted_rounds

LARGEST = 150
"""Larger pools get no plan: they have rounds enough without one."""

_NEARLY = {
    18: Shape(shifts=4, copies=4, fixed=2, bases=2),
    24: Shape(shifts=11, copies=2, fixed=2, bases=1),
    36: Shape(shifts=17, copies=2, fixed=2, bases=1),
}
"""How the rounds of nearly Kirkman triple systems are shifts of base rounds; there are none for 6 and 12."""

_SEEDS = {10: (5, 0), 13: (7, 21)}
"""Where annealing reaches a round more than algebra: how many rounds, and the first seed that finds them."""

_STEPS = 300_000

_ONE_LESS = {5, 6, 7, 11, 12}
"""Pools whose pairs would be enough for a round more, of which an exhaustive search shows that there is none."""


def kirkman_bound(people: int, size: int = 3) -> int:
    """In how many rounds everybody can have `size` - 1 new people: the limit where all groups are of that size."""
    return (people - 1) // (size - 1)


def most_rounds(people: int, size: int = 3) -> int:
    """More rounds than this can't be: there are so many pairs in the pool, and so many in a round.

    A person in a pair uses up one acquaintance, not two, so with pairs this can be more than Kirkman's bound. For 5, 6,
    7, 11 and 12 people in trios trying everything leaves a round less. Two rounds of fours need four groups at least.
    """
    sizes = group_sizes(people, size)
    if size == 4 and len(sizes) < size and set(sizes) == {size}:
        return 1
    meetings = sum(each * (each - 1) // 2 for each in sizes)
    return people * (people - 1) // 2 // meetings - (size == 3 and people in _ONE_LESS)


@lru_cache(maxsize=64)
def same_pool_plan(people: int, size: int = 3) -> RoundPlan | None:
    """The longest plan known here for trios or fours; None where there is none.

    That is for fewer people than three, for four in trios (one group), beyond `LARGEST`, and for a few pools of fours.
    """
    if people < 3 or people > LARGEST:
        return None
    if size == 4:
        return fours(people)
    if people == 4:
        return None
    plans = [plan for plan in (_absent_from_trios(people), _annealed(people)) if plan is not None]
    return max(plans, key=lambda plan: plan.rounds, default=None)


def same_pool_table(pools: Iterable[int] = range(9, 28), size: int = 3) -> str:
    """For each pool the rounds reached, two limits, what is lacking to the lower one, and the construction."""
    lines = [f"{'people':>6}  {'rounds':>6}  {'Kirkman bound':>13}  {'at most':>7}  {'short of it':>11}  construction"]
    for people in pools:
        plan = same_pool_plan(people, size)
        rounds, construction = (plan.rounds, plan.construction) if plan else (0, "none")
        bound, most = kirkman_bound(people, size), most_rounds(people, size)
        lines.append(f"{people:>6}  {rounds:>6}  {bound:>13}  {most:>7}  {most - rounds or '':>11}  {construction}")
    return "\n".join(lines)


def _absent_from_trios(people: int) -> RoundPlan | None:
    if people % 3 == 0:
        return _trios(people)
    larger = same_pool_plan(people + 3 - people % 3)
    return None if larger is None else without(larger, 3 - people % 3)


def _trios(people: int) -> RoundPlan:
    """The rounds of a pool that divides by three."""
    kirkman = kirkman_rounds(people)
    if kirkman is not None:
        return RoundPlan(people, kirkman, "Kirkman triple system")
    if people in _NEARLY:
        bases = searched_bases(_NEARLY[people])
        if bases is not None:
            return RoundPlan(people, shifted_rounds(_NEARLY[people], bases), "nearly Kirkman triple system")
    return _thirds(people)


def _thirds(people: int) -> RoundPlan:
    """First each third of the pool meets the others by a seat plan, then everybody meets his own third."""
    third = people // 3
    seats = seat_plan(third)
    if seats is None:
        raise AssertionError("there is a seat plan of every order")
    across: list[Round] = [
        tuple((one, third + other, 2 * third + last) for one, other, last in seats.quarter(turn).tolist())
        for turn in range(seats.rounds)
    ]
    inside = same_pool_plan(third) if third % 3 == 0 else None
    within: list[Round] = [
        tuple(tuple(person + part * third for person in trio) for part in range(3) for trio in round_)
        for round_ in (inside.all if inside else ())
    ]
    name = "thirds by orthogonal squares" + (f", then each third: {inside.construction}" if inside else "")
    return RoundPlan(people, tuple(across + within), name)


def _annealed(people: int) -> RoundPlan | None:
    if people not in _SEEDS:
        return None
    rounds = annealed_rounds(people, *_SEEDS[people], _STEPS)
    return None if rounds is None else RoundPlan(people, rounds, "annealing")
