"""Why a plan is as it is, and what a swap of two people would change."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching import Apart, Draw, Drawn, History, Member, Plan
from services.pairing.matching.explain import Bond, swap_cost, why
from services.pairing.matching.giving_way import draw
from services.pairing.matching.plan import repeat
from tests.examples import examples
from tests.matching_kit import draws, people

MEMBERS = [Member(name, function) for name, function in zip("abcdef", ("cs", "dev", "sales") * 2, strict=True)]
PLAN = Plan((Drawn(("a", "b", "c"), 1, False), Drawn(("d", "e", "f"), 0, False)))
PAST = History({("a", "b"): 3, ("a", "e"): 1})


def test_each_pair_says_when_it_was_together_last() -> None:
    first, second = why(PLAN, Draw(MEMBERS, PAST, "seed"))
    assert first.bonds == (Bond("a", "b", 3), Bond("a", "c", None), Bond("b", "c", None))
    assert (first.repeats, second.repeats) == (1, 0)
    assert (first.lacking, first.doubled, first.same_function) == ((), False, False)


def test_a_group_says_what_it_lacks_and_what_it_has_twice() -> None:
    members = [Member("a", "dev"), Member("b", "dev"), Member("c", "cs"), Member("d", "dev"), Member("e", "dev")]
    plan = Plan((Drawn(("a", "b", "c"), 0, False), Drawn(("d", "e"), 0, True)))
    mixed, same = why(plan, Draw(members, History(), "seed"))
    assert (mixed.lacking, mixed.doubled) == ((), True)
    assert (same.lacking, same.same_function) == (("cs",), True)


def test_a_swap_says_what_it_would_change() -> None:
    request = Draw(MEMBERS, PAST, "seed", apart=[Apart("a", "f", "manager"), Apart("b", "e")])
    assert swap_cost(PLAN, request, "b", "e").repeats == 0
    assert swap_cost(PLAN, request, "b", "e").cost == repeat(1) - repeat(3)
    better = swap_cost(PLAN, request, "a", "d")
    assert (better.repeats, better.cost) == (0, repeat(1) - repeat(3))
    assert better.broken == (Apart("a", "f", "manager"),)
    assert not better.same_function
    assert swap_cost(PLAN, Draw(MEMBERS, History(), "s"), "a", "e").same_function is False


def test_a_swap_to_a_group_of_one_function_is_flagged() -> None:
    members = [Member("a", "dev"), Member("b", "cs"), Member("c", "dev"), Member("d", "cs")]
    plan = Plan((Drawn(("a", "b"), 0, False), Drawn(("c", "d"), 0, False)))
    assert swap_cost(plan, Draw(members, History(), "seed"), "b", "c").same_function


@pytest.mark.parametrize(("one", "other", "words"), [("a", "b", "one group already"), ("a", "x", "x is in no group")])
def test_no_swap_is_refused_with_a_sentence(one: str, other: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        swap_cost(PLAN, Draw(MEMBERS, PAST, "seed"), one, other)


@examples(25, thorough=125)
@given(draws(), st.data())
def test_what_is_told_adds_up_with_the_plan(request: Draw, data: st.DataObject) -> None:
    plan = draw(request)
    told = why(plan, request)
    assert [each.repeats for each in told] == [group.repeats for group in plan.groups]
    if len(plan.groups) < 2:
        return
    here, there = data.draw(st.sampled_from(list(combinations(plan.groups, 2))))
    one, other = data.draw(st.sampled_from(here.members)), data.draw(st.sampled_from(there.members))
    swap, back = swap_cost(plan, request, one, other), swap_cost(plan, request, other, one)
    assert (swap.cost, swap.repeats) == (back.cost, back.repeats)
    function = {member.id: member.function for member in request.members}
    if plan.optimal and function[one] == function[other]:
        assert swap.cost >= 0


def test_everything_that_is_needed_for_the_sentence_about_the_least_is_in_the_plan() -> None:
    members = people(3, 3, 3)
    gaps = dict.fromkeys(combinations(sorted(member.id for member in members), 2), 5)
    plan = draw(Draw(members, History(gaps), "seed"))
    assert plan.repeats == plan.least_repeats == 9
    assert plan.optimal
