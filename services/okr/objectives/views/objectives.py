"""The objectives: what somebody wants to reach, for which quarter and team."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.objectives.domain.objective import Status
from shared.events import (
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveReopened,
    ObjectiveRevised,
    Recorded,
)
from shared.projection import Instant, Rows, View, handles, metadata, version_in


class Objectives(View):
    """One row per objective, numbered (`O-n`) in the order in which they were written down; none is ever deleted.

    `aligned` and `aligned_position` tell since when it serves its parent, an objective or a key result.
    """

    table = Table(
        "okr_objectives",
        metadata,
        Column("objective", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("title", String, nullable=False),
        Column("quarter", String, index=True),
        Column("team", String),
        Column("owner", String),
        Column("status", String, nullable=False),
        Column("result", String),
        Column("source", String, nullable=False),
        Column("contribution", String, nullable=False),
        Column("parent_objective", String, index=True),
        Column("parent_key_result", String, index=True),
        Column("aligned", Instant),
        Column("aligned_position", BigInteger),
        Column("drafted", Instant, nullable=False),
        Column("published", Instant),
        Column("closed", Instant),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "title": data.title,
            "quarter": data.quarter,
            "team": data.team,
            "owner": data.owner,
            "status": Status.DRAFT.value,
            "source": data.source,
            "contribution": data.contribution,
            "drafted": event.time,
        }

    @handles(ObjectivePublished)
    def published(self, rows: Rows, event: Recorded[ObjectivePublished]) -> None:
        rows.change(event.aggregate_id, status=Status.PUBLISHED.value, published=event.time)

    @handles(ObjectiveRevised)
    def revised(self, rows: Rows, event: Recorded[ObjectiveRevised]) -> None:
        """Another title; what else is given changes too."""
        if (row := rows.get(event.aggregate_id)) is not None:
            data = event.data
            row["title"] = data.title
            row["source"] = data.source or row["source"]
            row["contribution"] = data.contribution or row["contribution"]

    @handles(ObjectiveAligned)
    def aligned(self, rows: Rows, event: Recorded[ObjectiveAligned]) -> None:
        rows.change(
            event.aggregate_id,
            parent_objective=event.data.objective,
            parent_key_result=event.data.key_result,
            aligned=event.time,
            aligned_position=event.position,
        )

    @handles(ObjectiveReassigned)
    def reassigned(self, rows: Rows, event: Recorded[ObjectiveReassigned]) -> None:
        rows.change(event.aggregate_id, owner=event.data.owner, team=event.data.team)

    @handles(ObjectiveMoved)
    def moved(self, rows: Rows, event: Recorded[ObjectiveMoved]) -> None:
        rows.change(event.aggregate_id, quarter=event.data.quarter)

    @handles(ObjectiveClosed)
    def closed(self, rows: Rows, event: Recorded[ObjectiveClosed]) -> None:
        rows.change(event.aggregate_id, status=Status.CLOSED.value, result=event.data.result, closed=event.time)

    @handles(ObjectiveReopened)
    def reopened(self, rows: Rows, event: Recorded[ObjectiveReopened]) -> None:
        rows.change(event.aggregate_id, status=Status.PUBLISHED.value, result=None, closed=None)


_objectives = Objectives.table.c


def by_id(connection: Connection, objective: str) -> RowMapping | None:
    """The objective's row, or None."""
    query = select(Objectives.table).where(_objectives.objective == objective)
    return connection.execute(query).mappings().one_or_none()


def quarter_of(connection: Connection, objective: str) -> str | None:
    """The id of the objective's quarter; None in the backlog, and where the objective isn't known."""
    query = select(_objectives.quarter).where(_objectives.objective == objective)
    return connection.execute(query).scalar_one_or_none()


def version_of(connection: Connection, objective: str) -> int:
    """How many events of the objective the views have seen."""
    return version_in(connection, f"objective/{objective}")
