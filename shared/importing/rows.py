"""Rows of CSV files: read whole, checked for encoding and header before anything is done with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shared.events import Invalid


class BadTable(Invalid):
    """A file that can't be read as the table it should be; nothing of the whole import was done."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the file's name, the line it begins on (1 is the header), and its values, stripped."""

    file: str
    line: int
    values: dict[str, str]

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
        """The value as an exact decimal, None where it is empty. Raises Invalid where it is none."""
        value = self.optional(column)
        try:
            number = None if value is None else Decimal(value)
        except InvalidOperation:
            raise Invalid(f"{column} is {value!r}, no number") from None
        if number is not None and not number.is_finite():
            raise Invalid(f"{column} is {value!r}, no number")
        return number

    def whole(self, column: str) -> int | None:
        """The value as a whole number, None where it is empty. Raises Invalid where it is none."""
        value = self.optional(column)
        try:
            return None if value is None else int(value)
        except ValueError:
            raise Invalid(f"{column} is {value!r}, no whole number") from None

    def day(self, column: str) -> date:
        """The value as a day. Raises Invalid where it is none."""
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Invalid(f"{column} is {value!r}, no day; write it as 2026-07-01") from None

    def moment(self, column: str) -> datetime | None:
        """The value as a moment in UTC (a time without a zone is UTC), None where it is empty. Raises Invalid."""
        value = self.optional(column)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Invalid(f"{column} is {value!r}, no time; write it as 2026-07-01T09:30:00Z") from None


def read_table(directory: Path, name: str, required: Sequence[str]) -> list[Row]:
    """The rows of ``<name>.csv``; none where there is no such file.

    UTF-8, with or without a byte order mark; a header row; columns in any order, further ones ignored. Raises BadTable
    where the encoding or the header is wrong.
    """
    file = directory / f"{name}.csv"
    if not file.exists():
        return []
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(f"{file.name} is not UTF-8 (byte {error.start}); save it as UTF-8 and import again") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        missing = [column for column in required if column not in header]
        twice = sorted({column for column in header if column and header.count(column) > 1})
        if twice:
            raise BadTable(f"{file.name} has the column {', '.join(twice)} twice; leave one of them out")
        if missing:
            raise BadTable(f"{file.name} lacks the column {', '.join(missing)}; its first line must name the columns")
        rows, before = [], reader.line_num
        for values in reader:
            if any(value.strip() for value in values):
                # A row that is too short lacks its last columns; what is too long has no name.
                named = dict(zip(header, (value.strip() for value in values), strict=False))
                rows.append(Row(file.name, before + 1, named))
            before = reader.line_num
    except csv.Error as error:
        raise BadTable(f"{file.name}, line {reader.line_num}: {error}; is it comma separated?") from None
    return rows
