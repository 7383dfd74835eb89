"""What objectives came to: their scores, post-mortems, and what they were carried over from and into."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, RowMapping, String, Table, false, select

from shared.events import (
    ObjectiveCarriedOver,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReopened,
    ObjectiveRevised,
    ObjectiveScored,
    PostMortemWritten,
    Recorded,
)
from shared.projection import Exact, Instant, Rows, View, handles, metadata


class Outcomes(View):
    """One row per objective. `scored` is empty until somebody, or the end of the quarter, has scored it.

    `carried` lists what became of each key result when the objective was carried over: key result, choice, into.
    """

    table = Table(
        "okr_outcomes",
        metadata,
        Column("objective", String, primary_key=True),
        Column("commitment", String, nullable=False),
        Column("published", Boolean, nullable=False, server_default=false()),
        Column("score", Exact),
        Column("proposed", Exact),
        Column("rules", String),
        Column("automatic", Boolean),
        Column("note", String),
        Column("scored", Instant),
        Column("scored_by", String),
        Column("post_mortem", String),
        Column("post_mortem_by", String),
        Column("reopened", Instant),
        Column("carried_from", String, index=True),
        Column("carried_into", String),
        Column("carried_quarter", String),
        Column("carried", JSON(none_as_null=True)),
        Column("position", BigInteger, nullable=False),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        rows[event.aggregate_id] = {
            "commitment": event.data.commitment,
            "published": False,
            "carried_from": event.data.carried_from,
            "position": event.position,
        }

    @handles(ObjectivePublished)
    def published(self, rows: Rows, event: Recorded[ObjectivePublished]) -> None:
        rows.change(event.aggregate_id, published=True)

    @handles(ObjectiveRevised)
    def revised(self, rows: Rows, event: Recorded[ObjectiveRevised]) -> None:
        if event.data.commitment is not None:
            rows.change(event.aggregate_id, commitment=event.data.commitment)

    @handles(ObjectiveScored)
    def scored(self, rows: Rows, event: Recorded[ObjectiveScored]) -> None:
        data = event.data
        rows.change(
            event.aggregate_id,
            score=data.score,
            proposed=data.proposed,
            rules=data.rules,
            automatic=data.automatic,
            note=data.note,
            scored=event.time,
            scored_by=event.actor,
        )

    @handles(PostMortemWritten)
    def looked_back(self, rows: Rows, event: Recorded[PostMortemWritten]) -> None:
        """What was learned; the text stays sealed."""
        rows.change(event.aggregate_id, post_mortem=event.data.text, post_mortem_by=event.actor)

    @handles(ObjectiveReopened)
    def reopened(self, rows: Rows, event: Recorded[ObjectiveReopened]) -> None:
        taken_back = ("score", "proposed", "rules", "automatic", "note", "scored", "scored_by")
        rows.change(event.aggregate_id, **dict.fromkeys(taken_back), reopened=event.time)

    @handles(ObjectiveCarriedOver)
    def carried_over(self, rows: Rows, event: Recorded[ObjectiveCarriedOver]) -> None:
        data = event.data
        rows.change(
            event.aggregate_id,
            carried_into=data.into,
            carried_quarter=data.quarter,
            carried=[
                {"key_result": one.key_result, "choice": one.choice, "into": one.into} for one in data.key_results
            ],
        )


_outcomes = Outcomes.table.c


def by_id(connection: Connection, objective: str) -> RowMapping | None:
    """The objective's row, or None."""
    return connection.execute(select(Outcomes.table).where(_outcomes.objective == objective)).mappings().one_or_none()


def carried_into(connection: Connection, objective: str) -> str | None:
    """The objective that this one goes on as; None where it was not carried over."""
    query = select(_outcomes.carried_into).where(_outcomes.objective == objective)
    return connection.execute(query).scalar_one_or_none()
