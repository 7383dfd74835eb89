"""Handled-marks: which event was reacted to. They lie beside the views, so a rebuild doesn't forget them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, String, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.projection import Instant, Store, keep_metadata


def processed_events_table(service: str) -> Table:
    """The table of a service's marks: one row per rule and event that it has dealt with."""
    name = f"{service}_handled_marks"
    if name in keep_metadata.tables:
        return keep_metadata.tables[name]
    return Table(
        name,
        keep_metadata,
        Column("rule", String, primary_key=True),
        Column("event_id", String, primary_key=True),
        Column("at", Instant, nullable=False),
    )


class ProcessedEvents:
    """Reads and sets the marks of a store's service. Both block: call them in a thread."""

    def __init__(self, store: Store) -> None:
        self._store, self._table = store, processed_events_table(store.service)

    def handled(self, rule: str, event_id: str) -> bool:
        """Whether the rule has dealt with this event."""
        processed = self._table.c
        query = select(processed.rule).where(processed.rule == rule, processed.event_id == event_id)
        with self._store.keep() as connection:
            return connection.execute(query).one_or_none() is not None

    def set(self, rule: str, event_id: str, at: datetime) -> None:
        """The rule has dealt with the event; a second mark changes nothing."""
        with self._store.keep() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = insert(self._table).values(rule=rule, event_id=event_id, at=at)
            connection.execute(row.on_conflict_do_nothing())
