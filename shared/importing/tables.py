"""From a file's bytes to a table: the header is understood, each row checked against it, nothing passes in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from unicodedata import normalize

from shared.events import Invalid
from shared.importing.decoding import Undecodable, decoded
from shared.importing.delimited import SIGNS, BadRows, lines_of
from shared.importing.manner import POINT_ALONE, Manner, day_order, number_style
from shared.importing.numerals import number_of, written
from shared.importing.reading import Reading
from shared.importing.rows import Row
from shared.importing.workbook import Lines


class BadTable(Invalid):
    """A file that can't be read as the table it should be; nothing of the whole import was done."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table may hold: the columns that must be there, further ones, and what numbers and times stand in.

    `key` is the column whose values are each in one row only. `otherwise` are further names of columns that can mean
    nothing else.
    """

    required: tuple[str, ...]
    further: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    key: str | None = None
    otherwise: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[str]:
        """All columns that say something."""
        return frozenset((*self.required, *self.further))


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows; those that can't be taken, each with its reason; the columns that say nothing here.

    `said` are sentences about how it was read, as far as that could be otherwise.
    """

    file: str
    rows: tuple[Row, ...] = ()
    rejected: tuple[tuple[Row, str], ...] = ()
    ignored: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.rows) + len(self.rejected)


def table_of(file: str, name: str, data: bytes, columns: Columns, reading: Reading) -> Table:
    """The table in a text file's bytes; `name` is what it is of (``people``). Raises BadTable."""
    try:
        text, encoding = decoded(data, reading.encoding)
        lines, sign = lines_of(text, lambda header: _fit(header, name, columns, reading), reading.delimiter)
    except Undecodable as refused:
        raise BadTable(f"{file} {refused}") from None
    except BadRows as refused:
        raise BadTable(f"{file}, {refused}") from None
    separated = SIGNS.get(sign, sign)
    unusual = [*([encoding] if encoding != "UTF-8" else []), *([f"separated by {separated}"] if sign != "," else [])]
    said = (f"{file} is read as {', '.join(unusual)}",) if unusual else ()
    return table_in(file, name, lines, columns, reading, said=said, sign=sign)


def table_in(
    file: str, name: str, lines: Lines, columns: Columns, reading: Reading, *, said: Sequence[str] = (), sign: str = ""
) -> Table:
    """The table in rows of cells, the first of which names the columns. Raises BadTable."""
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in lines if any(map(str.strip, cells))]
    if not filled:
        raise BadTable(f"{file} lacks the column {', '.join(columns.required)}; its first line must name the columns")
    header = [_named(theirs, name, columns, reading) for theirs in filled[0][1]]
    _check_header(file, filled[0][1], header, columns, sign)
    unnamed = f"of column {header.index('') + 1}, which has no name" if "" in header else ""
    words = reading.words.get(name, {})
    named = [(line, len(cells), _values(header, cells, words)) for line, cells in filled[1:]]
    manner, how = _manner(file, [(line, values) for line, _, values in named], columns, reading, sign)
    rows: list[Row] = []
    rejected: list[tuple[Row, str]] = []
    first: dict[str, int] = {}
    for line, count, values in named:
        row = Row(file, line, values, manner)
        key = values.get(columns.key, "") if columns.key is not None else ""
        if count != len(header):
            rejected.append((row, _other_count(count, len(header), sign)))
        elif key and key in first:
            rejected.append((row, f"{columns.key} {key} is in line {first[key]} already; each is in one row only"))
        else:
            first.setdefault(key, line)
            rows.append(row)
    ignored = [*dict.fromkeys(each for each in header if each and each not in columns.known)]
    if unnamed and any(len(cells) > header.index("") and cells[header.index("")] for _, cells in filled[1:]):
        ignored.append(f"(what stands {unnamed})")
    return Table(file, tuple(rows), tuple(rejected), tuple(ignored), (*said, *how), frozenset(header) - {""})


def _other_count(count: int, wanted: int, sign: str) -> str:
    hint = f"; put a value that holds {SIGNS.get(sign, sign)} in double quotes" if count > wanted and sign else ""
    return f"the row has {count} fields and the header {wanted}{hint or '; write one for each column, empty ones too'}"


def _values(header: Sequence[str], cells: Sequence[str], words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    # What has no name stays with the row: it is part of what was imported.
    found = dict(zip(header, cells, strict=False))
    return {name: words[name].get(cell, cell) if name in words else cell for name, cell in found.items()}


def _named(theirs: str, name: str, columns: Columns, reading: Reading) -> str:
    """The column's name here; another one as it stands."""
    tidy = plain(theirs)
    for known, ours in reading.names.get(name, {}).items():
        if plain(known) == tidy:
            return ours
    if tidy in columns.known:
        return tidy
    return columns.otherwise.get(tidy, theirs)


def plain(text: str) -> str:
    """A name whatever its case, its width, and what stands between its words."""
    return re.sub(r"[\s_-]+", "_", normalize("NFKC", text).strip().casefold())


def _fit(header: Sequence[str], name: str, columns: Columns, reading: Reading) -> int:
    """How many of the header's cells are columns of the table; 0 where one that must be there is not."""
    found = [_named(cell.strip(), name, columns, reading) for cell in header]
    return sum(cell in columns.known for cell in found) if set(columns.required) <= set(found) else 0


def _check_header(file: str, theirs: Sequence[str], header: Sequence[str], columns: Columns, sign: str) -> None:
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise BadTable(f"{file} has the column {', '.join(twice)} twice; leave one of them out")
    missing = [column for column in columns.required if column not in header]
    if missing:
        there = ", ".join(each for each in theirs if each)
        by = f", separated by {SIGNS.get(sign, sign)}" if sign else ""
        raise BadTable(
            f"{file} lacks the column {', '.join(missing)}; its first line must name the columns, and it holds: "
            f"{there if len(there) <= 200 else there[:200] + '…'}{by} (say what other names mean with --map FILE)"
        )


def _manner(
    file: str, named: Sequence[tuple[int, dict[str, str]]], columns: Columns, reading: Reading, sign: str
) -> tuple[Manner, list[str]]:
    """How the file writes numbers and days, and a sentence for each that could be otherwise."""
    said: list[str] = []
    numbers, proof = number_style(_cells(named, columns.numbers))
    if reading.numbers is not None:
        numbers, proof = reading.numbers, None
    if numbers == "comma" and proof is not None:
        read = written(number_of(proof.text, "", style="comma"))
        said.append(f"{file} has decimal commas (line {proof.line}: {proof.text!r} is read as {read})")
    days, day = day_order(_cells(named, columns.times))
    if reading.days is not None:
        days = reading.days
    elif days is not None and day is not None:
        first = "day" if days == "dmy" else "month"
        said.append(f"{file} writes the {first} first (line {day.line}: {day.text!r})")
    alone = POINT_ALONE
    if reading.language == "comma":
        alone = {",": "comma"}
        open_ones = [(line, text) for line, text in _cells(named, columns.numbers) if _lone_comma(text)]
        if numbers is None and open_ones:
            line, text = open_ones[0]
            said.append(
                f"{file}: {text!r} (line {line}) is read as {text.replace(',', '.')}, as your language writes "
                "decimals; --numbers point reads it otherwise"
            )
    elif sign == ";":
        # Files are separated by semicolons where the comma stands in numbers: a point may be anything there.
        alone = {}
    return Manner(numbers, days, reading.zone or UTC, reading.zone is None, alone), said


def _lone_comma(text: str) -> bool:
    return re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text, re.ASCII) is not None


def _cells(named: Sequence[tuple[int, dict[str, str]]], which: Iterable[str]) -> list[tuple[int, str]]:
    wanted = tuple(which)
    return [(line, values[column]) for line, values in named for column in wanted if values.get(column)]
