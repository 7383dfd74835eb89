"""Expected progress, pace, health and early warnings, with the published figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.company.domain import PUBLISHED, Company, SetThresholds, decide
from services.okr.kernel.health import Health, by_confidence, health, worst
from services.okr.kernel.pace import Pace, expected, pace
from services.okr.objectives.domain.warnings import Report, Signal, forecast, warnings
from services.okr.reports.explanation.domain import formulas
from shared.events import Invalid, PlannedPoint, ThresholdsSet
from tests.oracles import oracle

START, END = date(2026, 7, 1), date(2026, 9, 30)
BY_RATIO = ThresholdsSet(pace_by="ratio")
days = st.dates(START - timedelta(30), END + timedelta(30))


@pytest.mark.parametrize("case", oracle("okr", "pace"))
def test_published_pace(case: dict[str, Any]) -> None:
    start, end, on = (date.fromisoformat(case[key]) for key in ("start", "end", "on"))
    assert expected(start, end, on) * 100 == case["expected"]


@pytest.mark.parametrize("case", oracle("okr", "pace_status_by_gap_in_points"))
def test_published_statuses(case: dict[str, Any]) -> None:
    assert PUBLISHED.on_track_below == Decimal(str(case["on_track_below"]))
    assert PUBLISHED.behind_up_to == case["behind_up_to"] == case["at_risk_above"]


@pytest.mark.parametrize(
    ("gap", "called"),
    [
        ("-20", Pace.ON_TRACK),
        ("16.49", Pace.ON_TRACK),
        ("16.5", Pace.BEHIND),
        ("33", Pace.BEHIND),
        ("33.01", Pace.AT_RISK),
    ],
)
def test_the_gap_in_points(gap: str, called: Pace) -> None:
    assert pace(Fraction(1, 2) - Fraction(gap) / 100, Fraction(1, 2), PUBLISHED) is called


@pytest.mark.parametrize("case", oracle("okr", "pace_by_ratio"))
def test_published_pace_by_ratio(case: dict[str, Any]) -> None:
    colours = {"green": Pace.ON_TRACK, "yellow": Pace.BEHIND}
    for each in case["cases"]:
        done, due = Fraction(each["value"], 1000), Fraction(each["planned"], 1000)
        assert pace(done, due, BY_RATIO) is colours[each["status"]]
        told = formulas.of_pace(done, due, colours[each["status"]], BY_RATIO)
        assert f" = {each['percent']} %: " in told
        assert told.endswith(f"{colours[each['status']]} (on track from 90 %, behind from 70 %)")


@pytest.mark.parametrize(
    ("done", "due", "called"),
    [
        ("0.45", "0.5", Pace.ON_TRACK),
        ("0.449", "0.5", Pace.BEHIND),
        ("0.35", "0.5", Pace.BEHIND),
        ("0.349", "0.5", Pace.AT_RISK),
        ("0", "0", Pace.ON_TRACK),
        ("0.01", "0.02", Pace.AT_RISK),
    ],
)
def test_the_ratio_of_done_to_due(done: str, due: str, called: Pace) -> None:
    assert pace(Fraction(done), Fraction(due), BY_RATIO) is called


@pytest.mark.parametrize(
    ("wished", "words"),
    [
        ({"pace_by": "luck"}, "pace is told by gap or by ratio, not by 'luck'"),
        ({"ratio_behind_from": Decimal("0.95")}, "out of order; give two ratios from 0 to 1"),
        ({"ratio_on_track_from": Decimal("1.1")}, "out of order; give two ratios from 0 to 1"),
    ],
)
def test_thresholds_of_the_ratio_that_nobody_may_set(wished: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(SetThresholds(ThresholdsSet(**wished)), Company())
    assert decide(SetThresholds(BY_RATIO), Company()) == [BY_RATIO]


def test_days_outside_the_period() -> None:
    assert expected(START, END, START - timedelta(1)) == 0
    assert expected(START, END, START) == Fraction(1, 92)
    assert expected(START, END, END) == expected(START, END, END + timedelta(9)) == 1
    assert expected(START, START, START) == 1


def test_a_phased_curve_runs_straight_between_its_points() -> None:
    phases = [
        PlannedPoint(day=date(2026, 8, 31), progress=Decimal("0.2")),
        PlannedPoint(day=END, progress=Decimal(1)),
    ]
    assert expected(START, END, START - timedelta(1), phases) == 0
    assert expected(START, END, date(2026, 7, 31), phases) == Fraction(1, 5) * Fraction(31, 62)
    assert expected(START, END, date(2026, 8, 31), phases) == Fraction(1, 5)
    assert expected(START, END, date(2026, 9, 15), phases) == Fraction(1, 5) + Fraction(4, 5) / 2
    assert expected(START, END, END, phases) == expected(START, END, END + timedelta(5), phases) == 1


@given(days, days)
def test_what_is_expected_never_falls(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert 0 <= expected(START, END, early) <= expected(START, END, late) <= 1


def judged(**more: Any) -> Health:
    said = {
        "closed": False,
        "due": Fraction(1, 2),
        "progress": Fraction(1, 2),
        "confidence": 8,
        "said": date(2026, 8, 1),
        "on": date(2026, 8, 3),
        "thresholds": PUBLISHED,
    }
    return health(**(said | more))


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, Health.ON_TRACK),
        ({"closed": True, "said": date(2026, 1, 1)}, Health.CLOSED),
        ({"said": date(2026, 7, 20)}, Health.STALE),
        ({"said": date(2026, 7, 21)}, Health.ON_TRACK),
        ({"progress": Fraction(1, 5)}, Health.BEHIND),
        ({"progress": Fraction(1, 10)}, Health.AT_RISK),
        ({"confidence": 6}, Health.BEHIND),
        ({"confidence": 3}, Health.AT_RISK),
        ({"confidence": 3, "progress": Fraction(1)}, Health.AT_RISK),
        ({"confidence": None, "progress": None, "said": None}, Health.PENDING),
        ({"due": None, "confidence": None}, Health.PENDING),
        ({"due": None, "confidence": 5}, Health.BEHIND),
    ],
)
def test_closed_then_stale_then_the_worst_then_pending(more: dict[str, Any], word: Health) -> None:
    assert judged(**more) is word


def test_a_parent_is_as_bad_as_its_worst_child() -> None:
    assert worst([Health.ON_TRACK, Health.AT_RISK, Health.CLOSED]) is Health.AT_RISK
    assert worst([Health.AT_RISK, Health.STALE]) is Health.STALE
    assert worst([]) is worst([Health.CLOSED]) is Health.PENDING
    assert by_confidence(7, PUBLISHED) is Health.ON_TRACK


def weekly(*told: tuple[str | None, int | None]) -> list[Report]:
    return [
        Report(START + timedelta(7 * week), None if part is None else Fraction(part), confidence)
        for week, (part, confidence) in enumerate(told)
    ]


def warned(reports: list[Report], on: date, thresholds: ThresholdsSet = PUBLISHED) -> list[Signal]:
    return warnings(reports, on=on, end=END, thresholds=thresholds)


def test_confidence_down_twice_running() -> None:
    falling = weekly(("0.1", 8), ("0.3", None), ("0.5", 7), ("0.7", 6))
    assert Signal.CONFIDENCE_FALLING in warned(falling, date(2026, 7, 22))
    assert Signal.CONFIDENCE_FALLING not in warned(falling[:3], date(2026, 7, 22))
    assert Signal.CONFIDENCE_FALLING not in warned(weekly(("0.1", 8), ("0.2", 7), ("0.5", 7)), date(2026, 7, 22))


def test_a_figure_that_stands_still_under_a_green_report() -> None:
    still = weekly(("0.1", 8), ("0.4", 8), ("0.4", 9), ("0.4", 8))
    assert Signal.UNCHANGED_UNDER_GREEN in warned(still, date(2026, 8, 5))
    assert Signal.UNCHANGED_UNDER_GREEN not in warned(still, date(2026, 8, 4))
    assert Signal.UNCHANGED_UNDER_GREEN not in warned(weekly(("0.4", 8), ("0.4", 6)), date(2026, 9, 1))
    assert Signal.UNCHANGED_UNDER_GREEN not in warned(weekly(("1", 8), ("1", 8)), date(2026, 9, 1))


def test_a_line_that_misses() -> None:
    slow = weekly(("0", 8), ("0.05", 8), ("0.1", 8))
    assert Signal.FORECAST_MISSES in warned(slow, date(2026, 7, 15))
    assert forecast(slow, END) == Fraction(1, 20) * Fraction(91, 7)
    assert Signal.FORECAST_MISSES not in warned(weekly(("0", 8), ("0.1", 8)), date(2026, 7, 15))
    assert Signal.FORECAST_MISSES not in warned(slow[:1], date(2026, 7, 15))
    assert forecast(slow[:1], END) is None


@given(st.lists(st.tuples(st.fractions(0, 1), st.integers(0, 10)), min_size=2, max_size=8))
def test_a_forecast_through_points_on_a_line_is_that_line(told: list[tuple[Fraction, int]]) -> None:
    slope = told[0][0]
    reports = [Report(START + timedelta(day), slope * day, None) for day in range(len(told))]
    assert forecast(reports, END) == slope * (END - START).days
