"""The experiments: what is being tried for which key result, and what was learned."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table

from shared.events import (
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentOverdue,
    ExperimentStarted,
    PersonForgotten,
    Recorded,
)
from shared.events.values import gone_if_plain
from shared.projection import Instant, Rows, View, handles, metadata


class Experiments(View):
    """One row per experiment, numbered (`E-n`) in the order in which they were started.

    `asked_for` is the last day of which it was said that it is over; `concluded_position` and `concluded_event` tell
    where in the log the experiment was concluded, and by what. Words stay sealed, each by whoever
    said it: `by`, and `learned_by` what was learned; what older versions wrote in clear goes when he is forgotten.
    """

    version = 2
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
        Column("by", String, nullable=False, index=True),
        Column("started", Instant, nullable=False),
        Column("asked_for", Date),
        Column("outcome", String, index=True),
        Column("learned", String),
        Column("concluded", Instant),
        Column("concluded_position", BigInteger),
        Column("concluded_event", String),
        Column("learned_by", String, index=True),
    )

    @handles(ExperimentStarted)
    def began(self, rows: Rows, event: Recorded[ExperimentStarted]) -> None:
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
        }

    @handles(ExperimentExtended)
    def extended(self, rows: Rows, event: Recorded[ExperimentExtended]) -> None:
        rows.change(event.aggregate_id, until=event.data.until)

    @handles(ExperimentOverdue)
    def overdue(self, rows: Rows, event: Recorded[ExperimentOverdue]) -> None:
        rows.change(event.aggregate_id, asked_for=event.data.until)

    @handles(ExperimentConcluded)
    def finished(self, rows: Rows, event: Recorded[ExperimentConcluded]) -> None:
        data = event.data
        rows.change(
            event.aggregate_id,
            outcome=data.outcome,
            learned=data.learned,
            concluded=event.time,
            concluded_position=event.position,
            concluded_event=event.id,
            learned_by=event.actor,
        )

    @handles(PersonForgotten)
    def forgot(self, rows: Rows, event: Recorded[PersonForgotten]) -> None:
        """His words of older versions go here, too."""
        for row in rows.matching(by=event.aggregate_id):
            row |= {"what": gone_if_plain(row["what"]), "know_by": gone_if_plain(row["know_by"])}
        for row in rows.matching(learned_by=event.aggregate_id):
            row["learned"] = gone_if_plain(row["learned"])
