"""Trios from one pool: every round a partition without anybody alone, no pair twice, and how near to what can be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest

from services.pairing.matching import Draw, History, Member, Plan
from services.pairing.matching.annealing import annealed_rounds, group_sizes
from services.pairing.matching.base_rounds import BASES
from services.pairing.matching.giving_way import draw
from services.pairing.matching.kirkman import Round, kirkman_rounds
from services.pairing.matching.round_robin import OddPool, OnePool
from services.pairing.matching.same_pool import LARGEST, kirkman_bound, most_rounds, same_pool_plan, same_pool_table
from services.pairing.matching.starters import Shape, searched_bases, shifted_rounds
from tests.matching_kit import pairs_of
from tests.oracles import oracle

REACHED = dict(enumerate([4, 5, 4, 4, 7, 7, 7, 8, 8, 8, 9, 10, 10, 11, 11, 11, 12, 13, 13], 9))


def meetings(people: int, rounds: tuple[Round, ...], size: int = 3) -> set[tuple[int, int]]:
    """All pairs of the rounds. Fails where a round is no partition into the right groups, or a pair meets again."""
    seen: set[tuple[int, int]] = set()
    for groups in rounds:
        assert sorted(person for group in groups for person in group) == list(range(people))
        assert sorted((len(group) for group in groups), reverse=True) == group_sizes(people, size)
        pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
        assert seen.isdisjoint(pairs)
        seen.update(pairs)
    return seen


@pytest.mark.parametrize("people", [number for number in range(3, LARGEST + 1) if number != 4])
def test_no_two_people_meet_twice(people: int) -> None:
    plan = same_pool_plan(people)
    assert plan is not None
    meetings(people, plan.all)
    assert 1 <= plan.rounds == len(plan.all) <= most_rounds(people)
    assert plan.round(0) == plan.round(plan.rounds) == plan.all[0]


@pytest.mark.parametrize(("people", "rounds"), REACHED.items())
def test_so_many_rounds_are_reached(people: int, rounds: int) -> None:
    plan = same_pool_plan(people)
    assert plan is not None
    assert plan.rounds == rounds


def test_all_that_can_be_is_reached_but_for_nineteen_and_twenty_five() -> None:
    missing = {people: most_rounds(people) - rounds for people, rounds in REACHED.items()}
    assert {people: rounds for people, rounds in missing.items() if rounds} == {19: 1, 25: 1}


@pytest.mark.parametrize("people", [9, 15, 21, 27, 39, 45, 51, 57, 63, 75, 81, 135])
def test_in_a_kirkman_system_everybody_meets_everybody(people: int) -> None:
    plan = same_pool_plan(people)
    assert plan is not None
    assert plan.rounds == kirkman_bound(people)
    assert len(meetings(people, plan.all)) == people * (people - 1) // 2


@pytest.mark.parametrize("people", [18, 24, 36])
def test_in_a_nearly_kirkman_system_everybody_meets_all_but_one(people: int) -> None:
    plan = same_pool_plan(people)
    assert plan is not None
    assert plan.rounds == kirkman_bound(people)
    missing = set(combinations(range(people), 2)) - meetings(people, plan.all)
    assert sorted(person for pair in missing for person in pair) == list(range(people))


@pytest.mark.parametrize("people", [-1, 0, 1, 2, 4, LARGEST + 1])
def test_where_there_is_no_plan(people: int) -> None:
    assert same_pool_plan(people) is None


FOURS = {15: 5, 16: 5, 20: 5, 21: 7, 24: 7, 28: 9, 32: 10, 36: 11, 39: 13, 40: 13}
FOURS |= {44: 14, 52: 17, 54: 18, 55: 18, 56: 18, 64: 21, 76: 25, 88: 29}


@pytest.mark.parametrize("people", [number for number in range(6, 101) if same_pool_plan(number, 4)])
def test_in_fours_no_two_people_meet_twice_either(people: int) -> None:
    plan = same_pool_plan(people, 4)
    assert plan is not None
    meetings(people, plan.all, size=4)
    assert 1 <= plan.rounds <= most_rounds(people, 4)
    assert plan.rounds == FOURS.get(people, plan.rounds)


def test_where_fours_reach_less_than_can_be_counted_the_table_says_so() -> None:
    head, *lines = same_pool_table([16, 20, 24, 32], 4).splitlines()
    assert "short of it" in head
    assert [line.split()[1:5] for line in lines[:2]] == [["5", "5", "5", "quarters"], ["5", "6", "6", "1"]]
    assert "shifts of a base round" in lines[2]
    assert lines[3].split()[:4] == ["32", "10", "10", "10"]


@pytest.mark.parametrize("case", oracle("pairing", "same_pool_rounds_without_a_repeat"))
def test_the_published_figures_are_reached(case: dict[str, Any]) -> None:
    for name, size in (("trios", 3), ("quads", 4)):
        for people, known in case.get(name, {}).items():
            plan = same_pool_plan(int(people), size)
            assert plan is not None
            assert plan.rounds == known


@pytest.mark.parametrize("people", BASES)
def test_fours_by_a_base_round_have_as_many_rounds_as_there_can_be(people: int) -> None:
    plan = same_pool_plan(people, 4)
    assert plan is not None
    assert plan.rounds == kirkman_bound(people, 4)


@pytest.mark.parametrize("people", [2, 6, 20])
def test_in_pairs_everybody_meets_everybody(people: int) -> None:
    plan = OnePool(people)
    met = [tuple(sorted(pair)) for turn in range(plan.turns) for pair in plan.groups(turn)]
    assert sorted(met) == list(combinations(range(people), 2))
    assert plan.groups(plan.turns) == plan.groups(0)
    assert all(len({one for pair in plan.groups(turn) for one in pair}) == people for turn in range(plan.turns))


def test_an_odd_pool_has_no_pairs_without_a_rest() -> None:
    with pytest.raises(ValueError, match="even number"):
        OnePool(7)


@pytest.mark.parametrize("people", [*range(7, 40, 2), 101])
def test_in_an_odd_pool_pairs_and_a_trio_change_as_long_as_there_is_anybody_new(people: int) -> None:
    plan = OddPool(people)
    met: set[tuple[int, int]] = set()
    for turn in range(plan.turns):
        groups = plan.groups(turn)
        assert sorted(len(group) for group in groups) == [2] * ((people - 3) // 2) + [3]
        assert sorted(one for group in groups for one in group) == list(range(people))
        pairs = {pair for group in groups for pair in combinations(sorted(group), 2)}
        assert met.isdisjoint(pairs)
        met |= pairs
    # A turn has (people + 3) / 2 pairs. For seven people another turn is refuted by trying everything.
    assert plan.turns == people * (people - 1) // (people + 3) - (people == 7)
    assert plan.groups(plan.turns) == plan.groups(0)


@pytest.mark.parametrize("people", [3, 5, 8])
def test_smaller_pools_and_even_ones_have_no_pairs_with_a_trio(people: int) -> None:
    with pytest.raises(ValueError, match="odd number from seven on"):
        OddPool(people)


ONE_POOL = [(12, 2, 11), (9, 2, 6), (15, 2, 11), (32, 4, 10), (16, 4, 5), (20, 4, 5), (1000, 2, 3), (1001, 2, 3)]


@pytest.mark.parametrize(("people", "size", "quarters"), ONE_POOL)
def test_draws_of_one_pool_go_by_the_plan(people: int, size: int, quarters: int) -> None:
    members = [Member(f"p{number:04}", "dev") for number in range(people)]
    last: dict[tuple[str, str], int] = {}
    plan = Plan(())
    for quarter in range(quarters):
        history = History({pair: quarter - when for pair, when in last.items()})
        plan = draw(Draw(members, history, f"q{quarter}", size, seats=plan.seats, turn=plan.turn))
        assert (plan.repeats, plan.turn) == (0, quarter)
        last |= dict.fromkeys(pairs_of(plan), quarter)


@pytest.mark.parametrize("people", [5, 6, 7, 11, 12])
def test_trying_everything_leaves_one_round_less_than_the_pairs_allow(people: int) -> None:
    counted = people * (people - 1) // 2 // sum(size * (size - 1) // 2 for size in group_sizes(people))
    assert most_rounds(people) == counted - 1
    assert not _possible(people, counted)
    assert _possible(people, counted - 1)


def _possible(people: int, rounds: int) -> bool:
    """Whether there are so many rounds, by trying all; the first may be any, people being numbers.

    Of second rounds that only a renaming within the first one tells apart, one is tried.
    """
    bit = {pair: 1 << number for number, pair in enumerate(combinations(range(people), 2))}
    sizes = group_sizes(people)
    every = [
        {pair for group in groups for pair in combinations(group, 2)}
        for groups in _partitions(tuple(range(people)), sizes)
    ]
    first = every[0]
    left = {frozenset(one) for one in every if not one & first}

    def more(candidates: list[int], wanted: int) -> bool:
        return wanted == 0 or any(
            more([other for other in candidates[place + 1 :] if not other & one], wanted - 1)
            for place, one in enumerate(candidates[: len(candidates) - wanted + 1])
        )

    while rounds > 1 and left:
        second = next(iter(left))
        others = [sum(bit[pair] for pair in one) for one in left if not one & second]
        if more(others, rounds - 2):
            return True
        left -= _alike(second, first)
    return rounds == 1


def _alike(round_: frozenset[tuple[int, int]], first: set[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    """What the round becomes by exchanging two people again and again, or two groups, so that `first` stays."""
    people = sorted({one for pair in first for one in pair})
    groups = sorted({tuple(x for x in people if x == one or (min(x, one), max(x, one)) in first) for one in people})
    swaps = [{a: b, b: a} for group in groups for a, b in pairwise(group)]
    swaps += [
        dict(zip((*one, *other), (*other, *one), strict=True))
        for one, other in combinations(groups, 2)
        if len(one) == len(other)
    ]
    found, new = {round_}, [round_]
    while new:
        each = new.pop()
        for swap in swaps:
            image = frozenset((min(pair), max(pair)) for pair in ((swap.get(a, a), swap.get(b, b)) for a, b in each))
            if image not in found:
                found.add(image)
                new.append(image)
    return found


def _partitions(people: tuple[int, ...], sizes: list[int]) -> Iterator[list[tuple[int, ...]]]:
    if not people:
        yield []
        return
    first, *others = people
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for mates in combinations(others, size - 1):
            rest = tuple(person for person in others if person not in mates)
            yield from ([(first, *mates), *further] for further in _partitions(rest, left))


def test_the_bounds() -> None:
    assert [kirkman_bound(people) for people in (9, 10, 15, 18, 27)] == [4, 4, 7, 8, 13]
    assert [most_rounds(people) for people in (9, 10, 14, 15, 18, 20, 27)] == [4, 5, 7, 7, 8, 10, 13]


def test_the_table_has_a_line_for_every_pool() -> None:
    head, *lines = same_pool_table().splitlines()
    assert head.split()[:2] == ["people", "rounds"]
    assert {int(line.split()[0]): int(line.split()[1]) for line in lines} == REACHED
    assert "Kirkman triple system" in lines[15 - 9]
    assert [int(number) for number in lines[18 - 9].split()[:4]] == [18, 8, 8, 8]
    assert same_pool_table([4]).splitlines()[1].split()[:2] == ["4", "0"]


def test_plans_are_found_in_no_time() -> None:
    same_pool_plan.cache_clear()
    used = time.process_time()
    for people in REACHED:
        same_pool_plan(people)
    assert time.process_time() - used < 5


def test_annealing_gives_up_after_its_steps_and_begins_again_alike() -> None:
    assert annealed_rounds(12, 5, seed=1, steps=2_000) is None
    found = annealed_rounds(10, 5, seed=0, steps=20_000)
    assert found is not None
    assert found == annealed_rounds(10, 5, seed=0, steps=20_000)


def test_base_rounds_are_searched_to_the_end() -> None:
    assert searched_bases(Shape(shifts=4, copies=2, fixed=1, bases=1)) is None
    shape = Shape(shifts=7, copies=2, fixed=1, bases=1)
    bases = searched_bases(shape)
    assert bases is not None
    assert len(meetings(15, shifted_rounds(shape, bases))) == 105


def test_there_is_no_kirkman_system_for_other_numbers() -> None:
    assert [people for people in range(1, 60) if kirkman_rounds(people)] == [3, 9, 15, 21, 27, 39, 51, 57]


@pytest.mark.parametrize("people", [300, 1000])
@pytest.mark.parametrize("size", [3, 4])
def test_a_thousand_people_are_drawn_as_well_as_three_hundred(people: int, size: int) -> None:
    members = [Member(f"p{number:04}", "dev") for number in range(people)]
    last: dict[tuple[str, str], int] = {}
    for quarter in range(6):
        history = History({pair: quarter - when for pair, when in last.items()})
        plan = draw(Draw(members, history, f"q{quarter}", size))
        assert plan.repeats == 0
        last |= dict.fromkeys(pairs_of(plan), quarter)
