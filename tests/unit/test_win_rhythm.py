"""When win sessions are held: the next one, the first one, since when its wins count, and how many in a row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from services.okr.win_sessions.domain.rhythm import before, first, following, period, streak
from shared.events import WinEvery

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("held", "every", "then"),
    [
        ("2026-09-25T16:00", "month", "2026-10-23T16:00"),
        ("2026-09-03T10:00", "month", "2026-10-01T10:00"),
        # The fifth Friday of October; November has but four.
        ("2026-10-30T16:00", "month", "2026-11-27T16:00"),
        ("2026-12-11T16:00", "month", "2027-01-08T16:00"),
        ("2026-11-13T16:00", "quarter", "2027-02-12T16:00"),
        ("2026-12-25T16:00", "two-weeks", "2027-01-08T16:00"),
    ],
)
def test_the_next_one_is_the_same_weekday_of_the_rhythm(held: str, every: WinEvery, then: str) -> None:
    assert following(at(held), every, TOKYO, at(held)) == at(then)


def test_no_session_follows_where_none_should() -> None:
    assert following(at("2026-09-25T16:00"), "never", TOKYO, at("2026-09-25T16:00")) is None


def test_it_is_at_the_same_time_by_the_clocks_whatever_the_season() -> None:
    october = at("2026-10-09T10:00", BERLIN)
    november = following(october, "month", BERLIN, october)
    assert november is not None
    assert november.astimezone(BERLIN).isoformat() == "2026-11-13T10:00:00+01:00"
    assert november - october == timedelta(days=35, hours=1)


def test_one_that_would_be_over_already_is_left_out() -> None:
    assert following(at("2026-01-09T16:00"), "month", TOKYO, at("2026-06-30T09:00")) == at("2026-07-10T16:00")


def test_a_team_that_said_nothing_meets_on_friday() -> None:
    assert first(at("2026-11-22T12:00"), TOKYO) == at("2026-11-27T16:00")
    assert first(at("2026-11-27T15:59"), TOKYO) == at("2026-11-27T16:00")
    assert first(at("2026-11-27T16:00"), TOKYO) == at("2026-12-04T16:00")


@pytest.mark.parametrize(
    ("every", "then"),
    [
        ("month", "2026-02-28T09:30"),
        ("never", "2026-02-28T09:30"),
        ("quarter", "2025-12-31T09:30"),
        ("two-weeks", "2026-03-17T09:30"),
    ],
)
def test_a_rhythm_before(every: WinEvery, then: str) -> None:
    assert before(at("2026-03-31T09:30"), every, TOKYO) == at(then)


RHYTHMS = st.sampled_from(["two-weeks", "month", "quarter"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.sampled_from([TOKYO, BERLIN]))


@given(MOMENTS, RHYTHMS, st.timedeltas(timedelta(days=-60), timedelta(days=900)))
def test_the_next_one_is_to_come_on_the_same_weekday_at_the_same_time(
    held: datetime, every: WinEvery, late: timedelta
) -> None:
    now = held + late
    found = following(held, every, BERLIN, now)
    assert found is not None
    assert found > max(held, now)
    local, then = held.astimezone(BERLIN), found.astimezone(BERLIN)
    assert then.weekday() == local.weekday()
    assert abs((then.hour * 60 + then.minute) - (local.hour * 60 + local.minute)) in (0, 60)
    if late <= timedelta(0):
        assert period(then.date(), every) == period(local.date(), every) + 1


def test_a_streak_counts_periods_in_a_row() -> None:
    days = [date(2026, 6, 26), date(2026, 8, 28), date(2026, 9, 4), date(2026, 9, 25), date(2026, 10, 30)]
    assert streak(days, "month", date(2026, 10, 31)) == 3
    # November is not over yet.
    assert streak(days, "month", date(2026, 11, 30)) == 3
    assert streak(days, "month", date(2026, 12, 1)) == 0
    assert streak(days, "quarter", date(2026, 12, 1)) == 3
    assert streak(days, "never", date(2026, 11, 1)) == 3
    assert streak([], "month", date(2026, 11, 1)) == 0


def test_fortnights_begin_on_mondays() -> None:
    days = [date(2026, 9, 11) + timedelta(weeks=2 * place) for place in range(4)]
    assert streak(days, "two-weeks", days[-1]) == 4
    assert streak(days[:1] + days[2:], "two-weeks", days[-1]) == 2


@given(st.integers(0, 20), RHYTHMS, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_held_at_every_turn_the_streak_is_their_number(count: int, every: WinEvery, day: date) -> None:
    held = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC)]
    while len(held) < count:
        after = following(held[-1], every, UTC, held[-1])
        assert after is not None
        held.append(after)
    days = [moment.date() for moment in held[:count]]
    assert streak(days, every, held[-1].date()) == count
