"""Bringing history in from another system: CSV rows, what became of each, and orders that a second run repeats."""

from shared.importing.history import History
from shared.importing.report import Report
from shared.importing.rows import BadTable, Row, read_table

__all__ = ["BadTable", "History", "Report", "Row", "read_table"]
