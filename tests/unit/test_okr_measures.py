"""Progress of every kind of measure: the published figures, read where they lie, and what holds for all figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from services.okr.kernel import measures
from services.okr.kernel.arithmetic import Said, clamp, movement, needs_every_check_in, percent, progress, zone_of
from services.okr.objectives.domain.roll_up import equal, weighted
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Invalid,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
    Zone,
)
from tests.oracles import oracle

figures = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
positive = st.decimals(min_value=Decimal("0.001"), max_value=10**6, places=3)


def figure(value: object) -> Decimal:
    """A published figure as a decimal: JSON's number as it is written."""
    return Decimal(str(value))


def at(measure: Measure, *values: object, planned: int | None = None) -> Fraction | None:
    return progress(measure, [Said(figure(value)) for value in values], planned)


@pytest.mark.parametrize("case", oracle("okr", "movement"))
def test_movement(case: dict[str, Any]) -> None:
    measure = Metric(baseline=figure(case["baseline"]), target=figure(case["target"]))
    if case.get("rejected"):
        with pytest.raises(Invalid, match="there is no way to go"):
            measures.checked(measure)
        return
    assert measures.checked(measure) is measure
    assert at(measure, case["value"]) == Fraction(case["progress"], 100)


@pytest.mark.parametrize("case", oracle("okr", "at_most_distance"))
def test_at_most_distance(case: dict[str, Any]) -> None:
    measure = Maintain(upper=figure(case["target"]), rule="distance")
    if case.get("rejected"):
        with pytest.raises(Invalid, match="a distance is told by dividing by it; give one above 0"):
            measures.checked(measure)
        return
    assert at(measures.checked(measure), case["value"]) == Fraction(case["progress"], 100)


@pytest.mark.parametrize("case", oracle("okr", "success_count"))
def test_success_count(case: dict[str, Any]) -> None:
    kept, missed = Decimal(1), Decimal(3)
    for told in range(case["met"], case["planned"] + 1):
        values = [kept] * case["met"] + [missed] * (told - case["met"])
        by_itself = Maintain(upper=Decimal(2), planned=case["planned"])
        assert percent(at(by_itself, *values)) == case["progress"]
        assert percent(at(Maintain(upper=Decimal(2)), *values, planned=case["planned"])) == case["progress"]


@pytest.mark.parametrize("case", oracle("okr", "zones"))
def test_zones(case: dict[str, Any]) -> None:
    measure = Metric(baseline=figure(case["baseline"]), target=figure(case["stretch"]))
    for zone, bound in ((Zone.COMMIT, case["commit"]), (Zone.TARGET, case["target"]), (Zone.STRETCH, case["stretch"])):
        on_it = at(measure, bound)
        below = at(measure, figure(bound) - Decimal("0.0001"))
        assert on_it is not None
        assert below is not None
        assert (zone_of(on_it), zone_of(below)) == (zone, _below(zone))


def _below(zone: Zone) -> Zone:
    zones = list(Zone)
    return zones[zones.index(zone) - 1]


@pytest.mark.parametrize("case", oracle("okr", "ordinal_for_averages"))
def test_ordinal_for_averages(case: dict[str, Any]) -> None:
    for zone in Zone:
        assert progress(Ordinal(), [Said(zone=zone)]) == Fraction(figure(case[zone.value]))


AT_MOST_ONE_DOLLAR = [
    ("0.8", 120),
    ("1", 100),
    ("0.5", 150),
    ("0.75", 125),
    ("0.25", 175),
    ("1", 100),
    ("1.5", 50),
    ("1.2", 80),
    ("1.35", 65),
    ("1.5", 50),
    ("1.75", 25),
    ("1", 100),
]


@pytest.mark.parametrize(("value", "shown"), AT_MOST_ONE_DOLLAR)
def test_cost_per_click_of_at_most_one_dollar(value: str, shown: int) -> None:
    """Profit.co, "Distance from target, as of the check-in date in control KPI": the table, week by week."""
    measure = Maintain(upper=Decimal(1), rule="distance", unit="$")
    assert at(measure, value) == Fraction(shown, 100)


def test_engagement_between_4_and_5_on_thirteen_fridays() -> None:
    """Profit.co, "Successful check-ins divided by total number of check-ins in control KPI"; the sixth is missing."""
    measure = Maintain(lower=Decimal(4), upper=Decimal(5))
    fridays = ["4.8", "4.2", "4.5", "3.5", "4.25", None, "4.5", "2", "3", "4.5", "4.6", "5", "4.5"]
    shown = [8, 15, 23, 23, 31, 31, 38, 38, 38, 46, 54, 62, 69]
    for week, wanted in enumerate(shown, 1):
        told = [each for each in fridays[:week] if each is not None]
        assert percent(at(measure, *told, planned=13)) == wanted


@pytest.mark.parametrize(
    ("baseline", "target", "value", "shown"),
    [
        pytest.param(10, 16, 12, 33, id="OKR Asia, how to calculate numerical OKRs: retention from 10 % to 16 %"),
        pytest.param(0, 3, 1, 33, id="Inspire, how is objective progress calculated: 1 of 3 courses"),
        pytest.param(0, 10, 8, 80, id="Inspire, how is objective progress calculated: 8 of 10 surveys"),
    ],
)
def test_movement_elsewhere(baseline: int, target: int, value: int, shown: int) -> None:
    assert percent(at(Metric(baseline=Decimal(baseline), target=Decimal(target)), value)) == shown


@pytest.mark.parametrize(
    ("key_results", "shown"),
    [
        pytest.param([20, 10, 0], 10, id="PeopleForce, OKR progress calculation"),
        pytest.param([-40, 100, 0], 33, id="Perdoo: any negative value is treated as 0 in this"),
    ],
)
def test_roll_up_elsewhere(key_results: list[int], shown: int) -> None:
    assert percent(equal([Fraction(part, 100) for part in key_results])) == shown


def test_weighted_elsewhere() -> None:
    """Synergita, "How does the system calculate the objective progress", with weightage and no alignment: 34 %."""
    parts, weights = [Fraction(part, 100) for part in (30, 30, 40)], [Fraction(weight) for weight in (40, 20, 40)]
    assert weighted(parts, weights) == Fraction(34, 100)


@pytest.mark.parametrize(
    ("measure", "said", "wanted"),
    [
        (Maintain(lower=Decimal(50), rule="distance"), ["25"], Fraction(1, 2)),
        (Maintain(lower=Decimal(50), rule="distance"), ["60"], Fraction(6, 5)),
        (Maintain(lower=Decimal(4), upper=Decimal(5), rule="distance"), ["4.5"], Fraction(1)),
        (Maintain(lower=Decimal(4), upper=Decimal(5), rule="distance"), ["2"], Fraction(1, 2)),
        (Maintain(lower=Decimal(4), upper=Decimal(5), rule="distance"), ["6"], Fraction(4, 5)),
        (Maintain(upper=Decimal(5), rule="latest"), ["9", "5"], Fraction(1)),
        (Maintain(upper=Decimal(5), rule="latest"), ["5", "5.001"], Fraction(0)),
        (Maintain(upper=Decimal(5)), ["1", "9", "2"], Fraction(2, 3)),
        (Binary(), ["1", "0"], Fraction(0)),
    ],
)
def test_what_is_kept(measure: Measure, said: list[str], wanted: Fraction) -> None:
    assert at(measure, *said) == wanted


@st.composite
def ladders(draw: st.DrawFn) -> Stages:
    count = draw(st.integers(2, 6))
    if draw(st.booleans()):
        return Stages(stages=tuple(Stage(name=str(number)) for number in range(count)))
    parts = draw(st.lists(st.decimals(0, 1, places=3), min_size=count, max_size=count, unique=True))
    return Stages(stages=tuple(Stage(name=str(n), progress=part) for n, part in enumerate(sorted(parts))))


@st.composite
def curves(draw: st.DrawFn) -> Checkpoints:
    count = draw(st.integers(2, 6))
    values = draw(st.lists(figures, min_size=count, max_size=count, unique=True))
    parts = draw(st.lists(st.decimals(0, 2, places=3), min_size=count, max_size=count, unique=True))
    ordered = sorted(values, reverse=draw(st.booleans()))
    points = zip(ordered, sorted(parts), strict=True)
    return Checkpoints(points=tuple(Checkpoint(value=value, progress=part) for value, part in points))


@st.composite
def lists(draw: st.DrawFn) -> Milestones:
    weights = draw(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6).filter(any))
    return Milestones(milestones=tuple(Milestone(name=str(n), weight=weight) for n, weight in enumerate(weights)))


bands = st.tuples(positive, positive, st.sampled_from(["planned", "distance", "latest"])).map(
    lambda each: Maintain(lower=min(each[:2]), upper=max(each[:2]), rule=each[2])
)
metrics = (
    st.tuples(figures, figures)
    .filter(lambda each: each[0] != each[1])
    .map(lambda each: Metric(baseline=each[0], target=each[1]))
)


@given(st.one_of(metrics, bands, curves(), lists(), ladders(), st.just(Binary()), st.just(Ordinal())))
def test_every_kind_that_is_made_here_may_be_and_says_nothing_at_first(measure: Measure) -> None:
    assert measures.checked(measure) is measure
    assert progress(measure, []) is None


@given(metrics, figures, figures)
def test_movement_is_exact_and_linear(measure: Metric, first: Decimal, second: Decimal) -> None:
    here, there = at(measure, first), at(measure, second)
    assert here is not None
    assert there is not None
    way = Fraction(measure.target) - Fraction(measure.baseline)
    assert (here - there) * way == Fraction(first) - Fraction(second)
    assert (at(measure, measure.baseline), at(measure, measure.target)) == (0, 1)
    assert movement(measure.target, measure.baseline, first) == 1 - here


@given(
    bands.filter(lambda band: band.rule != "distance"), st.lists(positive, min_size=1, max_size=20), st.integers(1, 30)
)
def test_what_is_counted_as_kept_lies_between_nothing_and_all(
    band: Maintain, said: list[Decimal], planned: int
) -> None:
    part = at(band, *said, planned=planned)
    assert part is not None
    assert 0 <= part <= 1
    if band.rule == "planned":
        assert part * max(planned, len(said)) == sum(band.lower <= each <= band.upper for each in said)  # type: ignore[operator]


@given(positive, st.lists(positive, min_size=2, max_size=5))
def test_at_most_falls_and_at_least_rises_with_the_value(bound: Decimal, values: list[Decimal]) -> None:
    ordered = sorted(values)
    assert _rises([at(Maintain(lower=bound, rule="distance"), each) for each in ordered])
    assert _rises([at(Maintain(upper=bound, rule="distance"), each) for each in reversed(ordered)])
    assert at(Maintain(lower=bound, rule="distance"), bound) == 1
    assert at(Maintain(upper=bound, rule="distance"), bound) == 1


@given(bands.filter(lambda band: band.rule == "distance"), positive)
def test_within_a_band_all_is_reached_and_outside_less(band: Maintain, value: Decimal) -> None:
    assert band.lower is not None
    assert band.upper is not None
    part = at(band, value)
    assert part is not None
    assert (part == 1) == (band.lower <= value <= band.upper)
    assert part <= 1


@given(curves(), st.lists(figures, min_size=2, max_size=6))
def test_a_curve_runs_one_way_between_its_ends_and_through_its_points(
    curve: Checkpoints, values: list[Decimal]
) -> None:
    rising = curve.points[0].value < curve.points[-1].value
    ordered = sorted(values, reverse=not rising)
    assert _rises([at(curve, each) for each in ordered])
    ends = [Fraction(point.progress) for point in (curve.points[0], curve.points[-1])]
    assert all(ends[0] <= (at(curve, each) or 0) <= ends[1] for each in values)
    assert all(at(curve, point.value) == Fraction(point.progress) for point in curve.points)


@given(lists(), st.data())
def test_one_more_milestone_never_takes_back(milestones: Milestones, data: st.DataObject) -> None:
    names = [each.name for each in milestones.milestones]
    some = data.draw(st.sets(st.sampled_from(names)))
    parts = [progress(milestones, [Said(reached=tuple(prefix))]) for prefix in _prefixes(names)]
    assert _rises(parts)
    assert (parts[0], parts[-1]) == (0, 1)
    left = progress(milestones, [Said(reached=tuple(some))])
    right = progress(milestones, [Said(reached=tuple(set(names) - some))])
    assert left is not None
    assert right is not None
    assert left + right == 1


def _prefixes(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[:number] for number in range(len(names) + 1)]


@given(ladders(), st.data())
def test_a_ladder_is_never_climbed_down(ladder: Stages, data: st.DataObject) -> None:
    names = [each.name for each in ladder.stages]
    said = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=8))
    parts = [progress(ladder, [Said(reached=(each,)) for each in said[:number]]) for number in range(1, len(said) + 1)]
    assert _rises(parts)
    assert all(0 <= (part or 0) <= 1 for part in parts)
    highest = max(said, key=names.index)
    assert parts[-1] == progress(ladder, [Said(reached=(highest,))])


@given(st.one_of(metrics, bands, curves()), st.lists(positive, min_size=1, max_size=8))
def test_the_latest_is_enough_where_not_every_check_in_is_needed(measure: Measure, said: list[Decimal]) -> None:
    assume(not needs_every_check_in(measure))
    assert at(measure, *said) == at(measure, said[-1])


@given(st.lists(st.none() | st.fractions(-3, 3), min_size=1))
def test_a_roll_up_lies_within_its_parts(parts: list[Fraction | None]) -> None:
    whole = equal(parts)
    known = [clamp(part or Fraction(0)) for part in parts]
    if all(part is None for part in parts):
        assert whole is None
    else:
        assert whole is not None
        assert min(known) <= whole <= max(known)


def _rises(parts: Sequence[Fraction | None]) -> bool:
    assert None not in parts
    return all(low <= high for low, high in pairwise(parts))  # type: ignore[operator]
