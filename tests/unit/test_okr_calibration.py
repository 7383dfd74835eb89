"""Confidence against scores, in figures that were worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.reports.calibration import domain as calibration
from services.okr.reports.calibration.domain import Forecast
from services.okr.reports.calibration.handlers import calibration_of, calibration_over
from shared.company.company_days import CompanyDays
from shared.events import (
    CheckInRetracted,
    KeyResultAdded,
    NotFound,
    ObjectiveDrafted,
    ObjectivePublished,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    WrongState,
)
from tests.oracles import oracle
from tests.views_kit import START, Store, number, said, store

__all__ = ["store"]

SPAN = {"label": "2026-Q3", "start": date(2026, 7, 1), "end": date(2026, 9, 30)}


def forecast(first: int | None, middle: int | None, score: str, team: str | None = None) -> Forecast:
    return Forecast(team=team, first=first, middle=middle, score=Fraction(Decimal(score)))


def test_errors_by_band_and_level() -> None:
    told = [forecast(7, 3, "0.7"), forecast(9, None, "0.5"), forecast(3, 3, "0.5"), forecast(None, 10, "1")]
    first = calibration.figures(told, calibration.first)
    assert (first.whole.key_results, first.unstated) == (3, 1)
    # |0.7 − 0.7| + |0.9 − 0.5| + |0.3 − 0.5| = 0.6, of three.
    assert first.whole.mean_absolute_error == Decimal("0.2")
    red, yellow, green = first.bands
    assert (red.confidence, red.key_results, red.mean_score) == ("0-3", 1, Decimal("0.5"))
    assert (yellow.key_results, yellow.mean_absolute_error) == (0, None)
    assert (green.mean_forecast, green.mean_score) == (Decimal("0.8"), Decimal("0.6"))
    assert [level.key_results for level in first.levels] == [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]
    middle = calibration.figures(told, calibration.middle)
    assert (middle.levels[10].mean_absolute_error, middle.unstated) == (0, 1)


def test_few_key_results_say_so() -> None:
    for many, few in ((4, True), (5, False)):
        assert calibration.figures([forecast(5, 5, "0.5")] * many, calibration.first).whole.few is few


def test_teams_apart() -> None:
    told = [forecast(10, 10, "1", "East"), forecast(10, 10, "0", "West")]
    east, west = (calibration.of_team(team, told) for team in ("East", "West"))
    assert (east.first.whole.mean_absolute_error, west.middle.whole.mean_absolute_error) == (0, 1)


HERE = CompanyDays((), UTC)
LEVELS = st.one_of(st.none(), st.integers(0, 10))


@given(
    st.lists(st.builds(Forecast, team=st.none(), first=LEVELS, middle=LEVELS, score=st.fractions(0, 1)), max_size=20)
)
def test_levels_and_bands_add_up(told: list[Forecast]) -> None:
    found = calibration.figures(told, calibration.middle)
    for parts in (found.levels, found.bands):
        assert sum(part.key_results for part in parts) == found.whole.key_results == len(told) - found.unstated
        errors = [part.mean_absolute_error for part in parts if part.mean_absolute_error is not None]
        if found.whole.mean_absolute_error is not None:
            slack = Decimal("0.0001")
            assert min(errors) - slack <= found.whole.mean_absolute_error <= max(errors) + slack
            assert 0 <= found.whole.mean_absolute_error <= 1


def test_which_confidence_counts(store: Store) -> None:
    store.tell("quarter/q3", QuarterPlanned(**SPAN))  # type: ignore[arg-type]
    store.tell("quarter/q3", QuarterStarted())
    store.tell("objective/heard", ObjectiveDrafted(title="Be heard", quarter="q3", team="East"), ObjectivePublished())
    for name in ("calls", "silent", "late"):
        store.tell("objective/heard", KeyResultAdded(key_result=name, title=name, measure=number()))
    store.tell("objective/draft", ObjectiveDrafted(title="Never published", quarter="q3", team="West"))
    # The store's days count from 6 July; 15 August, the 40th, halves the quarter.
    for day, name, value, confidence in (
        (1, "before", "1", None),
        (2, "first", "1", 8),
        (30, "taken-back", "1", 1),
        (40, "halfway", "4", 6),
        (41, "after", "5", 2),
    ):
        store.tell("objective/heard", said(name, value, confidence), day=day)
    store.tell("objective/heard", CheckInRetracted(check_in="taken-back", key_result="calls"), day=30)
    store.tell("objective/heard", said("late-one", "10", 9, "late"), day=60)
    with pytest.raises(WrongState, match="has not ended"):
        calibration_of(store.connection, "q3", HERE)
    store.tell("quarter/q3", QuarterEnded(**SPAN), day=90)  # type: ignore[arg-type]
    found = calibration_of(store.connection, "q3", HERE)
    assert (found.middle_day, found.key_results, found.never_checked_in) == (date(2026, 8, 15), 3, 1)
    assert [level.confidence for level in found.first.levels if level.key_results] == ["8", "9"]
    assert [level.confidence for level in found.middle.levels if level.key_results] == ["6"]
    # 0.5 was reached: |0.6 − 0.5|; nobody had said anything of the other one by then.
    assert (found.middle.whole.mean_absolute_error, found.middle.unstated) == (Decimal("0.1"), 1)
    assert [each.team for each in found.teams] == ["East"]
    assert calibration_of(store.connection, "q3", HERE, "East").first == found.first
    with pytest.raises(NotFound, match="'West' has no objective"):
        calibration_of(store.connection, "q3", HERE, "West")
    with pytest.raises(NotFound, match="no quarter"):
        calibration_of(store.connection, "q9", HERE)


PUBLISHED = {
    "2019-Q1": "10/10 10/10 10/10 10/10 5/9 8/5 10/10 10/10 10/10 8/10 10/10",
    "2019-Q2": "9/9 9/9 0/1 0/0 0/0 10/10 10/10 7/5 0/0 8/10 10/10 5/2",
    "2019-Q3": "10/0 0/0 5/10 5/1 9/10",
    "2019-Q4": "10/9 9/6 9/9 10/0 10/10",
    "2020-Q1": "2/2 3/2 10/10 10/8 10/10 8/6 3/0",
    "2020-Q2": "10/10 5/5 7/7 5/5 10/10 2/2 5/9 0/0 0/0",
}
"""The projected and the final scores, in tenths, that ipld/roadmap published of its key results, by quarter."""


def published(store: Store) -> None:
    """Six quarters, in each of which two teams forecast, and came to what was published."""
    for number_, (label, figures) in enumerate(PUBLISHED.items()):
        start = date(2019 + number_ // 4, 3 * (number_ % 4) + 1, 1)
        end = start + timedelta(days=89)
        begins = (start - START.date()).days
        store.tell(f"quarter/{label}", QuarterPlanned(label=label, start=start, end=end), QuarterStarted(), day=begins)
        for team in ("Go", "JS"):
            drafted = ObjectiveDrafted(title=team, quarter=label, team=team)
            store.tell(f"objective/{label}-{team}", drafted, ObjectivePublished(), day=begins)
        for place, figure in enumerate(figures.split()):
            projected, final = figure.split("/")
            goal, id_ = f"objective/{label}-{'Go' if place % 2 else 'JS'}", f"{label}-{place}"
            store.tell(goal, KeyResultAdded(key_result=id_, title=id_, measure=number()), day=begins)
            store.tell(goal, said(f"{id_}-1", "0", int(projected), id_), day=begins + 1)
            store.tell(goal, said(f"{id_}-2", final, None, id_), day=begins + 80)
        store.tell(f"quarter/{label}", QuarterEnded(label=label, start=start, end=end), day=begins + 91)


@pytest.mark.parametrize("case", oracle("okr", "calibration_over_quarters"))
def test_published_calibration_over_six_quarters(store: Store, case: dict[str, Any]) -> None:
    published(store)
    found = calibration_over(store.connection, (), HERE)
    whole = found.middle.whole
    assert whole.mean_forecast is not None
    assert whole.mean_score is not None
    assert whole.mean_absolute_error is not None
    assert (found.key_results, whole.key_results, found.never_checked_in) == (49, 49, 0)
    assert round(whole.mean_forecast, 3) == Decimal(str(case["mean_projected"]))
    assert round(whole.mean_score, 3) == Decimal(str(case["mean_final"]))
    assert round(whole.mean_absolute_error, 3) == Decimal(str(case["mean_absolute_error"]))
    errors = [Decimal(str(error)) for error in case["by_quarter"]]
    assert [each.middle.mean_absolute_error for each in found.quarters] == errors


def test_several_quarters_are_one_history_of_all_their_teams(store: Store) -> None:
    published(store)
    whole = calibration_over(store.connection, (), HERE)
    assert (whole.first.whole.mean_forecast, whole.first.whole.mean_score) == (Decimal("0.6857"), Decimal("0.6347"))
    assert whole.first.whole.mean_absolute_error == Decimal("0.1286")
    assert [each.label for each in whole.quarters] == list(PUBLISHED)
    assert sum(team.first.whole.key_results for team in whole.teams) == 49
    alone = calibration_of(store.connection, "2019-Q3", HERE)
    (same,) = calibration_over(store.connection, ["2019-Q3"], HERE).quarters
    assert (same.first, same.middle, same.key_results) == (alone.first.whole, alone.middle.whole, 5)
    two = calibration_over(store.connection, ["2020-Q1", "2019-Q4", "2020-Q1"], HERE, ["JS"])
    assert [each.label for each in two.quarters] == ["2019-Q4", "2020-Q1"]
    assert (two.key_results, [each.team for each in two.teams]) == (7, ["JS"])
    assert calibration_over(store.connection, (), HERE, ["Go", "JS"]) == whole
    with pytest.raises(NotFound, match="'Rust' has no objective in these quarters"):
        calibration_over(store.connection, (), HERE, ["JS", "Rust"])
    store.tell("quarter/now", QuarterPlanned(label="2026-Q4", start=date(2026, 10, 1), end=date(2026, 12, 31)))
    with pytest.raises(WrongState, match="2026-Q4 has not ended"):
        calibration_over(store.connection, ["2019-Q4", "now"], HERE)
    assert calibration_over(store.connection, (), HERE) == whole, "what runs has no part in the whole history"


def test_a_history_of_nothing(store: Store) -> None:
    found = calibration_over(store.connection, (), HERE)
    assert (found.key_results, found.quarters, found.teams, found.first.whole.few) == (0, (), (), True)
