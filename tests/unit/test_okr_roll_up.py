"""How parts make a whole, with figures that others have published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.kernel.arithmetic import percent, size_of
from services.okr.objectives.domain import roll_up
from shared.events import Binary, Checkpoint, Checkpoints, Invalid, Metric
from tests.oracles import oracle

parts = st.fractions(min_value=-5, max_value=5, max_denominator=1000)
weights = st.decimals(min_value=-50, max_value=200, places=2)


def of_percent(figures: list[int | None]) -> list[Fraction | None]:
    return [None if figure is None else Fraction(figure, 100) for figure in figures]


@pytest.mark.parametrize("case", oracle("okr", "roll_up_equal"))
def test_published_equal_roll_up(case: dict[str, Any]) -> None:
    assert percent(roll_up.equal(of_percent(case["key_results"]))) == case["objective"]


@pytest.mark.parametrize("case", oracle("okr", "roll_up_weighted"))
def test_published_weighted_roll_up(case: dict[str, Any]) -> None:
    shares = roll_up.shares([Decimal(weight) for weight in case["weights"]])
    assert percent(roll_up.weighted(of_percent(case["key_results"]), shares)) == case["objective"]


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([None, None], ["50", "50"]),
        (["40", None, None], ["40", "30", "30"]),
        (["100", None], ["100", "0"]),
        (["0", None], ["0", "100"]),
        (["50", "30"], ["62.5", "37.5"]),
        (["0", "0"], ["0", "0"]),
        (["150", "50", None], ["75", "25", "0"]),
        (["-10", None], ["0", "100"]),
        ([], []),
    ],
)
def test_an_edited_weight_is_fixed_and_the_others_share_what_remains(
    given_: list[str | None], expected: list[str]
) -> None:
    shares = roll_up.shares([None if weight is None else Decimal(weight) for weight in given_])
    assert shares == [Fraction(share) for share in expected]


def test_sizes_count_in_proportion_and_what_has_none_as_the_average() -> None:
    long = Metric(baseline=Decimal(0), target=Decimal(30))
    falling = Metric(baseline=Decimal(10), target=Decimal(0))
    steps = Checkpoints(
        points=(
            Checkpoint(value=Decimal(5), progress=Decimal(0)),
            Checkpoint(value=Decimal(25), progress=Decimal(1)),
        )
    )
    assert [size_of(each) for each in (long, falling, steps, Binary())] == [30, 10, 20, None]
    assert roll_up.sized([size_of(each) for each in (long, falling)]) == [75, 25]
    assert roll_up.sized([Fraction(30), Fraction(10), None]) == [50, Fraction(50, 3), Fraction(100, 3)]
    assert roll_up.sized([None, None]) == [50, 50]
    assert roll_up.sized([Fraction(0)]) == [0]


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (["-1"], "the weight is -1; give 0 to 100"),
        (["60", "50"], "add up to 110 percent; lower one"),
        (["100.01"], "add up to 100.01 percent"),
        (["NaN"], "give a finite number"),
    ],
)
def test_weights_that_nobody_may_set(given_: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        roll_up.fitting([Decimal(weight) for weight in given_])
    roll_up.fitting([Decimal(60), Decimal(40), None])


@pytest.mark.parametrize(("source", "expected"), [("key-results", 20), ("children", 80), ("both", 50)])
def test_an_objective_is_made_of_its_source(source: Any, expected: int) -> None:
    assert percent(roll_up.objective(source, of_percent([40, 0]), None, of_percent([60, 100]))) == expected
    weighted = roll_up.objective("key-results", of_percent([40, 0]), roll_up.shares([Decimal(75), None]), [])
    assert percent(weighted) == 30
    assert roll_up.objective(source, [], None, []) is None


@given(st.lists(st.tuples(parts | st.none(), weights | st.none()), min_size=1), st.randoms(use_true_random=False))
def test_a_weighted_roll_up_stays_within_bounds_in_any_order(items: list[Any], shuffle: Any) -> None:
    def rolled(some: list[Any]) -> Fraction | None:
        return roll_up.weighted([part for part, _ in some], roll_up.shares([weight for _, weight in some]))

    whole = rolled(items)
    nothing = all(part is None for part, _ in items) or not any(roll_up.shares([weight for _, weight in items]))
    assert (whole is None) == nothing
    assert whole is None or 0 <= whole <= 1
    mixed = items[:]
    shuffle.shuffle(mixed)
    assert rolled(mixed) == whole
    equal = roll_up.equal([part for part, _ in items])
    assert equal == roll_up.weighted([part for part, _ in items], [Fraction(7)] * len(items))


@given(st.lists(weights | st.none(), min_size=1))
def test_shares_add_up_to_all_or_nothing(given_: list[Decimal | None]) -> None:
    shares = roll_up.shares(given_)
    assert sum(shares) in (0, 100)
    assert all(share >= 0 for share in shares)
