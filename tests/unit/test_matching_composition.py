"""Which kinds of groups there are: the proved ones, nobody alone, and a group of one function only where forced."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.pairing.matching import Clash
from services.pairing.matching.composition import compose, homes
from tests.examples import examples
from tests.oracles import oracle

FUNCTIONS = ("sales", "cs", "dev")


def short(kinds: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    letters = {"sales": "S", "cs": "C", "dev": "D"}
    return dict(Counter("".join(sorted((letters[name] for name in kind), key="SCD".index)) for kind in kinds))


@pytest.mark.parametrize("case", oracle("pairing", "composition_cover"))
def test_the_composition_is_the_proved_one(case: dict[str, Any]) -> None:
    expected = case.get("groups_either") or [case["groups"]]
    assert short(compose({function: case[function] for function in FUNCTIONS})) in expected


@pytest.mark.parametrize(
    ("counts", "size", "policy", "expected"),
    [
        ((7, 7, 10), 3, "cover", {"SCD": 6, "CDD": 1, "SDD": 1}),
        ((7, 7, 10), 3, "pairs", {"SCD": 4, "CD": 3, "SD": 3}),
        ((20, 20, 20), 2, "cover", {"SC": 10, "SD": 10, "CD": 10}),
        ((4, 4, 4), 4, "cover", {"SCCD": 1, "SCDD": 1, "SSCD": 1}),
        ((0, 0, 6), 3, "cover", {"DDD": 2}),
        ((0, 0, 4), 3, "cover", {"DD": 2}),
        ((0, 0, 7), 3, "cover", {"DDD": 1, "DD": 2}),
        ((1, 0, 9), 3, "cover", {"SDDD": 1, "DDD": 0, "DD": 3}),
        ((1, 1, 0), 3, "cover", {"SC": 1}),
        ((0, 1, 0), 3, "cover", {}),
        ((3000, 3500, 3500), 3, "cover", {"SCD": 3000, "CD": 500}),
    ],
)
def test_compositions(counts: tuple[int, int, int], size: int, policy: Any, expected: dict[str, int]) -> None:
    wanted = {kind: number for kind, number in expected.items() if number}
    assert short(compose(dict(zip(FUNCTIONS, counts, strict=True)), size, policy)) == wanted


@examples(60, thorough=300)
@given(
    st.lists(st.integers(0, 25), min_size=1, max_size=5),
    st.sampled_from([2, 3, 4]),
    st.sampled_from(["cover", "pairs"]),
)
def test_everybody_has_a_seat_and_a_group_of_one_function_is_forced(counts: list[int], size: int, policy: Any) -> None:
    by_name = {f"f{index}": count for index, count in enumerate(counts) if count}
    kinds = compose(by_name, size, policy)
    total = sum(counts)
    assert Counter(function for kind in kinds for function in kind) == (by_name if total > 1 else {})
    assert all(2 <= len(kind) <= 4 for kind in kinds)
    # Every mixed group needs somebody from outside the largest function, and takes three of it at most.
    others = total - max(counts)
    if others * 3 >= max(counts) and others:
        assert all(len(set(kind)) > 1 for kind in kinds)


@pytest.mark.parametrize("size", [-1, 0, 1, 5])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 4"):
        compose({"dev": 9}, size)


def test_pins_shape_the_composition() -> None:
    kinds = compose({"sales": 4, "cs": 4, "dev": 4}, pins=[("dev", "dev"), ("dev", "sales")])
    assert any(kind.count("dev") == 2 for kind in kinds)
    places = homes(kinds, [("dev", "dev"), ("dev", "sales")])
    assert kinds[places[0]].count("dev") == 2
    assert places[0] != places[1]


def test_pins_that_leave_somebody_alone_are_refused() -> None:
    with pytest.raises(Clash, match="pin fewer"):
        compose({"sales": 1, "dev": 4}, pins=[("dev", "dev", "dev", "dev")])


def test_many_functions_are_composed_too() -> None:
    counts = {f"f{index}": 30 + index for index in range(8)}
    kinds = compose(counts)
    assert Counter(function for kind in kinds for function in kind) == counts
    assert all(len(set(kind)) == 3 for kind in kinds if len(kind) == 3)
