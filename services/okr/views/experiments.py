"""The experiments: what is being tried for which key result, and what was learned."""

from __future__ import annotations

from unicodedata import normalize

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table

from shared.events import (
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentOverdue,
    ExperimentStarted,
    Recorded,
)
from shared.projection import Instant, Rows, View, handles, metadata


class Experiments(View):
    """One row per experiment, numbered (`E-n`) in the order in which they were started.

    `asked_for` is the last day of which it was said that it is over; `concluded_position` and `concluded_event` tell
    where in the log the experiment was concluded, and by what; `searched` is what a search for words looks at, in one
    spelling.
    """

    table = Table(
        "okr_experiments",
        metadata,
        Column("experiment", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("key_result", String, nullable=False, index=True),
        Column("objective", String, nullable=False),
        Column("what", String, nullable=False),
        Column("know_by", String, nullable=False),
        Column("until", Date, nullable=False),
        Column("owner", String),
        Column("by", String, nullable=False),
        Column("started", Instant, nullable=False),
        Column("asked_for", Date),
        Column("outcome", String, index=True),
        Column("learned", String),
        Column("concluded", Instant),
        Column("concluded_position", BigInteger),
        Column("concluded_event", String),
        Column("searched", String, nullable=False),
    )

    @handles(ExperimentStarted)
    def began(self, rows: Rows, event: Recorded[ExperimentStarted]) -> None:
        """A new row."""
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "key_result": data.key_result,
            "objective": data.objective,
            "what": data.what,
            "know_by": data.know_by,
            "until": data.until,
            "owner": data.owner,
            "by": event.actor,
            "started": event.time,
            "searched": spelled(f"{data.what}\n{data.know_by}"),
        }

    @handles(ExperimentExtended)
    def extended(self, rows: Rows, event: Recorded[ExperimentExtended]) -> None:
        """Another last day."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["until"] = event.data.until

    @handles(ExperimentOverdue)
    def overdue(self, rows: Rows, event: Recorded[ExperimentOverdue]) -> None:
        """It was asked for."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["asked_for"] = event.data.until

    @handles(ExperimentConcluded)
    def finished(self, rows: Rows, event: Recorded[ExperimentConcluded]) -> None:
        """Something was learned."""
        if (row := rows.get(event.aggregate_id)) is not None:
            data = event.data
            row |= {
                "outcome": data.outcome,
                "learned": data.learned,
                "concluded": event.time,
                "concluded_position": event.position,
                "concluded_event": event.id,
                "searched": f"{row['searched']}\n{spelled(data.learned)}",
            }


def spelled(text: str) -> str:
    """The text as a search compares it: one spelling of every character (NFKC), whatever the case."""
    return normalize("NFKC", normalize("NFKC", text).casefold())
