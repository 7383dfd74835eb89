"""Which events okr has reacted to: made known here, so that every store has the table and every backup holds it."""

from __future__ import annotations

from shared.reacting.marks import Marks, marks_table

handled_marks = marks_table("okr")
"""One row per rule and event that it has dealt with."""

__all__ = ["Marks", "handled_marks"]
