"""The company's day: in the zone of its calendar, from the day on from which that holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from shared.company.calendar import CalendarVersion
from shared.company.company_days import CompanyDays

TOKYO, NEWFOUNDLAND = ZoneInfo("Asia/Tokyo"), "America/St_Johns"
MOVED = CompanyDays((CalendarVersion(4, "start", date(2026, 4, 1), NEWFOUNDLAND),), TOKYO)

zones = st.sampled_from(["Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])


def test_the_calendars_zone_goes_before_the_installations() -> None:
    assert MOVED.of(datetime(2026, 3, 1, 15, tzinfo=UTC)) == date(2026, 3, 2)
    assert MOVED.of(datetime(2026, 10, 1, 2, 29, tzinfo=UTC)) == date(2026, 9, 30)
    assert MOVED.begins(date(2026, 9, 30)) == datetime(2026, 9, 30, 2, 30, tzinfo=UTC)
    assert MOVED.over(date(2026, 9, 30)) == datetime(2026, 10, 1, 2, 30, tzinfo=UTC)
    assert MOVED.over(date(2026, 3, 1)) == datetime(2026, 3, 1, 15, tzinfo=UTC)


def test_a_day_means_its_end_and_a_time_without_a_zone_is_the_companys() -> None:
    assert MOVED.until(date(2026, 9, 30)) == datetime(2026, 10, 1, 2, 29, 59, 999999, tzinfo=UTC)
    assert MOVED.until(datetime(2026, 9, 30, 12)) == datetime(2026, 9, 30, 14, 30, tzinfo=UTC)
    assert MOVED.until(datetime(2026, 9, 30, 12, tzinfo=TOKYO)) == datetime(2026, 9, 30, 3, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), zones)
def test_a_days_moments_lie_in_it(day: date, zone: str) -> None:
    here = CompanyDays((CalendarVersion(zone=zone),), UTC)
    assert here.of(here.begins(day)) == here.of(here.until(day)) == day
    assert here.of(here.over(day)) == day + timedelta(days=1)
