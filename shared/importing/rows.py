"""A row of a table, and what its cells say: numbers, days, moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from shared.events import Invalid
from shared.importing.days import day_of, has_zone, moment_of
from shared.importing.manner import PLAIN, Manner
from shared.importing.numerals import number_of, written


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the file's name, the line it begins on (1 is the first), and its values, stripped.

    `manner` is how its file writes numbers and days; `former` are cells as they stand in the file, where the values
    are spelled otherwise.
    """

    file: str
    line: int
    values: dict[str, str]
    manner: Manner = field(default=PLAIN, compare=False, repr=False)
    former: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def text(self, column: str) -> str:
        """The value. Raises Invalid where it is empty or the column is absent."""
        value = self.values.get(column, "")
        if not value:
            raise Invalid(f"{column} is empty")
        return value

    def optional(self, column: str) -> str | None:
        """The value, None where it is empty or the column is absent."""
        return self.values.get(column) or None

    def number(self, column: str) -> Decimal | None:
        """The value, exact and without an exponent, None where it is empty. Raises Invalid where it is none."""
        value = self.optional(column)
        if value is None:
            return None
        return number_of(value, column, style=self.manner.numbers, alone=self.manner.alone)

    def whole(self, column: str) -> int | None:
        """The value as a whole number, None where it is empty. Raises Invalid where it is none."""
        value = self.optional(column)
        if value is None:
            return None
        number = number_of(value, column, style=self.manner.numbers, alone=self.manner.alone)
        if number != number.to_integral_value():
            raise Invalid(f"{column} is {value!r}, no whole number; write {written(number.to_integral_value())}")
        if number.adjusted() > 9:
            raise Invalid(f"{column} is {value!r}, far beyond what it can be; write a whole number such as 7")
        return int(number)

    def day(self, column: str) -> date:
        """The value as a day. Raises Invalid where it is none."""
        return day_of(self.text(column), column, order=self.manner.days)

    def moment(self, column: str) -> datetime | None:
        """The value as a moment in UTC, None where it is empty. Raises Invalid where it is none.

        A time without a zone is that of the file's manner: UTC, unless somebody said another one.
        """
        value = self.optional(column)
        if value is None:
            return None
        return moment_of(value, column, order=self.manner.days, zone=self.manner.zone)

    def leaves_zone_open(self, *columns: str) -> bool:
        """Whether one of these times says no zone, so that the file's is assumed."""
        return any(value is not None and not has_zone(value) for value in map(self.optional, columns))
