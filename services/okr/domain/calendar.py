"""A company's fiscal calendar: which quarter, month and year a day lies in, and what each of them is called.

A calendar is a list of versions, each from a day on. Where a change leaves a rest of the former fiscal year, that rest
is a transition quarter of its own; no period that was ever named changes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    whole = _whole(version, day, "quarter" if kind == "transition" else kind)
    later = [each.since for each in versions if version.since < each.since <= whole.end]
    start, end = max(whole.start, version.since), min([whole.end, *(since - timedelta(1) for since in later)])
    if (start, end) == (whole.start, whole.end):
        return whole
    if whole.kind == "quarter":
        return Span(f"{whole.label} transition {start:%m-%d}", "transition", start, end)
    return Span(whole.label, whole.kind, start, end)


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


def named(versions: Sequence[CalendarVersion], label: str, around: date) -> Span | None:
    """The period with this label, in whatever case, within twelve years of a day; None where no period has it.

    Where a change of the calendar made two of one label, it is the later one.
    """
    wanted = " ".join(label.split()).casefold()
    first, last = date(around.year - 12, 1, 1), date(around.year + 12, 12, 31)
    found = (
        span
        for kind in _KINDS
        for span in periods_between(versions, first, last, kind)
        if span.label.casefold() == wanted
    )
    return max(found, key=lambda span: span.start, default=None)


def year_label(version: CalendarVersion, starts: int) -> str:
    """What the fiscal year that starts in the calendar year `starts` is called: FY2024, or FY24/25 by both years."""
    ends = starts if version.start_month == 1 else starts + 1
    if version.label_year == "both" and ends != starts:
        return f"FY{starts % 100:02d}/{ends % 100:02d}"
    return f"FY{ends if version.label_year == 'end' else starts}"


_KINDS: tuple[PeriodKind, ...] = ("quarter", "year", "month")


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
