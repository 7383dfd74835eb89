"""Calendars of every kind, drawn."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from shared.company.calendar import CalendarVersion

JAPANESE = CalendarVersion(4, "start")
days = st.dates(date(1990, 1, 1), date(2080, 12, 31))
months = st.integers(1, 12)
kinds = st.sampled_from(["quarter", "month", "year"])


@st.composite
def calendars(draw: st.DrawFn) -> tuple[CalendarVersion, ...]:
    since = sorted(draw(st.sets(days.map(lambda day: day.replace(day=1)), max_size=4)))
    years = st.sampled_from(["start", "end", "both"])
    return tuple(CalendarVersion(draw(months), draw(years), day) for day in since)
