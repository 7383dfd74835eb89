"""Confidence against scores, in figures that were worked out by hand."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.okr.domain import calibration
from services.okr.domain.calibration import Forecast
from services.okr.domain.company_days import CompanyDays
from services.okr.views.calibrating import calibration_of
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
from tests.unit.test_okr_views import Store, number, said, store

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
