"""Check-ins in a CSV file, one a row, as people keep them in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.events import Invalid

COLUMNS = ("key_result", "value", "done", "confidence", "comment", "blocker", "next_step", "help_wanted", "on")
_NEEDED = frozenset({"key_result"})


@dataclass(frozen=True, slots=True)
class Wish:
    """A check-in as somebody typed it."""

    key_result: str
    value: str | None = None
    done: str | None = None
    confidence: int | None = None
    comment: str | None = None
    blocker: str | None = None
    next_step: str | None = None
    help_wanted: str | None = None
    on: str | None = None


def wishes_in(path: Path) -> Iterator[Wish]:
    """The check-ins of a CSV file. Raises Invalid where it isn't one, before any is made."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        try:
            header = set(rows.fieldnames or ())
            if not header >= _NEEDED or not header & {"value", "done"}:
                raise Invalid(f"{path} needs the columns key_result and value (or done); give it such a header")
            if strange := header - set(COLUMNS):
                raise Invalid(f"{path} has a column {sorted(strange)[0]!r}; the columns are {', '.join(COLUMNS)}")
            for row in rows:
                if None in row or None in row.values():
                    raise Invalid(f"{path}, line {rows.line_num}: the row has more or fewer columns than the header")
                given = {name: text.strip() for name, text in row.items() if text.strip()}
                sure = given.pop("confidence", "")
                if "key_result" not in given:
                    raise Invalid(f"{path}, line {rows.line_num}: the key result is empty; name one")
                yield Wish(**given, confidence=whole(sure))
        except (csv.Error, UnicodeDecodeError) as error:
            raise Invalid(f"{path} is no CSV file in UTF-8: {error}") from None


def whole(text: str) -> int | None:
    """A confidence as somebody typed it; None where nothing is. Raises Invalid."""
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"{text!r} is no whole number; give a confidence from 0 to 10") from None
