"""When check-ins are due, and which were missed: pure arithmetic of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from services.okr.cadences.domain import (
    Cadence,
    Rhythm,
    Set,
    Span,
    cadence_id,
    covers,
    decide,
    due_days,
    evolve,
    kept,
    missed,
    missed_at,
    reminded_at,
    to_remind,
)
from shared.events import CadenceSet, Invalid, named_id

WEEKLY = Rhythm("week", 5, 2)
Q3 = Span(date(2026, 7, 1), date(2026, 7, 1), date(2026, 9, 30))
TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_weekly_by_friday() -> None:
    days = list(due_days(WEEKLY, Q3))
    assert days[:2] == [date(2026, 7, 3), date(2026, 7, 10)]
    assert days[-1] == date(2026, 9, 25)
    assert len(days) == 13


def test_every_two_weeks_is_the_quarter_s_second_fourth_and_so_on() -> None:
    days = list(due_days(Rhythm("two-weeks", 5, 2), Q3))
    assert days[:3] == [date(2026, 7, 10), date(2026, 7, 24), date(2026, 8, 7)]
    late = Span(Q3.begins, date(2026, 7, 12), Q3.ends)
    assert next(due_days(Rhythm("two-weeks", 5, 2), late)) == date(2026, 7, 24), "a later start moves no due day"


@pytest.mark.parametrize(
    ("weekday", "expected"),
    [
        (5, ["2026-01-30", "2026-02-27", "2026-03-27"]),
        (6, ["2026-01-31", "2026-02-28", "2026-03-28"]),
        (2, ["2026-01-27", "2026-02-24", "2026-03-31"]),
    ],
)
def test_every_month_on_its_last_such_day(weekday: int, expected: list[str]) -> None:
    span = Span(date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31))
    assert [day.isoformat() for day in due_days(Rhythm("month", weekday, 2), span)] == expected


def test_a_month_whose_last_friday_is_over_when_it_begins() -> None:
    span = Span(date(2026, 1, 31), date(2026, 1, 31), date(2026, 3, 31))
    assert list(due_days(Rhythm("month", 5, 2), span)) == [date(2026, 2, 27), date(2026, 3, 27)]


def test_a_month_in_a_leap_year_and_at_the_year_s_end() -> None:
    span = Span(date(2027, 12, 1), date(2027, 12, 1), date(2028, 2, 29))
    assert list(due_days(Rhythm("month", 2, 0), span)) == [date(2027, 12, 28), date(2028, 1, 25), date(2028, 2, 29)]
    assert covers(Rhythm("month", 2, 0), date(2028, 1, 25)) == (date(2027, 12, 29), date(2028, 1, 25))


def test_never() -> None:
    assert not list(due_days(Rhythm("never", 5, 2), Q3))
    assert missed(Rhythm("never", 5, 2), Q3, [], at("2027-01-01"), TOKYO) == []


def test_missed_when_the_days_of_grace_are_over_in_the_company_s_zone() -> None:
    assert missed(WEEKLY, Q3, [], at("2026-07-05T23:59:59"), TOKYO) == []
    assert missed(WEEKLY, Q3, [], at("2026-07-06T00:00"), TOKYO) == [date(2026, 7, 3)]
    assert missed_at(WEEKLY, date(2026, 7, 3), TOKYO) == datetime(2026, 7, 5, 15, tzinfo=UTC)


def test_across_the_change_to_summer_time_and_back() -> None:
    """A day is 23 or 25 hours long there; the grace ends at midnight all the same."""
    friday, autumn = date(2026, 3, 27), date(2026, 10, 23)
    assert missed_at(WEEKLY, friday, BERLIN) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert missed_at(WEEKLY, autumn, BERLIN) == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert reminded_at(date(2026, 3, 30), BERLIN) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert reminded_at(date(2026, 3, 29), BERLIN) == datetime(2026, 3, 28, 8, tzinfo=UTC)


def test_midnight_that_does_not_exist() -> None:
    """In Beirut the clocks go forward at midnight."""
    beirut = ZoneInfo("Asia/Beirut")
    over = missed_at(Rhythm("week", 6, 0), date(2026, 3, 28), beirut)
    assert over == datetime(2026, 3, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "enough"),
    [("2026-07-03", False), ("2026-07-04", True), ("2026-07-10", True), ("2026-07-12", True), ("2026-07-13", False)],
)
def test_which_check_ins_count(day: str, enough: bool) -> None:
    """From the day after the last due day to the end of grace."""
    span = Span(Q3.begins, date(2026, 7, 10), Q3.ends)
    found = missed(WEEKLY, span, [date.fromisoformat(day)], at("2026-07-13T00:00"), TOKYO)
    assert (found == []) is enough


def test_nothing_is_owed_before_since_or_after_the_quarter() -> None:
    span = Span(Q3.begins, date(2026, 9, 12), Q3.ends)
    assert missed(WEEKLY, span, [], at("2026-12-01"), TOKYO) == [date(2026, 9, 18), date(2026, 9, 25)]


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        ("2026-07-09T08:59", False),
        ("2026-07-09T09:00", True),
        ("2026-07-10T23:59", True),
        ("2026-07-11T00:00", False),
    ],
)
def test_reminded_from_the_morning_before_until_it_is_too_late(moment: str, reminded: bool) -> None:
    assert (to_remind(WEEKLY, Q3, [], at(moment), TOKYO) == date(2026, 7, 10)) is reminded


def test_who_has_checked_in_is_not_reminded_nor_who_began_today() -> None:
    assert to_remind(WEEKLY, Q3, [date(2026, 7, 6)], at("2026-07-09T12:00"), TOKYO) is None
    assert to_remind(WEEKLY, Q3, [date(2026, 7, 3)], at("2026-07-09T12:00"), TOKYO) == date(2026, 7, 10)
    for since in ("2026-07-09", "2026-07-10"):
        span = Span(Q3.begins, date.fromisoformat(since), Q3.ends)
        assert to_remind(WEEKLY, span, [], at("2026-07-10T12:00"), TOKYO) is None


def test_a_check_in_counts_for_one_due_day() -> None:
    """Every second Saturday is in time for the Friday before or for the next one, not for both."""
    saturdays = [date(2026, 7, 4) + timedelta(weeks=2 * number) for number in range(4)]
    eight_weeks = Span(Q3.begins, Q3.begins, date(2026, 8, 23))
    found = missed(WEEKLY, eight_weeks, saturdays, at("2026-08-24T00:00"), TOKYO)
    assert found == [date(2026, 7, 10) + timedelta(weeks=2 * number) for number in range(4)]
    weekly = [date(2026, 7, 4) + timedelta(weeks=number) for number in range(8)]
    assert missed(WEEKLY, eight_weeks, weekly, at("2026-08-24T00:00"), TOKYO) == []
    thursday = at("2026-07-09T09:00")
    assert to_remind(WEEKLY, Q3, [date(2026, 7, 4)], thursday, TOKYO) == date(2026, 7, 10), "that was for the third"
    assert to_remind(WEEKLY, Q3, [date(2026, 7, 2), date(2026, 7, 4)], thursday, TOKYO) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=5), st.sets(st.integers(0, 20), max_size=6))
def test_as_many_due_days_are_kept_as_can_be_and_each_by_a_day_of_its_own(
    steps: list[tuple[int, int]], checked: set[int]
) -> None:
    start, expected = date(2026, 7, 1), []
    begins = ends = 0
    for further, longer in steps:
        begins, ends = begins + further, max(ends, begins + further) + longer
        expected.append((start + timedelta(begins), start + timedelta(ends)))
    days = [start + timedelta(each) for each in checked]

    def most(left: list[tuple[date, date]], free: frozenset[date]) -> int:
        if not left:
            return 0
        (first, last), *rest = left
        ways = [1 + most(rest, free - {day}) for day in free if first <= day <= last]
        return max([most(rest, free), *ways])

    assert sum(kept(expected, days)) == most(expected, frozenset(days))


RHYTHMS = st.builds(Rhythm, st.sampled_from(["week", "two-weeks", "month"]), st.integers(1, 7), st.integers(0, 6))
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(RHYTHMS, DAYS, st.integers(20, 400))
def test_due_days_have_their_weekday_and_leave_no_day_uncovered(rhythm: Rhythm, begins: date, length: int) -> None:
    span = Span(begins, begins, begins + timedelta(days=length))
    days = list(due_days(rhythm, span))
    assert all(day.isoweekday() == rhythm.weekday and begins <= day <= span.ends for day in days)
    for before, day in pairwise(days):
        assert covers(rhythm, day)[0] == before + timedelta(days=1)


@given(RHYTHMS, DAYS, st.lists(st.integers(0, 100), max_size=8), st.integers(0, 200), st.integers(0, 48))
def test_what_is_missed_stays_missed_as_time_goes_on(
    rhythm: Rhythm, begins: date, checks: list[int], hours: int, more: int
) -> None:
    span = Span(begins, begins, begins + timedelta(days=90))
    checked = [begins + timedelta(days=days) for days in checks]
    now = datetime.combine(begins, datetime.min.time(), UTC) + timedelta(hours=hours * 12)
    early, late = (
        missed(rhythm, span, checked, now, BERLIN),
        missed(rhythm, span, checked, now + timedelta(hours=more), BERLIN),
    )
    assert late[: len(early)] == early
    assert late == sorted(set(late))


def test_a_cadence_is_set_once() -> None:
    command = Set(Rhythm("week", 3, 1), team="Sales")
    (event,) = decide(command, Cadence())
    assert event == CadenceSet(team="Sales", every="week", weekday=3, grace_days=1)
    assert decide(command, evolve(Cadence(), event)) == []
    assert cadence_id("Sales", None) == named_id("cadence", "team", "Sales")
    assert cadence_id(None, "p") == named_id("cadence", "person", "p")


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Rhythm("day", 1, 0), "every 'day' is no cadence"),  # type: ignore[arg-type]
        (Rhythm("week", 0, 0), "weekday is 0"),
        (Rhythm("week", 8, 0), "weekday is 8"),
        (Rhythm("week", 1, 7), "give 0 to 6"),
        (Rhythm("two-weeks", 1, 14), "give 0 to 13"),
        (Rhythm("month", 1, -1), "give 0 to 27"),
    ],
)
def test_a_cadence_that_can_not_be_kept(rhythm: Rhythm, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(Set(rhythm, team="Sales"), Cadence())


@pytest.mark.parametrize(("team", "person"), [(None, None), ("Sales", "p"), ("", None)])
def test_a_cadence_is_a_team_s_or_a_person_s(team: str | None, person: str | None) -> None:
    with pytest.raises(Invalid):
        cadence_id(team, person)
