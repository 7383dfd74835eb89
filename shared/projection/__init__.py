"""Projection stores: views of the log that can be dropped and rebuilt at any time."""

from shared.projection.columns import Exact, Instant
from shared.projection.rows import Row, Rows
from shared.projection.view import View, handles, metadata

__all__ = ["Exact", "Instant", "Row", "Rows", "View", "handles", "metadata"]
