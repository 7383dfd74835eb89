"""The fiscal calendar: what a day's quarter, month and year are called, also where the calendar changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from shared.company.calendar import CalendarVersion, Span, period_of, periods_between, qualified
from shared.events import LabelYear, PeriodKind
from tests.calendar_kit import JAPANESE, calendars, days, kinds
from tests.oracles import oracle

YEARS: dict[str, LabelYear] = {"of the start": "start", "of the end": "end", "both": "both"}


@pytest.mark.parametrize("case", oracle("okr", "fiscal_labels"))
def test_published_labels(case: dict[str, Any]) -> None:
    version = CalendarVersion(case["start_month"], YEARS[case["label_year"]])
    assert period_of([version], date.fromisoformat(case["day"])).label == case["quarter"]


@pytest.mark.parametrize(
    ("version", "day", "kind", "span"),
    [
        (JAPANESE, "2026-03-31", "quarter", Span("FY2025 Q4", "quarter", date(2026, 1, 1), date(2026, 3, 31))),
        (JAPANESE, "2026-04-01", "quarter", Span("FY2026 Q1", "quarter", date(2026, 4, 1), date(2026, 6, 30))),
        (JAPANESE, "2026-04-01", "year", Span("FY2026", "year", date(2026, 4, 1), date(2027, 3, 31))),
        (JAPANESE, "2028-02-10", "month", Span("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29))),
        (
            CalendarVersion(10, "end"),
            "2025-11-02",
            "year",
            Span("FY2026", "year", date(2025, 10, 1), date(2026, 9, 30)),
        ),
        (
            CalendarVersion(1, "both"),
            "2025-11-02",
            "quarter",
            Span("FY2025 Q4", "quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ),
        (
            CalendarVersion(11, "both"),
            "1999-12-31",
            "quarter",
            Span("FY99/00 Q1", "quarter", date(1999, 11, 1), date(2000, 1, 31)),
        ),
    ],
)
def test_periods(version: CalendarVersion, day: str, kind: PeriodKind, span: Span) -> None:
    assert period_of([version], date.fromisoformat(day), kind) == span


def test_without_a_calendar_it_is_the_calendar_year() -> None:
    assert period_of([], date(2026, 8, 3)) == Span("FY2026 Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30))


def test_a_change_leaves_a_transition_quarter_and_renames_nothing() -> None:
    """From January to April as the first month: the time in between is a transition, and 2025 stays what it was."""
    calendar = (CalendarVersion(1, "start"), CalendarVersion(5, "start", date(2026, 5, 1)))
    before = [period_of(calendar[:1], date(2025, month, 1)) for month in range(1, 13)]
    assert [period_of(calendar, date(2025, month, 1)) for month in range(1, 13)] == before
    labels = [(span.label, span.kind) for span in periods_between(calendar, date(2026, 1, 1), date(2026, 8, 1))]
    assert labels == [
        ("FY2026 Q1", "quarter"),
        ("FY2026 Q2 transition 04-01", "transition"),
        ("FY2026 Q1 from 2026-05-01", "quarter"),
        ("FY2026 Q2", "quarter"),
    ]


def test_before_the_first_calendar_the_calendar_years_names_give_way() -> None:
    calendar = (CalendarVersion(4, "start", date(2025, 4, 1)),)
    labels = [span.label for span in periods_between(calendar, date(2024, 10, 1), date(2025, 12, 31))]
    assert labels == ["FY2024 Q4", "FY2025 Q1 until 2025-03-31", "FY2025 Q1", "FY2025 Q2", "FY2025 Q3"]
    years = [span.label for span in periods_between(calendar, date(2025, 1, 1), date(2026, 12, 31), "year")]
    assert years == ["FY2025 until 2025-03-31", "FY2025", "FY2026"]


@given(calendars(), days, kinds)
def test_every_day_lies_in_one_period_and_periods_follow_each_other(
    calendar: tuple[CalendarVersion, ...], day: date, kind: PeriodKind
) -> None:
    span = period_of(calendar, day, kind)
    assert day in span
    assert period_of(calendar, span.start, kind) == period_of(calendar, span.end, kind) == span
    assert period_of(calendar, span.end + timedelta(1), kind).start == span.end + timedelta(1)


@given(calendars(), days)
def test_a_later_change_never_touches_what_ended_before_it(calendar: tuple[CalendarVersion, ...], day: date) -> None:
    span = period_of(calendar, day)
    later = (span.end + timedelta(40)).replace(day=1)
    if all(version.since < later for version in calendar):
        after = period_of((*calendar, CalendarVersion(7, "end", later)), day)
        said = any(version.since <= day for version in calendar)
        assert after == span or (not said and after == qualified(span, before=True))


@given(calendars(), kinds)
def test_no_two_periods_are_called_alike(calendar: tuple[CalendarVersion, ...], kind: PeriodKind) -> None:
    labels = [span.label for span in periods_between(calendar, date(1988, 1, 1), date(2083, 12, 31), kind)]
    # By both years in two digits each hundred years begins anew.
    assert len(labels) == len(set(labels))
