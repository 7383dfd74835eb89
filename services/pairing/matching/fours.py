"""Groups of four from one pool: rounds in which no two people meet twice.

Four quarters of the pool meet each other by a seat plan, then everybody meets his own quarter: with 16 and 64 people
that is an affine plane or space, and everybody meets everybody. For 24, 28, 36 and 40 people a cyclic group shifts one
base round, from which no difference comes twice (as in `starters`): the longest plans there can be.
"""

from __future__ import annotations

from services.pairing.matching.kirkman import Round
from services.pairing.matching.rounds import RoundPlan, without
from services.pairing.matching.seat_plan import seat_plan
from services.pairing.matching.starters import Shape, shifted_rounds

BASES: dict[int, tuple[Shape, Round]] = {
    24: (
        Shape(shifts=7, copies=3, fixed=3, bases=1),
        ((0, 11, 20, 23), (5, 10, 14, 22), (3, 12, 17, 21), (1, 2, 4, 19), (8, 15, 16, 18), (6, 7, 9, 13)),
    ),
    28: (
        Shape(shifts=9, copies=3, fixed=1, bases=1),
        (
            *((3, 17, 20, 27), (10, 15, 23, 26), (0, 6, 24, 25), (12, 13, 18, 22)),
            *((7, 8, 19, 21), (1, 5, 9, 16), (2, 4, 11, 14)),
        ),
    ),
    36: (
        Shape(shifts=11, copies=3, fixed=3, bases=1),
        (
            *((10, 15, 32, 35), (0, 13, 29, 34), (4, 18, 30, 33), (11, 17, 20, 31), (3, 5, 22, 28)),
            *((6, 7, 14, 27), (16, 23, 24, 26), (1, 9, 21, 25), (2, 8, 12, 19)),
        ),
    ),
    40: (
        Shape(shifts=13, copies=3, fixed=1, bases=1),
        (
            *((0, 13, 26, 39), (2, 11, 29, 36), (5, 8, 27, 38), (6, 7, 30, 35), (1, 12, 16, 23)),
            *((3, 10, 17, 22), (4, 9, 14, 25), (15, 24, 31, 34), (18, 21, 32, 33), (19, 20, 28, 37)),
        ),
    ),
}
"""Base rounds, found by a search in random order; that no pair of their shifts meets twice is easily seen."""


def fours(people: int) -> RoundPlan | None:
    """The longest plan known here; None where there is none."""
    if people % 4 == 0:
        plans = [plan for plan in (_shifted(people), _quarters(people)) if plan is not None]
        return max(plans, key=lambda plan: plan.rounds, default=None)
    absent = 4 - people % 4
    # Five people are a trio and a pair.
    larger = fours(people + absent) if people > 5 else None
    if larger is None:
        return None
    plan = without(larger, absent)
    return plan if plan.rounds else None


def _shifted(people: int) -> RoundPlan | None:
    if people not in BASES:
        return None
    shape, base = BASES[people]
    return RoundPlan(people, shifted_rounds(shape, (base,)), f"shifts of a base round by Z_{shape.shifts}")


def _quarters(people: int) -> RoundPlan | None:
    """First each quarter of the pool meets the others by a seat plan, then everybody meets his own quarter."""
    quarter = people // 4
    if quarter < 4:
        # Each second round would bring two of one group together again.
        return RoundPlan(people, (tuple(tuple(range(at, at + 4)) for at in range(0, people, 4)),), "one round")
    seats = seat_plan(quarter, 4)
    if seats is None:
        return None
    across: list[Round] = [
        tuple(tuple(part * quarter + seat for part, seat in enumerate(group)) for group in seats.quarter(turn).tolist())
        for turn in range(seats.rounds)
    ]
    inside = fours(quarter) if quarter % 4 == 0 else None
    within: list[Round] = [
        tuple(tuple(person + part * quarter for person in group) for part in range(4) for group in round_)
        for round_ in (inside.all if inside else ())
    ]
    name = "quarters by orthogonal squares" + (", then each quarter" if within else "")
    return RoundPlan(people, tuple(across + within), name)
