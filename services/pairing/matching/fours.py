"""Groups of four from one pool: rounds in which no two people meet twice.

Four quarters of the pool meet each other by a seat plan, then everybody meets his own quarter: with 16 and 64 people
that is an affine plane or space, and everybody meets everybody. For some pools a cyclic group shifts one base round
(`base_rounds`), for 32 people rounds come from planes and quadratic forms (`signed_planes`): the longest plans there
can be.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.pairing.matching.base_rounds import BASES
from services.pairing.matching.kirkman import Round
from services.pairing.matching.rounds import RoundPlan, without
from services.pairing.matching.seat_plan import seat_plan
from services.pairing.matching.starters import shifted_rounds


def fours(people: int) -> RoundPlan | None:
    """The longest plan known here; None where there is none."""
    if people % 4 == 0:
        plans = [plan for plan in (_shifted(people), _planes(people), _quarters(people)) if plan is not None]
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
    base = BASES[people]
    rounds = shifted_rounds(base.shape, (base.round(),))
    return RoundPlan(people, rounds, f"shifts of a base round by Z_{base.shape.shifts}")


def _planes(people: int) -> RoundPlan | None:
    return RoundPlan(people, signed_planes(), "planes with quadratic forms") if people == 2 * VECTORS else None


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
