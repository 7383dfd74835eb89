"""Days, weeks and moments as people and programs write them, within the years that anybody plans for.

What is far outside these years is a slip, and would run into the ends of what a computer calls a date. Whatever comes
in from outside (HTTP, the command line, files) is read here; what is in the log already is not asked again.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from shared.events import Invalid, monday_of

FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)
"""The first and the last day that anything may be dated."""

YEARS = "(19[7-9][0-9]|2[01][0-9]{2}|2200)"
"""These years, as a regular expression."""

DAY_PATTERN = f"^{YEARS}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MOMENT_PATTERN = (
    f"{DAY_PATTERN[:-1]}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{{1,9}})?"
    "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
_OF_53_WEEKS = "|".join(str(year) for year in range(1970, 2201) if date(year, 12, 28).isocalendar().week == 53)
_FROM_1971 = YEARS.replace("9[7-9][0-9]", "9(7[1-9]|[89][0-9])")
WEEK_PATTERN = f"^({_FROM_1971}-W01|2201-W01|{YEARS}-W(0[2-9]|[1-4][0-9]|5[0-2])|({_OF_53_WEEKS})-W53)$"
"""The weeks whose Monday lies in these years."""

When = date | datetime
"""A moment, or a day, which means its end where the company is."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day_of(text: str) -> date:
    """The day that somebody wrote. Raises Invalid for what is none, or lies outside the years that count here."""
    written = text.strip()
    try:
        if _DAY.fullmatch(written) is None:
            raise ValueError
        found = date.fromisoformat(written)
    except ValueError:
        raise Invalid(f"{text[:60]!r} is no day; write it as 2026-09-30") from None
    return within(found)


def moment_of(text: str) -> datetime:
    """The moment that somebody wrote, without a zone where he gave none. Raises Invalid as `day_of` does."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"{text[:60]!r} is no time; write it as 2026-09-30T12:00:00+09:00") from None
    within(found.date())
    return found


def day_or_moment(text: str) -> When:
    """A day or a moment, whichever somebody wrote. Raises Invalid as `day_of` does."""
    if _DAY.fullmatch(text.strip()) is not None:
        return day_of(text)
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"{text[:60]!r} is no time; write 2026-09-30 or 2026-09-30T12:00:00+09:00") from None
    within(found.date())
    return found


def monday_written(week: str) -> date:
    """The Monday of the ISO week that somebody wrote. Raises Invalid as `day_of` does."""
    try:
        found = monday_of(week)
    except ValueError:
        raise Invalid(f"{week[:60]!r} is no ISO week; write it as 2026-W28") from None
    return within(found)


def within(found: date) -> date:
    """The day itself. Raises Invalid where it lies outside the years that count here."""
    if not FIRST <= found <= LAST:
        raise Invalid(f"{found} is too far away; give a day from {FIRST} to {LAST}")
    return found
