"""When a group meets, since when it is quiet, and its calendar file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from services.pairing.groups.domain.calendar_file import LINE_OCTETS, _folding, calendar_file
from services.pairing.groups.domain.openers import openers
from services.pairing.groups.domain.rhythm import (
    Rhythm,
    first_week,
    is_quiet,
    lasts_until,
    meets_in_week_of,
    quiet_from,
    weeks_left,
)
from shared.events import iso_week

THURSDAY = date(2026, 7, 2)  # in 2026-W27, whose Monday is 2026-06-29
MONDAY = date(2026, 6, 29)
END = date(2026, 9, 30)
STAMP = datetime(2026, 7, 2, 9, tzinfo=UTC)


def weeks(count: int) -> timedelta:
    return timedelta(weeks=count)


class TestDueWeeks:
    def test_the_first_week_is_that_in_which_the_group_was_formed(self) -> None:
        rhythm = Rhythm(THURSDAY, END)
        assert meets_in_week_of(rhythm, THURSDAY) == MONDAY
        assert meets_in_week_of(rhythm, THURSDAY - timedelta(days=1)) is None

    def test_a_week_in_which_it_met_already_is_not_due(self) -> None:
        rhythm = Rhythm(THURSDAY, END, last_met=MONDAY)
        assert meets_in_week_of(rhythm, THURSDAY) is None
        assert meets_in_week_of(rhythm, THURSDAY + weeks(1)) == MONDAY + weeks(1)

    def test_every_third_week_counts_from_the_last_meeting(self) -> None:
        rhythm = Rhythm(THURSDAY, END, every_weeks=3, last_met=MONDAY + weeks(1))
        due = [count for count in range(1, 12) if meets_in_week_of(rhythm, MONDAY + weeks(count)) is not None]
        assert due == [4, 7, 10]

    def test_nobody_is_reminded_after_the_last_day(self) -> None:
        rhythm = Rhythm(THURSDAY, END)
        assert meets_in_week_of(rhythm, END) == date(2026, 9, 28)
        assert meets_in_week_of(rhythm, END + timedelta(days=1)) is None

    @given(every=st.integers(1, 8), met=st.integers(0, 12), asked=st.integers(0, 12))
    def test_due_weeks_are_whole_turns_after_the_last_meeting(self, every: int, met: int, asked: int) -> None:
        rhythm = Rhythm(MONDAY, END, every, MONDAY + weeks(met))
        due = meets_in_week_of(rhythm, MONDAY + weeks(asked) + timedelta(days=2))
        assert (due is not None) == (asked > met and (asked - met) % every == 0)


class TestQuiet:
    def test_a_weekly_group_is_quiet_after_three_weeks(self) -> None:
        rhythm = Rhythm(THURSDAY, END)
        assert quiet_from(rhythm) == MONDAY + weeks(3)
        assert not is_quiet(rhythm, MONDAY + weeks(3) - timedelta(days=1))
        assert is_quiet(rhythm, MONDAY + weeks(3))

    def test_a_group_that_meets_seldom_has_two_turns(self) -> None:
        assert quiet_from(Rhythm(THURSDAY, END, 4, MONDAY + weeks(1))) == MONDAY + weeks(9)

    def test_after_its_time_nobody_asks(self) -> None:
        assert not is_quiet(Rhythm(THURSDAY, END), END + timedelta(days=1))


class TestItsTime:
    def test_the_planned_quarter_counts(self) -> None:
        assert lasts_until(THURSDAY, END) == END

    def test_without_one_it_is_thirteen_weeks_or_the_programmes_own(self) -> None:
        assert lasts_until(THURSDAY, None) == THURSDAY + weeks(13) - timedelta(days=1)
        assert lasts_until(THURSDAY, None, 6) == THURSDAY + weeks(6) - timedelta(days=1)

    def test_a_quarter_that_was_over_when_the_group_was_formed_says_nothing(self) -> None:
        assert lasts_until(THURSDAY, date(2026, 6, 30)) > THURSDAY

    def test_weeks_that_are_left_are_whole_ones(self) -> None:
        assert weeks_left(END, END - weeks(4) + timedelta(days=1)) == 4
        assert weeks_left(END, END - weeks(4) + timedelta(days=2)) == 3
        assert weeks_left(END, END + timedelta(days=9)) == 0


def unfolded(file: str) -> dict[str, str]:
    """The file's lines put together again (RFC 5545, 3.1), by name."""
    lines = file.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    return {re.split("[:;]", line)[0]: line for line in lines}


class TestCalendarFile:
    def test_it_says_what_a_calendar_must_know(self) -> None:
        file = calendar_file("g-1", "G-3", Rhythm(THURSDAY, END, 2), sequence=4, stamp=STAMP)
        lines = unfolded(file)
        assert lines["UID"] == "UID:g-1@groups.tomoni"
        assert lines["DTSTAMP"] == "DTSTAMP:20260702T090000Z"
        assert lines["SEQUENCE"] == "SEQUENCE:4"
        assert lines["DTSTART"] == "DTSTART;VALUE=DATE:20260629"
        assert lines["DTEND"] == "DTEND;VALUE=DATE:20260704"
        assert lines["RRULE"] == "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260930"
        assert file.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
        assert file.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")

    def test_lines_end_with_crlf_and_are_no_longer_than_allowed(self) -> None:
        file = calendar_file("g" * 90, "G-3", Rhythm(THURSDAY, END), sequence=0, stamp=STAMP)
        assert "\n" not in file.replace("\r\n", "")
        assert max(len(line.encode()) for line in file.split("\r\n")) <= LINE_OCTETS
        assert unfolded(file)["UID"] == f"UID:{'g' * 90}@groups.tomoni"

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
    def test_a_character_is_never_cut_in_two(self, line: str) -> None:
        pieces = _folding(line)
        assert "".join(pieces) == line
        assert len(pieces[0].encode()) <= LINE_OCTETS
        assert all(len(piece.encode()) < LINE_OCTETS for piece in pieces[1:])

    def test_the_uid_stays_when_the_cadence_changes(self) -> None:
        files = [calendar_file("g-1", "G-3", Rhythm(THURSDAY, END, every), sequence=1, stamp=STAMP) for every in (1, 3)]
        assert unfolded(files[0])["UID"] == unfolded(files[1])["UID"]

    @pytest.mark.parametrize("met", range(12))
    @pytest.mark.parametrize("every", [1, 2, 3, 8])
    def test_it_runs_in_step_with_the_last_meeting(self, every: int, met: int) -> None:
        rhythm = Rhythm(THURSDAY, END, every, MONDAY + weeks(met))
        start = first_week(rhythm)
        assert MONDAY <= start < MONDAY + weeks(every)
        assert (MONDAY + weeks(met) - start).days % (7 * every) == 0


class TestOpeners:
    def test_the_same_week_has_the_same_ones_and_the_next_week_others(self) -> None:
        assert openers("g-1", "2026-W28", "en") == openers("g-1", "2026-W28", "en")
        for week in range(20, 40):
            now, then = (openers("g-1", iso_week(MONDAY + weeks(week + ahead)), "en") for ahead in (0, 1))
            assert len(set(now)) == 3
            assert not set(now) & set(then)

    def test_groups_begin_in_different_places(self) -> None:
        assert len({openers(f"g-{number}", "2026-W28", "en") for number in range(50)}) > 10

    def test_both_languages_offer_the_same(self) -> None:
        english = [openers("g-1", f"2026-W{week}", "en") for week in range(20, 30)]
        japanese = [openers("g-1", f"2026-W{week}", "ja") for week in range(20, 30)]
        assert len(set(english)) == len(set(japanese))
        assert all(re.search("[ぁ-ん]", one) for three in japanese for one in three)
