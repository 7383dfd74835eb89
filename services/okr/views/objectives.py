"""The objectives: what somebody wants to reach, for which quarter and team."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.domain.objective import Status
from shared.events import (
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReopened,
    ObjectiveRevised,
    Recorded,
)
from shared.projection import Instant, Rows, View, handles, metadata, version_in


class Objectives(View):
    """One row per objective, numbered (`O-n`) in the order in which they were written down; none is ever deleted."""

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
        Column("drafted", Instant, nullable=False),
        Column("closed", Instant),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        """A new row."""
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "title": data.title,
            "quarter": data.quarter,
            "team": data.team,
            "owner": data.owner,
            "status": Status.DRAFT.value,
            "drafted": event.time,
        }

    @handles(ObjectivePublished)
    def published(self, rows: Rows, event: Recorded[ObjectivePublished]) -> None:
        """It counts."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["status"] = Status.PUBLISHED.value

    @handles(ObjectiveRevised)
    def revised(self, rows: Rows, event: Recorded[ObjectiveRevised]) -> None:
        """Another title."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["title"] = event.data.title

    @handles(ObjectiveClosed)
    def closed(self, rows: Rows, event: Recorded[ObjectiveClosed]) -> None:
        """Nobody works on it any more."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row |= {"status": Status.CLOSED.value, "result": event.data.result, "closed": event.time}

    @handles(ObjectiveReopened)
    def reopened(self, rows: Rows, event: Recorded[ObjectiveReopened]) -> None:
        """Somebody works on it again."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row |= {"status": Status.PUBLISHED.value, "result": None, "closed": None}


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
