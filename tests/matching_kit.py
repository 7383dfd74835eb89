"""Pools, and draws of many quarters, for the tests of the matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random

from hypothesis import strategies as st

from services.pairing.matching import Apart, Draw, History, Member, Plan
from services.pairing.matching.giving_way import draw

SHORT = {"sales": "S", "cs": "C", "dev": "D"}


def people(sales: int, cs: int, dev: int) -> list[Member]:
    counts = {"sales": sales, "cs": cs, "dev": dev}
    return [Member(f"{function}-{n:04d}", function) for function, count in counts.items() for n in range(count)]


def pairs_of(plan: Plan) -> list[tuple[str, str]]:
    return [pair for group in plan.groups for pair in combinations(group.members, 2)]


def kinds(plan: Plan, members: Sequence[Member]) -> Counter[str]:
    function = {member.id: SHORT[member.function] for member in members}
    return Counter("".join(sorted((function[m] for m in group.members), key="SCD".index)) for group in plan.groups)


def quarters(
    members: list[Member], count: int, *, apart: Sequence[Apart] = (), seed: str = "q", size: int = 3
) -> list[Plan]:
    """Draw so many quarters one after the other, each knowing all before it."""
    last: dict[tuple[str, str], int] = {}
    plans: list[Plan] = []
    for quarter in range(count):
        history = History({pair: quarter - when for pair, when in last.items()})
        seats, turn = (plans[-1].seats, plans[-1].turn) if plans else ({}, None)
        plan = draw(Draw(members, history, f"{seed}{quarter}", size, apart=apart, seats=seats, turn=turn))
        last |= dict.fromkeys(pairs_of(plan), quarter)
        plans.append(plan)
    return plans


pools = st.builds(people, st.integers(0, 11), st.integers(0, 11), st.integers(0, 11))


@st.composite
def draws(make: st.DrawFn, exclusions: int = 0) -> Draw:
    """A pool with a past of any density, and up to so many exclusions."""
    members = make(pools)
    random = Random(make(st.integers(0, 1000)))
    share = make(st.sampled_from([0.0, 0.1, 0.5, 1.0]))
    pairs = list(combinations(sorted(member.id for member in members), 2))
    gaps = {pair: random.randint(1, 6) for pair in pairs if random.random() < share}
    barred = random.sample(pairs, min(len(pairs), make(st.integers(0, exclusions))))
    return Draw(
        members,
        History(gaps),
        seed=str(random.random()),
        size=make(st.sampled_from([2, 3, 3, 4])),
        policy=make(st.sampled_from(["cover", "pairs"])),
        apart=[Apart(one, other) for one, other in barred],
    )
