"""The proved figures: as many quarters without a repeat as mathematics allows, and optima proved one by one."""

from __future__ import annotations

from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from services.pairing.matching import Draw, History, Plan
from services.pairing.matching.giving_way import draw
from services.pairing.matching.plan import repeat
from services.pairing.matching.simulate import simulate
from tests.examples import often
from tests.matching_kit import pairs_of, people, quarters
from tests.oracles import oracle

FREE = {"3": 3, "4": 4, "5": 5, "6": 5, "7": 7, "8": 8, "9": 9, "11": 11, "12": 12, "20": 20, "30": 30, "100": 100}


@pytest.mark.parametrize("proved", oracle("pairing", "quarters_without_a_repeat"))
def test_the_figures_here_are_the_proved_ones(proved: dict[str, Any]) -> None:
    assert {number: most for number, most in proved.items() if number in FREE}.items() <= FREE.items()


@pytest.mark.parametrize("number", FREE)
def test_so_many_quarters_without_a_repeat_where_nobody_leaves(number: str) -> None:
    plans = quarters(people(*[int(number)] * 3), FREE[number])
    met = [pair for plan in plans for pair in pairs_of(plan)]
    assert len(set(met)) == len(met)
    assert all(plan.repeats == 0 and plan.optimal for plan in plans)


@pytest.mark.parametrize("proved", oracle("pairing", "six_of_six"))
def test_six_of_six_needs_two_repeats_and_no_more(proved: dict[str, int]) -> None:
    plans = quarters(people(*[proved["n"]] * 3), proved["quarters"])
    assert sum(plan.repeats for plan in plans) == proved["least_repeats"]
    assert plans[-1].repeats == plans[-1].least_repeats == 2
    assert plans[-1].optimal


@pytest.mark.parametrize("seed", ["1"])
@pytest.mark.parametrize("case", oracle("pairing", "least_repeats_over_20_quarters_without_churn"))
def test_the_least_repeats_over_twenty_quarters(case: dict[str, int], seed: str) -> None:
    told = simulate(Draw(people(case["sales"], case["cs"], case["dev"]), History(), seed), 20)
    assert told.repeats == told.least == case["repeats"]


@pytest.mark.parametrize("churn", [0.0, 0.05, 0.1])
def test_twenty_of_each_for_twenty_quarters_repeat_nothing(churn: float) -> None:
    told = simulate(Draw(people(20, 20, 20), History(), "figure"), 20, churn)
    assert told.repeats == told.least == 0
    assert all(quarter.random > 0 for quarter in told.quarters[3:])


@pytest.mark.parametrize("seed", ["1", "2"][: often(1, thorough=2)])
@pytest.mark.parametrize(("churn", "most"), [(0.0, None), (0.05, 19), (0.1, 0)])
def test_the_sample_company_for_five_years(seed: str, churn: float, most: int | None) -> None:
    told = simulate(Draw(people(12, 7, 23), History(), seed), 20, churn)
    assert told.least <= told.repeats <= (told.least + 2 if most is None else most)
    for baseline in ("random", "greedy"):
        assert sum(getattr(quarter, baseline) for quarter in told.quarters) > told.repeats


def least(count: int, price: dict[tuple[str, str], int]) -> int:
    """The optimum by a set partitioning written here, apart from the one that is tested."""
    pool = people(count, count, count)
    trios = list(product(*([m.id for m in pool if m.function == name] for name in ("cs", "dev", "sales"))))
    rows = {member.id: index for index, member in enumerate(pool)}
    matrix = np.zeros((len(pool), len(trios)))
    for column, trio in enumerate(trios):
        matrix[[rows[person] for person in trio], column] = 1
    cost = [sum(price.get(pair, 0) for pair in combinations(trio, 2)) for trio in trios]
    one = np.ones(len(pool))
    answer = milp(
        cost,
        integrality=np.ones(len(trios)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, one, one),
        options={"mip_rel_gap": 0},
    )
    return round(answer.fun)


@pytest.mark.parametrize("seed", range(often(2, thorough=4)))
@pytest.mark.parametrize("count", [3, 5, 6, 7, 9])
def test_a_quarter_that_needs_a_repeat_is_the_proved_optimum(count: int, seed: int) -> None:
    random = Random(seed)
    pool = people(count, count, count)
    pairs = combinations(sorted(member.id for member in pool), 2)
    gaps = {pair: random.randint(1, 12) for pair in pairs if random.random() < 0.8}
    plan = draw(Draw(pool, History(gaps), str(seed)))
    assert plan.optimal
    assert plan.repeats == plan.least_repeats == least(count, dict.fromkeys(gaps, 1))
    # More than all repeats can cost: as few as can be come first.
    fewest = least(count, {pair: 10**8 + repeat(gap) for pair, gap in gaps.items()})
    assert plan.cost == fewest - 10**8 * plan.repeats


@pytest.mark.parametrize("count", [10, 13, 20])
def test_when_everybody_has_met_everybody_the_oldest_meet_again(count: int) -> None:
    plans = quarters(people(count, count, count), count + 2)
    for plan in plans[-2:]:
        assert plan.repeats == plan.least_repeats == 3 * count
        assert plan.optimal
        assert plan.cost == 3 * count * repeat(count)


def test_the_optimum_of_twenty_of_each_with_a_patchy_past_is_proved() -> None:
    pool = people(20, 20, 20)
    random = Random(5)
    pairs = combinations(sorted(member.id for member in pool), 2)
    gaps = {pair: random.randint(1, 20) for pair in pairs if random.random() < 0.93}
    plan = draw(Draw(pool, History(gaps), "seed"))
    assert plan.repeats
    assert plan.optimal


def test_a_joiner_takes_the_leavers_seat() -> None:
    pool = people(9, 9, 9)
    first = draw(Draw(pool, History(), "one"))
    assert first.turn == 0
    gone = pool[3]
    changed = [member for member in pool if member is not gone] + [type(gone)("new", gone.function)]
    past = History(dict.fromkeys(pairs_of(first), 1))
    second = draw(Draw(changed, past, "two", seats=first.seats, turn=first.turn))
    assert second.turn == 1
    assert second.seats["new"] == first.seats[gone.id]
    assert {person: seat for person, seat in second.seats.items() if person != "new"} == {
        person: seat for person, seat in first.seats.items() if person != gone.id
    }


def test_a_function_that_lacks_one_or_two_still_goes_by_the_plan() -> None:
    for counts in ((8, 8, 7), (6, 8, 8)):
        plans: list[Plan] = quarters(people(*counts), 8)
        assert [plan.repeats for plan in plans] == [0] * 8
        assert [plan.turn for plan in plans] == list(range(8))


def test_three_thousand_of_each_are_drawn_by_the_plan() -> None:
    first, second = quarters(people(3000, 3000, 3000), 2)
    assert (first.repeats, second.repeats, second.turn) == (0, 0, 1)
