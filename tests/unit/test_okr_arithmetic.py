"""Progress, roll-up and percentages, with figures that others have published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from services.okr.kernel.arithmetic import Said, clamp, percent, progress, zone_of
from services.okr.objectives.domain.roll_up import equal
from shared.events import Metric, Ordinal, Zone

decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
parts = st.fractions(min_value=-5, max_value=5)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "shown"),
    [
        pytest.param(15, 35, 20, 25, id="Microsoft Viva Goals, configuring OKRs"),
        pytest.param(10, 0, 7, 30, id="puzzle/okr issue 1661: falling, exactly the commit zone"),
        pytest.param(20, 100, 0, -25, id="oslokommune/okr-tracker: raw, below the baseline"),
        pytest.param(0, 100, 150, 150, id="oslokommune/okr-tracker: raw, above the target"),
        pytest.param(0, 3, 1, 33, id="a third"),
        pytest.param(0, 8, 1, 13, id="12.5 is rounded half up"),
        pytest.param(0, 200, -1, 0, id="-0.5 is rounded half up, towards plus infinity"),
    ],
)
def test_movement(baseline: int, target: int, value: int, shown: int) -> None:
    measure = Metric(baseline=Decimal(baseline), target=Decimal(target))
    assert percent(progress(measure, [Said(Decimal(value))])) == shown


def test_exactness_survives_where_floats_fail() -> None:
    measure = Metric(baseline=Decimal("0.1"), target=Decimal("0.4"))
    assert progress(measure, [Said(Decimal("0.2"))]) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("key_results", "shown"),
    [
        pytest.param([100, 0, 0], 33, id="Perdoo, Lattice, Mooncamp"),
        pytest.param([50, 0, 0], 17, id="Resily"),
        pytest.param([300, 0], 50, id="above the target is clamped"),
        pytest.param([-300, 100], 50, id="below the baseline is clamped"),
        pytest.param([100, None, None], 33, id="not reported is not reached"),
        pytest.param([None, None], None, id="never checked in is not 0"),
        pytest.param([], None, id="no key results, no progress"),
    ],
)
def test_roll_up(key_results: list[int | None], shown: int | None) -> None:
    assert percent(equal([None if part is None else Fraction(part, 100) for part in key_results])) == shown


@pytest.mark.parametrize(
    ("part", "zone"),
    [
        ("-0.2", Zone.FAIL),
        ("0", Zone.FAIL),
        ("0.2999", Zone.FAIL),
        ("0.3", Zone.COMMIT),
        ("0.6999", Zone.COMMIT),
        ("0.7", Zone.TARGET),
        ("0.9999", Zone.TARGET),
        ("1", Zone.STRETCH),
        ("1.5", Zone.STRETCH),
    ],
)
def test_on_a_bound_it_is_the_higher_zone(part: str, zone: Zone) -> None:
    assert zone_of(Fraction(part)) is zone


@pytest.mark.parametrize(
    ("zone", "shown"), [(Zone.FAIL, 0), (Zone.COMMIT, 30), (Zone.TARGET, 70), (Zone.STRETCH, 100), (None, None)]
)
def test_zones_count_in_averages(zone: Zone | None, shown: int | None) -> None:
    assert percent(progress(Ordinal(), [Said(zone=zone)])) == shown


def test_a_measure_without_a_way_has_no_progress() -> None:
    assert progress(Metric(baseline=Decimal(5), target=Decimal(5)), [Said(Decimal(5))]) is None


def test_never_checked_in_is_none() -> None:
    assert progress(Metric(baseline=Decimal(0), target=Decimal(5)), []) is None


@given(st.lists(parts | st.none(), min_size=1))
def test_roll_up_stays_within_bounds(items: list[Fraction | None]) -> None:
    whole = equal(items)
    known = [clamp(part) for part in items if part is not None]
    if not known:
        assert whole is None
    else:
        lowest = min(known) if len(known) == len(items) else 0
        assert whole is not None
        assert lowest <= whole <= max(known)


@given(decimals, decimals, decimals)
def test_baseline_is_nothing_and_target_is_all(baseline: Decimal, target: Decimal, value: Decimal) -> None:
    measure = Metric(baseline=baseline, target=target)
    if baseline == target:
        return
    assert progress(measure, [Said(baseline)]) == 0
    assert progress(measure, [Said(target)]) == 1
    turned = progress(Metric(baseline=target, target=baseline), [Said(value)])
    straight = progress(measure, [Said(value)])
    assert straight is not None
    assert turned == 1 - straight
