"""The measures: their formulas on known cases, their bounds on any, and what is left out where few are measured."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from services.pairing.groups.domain.weeks import settled, timely
from services.pairing.measuring import FEWEST_GROUPS, FEWEST_PEOPLE, Measures, PastGroup, measure
from services.pairing.measuring.coverage import Coverage, ceiling
from services.pairing.measuring.measures import adherence, expected_meetings, repeat_gaps
from services.pairing.measuring.network import centralisation, ei_index, gini, reach
from services.pairing.measuring.past import pairs_in
from shared.events import Invalid, iso_week

MONDAY, TODAY = date(2026, 7, 6), date(2026, 8, 5)  # a Wednesday in the fifth week


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([0, 0], Fraction(0)),
        ([3, 3, 3], Fraction(0)),
        ([0, 0, 0, 8], Fraction(3, 4)),
        ([1, 2, 3, 4], Fraction(1, 4)),
    ],
)
def test_gini(values: list[int], expected: Fraction | None) -> None:
    assert gini(values) == expected


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_gini_is_the_mean_difference_and_lies_from_0_to_below_1(values: list[int]) -> None:
    found = gini(values)
    assert found is not None
    assert 0 <= found < 1
    differences = sum(abs(one - other) for one, other in product(values, repeat=2))
    assert found * 2 * len(values) * sum(values) == differences


def test_centralisation_of_a_star_a_ring_and_too_few() -> None:
    star = [("a", other) for other in "bcde"]
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("a", "e")]
    assert centralisation("abcde", star) == 1
    assert centralisation("abcde", ring) == 0
    assert centralisation("abcde", [*star, ("a", "zoe")]) == 1, "ties with others don't count"
    assert centralisation("ab", [("a", "b")]) is None


def test_ei_index() -> None:
    function = {"a": "sales", "b": "sales", "c": "dev"}
    assert ei_index(function, [("a", "c")]) == 1
    assert ei_index(function, [("a", "b")]) == -1
    assert ei_index(function, [("a", "b"), ("a", "c"), ("b", "c")]) == Fraction(1, 3)
    assert ei_index(function, [("a", "unknown")]) is None
    assert reach(function, [("a", "b"), ("a", "c"), ("a", "c")]) == {"a": 1, "c": 1}


PEOPLE = [f"p{number:02}" for number in range(14)]


@st.composite
def divided(draw: st.DrawFn) -> tuple[dict[str, str], list[PastGroup]]:
    """People with functions, divided into groups of two to four, some of which have met."""
    people = draw(st.permutations(PEOPLE[: draw(st.integers(2, 14))]))
    function = {person: draw(st.sampled_from(["sales", "cs", "dev"])) for person in people}
    groups, rest = [], list(people)
    while len(rest) >= 2:
        size = draw(st.integers(2, min(4, len(rest))))
        group, rest = rest[:size], rest[size:]
        groups.append(PastGroup(tuple(group), "now", draw(st.integers(0, 20)), MONDAY, None, draw(st.integers(1, 4))))
    return function, groups


# The first ceiling loads the solver.
@settings(deadline=None)
@given(divided(), divided())
def test_every_measure_keeps_its_bounds(
    now: tuple[dict[str, str], list[PastGroup]], before: tuple[dict[str, str], list[PastGroup]]
) -> None:
    function = before[0] | now[0]
    found = measure(now[1], before[1], function, 3, TODAY)
    if found.people < FEWEST_PEOPLE:
        assert found == Measures(found.people, found.groups)
        return
    for each in found.coverage:
        assert each.assigned <= each.ceiling
        assert each.met is None or each.met <= each.assigned
    if found.groups < FEWEST_GROUPS:
        assert (found.reach_median, found.gini, found.ei_index, found.adherence) == (None,) * 4
        return
    assert found.gini is not None
    assert 0 <= found.gini < 1
    assert found.centralisation is not None
    assert 0 <= found.centralisation <= 1
    assert found.ei_index is None or -1 <= found.ei_index <= 1
    assert found.adherence is not None
    assert 0 <= found.adherence <= 1
    assert found.reach_least is not None
    assert found.reach_median is not None
    assert 0 <= found.reach_least <= found.reach_median <= len(function)


def test_no_difference_of_two_figures_tells_of_one_or_two_groups() -> None:
    function = {f"{kind[0]}{number}": kind for kind in ("sales", "cs", "dev") for number in range(9)}
    trios = [PastGroup((f"s{number}", f"c{number}", f"d{number}"), "now", 1, MONDAY) for number in range(4)]
    pairs = [PastGroup((f"s{number}", f"c{number}"), "now", 1, MONDAY) for number in range(4, 9)]

    def met(*groups: PastGroup) -> dict[tuple[str, str], int | None]:
        return {each.functions: each.met for each in measure(groups, (), function, 3, TODAY).coverage}

    assert met(*trios) == {("cs", "dev"): 4, ("cs", "sales"): 4, ("dev", "sales"): 4}
    # One pair more of the one kind: less what the trios have, it would be told alone.
    assert met(*trios, pairs[0]) == {("cs", "dev"): None, ("cs", "sales"): 5, ("dev", "sales"): None}
    assert met(*trios, *pairs[:3]) == {("cs", "dev"): 4, ("cs", "sales"): 7, ("dev", "sales"): 4}
    # One of each of two kinds: which of them met would be the difference.
    odd = PastGroup(("s8", "d8"), "now", 0, MONDAY)
    assert met(*trios, pairs[0], odd) == {("cs", "dev"): None, ("cs", "sales"): None, ("dev", "sales"): None}


def test_contact_within_functions_is_not_told_where_it_is_that_of_one_or_two_groups() -> None:
    function = {f"{kind[0]}{number}": kind for kind in ("sales", "dev") for number in range(9)}
    mixed = [PastGroup((f"s{number}", f"d{number}"), "now", 1, MONDAY) for number in range(4)]
    alike = [PastGroup((f"s{number}", f"s{number + 1}"), "now", 1, MONDAY) for number in (4, 6)]
    assert measure(mixed, (), function, 2, TODAY).ei_index == 1
    assert measure([*mixed, *alike], (), function, 2, TODAY).ei_index is None
    third = PastGroup(("d4", "d5"), "now", 1, MONDAY)
    assert measure([*mixed, *alike, third], (), function, 2, TODAY).ei_index == Fraction(1, 7)


@pytest.mark.parametrize(
    ("today", "before"),
    [(date(2026, 7, 19), date(2026, 6, 29)), (date(2026, 7, 20), MONDAY), (date(2026, 7, 26), MONDAY)],
)
def test_a_week_is_settled_when_nobody_can_report_it_any_more(today: date, before: date) -> None:
    assert settled(today) == before
    with pytest.raises(Invalid, match="too long ago"):
        timely(iso_week(before - timedelta(days=7)), today)
    timely(iso_week(before), today)


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize(("one", "other"), list(product(range(5), repeat=2)))
def test_the_ceiling_is_the_most_that_any_division_has(one: int, other: int, size: int) -> None:
    assert ceiling(one, other, size) == _best(one, other, size)


def _best(one: int, other: int, size: int) -> int:
    """By trying every division."""
    kinds = [(a, b) for a in range(1, size) for b in range(1, size) if a + b <= size and a <= one and b <= other]
    return max((a * b + _best(one - a, other - b, size) for a, b in kinds), default=0)


@pytest.mark.parametrize(
    ("formed", "dissolved", "every", "expected"),
    [
        (MONDAY, None, 1, 4),
        (date(2026, 7, 7), None, 1, 3),
        (MONDAY, None, 2, 2),
        (MONDAY, None, 3, 1),
        (MONDAY, date(2026, 7, 20), 1, 2),
        (MONDAY, date(2026, 7, 19), 1, 1),
        (date(2026, 8, 4), None, 1, 0),
        (None, None, 1, 0),
    ],
)
def test_how_often_a_group_wanted_to_meet(
    formed: date | None, dissolved: date | None, every: int, expected: int
) -> None:
    assert expected_meetings(PastGroup(("a", "b"), "r", 0, formed, dissolved, every), TODAY) == expected


def test_adherence_makes_up_for_no_other_group() -> None:
    keen, idle = PastGroup(("a", "b"), "r", 9, MONDAY), PastGroup(("c", "d"), "r", 1, MONDAY)
    assert adherence([keen, idle], TODAY) == Fraction(5, 8)
    assert adherence([keen], MONDAY) is None


def test_repeats_by_how_many_rotations_ago() -> None:
    before = [PastGroup(("a", "b"), "one"), PastGroup(("c", "d"), "two"), PastGroup(("a", "c"), "two")]
    assert repeat_gaps([PastGroup(("a", "b", "c"), "now")], before) == [1, 2]
    assert repeat_gaps([PastGroup(("a", "d"), "now")], before) == []
    assert repeat_gaps([PastGroup(("a", "b"), "now")], [*before, PastGroup(("a", "b"), "three")]) == [1]


def test_a_quarter_of_three_trios() -> None:
    function = {f"{kind}{number}": kind for kind in ("cs", "dev", "sales") for number in range(3)}
    met = [PastGroup((f"cs{n}", f"dev{n}", f"sales{n}"), "now", weeks_met=n, formed_on=MONDAY) for n in range(3)]
    earlier = [PastGroup(("cs0", "dev0", "sales1"), "before", 3, MONDAY)]
    found = measure(met, earlier, function, 3, TODAY)
    assert found == Measures(
        people=9,
        groups=3,
        coverage=tuple(Coverage(both, 3, 2, 4) for both in combinations(("cs", "dev", "sales"), 2)),
        repeats=1,
        smallest_gap=1,
        reach_median=2.0,
        reach_least=0,
        gini=gini([0, 2, 2, 2, 2, 2, 2, 2, 4]),
        centralisation=centralisation(list(function), pairs_in([*met[1:], *earlier])),
        ei_index=Fraction(1),
        adherence=Fraction(3, 12),
    )


def test_of_two_groups_nothing_is_told_that_rests_on_meetings() -> None:
    """A member of one could take his own group off."""
    function = {f"{kind}{number}": kind for kind in ("cs", "dev", "sales") for number in range(2)}
    groups = [PastGroup((f"cs{n}", f"dev{n}", f"sales{n}"), "now", 5, MONDAY) for n in range(2)]
    found = measure(groups, [], function, 3, TODAY)
    assert found == Measures(6, 2, repeats=0), "four people of two functions are too few as well"
    assert found.too_few_groups
    assert not found.too_few


def test_of_four_people_nothing_is_told_at_all() -> None:
    found = measure(
        [PastGroup(("a", "b"), "now", 5), PastGroup(("c", "d"), "now")], [], dict.fromkeys("abcd", "x"), 2, TODAY
    )
    assert found == Measures(4, 2)
    assert found.too_few
