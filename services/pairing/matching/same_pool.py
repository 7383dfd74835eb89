"""Trios from one pool, where nobody's function counts: rounds in which no two people meet twice.

Where the people don't divide by three, two are left over for a pair, or four for two pairs: nobody is alone, and nobody
sits in a group of four. How many rounds there can be is counted (`most_rounds`); how many there are is what the
constructions reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from services.pairing.matching.annealing import annealed_rounds, group_sizes
from services.pairing.matching.kirkman import Round, kirkman_rounds
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

_ONE_LESS = {5, 6, 11, 12}
"""Pools whose pairs would be enough for a round more, of which an exhaustive search shows that there is none."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Rounds of one pool without a repeat; people are the numbers 0 .. people-1."""

    people: int
    all: tuple[Round, ...]
    construction: str

    @property
    def rounds(self) -> int:
        """How many rounds bring no two people together twice."""
        return len(self.all)

    def round(self, turn: int) -> Round:
        """The groups of one round; after the last the plan begins again."""
        return self.all[turn % len(self.all)]


def kirkman_bound(people: int) -> int:
    """In how many rounds everybody can have two new people, (people - 1) / 2 rounded down: the limit in trios alone."""
    return (people - 1) // 2


def most_rounds(people: int) -> int:
    """More rounds than this can't be: there are so many pairs in the pool, and so many in a round.

    A person in a pair uses up one acquaintance, not two, so with pairs this can be more than Kirkman's bound. For 5, 6,
    11 and 12 people trying everything leaves a round less.
    """
    meetings = sum(size * (size - 1) // 2 for size in group_sizes(people))
    return people * (people - 1) // 2 // meetings - (people in _ONE_LESS)


@lru_cache(maxsize=64)
def same_pool_plan(people: int) -> RoundPlan | None:
    """The longest plan known here; None for fewer than three people, for four (one group), and beyond `LARGEST`."""
    if people < 3 or people == 4 or people > LARGEST:
        return None
    plans = [plan for plan in (_fewer(people) if people % 3 else _trios(people), _annealed(people)) if plan is not None]
    return max(plans, key=lambda plan: plan.rounds, default=None)


def same_pool_table(pools: Iterable[int] = range(9, 28)) -> str:
    """For each pool the rounds reached, Kirkman's bound, the counted limit and the construction; one line each."""
    lines = [f"{'people':>6}  {'rounds':>6}  {'Kirkman bound':>13}  {'at most':>7}  construction"]
    for people in pools:
        plan = same_pool_plan(people)
        rounds, construction = (plan.rounds, plan.construction) if plan else (0, "none")
        bounds = f"{kirkman_bound(people):>13}  {most_rounds(people):>7}"
        lines.append(f"{people:>6}  {rounds:>6}  {bounds}  {construction}")
    return "\n".join(lines)


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


def _fewer(people: int) -> RoundPlan | None:
    """A larger pool's rounds without one or two of its people: two who meet as seldom as any two there."""
    larger = same_pool_plan(people + 3 - people % 3)
    if larger is None:
        return None
    gone = (larger.people - 1,) if people % 3 == 2 else _strangers(larger)
    number = {person: new for new, person in enumerate(sorted(set(range(larger.people)) - set(gone)))}
    left = [
        tuple(tuple(number[person] for person in group if person in number) for group in round_)
        for round_ in larger.all
    ]
    # Where the two who are gone were in one trio, its third would be alone: that round is lost.
    kept = [tuple(map(tuple, round_)) for round_ in left if all(len(group) > 1 for group in round_)]
    return RoundPlan(people, tuple(kept), f"{larger.construction} of {larger.people}, {len(gone)} absent")


def _strangers(plan: RoundPlan) -> tuple[int, int]:
    """The two who meet least, the last ones among equals."""
    met = Counter(pair for round_ in plan.all for group in round_ for pair in combinations(sorted(group), 2))
    one, other = min(reversed(list(combinations(range(plan.people), 2))), key=lambda pair: met[pair])
    return one, other


def _annealed(people: int) -> RoundPlan | None:
    if people not in _SEEDS:
        return None
    rounds = annealed_rounds(people, *_SEEDS[people], _STEPS)
    return None if rounds is None else RoundPlan(people, rounds, "annealing")
