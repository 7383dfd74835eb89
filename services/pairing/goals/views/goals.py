"""The objectives that everybody may see, as okr tells them: what a group's brief puts key results under."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from shared.events import (
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveReopened,
    ObjectiveRevised,
    Recorded,
)
from shared.projection import Rows, View, handles, metadata


class Goals(View):
    """One row per objective; `state` is drafted, published or closed. What is kept private has no row."""

    table = Table(
        "pairing_goals",
        metadata,
        Column("objective", String, primary_key=True),
        Column("title", String, nullable=False),
        Column("owner", String),
        Column("quarter", String),
        Column("state", String, nullable=False),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        """A new one; nobody works by it yet."""
        data = event.data
        facts = {"title": data.title, "owner": data.owner, "quarter": data.quarter}
        rows[event.aggregate_id] = {**facts, "state": "drafted"}

    @handles(ObjectivePublished, ObjectiveReopened)
    def published(self, rows: Rows, event: Recorded[ObjectivePublished] | Recorded[ObjectiveReopened]) -> None:
        rows.change(event.aggregate_id, state="published")

    @handles(ObjectiveClosed)
    def closed(self, rows: Rows, event: Recorded[ObjectiveClosed]) -> None:
        rows.change(event.aggregate_id, state="closed")

    @handles(ObjectiveRevised)
    def revised(self, rows: Rows, event: Recorded[ObjectiveRevised]) -> None:
        rows.change(event.aggregate_id, title=event.data.title)

    @handles(ObjectiveMoved)
    def moved(self, rows: Rows, event: Recorded[ObjectiveMoved]) -> None:
        rows.change(event.aggregate_id, quarter=event.data.quarter)

    @handles(ObjectiveReassigned)
    def reassigned(self, rows: Rows, event: Recorded[ObjectiveReassigned]) -> None:
        rows.change(event.aggregate_id, owner=event.data.owner)
