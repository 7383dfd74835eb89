"""From text to rows of cells: which sign separates them, and on which line each row begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from shared.events import Invalid
from shared.importing.workbook import Lines

SIGNS = {",": ",", ";": ";", "\t": "tab", "|": "|"}
"""What may separate cells, with what it is called."""

_SAID = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


class BadRows(Invalid):
    """The text is no table; the message is what follows the file's name."""


def delimiter_named(text: str) -> str:
    """The sign that somebody names: itself, or ``tab``. Raises Invalid."""
    wanted = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text.lower(), text)
    if len(wanted) != 1 or wanted in '"\r\n':
        raise Invalid(f"{text!r} is no delimiter; say one sign, such as ; or , or tab")
    return wanted


def lines_of(text: str, fits: Callable[[Sequence[str]], int], delimiter: str | None = None) -> tuple[Lines, str]:
    """The rows with the line that each begins on, and the sign that separates their cells.

    The sign is what somebody said, or the file says in a first line such as ``sep=;``, or the one that `fits` finds
    most columns with in the header (0: not what is wanted). Raises BadRows where a row's quotes are broken.
    """
    said = _SAID.match(text)
    first = 0
    if said is not None:
        delimiter, first, text = delimiter or said[1], 1, text[said.end() :]
    if delimiter is None:
        delimiter = _recognised(text, fits)
    return _rows(text, delimiter, first), delimiter


def _recognised(text: str, fits: Callable[[Sequence[str]], int]) -> str:
    found = {sign: (fits(header), len(header)) for sign in SIGNS if (header := _header(text, sign)) is not None}
    # Where none fits, the one that separates most tells best what is there instead.
    return max(found, key=lambda sign: found[sign], default=",")


def _header(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _rows(text: str, delimiter: str, skipped: int) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: Lines = []
    before = 0
    try:
        for cells in reader:
            rows.append((skipped + before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        name = SIGNS.get(delimiter, delimiter)
        raise BadRows(f"line {skipped + reader.line_num}: {error}; is it separated by {name}?") from None
    return rows
