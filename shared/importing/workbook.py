"""Sheets of a workbook (XLSX, XLS, ODS) as rows of text, each cell as a CSV file would have it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from shared.events import Invalid

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
"""Files that hold sheets."""

Lines = list[tuple[int, list[str]]]
"""Rows of cells with the line that each stands on."""


class BadWorkbook(Invalid):
    """The file is no workbook that can be read; the message is what follows the file's name."""


def sheets_of(data: bytes) -> dict[str, Lines]:
    """The visible sheets by name, in order. Raises BadWorkbook."""
    # Loaded here: who reads CSV files doesn't pay for it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            return {name: _lines(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names}
    except PasswordError:
        raise BadWorkbook("is protected by a password; save it without one") from None
    except (CalamineError, OSError, ValueError) as error:
        raise BadWorkbook(f"can't be read as a workbook ({error}); save it anew, or as CSV in UTF-8") from None


def _lines(rows: Sequence[Sequence[object]]) -> Lines:
    return [(line, [_text(cell) for cell in row]) for line, row in enumerate(rows, 1)]


def _text(cell: object) -> str:
    match cell:
        case bool():
            return "1" if cell else "0"
        case float():
            # As a person sees it: no exponent, and no decimals that are none.
            return f"{Decimal(repr(cell)):f}".removesuffix(".0")
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)
