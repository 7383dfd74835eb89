"""The CSV files that the okr service imports, their columns, and the calendar quarters that objectives name."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from shared.events import Invalid
from shared.importing import Row, read_table

_LABEL = re.compile(r"([12][0-9]{3})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of one import, file by file; a file that isn't there has none."""

    people: list[Row]
    quarters: list[Row]
    objectives: list[Row]
    key_results: list[Row]
    check_ins: list[Row]


def read_tables(directory: Path) -> Tables:
    """All files, or BadTable: nothing is imported from a directory in which one of them can't be read."""
    return Tables(
        people=read_table(directory, "people", ("person", "name", "function")),
        quarters=read_table(directory, "quarters", ("quarter",)),
        objectives=read_table(directory, "objectives", ("objective",)),
        key_results=read_table(directory, "key_results", ("key_result", "objective")),
        check_ins=read_table(directory, "check_ins", ("check_in", "key_result")),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter's first and last day."""

    start: date
    end: date

    @property
    def begins(self) -> datetime:
        """The moment at which it begins, UTC."""
        return datetime.combine(self.start, time(), UTC)

    @property
    def over(self) -> datetime:
        """The moment after its last day, UTC."""
        return datetime.combine(self.end + timedelta(days=1), time(), UTC)


def calendar_quarter(label: str) -> Span:
    """The days of a quarter such as ``2026-Q3``. Raises Invalid for any other label."""
    match = _LABEL.fullmatch(label)
    if match is None:
        raise Invalid(f"quarter {label!r} is not like 2026-Q3; say its days in quarters.csv (quarter,start,end)")
    year, last = int(match[1]), int(match[2]) * 3
    return Span(date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]))


def times(row: Row) -> tuple[datetime, datetime] | None:
    """When a check-in's value held, and when the other system knew it; None where the row says neither.

    `modified_at` before `recorded_at` is the day the value is for; after it, it is the last edit, and only from then on
    did the other system hold the value that the row shows. Either way the earlier one is when it held, the later one
    when it was known.
    """
    recorded, modified = row.moment("recorded_at"), row.moment("modified_at")
    given = [moment for moment in (recorded, modified) if moment is not None]
    return (min(given), max(given)) if given else None
