"""Projection stores: views of the log that can be dropped and rebuilt at any time."""

from shared.projection.columns import Exact, Instant, bare_rows, exact_of, listed_in, moment_of
from shared.projection.comparison import Comparison
from shared.projection.decisions import DropEvent, drop, dropped_in
from shared.projection.halting import Halt, verify
from shared.projection.handling import fold_into
from shared.projection.keep import keep_metadata
from shared.projection.parked import Parked, first_of_each, parked_count, parked_in
from shared.projection.parked_reactions import ParkedReaction, ParkedReactions
from shared.projection.rebuild import RebuildRunning, rebuild, retry
from shared.projection.rows import Row, Rows
from shared.projection.runner import Runner
from shared.projection.shape import Outdated
from shared.projection.store import Store, memory_engine
from shared.projection.tables import position_in, version_in
from shared.projection.tenancy import Tenancy, newer_at_work
from shared.projection.view import View, handles, metadata

__all__ = [
    "Comparison",
    "DropEvent",
    "Exact",
    "Halt",
    "Instant",
    "Outdated",
    "Parked",
    "ParkedReaction",
    "ParkedReactions",
    "RebuildRunning",
    "Row",
    "Rows",
    "Runner",
    "Store",
    "Tenancy",
    "View",
    "bare_rows",
    "drop",
    "dropped_in",
    "exact_of",
    "first_of_each",
    "fold_into",
    "handles",
    "keep_metadata",
    "listed_in",
    "memory_engine",
    "metadata",
    "moment_of",
    "newer_at_work",
    "parked_count",
    "parked_in",
    "position_in",
    "rebuild",
    "retry",
    "verify",
    "version_in",
]
