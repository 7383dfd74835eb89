"""Seats of equal functions: every order but 2 and 6 rotates for as many quarters as it has people, pair by pair."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from services.pairing.matching.fields import Field, prime_powers
from services.pairing.matching.latin import ProductSquares, orthogonal_pair, orthogonal_squares
from services.pairing.matching.linear import LinearSquares, most_linear
from services.pairing.matching.orthomorphisms import ORTHOMORPHISMS, GroupSquares, searched_orthomorphisms
from services.pairing.matching.quasi_difference import HoleySquares, parker_columns, searched_columns
from services.pairing.matching.seat_plan import SeatPlan, seat_plan
from services.pairing.matching.squares import are_orthogonal, is_latin, table
from services.pairing.matching.wilson import WilsonSquares
from tests.examples import examples
from tests.oracles import oracle

ORDERS = [order for order in range(3, 61) if order != 6]


def repeats(plan: SeatPlan, quarters: int) -> list[int]:
    """For each quarter how many of its pairs of seats sat together before. Fails where a seat is not taken once."""
    seen: set[tuple[int, int, int, int]] = set()
    counts = []
    for turn in range(quarters):
        groups = plan.quarter(turn).tolist()
        for function in range(plan.functions):
            assert sorted(group[function] for group in groups) == list(range(plan.order))
        pairs = {
            (one, other, group[one], group[other])
            for group in groups
            for one, other in combinations(range(plan.functions), 2)
        }
        counts.append(len(pairs & seen))
        seen |= pairs
    return counts


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_as_many_quarters_without_a_repeat_as_people(order: int) -> None:
    plan = seat_plan(order)
    assert plan is not None
    assert (plan.rounds, plan.order, plan.functions) == (order, order, 3)
    assert plan.quarter(0).shape == (order, 3)
    assert repeats(plan, order) == [0] * order
    assert np.array_equal(plan.quarter(order + 1), plan.quarter(1))


@pytest.mark.parametrize("order", [1, *ORDERS, 62, 66, 74, 86, 94, 98, 100, 102, 110, 114, 126, 254, 1000])
def test_two_squares_are_orthogonal(order: int) -> None:
    pair = orthogonal_pair(order)
    assert pair is not None
    assert are_orthogonal(*pair)


def test_no_order_is_left_out_up_to_three_hundred() -> None:
    assert [order for order in range(1, 301) if orthogonal_squares(order, 2) is None] == [2, 6]


@pytest.mark.parametrize("order", [-3, 0, 2, 6])
def test_there_are_no_two_squares_of_order_two_or_six(order: int) -> None:
    assert orthogonal_pair(order) is None


@pytest.mark.parametrize(
    ("order", "construction"),
    [
        (9, LinearSquares),
        (12, LinearSquares),
        (60, LinearSquares),
        (10, HoleySquares),
        (14, HoleySquares),
        (22, HoleySquares),
        (18, WilsonSquares),
        (26, WilsonSquares),
        (38, WilsonSquares),
        (30, ProductSquares),
        (42, ProductSquares),
        (54, ProductSquares),
    ],
)
def test_each_construction_is_in_use(order: int, construction: type) -> None:
    assert isinstance(orthogonal_squares(order, 2), construction)


@pytest.mark.parametrize(("order", "most"), [(60, 0.2), (2998, 2.0), (3000, 2.0), (3002, 2.0)])
def test_squares_are_built_in_no_time(order: int, most: float) -> None:
    orthogonal_squares.cache_clear()
    used = time.process_time()
    pair = orthogonal_pair(order)
    used = time.process_time() - used
    assert pair is not None
    assert are_orthogonal(*pair)
    assert used < 3 * most, f"{order}: {used:.2f} s"


def test_a_quarter_of_three_thousand_each_needs_no_table() -> None:
    plan = seat_plan(3000)
    assert plan is not None
    used = time.process_time()
    groups = plan.quarter(1234)
    assert time.process_time() - used < 0.1
    assert [len(set(groups[:, function].tolist())) for function in range(3)] == [3000] * 3


@pytest.mark.parametrize("functions", [2, 3, 4])
@pytest.mark.parametrize("order", range(1, 31))
def test_groups_of_two_three_and_four(order: int, functions: int) -> None:
    plan = seat_plan(order, functions)
    if plan is None:
        assert functions == 4
        assert order not in {12, 15}
        assert most_linear(order) < 3, "the fields alone give a plan"
        return
    if plan.rounds < order:
        assert (order, functions) in {(2, 3), (6, 3)}
    assert repeats(plan, plan.rounds) == [0] * plan.rounds


def test_where_no_plan_for_four_functions_is_known() -> None:
    unknown = [order for order in range(1, 61) if seat_plan(order, 4) is None]
    assert unknown == [2, 3, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 58]


def test_what_is_not_orthogonal_is_noticed() -> None:
    cyclic = np.add.outer(np.arange(4), np.arange(4)) % 4
    assert is_latin(cyclic)
    assert not is_latin(cyclic % 3)
    assert not is_latin(cyclic - 1)
    assert not are_orthogonal(cyclic, cyclic)
    assert not is_latin(np.sort(cyclic, axis=0))


def test_a_group_of_five_functions_is_refused() -> None:
    with pytest.raises(ValueError, match="2 to 4 functions, not for 5"):
        seat_plan(7, 5)


def test_nobody_at_all_has_no_plan() -> None:
    assert [seat_plan(0, functions) for functions in (2, 3, 4)] == [None] * 3


@pytest.mark.parametrize(("order", "fine"), [(2, 1), (6, 5)])
def test_two_and_six_repeat_two_pairs_in_their_last_quarter(order: int, fine: int) -> None:
    plan = seat_plan(order)
    assert plan is not None
    assert plan.rounds == plan.quarters_without_a_repeat == fine
    assert repeats(plan, order) == [0] * fine + [2]


@pytest.mark.parametrize("published", oracle("pairing", "quarters_without_a_repeat"))
def test_as_many_quarters_as_published(published: dict[str, Any]) -> None:
    figures = {int(order): quarters for order, quarters in published.items() if order.isdigit()}
    assert len(figures) >= 10
    for order, quarters in figures.items():
        plan = seat_plan(order)
        assert plan is not None
        assert plan.rounds == quarters
        assert repeats(plan, quarters) == [0] * quarters


@pytest.mark.parametrize("published", oracle("pairing", "six_of_six"))
def test_six_quarters_of_six_have_the_published_repeats(published: dict[str, Any]) -> None:
    plan = seat_plan(published["n"])
    assert plan is not None
    assert sum(repeats(plan, published["quarters"])) == published["least_repeats"]


@examples(25, thorough=125)
@given(st.sampled_from([3, 4, 5, 7, 8, 9, 10, 14, 18]), st.sampled_from([3, 4, 5, 7, 8, 10]))
def test_products_of_orthogonal_squares_are_orthogonal(outer: int, inner: int) -> None:
    one, other = orthogonal_squares(outer, 2), orthogonal_squares(inner, 2)
    assert one is not None
    assert other is not None
    squares = table(ProductSquares(one, other))
    assert squares.shape == (2, outer * inner, outer * inner)
    assert are_orthogonal(*squares)


@examples(25, thorough=125)
@given(st.sampled_from([(3, 5, 0), (3, 5, 1), (3, 5, 3), (3, 7, 5), (3, 8, 7), (7, 5, 4), (4, 7, 4), (8, 5, 5)]))
def test_wilsons_squares_are_orthogonal(parts: tuple[int, int, int]) -> None:
    weight, outer, rest = parts
    small, large = orthogonal_squares(weight, 2), orthogonal_squares(weight + 1, 2)
    filling = orthogonal_squares(rest, 2) if rest else _nothing()
    assert small is not None
    assert large is not None
    assert filling is not None
    squares = table(WilsonSquares(LinearSquares(outer, 3), small, large, filling))
    assert squares.shape[1] == weight * outer + rest
    assert are_orthogonal(*squares)


def _nothing() -> Any:
    class Nothing:
        order, count = 0, 2

        def row(self, index: int) -> np.ndarray:
            raise AssertionError("there is no row")

    return Nothing()


def test_parts_that_do_not_fit_are_refused() -> None:
    five, four, three = LinearSquares(5, 3), LinearSquares(4, 2), LinearSquares(3, 2)
    with pytest.raises(ValueError, match="orders 3, 3, 5, 4 don't fit"):
        WilsonSquares(five, three, three, four)
    with pytest.raises(ValueError, match="give 2 orthogonal squares of order 12, not 3"):
        LinearSquares(12, 3)
    with pytest.raises(ValueError, match="not 3 and 2"):
        ProductSquares(five, four)


@pytest.mark.parametrize(("group", "hole", "rotated"), [(4, 2, False), (7, 3, True), (11, 3, True)])
def test_the_search_finds_columns_whose_differences_are_all_there_once(group: int, hole: int, rotated: bool) -> None:
    used = time.process_time()
    columns = searched_columns(group, hole, rotated)
    assert time.process_time() - used < 1
    assert columns is not None
    _all_differences(columns, group, hole)


@pytest.mark.parametrize("hole", range(1, 30))
def test_parkers_columns_have_all_differences_once(hole: int) -> None:
    _all_differences(parker_columns(hole), 2 * hole + 1, hole)


def _all_differences(columns: list[tuple[int, ...]], group: int, hole: int) -> None:
    assert [sum(column[line] == -1 for column in columns) for line in range(4)] == [hole] * 4
    for one, other in combinations(range(4), 2):
        filled = [column for column in columns if column[one] != -1 != column[other]]
        assert sorted((column[one] - column[other]) % group for column in filled) == list(range(group))


@pytest.mark.parametrize(("factors", "images"), ORTHOMORPHISMS.items())
def test_the_search_finds_the_orthomorphisms_that_stand_in_the_code(factors: tuple[int, ...], images: Any) -> None:
    assert searched_orthomorphisms(factors) == images
    assert are_orthogonal(*table(GroupSquares(factors, images)))


@pytest.mark.parametrize("factors", [(2,), (3,), (4,), (6,), (2, 3)])
def test_small_groups_have_no_two_orthogonal_orthomorphisms(factors: tuple[int, ...]) -> None:
    assert searched_orthomorphisms(factors) is None


def test_a_search_without_an_answer_says_so() -> None:
    assert searched_columns(4, 2, rotated=True) is None


@pytest.mark.parametrize("order", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27, 49, 64, 81])
def test_fields_are_fields(order: int) -> None:
    ((prime, exponent),) = prime_powers(order)
    field = Field(prime, exponent)
    everything = np.arange(order)
    sums = np.array([field.add(everything, one) for one in range(order)])
    assert is_latin(sums)
    assert np.array_equal(sums, sums.T)
    products = np.array([field.times(everything, one) for one in range(order)])
    assert is_latin(products[1:, 1:] - 1)
    assert np.array_equal(products, products.T)
    for one in range(order):
        assert np.array_equal(
            field.times(sums[one], 2 % order), field.add(products[2 % order], products[2 % order, one])
        )
        assert field.add(one, int(field.negative(np.asarray(one)))) == 0
    assert all(field.times(one, field.inverse(one)) == 1 for one in range(1, order))
    root = field.primitive()
    assert {field.power(root, exponent) for exponent in range(order - 1)} == set(range(1, order))


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(ValueError, match="base must be a prime"):
        Field(6)
    with pytest.raises(ZeroDivisionError, match="nought has no inverse"):
        Field(7).inverse(0)


def test_a_plan_is_the_same_under_any_hash_seed() -> None:
    code = (
        "from services.pairing.matching.seat_plan import seat_plan\n"
        "print([seat_plan(order).quarter(turn).tolist() for order in (6, 10, 14, 18) for turn in (0, 5)])"
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shown) == 1
