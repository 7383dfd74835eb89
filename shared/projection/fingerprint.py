"""What fills a store, in a word: the views with their version numbers and columns. Two that differ share no store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shared.projection.view import View

_OWN_TABLES = 1
"""Raised when positions, versions or parked events are kept otherwise."""
_DIGITS = 16


def fingerprint_of(views: Sequence[View]) -> str:
    """A digest of what these views make of any log; the order in which they are listed makes no difference."""
    made = sorted((view.table.name, view.version, view.private, _columns(view)) for view in views)
    return hashlib.sha256(repr((_OWN_TABLES, made)).encode()).hexdigest()[:_DIGITS]


def edition_of(views: Sequence[View]) -> int:
    """How far these views have come: of two programs the newer one has the larger, for numbers are only ever raised."""
    return sum(view.version for view in views)


def _columns(view: View) -> list[tuple[str, str, bool]]:
    return [(column.name, repr(column.type), column.primary_key) for column in view.table.columns]
