"""A company's fiscal calendar: which quarter, month and year a day lies in, and what each of them is called.

A calendar is a list of versions, each from a day on. Where a change leaves a rest of the former fiscal year, that rest
is a transition quarter of its own; no period that a version has named changes, and no two are called alike: what would
be called like an earlier one says from when on it is (``FY2025 Q1 from 2025-04-01``). Before the first version it is
the calendar year, whose names give way: ``FY2025 Q1 until 2025-03-31``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.events import LabelYear, PeriodKind

MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """From `since` on the fiscal year begins with `start_month` and is called by `label_year`."""

    start_month: int = 1
    label_year: LabelYear = "start"
    since: date = date.min
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A period: its name, its kind, its first and its last day."""

    label: str
    kind: PeriodKind
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def version_on(versions: Sequence[CalendarVersion], day: date) -> CalendarVersion:
    """The version that holds on a day; the calendar year where none does."""
    holding = [version for version in versions if version.since <= day]
    return max(holding, key=lambda version: version.since, default=CalendarVersion())


def period_of(versions: Sequence[CalendarVersion], day: date, kind: PeriodKind = "quarter") -> Span:
    """The quarter, month or year that a day lies in, cut where the calendar changes.

    A quarter that is cut is a transition quarter. Asked for a transition, the answer is that of a quarter.
    """
    version = version_on(versions, day)
    span = _cut(versions, version, _whole(version, day, "quarter" if kind == "transition" else kind))
    alike = any(_calls_one_alike(versions, each, span) for each in versions if _goes_before(versions, each, version))
    return qualified(span, before=version not in versions) if alike else span


def qualified(span: Span, *, before: bool = False) -> Span:
    """The period by a label that tells it from another one of its label: from, or until when it is."""
    return replace(span, label=f"{span.label}{_UNTIL}{span.end}" if before else f"{span.label}{_FROM}{span.start}")


def periods_between(
    versions: Sequence[CalendarVersion], first: date, last: date, kind: PeriodKind = "quarter"
) -> Iterator[Span]:
    """The periods of one kind that share a day with `first` to `last`, in order, transitions among the quarters."""
    day = first
    while day <= last:
        span = period_of(versions, day, kind)
        yield span
        if span.end == date.max:
            return
        day = span.end + timedelta(1)


def bare(label: str) -> str:
    """The label without the day that tells it from another one's."""
    return label.partition(_FROM)[0].partition(_UNTIL)[0]


def year_label(version: CalendarVersion, starts: int) -> str:
    """What the fiscal year that starts in the calendar year `starts` is called: FY2024, or FY24/25 by both years."""
    ends = starts if version.start_month == 1 else starts + 1
    if version.label_year == "both" and ends != starts:
        return f"FY{starts % 100:02d}/{ends % 100:02d}"
    return f"FY{ends if version.label_year == 'end' else starts}"


_FROM, _UNTIL = " from ", " until "
_YEARS_APART = 3
"""Periods of one label lie nearer to each other: a fiscal year is called by a year that it has a day in."""


def _goes_before(versions: Sequence[CalendarVersion], other: CalendarVersion, version: CalendarVersion) -> bool:
    """Whether the other version's names are kept rather than this one's: the earlier, and any before the unsaid."""
    return version not in versions or other.since < version.since


def _cut(versions: Sequence[CalendarVersion], version: CalendarVersion, whole: Span) -> Span:
    """What is left of a period of this version, where the version doesn't hold all the time."""
    start, end = max(whole.start, version.since), min(whole.end, _last_day(versions, version))
    if (start, end) == (whole.start, whole.end):
        return whole
    if whole.kind == "quarter":
        return Span(f"{whole.label} transition {start:%m-%d}", "transition", start, end)
    return Span(whole.label, whole.kind, start, end)


def _last_day(versions: Sequence[CalendarVersion], version: CalendarVersion) -> date:
    return min((each.since - timedelta(1) for each in versions if each.since > version.since), default=date.max)


def _calls_one_alike(versions: Sequence[CalendarVersion], version: CalendarVersion, span: Span) -> bool:
    """Whether this version, on the days on which it holds, calls another period as `span` would be called."""
    if span.kind == "month":
        return False
    kind: PeriodKind = "year" if span.kind == "year" else "quarter"
    month = max(version.since, date(max(span.start.year - _YEARS_APART, 1), 1, 1))
    last = min(_last_day(versions, version), date(min(span.start.year + _YEARS_APART, 9999), 1, 1))
    while month <= last:
        if _cut(versions, version, _whole(version, month, kind)).label == span.label:
            return True
        month = _first_of(month.year, month.month + 1)
    return False


def _whole(version: CalendarVersion, day: date, kind: PeriodKind) -> Span:
    into = (day.month - version.start_month) % 12
    starts = day.year if day.month >= version.start_month else day.year - 1
    year = year_label(version, starts)
    if kind == "year":
        return Span(year, "year", *_months(starts, version.start_month, 12))
    if kind == "month":
        return Span(f"{day:%Y-%m}", "month", *_months(day.year, day.month, 1))
    number = into // MONTHS_OF_A_QUARTER
    first, last = _months(starts, version.start_month + number * MONTHS_OF_A_QUARTER, MONTHS_OF_A_QUARTER)
    return Span(f"{year} Q{number + 1}", "quarter", first, last)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """The first and the last day of so many months; `month` may go past 12, into the next year."""
    first = _first_of(year, month)
    last = _first_of(year, month + count - 1)
    return first, last.replace(day=monthrange(last.year, last.month)[1])


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
