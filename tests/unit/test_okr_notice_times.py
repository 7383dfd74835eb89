"""What people choose to be told, and when it comes: given a choice and a moment, the moment at which it is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from services.okr.notices.domain.choices import DAY, Choice, Choose, decide, evolve
from services.okr.notices.domain.times import after_quiet, day_of, next_day, reminded_at
from shared.events import Invalid, NoticesChosen

NIGHT = Choice(quiet=(22 * 60, 7 * 60))
NOON = Choice(quiet=(12 * 60, 13 * 60))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "moment", "sent"),
    [
        (Choice(), "2026-08-03T03:00", "2026-08-03T03:00"),
        (NIGHT, "2026-08-03T21:59", "2026-08-03T21:59"),
        (NIGHT, "2026-08-03T22:00", "2026-08-04T07:00"),
        (NIGHT, "2026-08-03T00:10", "2026-08-03T07:00"),
        (NIGHT, "2026-08-03T07:00", "2026-08-03T07:00"),
        (NOON, "2026-08-03T12:30", "2026-08-03T13:00"),
        (NOON, "2026-08-03T13:00", "2026-08-03T13:00"),
        (Choice(quiet=(1140, 480), zone="Asia/Tokyo"), "2026-08-03T10:00", "2026-08-03T23:00"),
    ],
)
def test_quiet_hours(choice: Choice, moment: str, sent: str) -> None:
    assert after_quiet(choice, at(moment), UTC) == at(sent)


@pytest.mark.parametrize(
    ("choice", "now", "sent"),
    [
        (Choice(), "2026-08-03T00:00", "2026-08-03T09:00"),
        (Choice(), "2026-08-03T09:00", "2026-08-03T09:05"),
        (Choice(), "2026-08-03T10:59", "2026-08-03T11:04"),
        (Choice(), "2026-08-03T11:01", "2026-08-04T09:00"),
        (Choice(remind_at=6 * 60, quiet=NIGHT.quiet), "2026-08-03T01:00", "2026-08-03T07:00"),
        (Choice(zone="Asia/Tokyo"), "2026-08-03T09:00", "2026-08-04T00:00"),
    ],
)
def test_reminders(choice: Choice, now: str, sent: str) -> None:
    assert reminded_at(choice, at(now), UTC) == at(sent)


def test_a_reminder_that_is_of_no_use_tomorrow_comes_today() -> None:
    assert reminded_at(Choice(), at("2026-08-03T15:00"), UTC, at("2026-08-04T00:00")) == at("2026-08-03T15:05")


def test_the_day_after() -> None:
    tokyo = Choice(zone="Asia/Tokyo", remind_at=8 * 60)
    assert day_of(tokyo, at("2026-08-03T15:00"), UTC) == date(2026, 8, 4)
    assert next_day(tokyo, at("2026-08-03T15:00"), UTC) == at("2026-08-04T23:00")


minutes = st.integers(0, DAY - 1)


@given(
    minutes,
    minutes,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(["Asia/Tokyo", "Europe/Berlin"]),
)
def test_nothing_comes_in_quiet_hours_and_nothing_waits_a_day(
    begins: int, ends: int, moment: datetime, zone: str
) -> None:
    assume(begins != ends)
    choice, now = Choice(quiet=(begins, ends), zone=zone), moment.replace(tzinfo=UTC)
    sent = after_quiet(choice, now, UTC)
    # A day of a change of time may have 25 hours.
    assert now <= sent <= now + timedelta(hours=25)
    if now.astimezone(ZoneInfo(zone)).utcoffset() == sent.astimezone(ZoneInfo(zone)).utcoffset():
        assert after_quiet(choice, sent, UTC) == sent


def test_a_choice_is_said_whole_and_only_when_it_changes() -> None:
    choice = Choice(frozenset({"win-session", "praise"}), (1140, 480), "Asia/Tokyo", 570)
    (event,) = decide(Choose(choice, "p"), Choice())
    assert event == NoticesChosen(muted=("praise", "win-session"), quiet=(1140, 480), zone="Asia/Tokyo", remind_at=570)
    assert evolve(Choice(), event) == choice
    assert decide(Choose(choice, "p"), choice) == []
    assert Choose(choice, "p").concerned(None).author == "p"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(muted=frozenset({"mail"})), "no kind of notice; there are check-in-due"),
        (Choice(quiet=(0, 1440)), "between 00:00 and 23:59"),
        (Choice(quiet=(5, 5)), "end when they begin"),
        (Choice(zone="Nowhere"), "no time zone"),
        (Choice(remind_at=1440), "between 00:00 and 23:59"),
    ],
)
def test_a_choice_that_is_none(choice: Choice, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(Choose(choice, "p"), Choice())
