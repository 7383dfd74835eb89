"""What a period's label means, however it is written: the fiscal calendar's names, and those of the calendar year.

``FY2027 Q1`` is a quarter of the company's fiscal year; ``2027-Q1`` is January to March of 2027, whatever the fiscal
year, as other systems and CSV files have it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from shared import texts
from shared.company.calendar import CalendarVersion, Span, bare, periods_between
from shared.days import FIRST, LAST
from shared.events import PeriodKind, Unfitting

_CALENDAR_QUARTER = re.compile(
    r"(?:(?P<year>\d{4})[ -]?q(?P<number>[1-4])|q(?P<first>[1-4])[ -]?(?P<then>\d{4}))", re.ASCII
)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_FISCAL = re.compile(r"fy ?(?P<year>\d{4}|\d{2}|\d{2}/\d{2})(?:[ -]?(?P<rest>(?:q[1-4]|from |until ).*))?", re.ASCII)

_KINDS: tuple[PeriodKind, ...] = ("quarter", "year")
_CENTURY_TURNS = 70


def meant(versions: Sequence[CalendarVersion], label: str) -> Span | None:
    """The period that a label means, under the name that it has here; None for what is no label of a period.

    Upper and lower case, full-width letters, spaces and kinds of dashes make no difference. Of two that a change of the
    calendar made of one label, it is the later one, unless the label says from when on.
    """
    written = texts.identifier(texts.level(label)).casefold()
    if (found := _CALENDAR_QUARTER.fullmatch(written)) is not None:
        return calendar_quarter(int(found["year"] or found["then"]), int(found["number"] or found["first"]))
    if (found := _MONTH.fullmatch(written)) is not None:
        return _month(int(found[1]), int(found[2]))
    if (found := _FISCAL.fullmatch(written)) is not None:
        return _fiscal(versions, found["year"], found["rest"])
    return None


def calendar_quarter(year: int, number: int) -> Span | None:
    """The quarter of a calendar year, such as ``2027-Q1``; None for a year out of bounds."""
    if not FIRST.year <= year <= LAST.year:
        return None
    last = number * 3
    return Span(
        f"{year:04d}-Q{number}", "quarter", date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
    )


def must_be_one_period(versions: Sequence[CalendarVersion], span: Span) -> None:
    """Raise Invalid for a quarter of the calendar year that lies across several of the company's fiscal quarters."""
    own = list(periods_between(versions, span.start, span.end))
    if span.kind == "quarter" and span.label not in {each.label for each in own} and len(own) > 1:
        names = " and ".join(repr(each.label) for each in own)
        raise Unfitting(
            f"{span.label} is {span.start} to {span.end}, which lies across the company's {names}; "
            "give one of these, or the two days"
        )


def _month(year: int, month: int) -> Span | None:
    if not FIRST.year <= year <= LAST.year:
        return None
    return Span(f"{year:04d}-{month:02d}", "month", date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _fiscal(versions: Sequence[CalendarVersion], written_year: str, rest: str | None) -> Span | None:
    year = _year(written_year)
    if not FIRST.year <= year <= LAST.year:
        return None
    names = {f"fy{written_year}", f"fy{year}"}
    wanted = names if rest is None else {f"{name} {rest}" for name in names}
    found = [
        span
        for kind in _KINDS
        for span in periods_between(versions, date(year - 2, 1, 1), date(year + 2, 12, 31), kind)
        if wanted & {span.label.casefold(), bare(span.label).casefold()}
    ]
    return max(found, key=lambda span: span.start, default=None)


def _year(written: str) -> int:
    """``2027``, or a year of two digits in the hundred years from 1970 on; of two years (``26/27``) the first."""
    year = int(written.partition("/")[0])
    if len(written) == len("2027"):
        return year
    return year + (1900 if year >= _CENTURY_TURNS else 2000)
