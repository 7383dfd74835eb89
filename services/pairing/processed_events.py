"""Which events pairing has reacted to: made known here, so that every store has the table and every backup holds it."""

from __future__ import annotations

from shared.reacting.processed_events import ProcessedEvents, processed_events_table

processed_events = processed_events_table("pairing")
"""One row per rule and event that it has dealt with."""

__all__ = ["ProcessedEvents", "processed_events"]
