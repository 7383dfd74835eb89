"""The objectives: what somebody wants to reach, for which quarter and team, and what it serves in the end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views import key_results
from services.okr.people.view import People
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


def team_of(connection: Connection, objective: str) -> str | None:
    """The objective's team; None where it has none, and where the objective isn't known."""
    query = select(_objectives.team).where(_objectives.objective == objective)
    return connection.execute(query).scalar_one_or_none()


def version_of(connection: Connection, objective: str) -> int:
    """How many events of the objective the views have seen."""
    return version_in(connection, f"objective/{objective}")


@dataclass(frozen=True, slots=True)
class Step:
    """A key result or an objective (`kind` is `KR` or `O`) of the way; each is served by the one before it."""

    kind: str
    id: str
    number: str
    title: str
    team: str | None


def way_up(connection: Connection, key_result: str) -> list[Step]:
    """The key result, its objective, what that is aligned to, and so on to the top; nothing where it isn't known.

    Where an objective is aligned to nothing the way ends: that is the company's objective, or one that nobody has
    aligned yet.
    """
    steps: list[Step] = []
    seen: set[str] = set()
    next_: tuple[str | None, str | None] = (None, key_result)
    # No command makes a circle, but a log from elsewhere may hold one.
    while (found := _next(connection, next_)) is not None and found[0]["objective"] not in seen:
        objective, measure = found
        seen.add(objective["objective"])
        if measure is not None:
            steps.append(Step("KR", measure["key_result"], f"KR-{measure['number']}", measure["title"], None))
        number = f"O-{objective['number']}"
        steps.append(Step("O", objective["objective"], number, objective["title"], objective["team"]))
        next_ = objective["parent_objective"], objective["parent_key_result"]
    return steps


def _next(connection: Connection, to: tuple[str | None, str | None]) -> tuple[RowMapping, RowMapping | None] | None:
    """The objective, by way of the key result where there is one."""
    objective, key_result = to
    measure = None if key_result is None else key_results.by_id(connection, key_result)
    if measure is not None:
        objective = measure["objective"]
    row = None if objective is None else by_id(connection, objective)
    return None if row is None else (row, measure)


def teams(connection: Connection) -> set[str]:
    """Every team that somebody belongs to, or that an objective is of."""
    people, objectives = People.table.c.team, Objectives.table.c.team
    named = connection.execute(select(people).union(select(objectives))).scalars()
    return {team for team in named if team is not None}
