"""Projection stores: views of the log that can be dropped and rebuilt at any time."""

from shared.projection.columns import Exact, Instant
from shared.projection.fold import Halt, fold_into
from shared.projection.keep import keep_metadata
from shared.projection.rebuild import Comparison, rebuild
from shared.projection.rows import Row, Rows
from shared.projection.runner import Runner
from shared.projection.store import Store, memory_engine
from shared.projection.tables import position_in, version_in
from shared.projection.view import View, handles, metadata

__all__ = [
    "Comparison",
    "Exact",
    "Halt",
    "Instant",
    "Row",
    "Rows",
    "Runner",
    "Store",
    "View",
    "fold_into",
    "handles",
    "keep_metadata",
    "memory_engine",
    "metadata",
    "position_in",
    "rebuild",
    "version_in",
]
