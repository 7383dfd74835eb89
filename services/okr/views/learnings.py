"""What was learned from experiments, as the win session lists it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, RowMapping, String, Table, select

from shared.events import ExperimentConcluded, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class Learnings(View):
    """One row per experiment that was concluded: what was learned, and by which event that is known."""

    table = Table(
        "okr_learnings",
        metadata,
        Column("experiment", String, primary_key=True),
        Column("key_result", String, nullable=False),
        Column("objective", String, nullable=False),
        Column("outcome", String, nullable=False),
        Column("learned", String, nullable=False),
        Column("by", String, nullable=False),
        Column("concluded", Instant, nullable=False, index=True),
        Column("event", String, nullable=False),
    )

    @handles(ExperimentConcluded)
    def concluded(self, rows: Rows, event: Recorded[ExperimentConcluded]) -> None:
        """A new row."""
        data = event.data
        rows[event.aggregate_id] = {
            "key_result": data.key_result,
            "objective": data.objective,
            "outcome": data.outcome,
            "learned": data.learned,
            "by": event.actor,
            "concluded": event.time,
            "event": event.id,
        }


def learned_from(connection: Connection, start: datetime, end: datetime) -> list[RowMapping]:
    """What was learned from one moment until before another one, in order."""
    concluded = Learnings.table.c.concluded
    query = select(Learnings.table).where(concluded >= start, concluded < end)
    return list(connection.execute(query.order_by(concluded, Learnings.table.c.experiment)).mappings())


def learned(connection: Connection, experiment: str) -> str | None:
    """What was learned from the experiment; None where it isn't concluded."""
    query = select(Learnings.table.c.learned).where(Learnings.table.c.experiment == experiment)
    return connection.execute(query).scalar_one_or_none()
