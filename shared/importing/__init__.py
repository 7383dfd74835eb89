"""Bringing history in from another system: tables, what became of each row, and orders that a second run repeats."""

from shared.importing.history import History
from shared.importing.places import Place, Sheet, place_of, sheets_in
from shared.importing.reading import Reading, reading
from shared.importing.report import Changed, Report, Undrawn
from shared.importing.rows import Row
from shared.importing.tables import BadTable, Columns, Table, table_in, table_of

__all__ = [
    "BadTable",
    "Changed",
    "Columns",
    "History",
    "Place",
    "Reading",
    "Report",
    "Row",
    "Sheet",
    "Table",
    "Undrawn",
    "place_of",
    "reading",
    "sheets_in",
    "table_in",
    "table_of",
]
