"""The solver: a partition every time, nobody alone, functions mixed, and never worse than a plain greedy."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.pairing.matching import Draw, History, Member, Plan, compose, draw, sizes
from services.pairing.matching.greedy import fill
from services.pairing.matching.plan import to_plan

SHORT = {"sales": "S", "cs": "C", "dev": "D"}


def people(sales: int, cs: int, dev: int) -> list[Member]:
    counts = {"sales": sales, "cs": cs, "dev": dev}
    return [Member(f"{function}-{n:04d}", function) for function, count in counts.items() for n in range(count)]


def kinds(plan: Plan, members: list[Member]) -> Counter[str]:
    function = {member.id: SHORT[member.function] for member in members}
    order = "SCD".index
    return Counter("".join(sorted((function[m] for m in group.members), key=order)) for group in plan.groups)


def pairs_of(plan: Plan) -> list[tuple[str, str]]:
    return [pair for group in plan.groups for pair in combinations(group.members, 2)]


def quarters(members: list[Member], count: int) -> list[Plan]:
    """Draw so many quarters one after the other, each knowing all before it."""
    last: dict[tuple[str, str], int] = {}
    plans = []
    for quarter in range(count):
        history = History({pair: quarter - when for pair, when in last.items()})
        plan = draw(Draw(members, history, seed=f"q{quarter}"))
        last |= dict.fromkeys(pairs_of(plan), quarter)
        plans.append(plan)
    return plans


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, []),
        (2, [2]),
        (3, [3]),
        (4, [4]),
        (5, [3, 2]),
        (6, [3, 3]),
        (7, [3, 2, 2]),
        (10, [3, 3, 2, 2]),
        (42, [3] * 14),
    ],
)
def test_sizes_of_trios(count: int, expected: list[int]) -> None:
    assert sizes(count) == expected


@given(st.integers(2, 300), st.sampled_from([2, 3, 4]))
def test_sizes_seat_everybody_and_nobody_alone(count: int, size: int) -> None:
    assert sum(sizes(count, size)) == count
    assert all(2 <= each <= 4 for each in sizes(count, size))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 7, 23), [{"SCD": 5, "SDD": 7, "CDD": 2}]),
        ((6, 8, 8), [{"SCD": 6, "CD": 2}]),
        ((4, 3, 3), [{"SCD": 2, "SC": 1, "SD": 1}]),
        ((1, 1, 5), [{"SDD": 1, "CDDD": 1}, {"CDD": 1, "SDDD": 1}]),
        ((20, 20, 20), [{"SCD": 20}]),
        ((0, 0, 6), [{"DDD": 2}]),
    ],
)
def test_compositions_are_the_proved_ones(counts: tuple[int, int, int], expected: list[dict[str, int]]) -> None:
    members = people(*counts)
    assert dict(kinds(draw(Draw(members, History(), "seed")), members)) in expected


@given(st.lists(st.integers(0, 25), min_size=1, max_size=5), st.sampled_from([2, 3, 4]))
def test_a_group_of_one_function_only_where_nothing_else_is_possible(counts: list[int], size: int) -> None:
    by_name = {f"f{index}": count for index, count in enumerate(counts) if count}
    seats = compose(by_name, size)
    total = sum(counts)
    assert Counter(function for group in seats for function in group) == (by_name if total > 1 else {})
    others = total - max(counts)
    if total > 1 and others * 4 >= total:
        assert all(len(set(group)) > 1 for group in seats)


pools = st.builds(people, st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


@st.composite
def draws(make: st.DrawFn) -> Draw:
    members = make(pools)
    random = Random(make(st.integers(0, 1000)))
    share = make(st.sampled_from([0.0, 0.1, 0.5, 1.0]))
    pairs = combinations(sorted(member.id for member in members), 2)
    gaps = {pair: random.randint(1, 6) for pair in pairs if random.random() < share}
    return Draw(members, History(gaps), seed=str(random.random()), size=make(st.sampled_from([2, 3, 4])))


@settings(max_examples=60, deadline=None)
@given(draws())
def test_a_draw_is_a_partition_and_never_worse_than_the_plain_greedy(request: Draw) -> None:
    plan = draw(request)
    seated = [person for group in plan.groups for person in group.members]
    assert sorted([*seated, *plan.unplaced]) == sorted(member.id for member in request.members)
    assert len(plan.unplaced) == (1 if len(request.members) == 1 else 0)
    assert all(2 <= len(group.members) <= 4 for group in plan.groups)
    if len(request.members) > 1:
        seats = compose(Counter(member.function for member in request.members), request.size)
        plain = to_plan(fill(seats, request.members, request.history, Random(request.seed)), request.history)
        assert plan.repeats <= plain.repeats


@settings(max_examples=25, deadline=None)
@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(request: Draw, random: Random) -> None:
    shuffled = list(request.members)
    random.shuffle(shuffled)
    assert draw(Draw(shuffled, request.history, request.seed, request.size)) == draw(request)


def test_the_same_draw_under_any_hash_seed() -> None:
    program = (
        "import json, sys; sys.path.insert(0, '.')\n"
        "from tests.unit.test_pairing_matching import people, quarters\n"
        "print(json.dumps([[g.members for g in p.groups] for p in quarters(people(6, 4, 9), 5)]))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "4711")
    ]
    assert len(set(answers)) == 1
    assert len(json.loads(answers[0])) == 5


def test_another_seed_is_another_draw() -> None:
    members = people(12, 7, 23)
    assert draw(Draw(members, History(), "one")) != draw(Draw(members, History(), "two"))


def test_the_sample_company_for_two_years_meets_nobody_twice_across_three_quarters() -> None:
    started = time.process_time()
    plans = quarters(people(12, 7, 23), 8)
    assert (time.process_time() - started) / 8 < 1.0
    for before, after in pairwise(plans):
        assert not set(pairs_of(before)) & set(pairs_of(after))
    assert [plan.repeats for plan in plans[:4]] == [0, 0, 0, 0]


def test_a_group_that_cannot_be_mixed_says_so() -> None:
    plan = draw(Draw(people(0, 0, 7), History(), "seed"))
    assert all(group.same_function for group in plan.groups)


def test_somebody_twice_in_the_pool_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(Draw([Member("a", "dev"), Member("a", "cs")], History(), "seed"))


def test_a_large_pool_is_drawn_in_seconds() -> None:
    members = people(700, 700, 700)
    first, second = quarters(members, 2)
    assert len(first.groups) == 700
    assert second.repeats == 0
