"""Simulated quarters: repeatable, beside a bound that holds, and beside baselines that are worse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from services.pairing.matching import Apart, Draw, History
from services.pairing.matching.bounds import needs
from services.pairing.matching.simulate import simulate
from tests.matching_kit import people


def test_the_same_start_tells_the_same_and_another_seed_something_else() -> None:
    start = Draw(people(5, 6, 9), History(), "seed")
    told = simulate(start, 6, 0.1)
    assert told == simulate(start, 6, 0.1)
    assert told != simulate(replace(start, seed="other"), 6, 0.1)
    assert [quarter.number for quarter in told.quarters] == list(range(1, 7))
    assert {quarter.people for quarter in told.quarters} == {20}
    assert told.quarters[0].replaced == 0 < sum(quarter.replaced for quarter in told.quarters)


@pytest.mark.parametrize("churn", [0.0, 0.1, 1.0])
def test_nobody_is_below_the_bound(churn: float) -> None:
    told = simulate(Draw(people(3, 4, 5), History(), "seed"), 10, churn)
    for number in range(1, 11):
        so_far = told.quarters[:number]
        least = so_far[-1].least
        assert least <= sum(quarter.repeats for quarter in so_far)
        assert least <= sum(quarter.random for quarter in so_far)
        assert least <= sum(quarter.greedy for quarter in so_far)
    if churn == 1:
        assert told.repeats == told.least == 0


def test_the_past_and_exclusions_count_in_the_bound() -> None:
    members = people(3, 3, 3)
    pairs = list(combinations(sorted(member.id for member in members), 2))
    met = simulate(Draw(members, History(dict.fromkeys(pairs, 2)), "seed"), 1)
    assert met.quarters[0].least == met.repeats == 9
    assert met.quarters[0].shortest_gap == 2
    apart = [Apart("cs-0000", "dev-0000")]
    assert simulate(Draw(members, History(), "seed", apart=apart), 3).least == 1
    assert simulate(Draw(members, History(), "seed"), 3).least == 0


def test_what_a_composition_needs() -> None:
    assert needs([("a", "b", "b"), ("a", "c")]) == {("a", "b"): 2, ("a", "c"): 1, ("b", "b"): 1}
    assert sum(Counter(needs([("a", "a", "a")])).values()) == 3


@pytest.mark.parametrize(("quarters", "churn", "words"), [(0, 0.0, "at least one quarter"), (3, 1.5, "from 0 to 1")])
def test_impossible_wishes_are_refused(quarters: int, churn: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        simulate(Draw(people(3, 3, 3), History(), "seed"), quarters, churn)
