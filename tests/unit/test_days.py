"""Days, weeks and moments as people write them: read exactly, and only within the years that anybody plans for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.days import (
    DAY_PATTERN,
    FIRST,
    LAST,
    MOMENT_PATTERN,
    WEEK_PATTERN,
    day_of,
    day_or_moment,
    moment_of,
    monday_written,
)
from shared.events import Invalid, iso_week
from shared.http.dates import GivenDay, GivenInstant, GivenMoment

OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)


@given(st.dates(FIRST, LAST))
def test_every_day_that_counts_is_read_and_its_pattern_holds(day: date) -> None:
    assert day_of(f" {day} ") == day_or_moment(str(day)) == day
    assert re.search(DAY_PATTERN, str(day))
    assert TypeAdapter(GivenDay).validate_python(str(day)) == day


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 30), timezones=OFFSETS))
def test_every_moment_that_counts_is_read_and_its_pattern_holds(moment: datetime) -> None:
    assert moment_of(moment.isoformat()) == day_or_moment(moment.isoformat()) == moment
    assert re.search(MOMENT_PATTERN, moment.isoformat())
    assert TypeAdapter(GivenMoment).validate_python(moment.isoformat()) == moment


@pytest.mark.parametrize("far", ["0001-01-01", "1969-12-31", "2201-02-01", "9999-12-31"])
def test_a_day_outside_the_years_that_count_is_refused(far: str) -> None:
    for read, text in ((day_of, far), (day_or_moment, far), (moment_of, f"{far}T00:00:00Z")):
        with pytest.raises(Invalid, match="is too far away; give a day from 1970-01-01 to 2200-12-31"):
            read(text)
    with pytest.raises(Invalid, match=r"too far away|no ISO week"):
        monday_written(iso_week(date.fromisoformat(far)))


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (day_of, "20260930", "is no day; write it as 2026-09-30"),
        (day_of, "2026-02-30", "is no day"),
        (day_of, "２０２６-09-30", "is no day"),
        (moment_of, "noon", "is no time; write it as 2026-09-30T12:00:00"),
        (day_or_moment, "0", "is no time; write 2026-09-30 or 2026-09-30T12:00:00"),
        (monday_written, "2026-W54", "is no ISO week; write it as 2026-W28"),
        (monday_written, "2026-W01\n", "is no ISO week"),
    ],
)
def test_what_is_none_is_refused_with_one_that_would_be_taken(
    read: Callable[[str], Any], text: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        read(text)


def test_a_week_that_counts_is_read() -> None:
    assert monday_written("2026-W28") == date(2026, 7, 6)
    assert re.search(WEEK_PATTERN, "2026-W28")


@pytest.mark.parametrize("kind", [GivenDay, GivenMoment, GivenInstant])
@pytest.mark.parametrize(
    "value", [0, 0.5, "0", "0.5", "1785000000", True, "2026-09-30T12:00:00", "0001-01-01T00:00:00Z"]
)
def test_over_http_a_number_is_no_date_and_a_moment_names_its_zone(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("kind", [GivenDay, GivenMoment, GivenInstant])
@pytest.mark.parametrize("value", [" 2026-09-30", "2026-09-30T12:00Z", "2026-09-30 12:00:00Z", "20260930T120000Z"])
def test_over_http_days_and_moments_are_written_as_the_page_says(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("text", ["2026-09-30T12:00:00.000000001Z", "2026-09-30T21:00:00+09:00"])
def test_over_http_a_moment_is_read_however_exact(text: str) -> None:
    assert TypeAdapter(GivenMoment).validate_python(text) == NOON


def test_over_http_a_question_is_about_a_day_or_a_moment() -> None:
    assert TypeAdapter(GivenInstant).validate_python("2026-09-30") == NOON.date()
    assert TypeAdapter(GivenInstant).validate_python("2026-09-30T12:00:00Z") == NOON
