"""The tables that the okr service imports, their columns, and the calendar quarters that objectives name."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from shared.events import Invalid
from shared.importing import Columns, Place, Reading, Row, Table

_LABEL = re.compile(r"([12][0-9]{3})-Q([1-4])")


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


COLUMNS: dict[str, Columns] = {
    "people": Columns(
        ("person", "name", "function"),
        ("email", "team", "manager", "joined_on", "left_on"),
        times=frozenset({"joined_on", "left_on"}),
        key="person",
        otherwise={"e_mail": "email", "email_address": "email", "e_mail_address": "email"},
    ),
    "quarters": Columns(("quarter",), ("start", "end", "state"), times=frozenset({"start", "end"}), key="quarter"),
    "objectives": Columns(
        ("objective",),
        _words(
            "title team quarter state owner commitment source contribution parent_objective parent_key_result score",
            "score_note",
        ),
        numbers=frozenset({"score"}),
        key="objective",
    ),
    "key_results": Columns(
        ("key_result", "objective"),
        _words(
            "title kind owner weight baseline stretch target unit commit_zone target_zone stretch_zone lower upper",
            "rule planned milestones stages checkpoints sources curve",
        ),
        numbers=frozenset({"weight", "baseline", "stretch", "target", "lower", "upper", "planned"}),
        key="key_result",
    ),
    "check_ins": Columns(
        ("check_in", "key_result"),
        _words("value zone reached confidence recorded_at modified_at comment blocker next_step help_wanted by"),
        numbers=frozenset({"value", "confidence"}),
        times=frozenset({"recorded_at", "modified_at"}),
        key="check_in",
    ),
}
"""By table what it may hold."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one import; one that isn't there has no rows."""

    people: Table
    quarters: Table
    objectives: Table
    key_results: Table
    check_ins: Table

    def __iter__(self) -> Iterator[Table]:
        return (getattr(self, each.name) for each in fields(self))


def read_tables(place: Place, reading: Reading) -> Tables:
    """All tables, or BadTable: nothing is imported where one of them can't be read."""
    return Tables(**{name: place.table(name, columns, reading) for name, columns in COLUMNS.items()})


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
