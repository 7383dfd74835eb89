"""Check-ins in a file, one a row, as people keep them in a spreadsheet: read by the rules of an import."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from services.cli.import_summary import table_sentences
from shared.events import Invalid
from shared.importing import Columns, Reading, Row, sheets_in
from shared.importing.days import day_of, moment_of
from shared.importing.numerals import number_of, readings, written

COLUMNS = ("key_result", "value", "done", "confidence", "comment", "blocker", "next_step", "help_wanted", "on")
_COLUMNS = Columns(
    ("key_result",),
    COLUMNS[1:],
    numbers=frozenset({"value", "confidence"}),
    times=frozenset({"on"}),
    otherwise={"reached": "done"},
)
_TABLE = "check_ins"


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


@dataclass(slots=True)
class Wishes:
    """The check-ins of a file in their order, each with why it can't be made, and what should be said of the file."""

    found: list[tuple[Wish, str | None]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def wishes_in(path: Path, how: Reading | None = None) -> Wishes:
    """The check-ins of a CSV file, or of a workbook's only sheet. Raises Invalid where it is no such table."""
    sheets = sheets_in(path)
    if len(sheets) != 1:
        raise Invalid(f"{path.name} has the sheets {', '.join(sheets) or 'of nobody'}; leave the one with check-ins")
    (sheet,) = sheets.values()
    table = sheet.read(_TABLE, _COLUMNS, how or Reading())
    if not table.columns & {"value", "done"}:
        raise Invalid(f"{path.name} needs the columns key_result and value (or done); give it such a header")
    wishes = Wishes(said=table_sentences(table))
    rows = sorted([*((row, None) for row in table.rows), *table.rejected], key=lambda each: each[0].line)
    for row, reason in rows:
        where = f"{row.file}, line {row.line}"
        try:
            wishes.found.append((_wish(row), reason and f"{where}: {reason}"))
        except Invalid as refused:
            bare = Wish(row.optional("key_result") or where)
            wishes.found.append((bare, f"{where}: {reason or refused}"))
    return wishes


def _wish(row: Row) -> Wish:
    texts = {name: text for name in COLUMNS if (text := row.optional(name)) is not None and name != "confidence"}
    if "key_result" not in texts:
        raise Invalid("the key result is empty; name one")
    wish = Wish(**texts, confidence=row.whole("confidence"))
    manner = row.manner
    if wish.value is not None and readings(wish.value):
        number = number_of(wish.value, "value", style=manner.numbers, alone=manner.alone)
        wish = replace(wish, value=written(number))
    return wish if wish.on is None else replace(wish, on=_day(row, wish.on))


def _day(row: Row, text: str) -> str:
    """As the command line takes it: a day, or a moment of the file's zone, where one was said."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return text
    try:
        return day_of(text, "on", order=row.manner.days).isoformat()
    except Invalid:
        moment = moment_of(text, "on", order=row.manner.days, zone=row.manner.zone)
        return moment.replace(tzinfo=None if row.manner.zone_is_assumed else UTC).isoformat()


def whole(text: str) -> int | None:
    """A confidence as somebody typed it; None where nothing is. Raises Invalid."""
    return Row("", 1, {"confidence": text.strip()}).whole("confidence")
