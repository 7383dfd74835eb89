"""Where tables lie: files of a directory, one file, the sheets of a workbook; each by the name that it is known by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.events import Invalid
from shared.importing.reading import Reading
from shared.importing.tables import BadTable, Columns, Table, plain, table_in, table_of
from shared.importing.workbook import SUFFIXES, BadWorkbook, Lines, sheets_of

TEXT = frozenset({".csv", ".tsv", ".txt"})
"""Files that hold one table each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that nobody has read yet: a text file's bytes, or the rows of a sheet."""

    file: str
    content: bytes | Lines

    def read(self, name: str, columns: Columns, reading: Reading) -> Table:
        """The table of what it is of (``people``). Raises BadTable."""
        if isinstance(self.content, bytes):
            return table_of(self.file, name, self.content, columns, reading)
        return table_in(self.file, name, self.content, columns, reading)


@dataclass(frozen=True, slots=True)
class Place:
    """What lies there: sheets by the name of the table that they are of, and what is none of them."""

    sheets: Mapping[str, Sheet]
    ignored: tuple[str, ...] = ()
    others: Mapping[str, Sheet] = field(default_factory=dict)

    def table(self, name: str, columns: Columns, reading: Reading) -> Table:
        """The table of this name; an empty one where there is none. Raises BadTable."""
        sheet = self.sheets.get(name)
        return Table(f"{name}.csv") if sheet is None else sheet.read(name, columns, reading)


def place_of(path: Path, names: frozenset[str]) -> Place:
    """What lies in a directory or a file. Raises BadTable where two are of one table, Invalid where nothing is."""
    if path.is_dir():
        return _directory(path, names)
    if not path.is_file():
        raise Invalid(f"{path} is no directory and no file; name the one in which the tables lie")
    found = sheets_in(path)
    sheets = {plain(name): sheet for name, sheet in found.items() if plain(name) in names}
    others = {name: sheet for name, sheet in found.items() if plain(name) not in names}
    return Place(sheets, tuple(each.file for each in others.values()) if sheets else (), others)


def sheets_in(file: Path) -> dict[str, Sheet]:
    """The file's tables by name: a text file's only one by the file's, those of a workbook by their sheets'."""
    data = file.read_bytes()
    if file.suffix.lower() not in SUFFIXES:
        return {file.stem: Sheet(file.name, data)}
    try:
        sheets = sheets_of(data)
    except BadWorkbook as refused:
        raise BadTable(f"{file.name} {refused}") from None
    if len(sheets) == 1:
        (only,) = sheets.values()
        # Nobody names the only sheet; a file is named.
        (name,) = sheets
        return {name if plain(name) != "sheet1" else file.stem: Sheet(file.name, only)}
    return {name: Sheet(f"{file.name} ({name})", lines) for name, lines in sheets.items() if lines}


def _directory(path: Path, names: frozenset[str]) -> Place:
    sheets: dict[str, Sheet] = {}
    ignored = []
    for file in sorted(path.iterdir()):
        name, suffix = plain(file.stem), file.suffix.lower()
        if suffix not in TEXT | SUFFIXES or file.name.startswith((".", "~$")) or not file.is_file():
            continue
        if name not in names:
            ignored.append(file.name)
            continue
        if name in sheets:
            raise BadTable(f"{sheets[name].file} and {file.name} are both of {name}; leave one of them out")
        sheets[name] = _only(file, name)
    return Place(sheets, tuple(ignored))


def _only(file: Path, name: str) -> Sheet:
    """The file's table of this name: its only one, or the sheet that is named so."""
    found = sheets_in(file)
    if len(found) == 1:
        (sheet,) = found.values()
        return sheet
    for title, sheet in found.items():
        if plain(title) == name:
            return sheet
    raise BadTable(f"{file.name} has the sheets {', '.join(found) or 'of nobody'}; name the one that counts {name}")
