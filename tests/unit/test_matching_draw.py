"""A draw: a partition each time, nobody alone, no exclusion broken, never worse than a greedy, always the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching import Apart, Clash, Draw, History, Member, Plan, Unplaced
from services.pairing.matching.composition import compose
from services.pairing.matching.costs import Costs
from services.pairing.matching.giving_way import draw
from services.pairing.matching.tables import Seats
from tests.examples import examples
from tests.matching_kit import draws, pairs_of, people, quarters


def weighed(groups: Sequence[Sequence[str]], history: History) -> int:
    return sum(history.cost(one, other) for group in groups for one, other in combinations(group, 2))


def greedy(request: Draw) -> list[list[str]]:
    kinds = compose(Counter(member.function for member in request.members), request.size, request.policy)
    costs = Costs(request)
    seats = Seats(kinds, costs)
    table = seats.greedy(Random(request.seed), seats.empty())
    return [[costs.members[place].id for place in group] for group in seats.groups(table)]


def answer(request: Draw) -> Plan | Clash:
    try:
        return draw(request)
    except Clash as clash:
        return clash


def check_partition(plan: Plan, request: Draw) -> None:
    seated = [person for group in plan.groups for person in group.members]
    assert sorted([*seated, *(each.person for each in plan.unplaced)]) == sorted(
        member.id for member in request.members
    )
    assert len(plan.unplaced) == (1 if len(request.members) == 1 else 0)
    assert all(2 <= len(group.members) <= 4 for group in plan.groups)


@examples(12, thorough=120)
@given(draws())
def test_a_draw_is_a_partition_and_never_worse_than_the_plain_greedy(request: Draw) -> None:
    plan = draw(request)
    check_partition(plan, request)
    if len(request.members) > 1:
        assert plan.cost == weighed([group.members for group in plan.groups], request.history)
        plain = greedy(request)
        repeats = sum(pair in request.history.gaps for group in plain for pair in combinations(sorted(group), 2))
        assert plan.cost <= weighed(plain, request.history) or plan.repeats < repeats
        assert plan.least_repeats <= plan.repeats
        assert plan.gap >= 0
        assert plan.optimal == (plan.gap == 0)


@examples(12, thorough=120)
@given(draws(exclusions=40))
def test_no_exclusion_is_broken_or_it_is_said_which_clash(request: Draw) -> None:
    plan = answer(request)
    if isinstance(plan, Clash):
        assert plan.proved
        assert plan.apart
        assert set(plan.apart) <= set(request.apart)
        for spared in plan.apart:
            rest = [each for each in plan.apart if each != spared]
            check_partition(draw(replace(request, apart=rest)), request)
        return
    check_partition(plan, request)
    together = set(pairs_of(plan))
    assert not any(tuple(sorted((each.one, each.other))) in together for each in request.apart)


@examples(6, thorough=60)
@given(st.integers(0, 1000), st.sampled_from([0.0, 0.05, 0.1, 0.3]))
def test_under_churn_every_quarter_is_a_partition_without_broken_exclusions(seed: int, churn: float) -> None:
    random = Random(seed)
    members = people(random.randint(2, 9), random.randint(2, 9), random.randint(2, 9))
    last: dict[tuple[str, str], int] = {}
    plan = Plan(())
    for quarter in range(6):
        stay = [member for member in members if random.random() >= churn]
        members = [*stay, *(Member(f"new-{quarter}-{n}", "dev") for n in range(random.randint(0, 2)))]
        pairs = list(combinations(sorted(member.id for member in members), 2))
        apart = [Apart(*pair) for pair in random.sample(pairs, min(3, len(pairs)))]
        history = History({pair: quarter - when for pair, when in last.items()})
        request = Draw(members, history, f"{seed}:{quarter}", apart=apart, seats=plan.seats, turn=plan.turn)
        try:
            plan = draw(request)
        except Clash:
            continue
        check_partition(plan, request)
        assert not {(each.one, each.other) for each in apart} & set(pairs_of(plan))
        last |= dict.fromkeys(pairs_of(plan), quarter)


@examples(10, thorough=100)
@given(draws(exclusions=5), st.data())
def test_who_is_pinned_stays_together_or_it_is_said_why_not(request: Draw, data: st.DataObject) -> None:
    everybody = sorted(member.id for member in request.members)
    if len(everybody) < 2:
        return
    pin = data.draw(st.lists(st.sampled_from(everybody), min_size=2, max_size=3, unique=True))
    pinned = replace(request, together=[pin])
    plan = answer(pinned)
    if isinstance(plan, Clash):
        assert str(plan)
        return
    check_partition(plan, pinned)
    assert any(set(pin) <= set(group.members) for group in plan.groups)
    assert not {tuple(sorted((each.one, each.other))) for each in request.apart} & set(pairs_of(plan))


@examples(12, thorough=120)
@given(draws(exclusions=3), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(request: Draw, random: Random) -> None:
    shuffled = list(request.members)
    random.shuffle(shuffled)

    one, other = answer(request), answer(replace(request, members=shuffled))
    assert one == other or (str(one) == str(other) and isinstance(one, Clash))


def test_the_same_draw_under_any_hash_seed() -> None:
    program = (
        "import json, sys; sys.path.insert(0, '.')\n"
        "from services.pairing.matching import Apart\n"
        "from tests.matching_kit import people, quarters\n"
        "apart = [Apart('dev-0001', 'cs-0001'), Apart('dev-0002', 'sales-0003')]\n"
        "plans = quarters(people(6, 4, 9), 9, apart=apart) + quarters(people(5, 5, 5), 7)\n"
        "print(json.dumps([[[g.members for g in p.groups], p.least_repeats, p.gap, p.seats] for p in plans]))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "4711")
    ]
    assert len(set(answers)) == 1
    assert len(json.loads(answers[0])) == 16


def test_another_seed_is_another_draw() -> None:
    for members in (people(12, 7, 23), people(8, 8, 8)):
        assert draw(Draw(members, History(), "one")).groups != draw(Draw(members, History(), "two")).groups


def test_the_sample_company_for_two_years_meets_nobody_twice() -> None:
    plans = quarters(people(12, 7, 23), 8)
    assert [plan.repeats for plan in plans] == [0] * 8
    for before, after in pairwise(plans):
        assert not set(pairs_of(before)) & set(pairs_of(after))


def test_a_group_that_cannot_be_mixed_says_so() -> None:
    plan = draw(Draw(people(0, 0, 7), History(), "seed"))
    assert all(group.same_function for group in plan.groups)
    assert not any(group.same_function for group in draw(Draw(people(1, 1, 5), History(), "seed")).groups)


def test_somebody_twice_in_the_pool_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(Draw([Member("a", "dev"), Member("a", "cs")], History(), "seed"))


def test_one_person_is_left_over_and_nobody_is_no_error() -> None:
    assert draw(Draw(people(1, 0, 0), History(), "seed")).unplaced == (Unplaced("sales-0000", "alone"),)
    assert draw(Draw([], History(), "seed")) == Plan(())


@pytest.mark.parametrize("counts", [(700, 700, 700), (700, 500, 800)])
def test_a_large_pool_repeats_nothing(counts: tuple[int, int, int]) -> None:
    first, second = quarters(people(*counts), 2)
    assert first.repeats == second.repeats == 0
    assert len(first.groups) == len(second.groups)


def test_squads_are_kept_apart() -> None:
    members = people(12, 7, 23)
    apart = [
        Apart(one.id, other.id, "same squad")
        for (i, one), (j, other) in combinations(enumerate(members), 2)
        if i % 5 == j % 5
    ]
    for plan in quarters(members, 6, apart=apart):
        assert plan.repeats == 0
        assert not {(each.one, each.other) for each in apart} & set(pairs_of(plan))
