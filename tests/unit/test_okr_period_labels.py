"""A period's label means the same however it is written: the fiscal year's names, and the calendar year's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from shared.company.calendar import CalendarVersion, Span, periods_between
from shared.company.period_labels import meant, must_be_one_period
from shared.events import Invalid, PeriodKind
from tests.calendar_kit import JAPANESE, calendars, kinds

APRIL = Span("FY2026 Q1", "quarter", date(2026, 4, 1), date(2026, 6, 30))
WINTER = Span("2027-Q1", "quarter", date(2027, 1, 1), date(2027, 3, 31))
FEBRUARY = Span("2026-02", "month", date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    "label", ["FY2026 Q1", " fy2026  q1 ", "FY2026-Q1", "fy2026q1", "FY26 Q1", "ＦＹ２０２６ Ｑ１"]
)
def test_a_fiscal_quarter_is_the_companys_own(label: str) -> None:
    assert meant([JAPANESE], label) == APRIL


@pytest.mark.parametrize("label", ["2027-Q1", "2027-q1", "2027 Q1", "2027Q1", "Q1 2027", "２０２７-Ｑ１"])
@pytest.mark.parametrize("calendar", [(), (JAPANESE,), (CalendarVersion(2),)])
def test_a_quarter_without_fy_is_the_calendar_years(calendar: tuple[CalendarVersion, ...], label: str) -> None:
    assert meant(calendar, label) == WINTER


def test_years_and_months_have_labels_too() -> None:
    assert meant([JAPANESE], "2026-02") == FEBRUARY
    assert meant([JAPANESE], "FY2027") == Span("FY2027", "year", date(2027, 4, 1), date(2028, 3, 31))
    both = meant([CalendarVersion(11, "both")], "fy99/00 q1")
    assert both == Span("FY99/00 Q1", "quarter", date(1999, 11, 1), date(2000, 1, 31))


@pytest.mark.parametrize(
    "label", ["", "Q1", "2027", "2027-Q5", "2027-13", "FY1066 Q1", "FY2026 Q5", "1969-Q4", "2201-Q1", "first quarter"]
)
def test_what_is_no_label_means_nothing(label: str) -> None:
    assert meant([JAPANESE], label) is None


def test_of_two_quarters_called_alike_it_is_the_later_one() -> None:
    calendar = (CalendarVersion(1, "start", date(2020, 1, 1)), CalendarVersion(4, "start", date(2025, 4, 1)))
    later = Span("FY2025 Q1 from 2025-04-01", "quarter", date(2025, 4, 1), date(2025, 6, 30))
    assert meant(calendar, "FY2025 Q1") == meant(calendar, "fy2025 q1 from 2025-04-01") == later
    first = calendar[1:]
    assert meant(first, "FY2025 Q1") == Span("FY2025 Q1", "quarter", later.start, later.end)
    former = meant(first, "FY2025 Q1 until 2025-03-31")
    assert former is not None
    assert (former.start, former.end) == (date(2025, 1, 1), date(2025, 3, 31))


def test_a_quarter_across_two_of_the_company_is_refused() -> None:
    must_be_one_period([], WINTER)
    must_be_one_period([JAPANESE], WINTER)
    with pytest.raises(Invalid, match="lies across the company's 'FY2026 Q4' and 'FY2027 Q1'; give one of these"):
        must_be_one_period([CalendarVersion(2)], WINTER)


@given(calendars(), st.dates(date(1990, 1, 1), date(2060, 12, 31)), kinds)
def test_every_label_of_the_calendar_means_its_own_days(
    calendar: tuple[CalendarVersion, ...], day: date, kind: PeriodKind
) -> None:
    """But for one that a change has given to two periods: then the later one says from when on it is."""
    for span in periods_between(calendar, day, day, kind):
        found = meant(calendar, span.label)
        assert found is not None
        assert found == span or found.label.startswith(f"{span.label} from ")
