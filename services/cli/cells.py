"""How a value is written in a cell of a table, or in a sentence."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

Cell = object

NONE = "–"
"""What stands where there is nothing."""


def percent(value: int | None) -> str:
    """A percentage; a dash where nothing was ever checked in, which is not 0 %."""
    return NONE if value is None else f"{value} %"


def text(cell: Cell) -> str:
    """As programs read it."""
    if isinstance(cell, Decimal):
        # Loaded here: what reads files knows the log too.
        from shared.importing.numerals import written

        return written(cell)
    return NONE if cell is None else str(cell)


def text_for_people(cell: Cell) -> str:
    """As people read it: moments in the company's zone, to the minute."""
    if isinstance(cell, datetime):
        from shared.settings import load_settings

        return cell.astimezone(load_settings().zone).strftime("%Y-%m-%d %H:%M")
    return text(cell)
