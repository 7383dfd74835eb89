"""What goals were through time.

The other views know what is; a trend needs what was. Each row lists how one thing began and what changed, each with its
moment (`at`); what a change doesn't name stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, String, Table

from services.okr.objectives.domain.history import KeyResultState, ObjectiveState, Timeline
from shared.events import (
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultReassigned,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveReopened,
    Recorded,
)
from shared.projection import Rows, View, handles, metadata

S = TypeVar("S")


class ObjectiveTimes(View):
    """One row per objective: whether it is `published`, its `team`, its `owner`, and what it `serves` (kind, id)."""

    table = Table(
        "okr_objective_times",
        metadata,
        Column("objective", String, primary_key=True),
        Column("quarter", String, index=True),
        Column("changes", JSON, nullable=False),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        data = event.data
        first = {"published": False, "team": data.team, "owner": data.owner, "serves": None}
        rows[event.aggregate_id] = {"quarter": data.quarter, "changes": [{"at": _at(event)} | first]}

    @handles(ObjectivePublished, ObjectiveReopened)
    def published(self, rows: Rows, event: Recorded[Event]) -> None:
        _next(rows, event.aggregate_id, event, published=True)

    @handles(ObjectiveClosed)
    def closed(self, rows: Rows, event: Recorded[ObjectiveClosed]) -> None:
        _next(rows, event.aggregate_id, event, published=False)

    @handles(ObjectiveReassigned)
    def reassigned(self, rows: Rows, event: Recorded[ObjectiveReassigned]) -> None:
        _next(rows, event.aggregate_id, event, team=event.data.team, owner=event.data.owner)

    @handles(ObjectiveMoved)
    def moved(self, rows: Rows, event: Recorded[ObjectiveMoved]) -> None:
        rows.change(event.aggregate_id, quarter=event.data.quarter)

    @handles(ObjectiveAligned)
    def aligned(self, rows: Rows, event: Recorded[ObjectiveAligned]) -> None:
        parents = (("O", event.data.objective), ("KR", event.data.key_result))
        serves = next(([kind, parent] for kind, parent in parents if parent is not None), None)
        _next(rows, event.aggregate_id, event, serves=serves)


class KeyResultTimes(View):
    """One row per key result: its `objective`, its `owner`, whether it `counts`, and the `sources` of its value."""

    table = Table(
        "okr_key_result_times",
        metadata,
        Column("key_result", String, primary_key=True),
        Column("changes", JSON, nullable=False),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        """A new row; or the old one, where it moved here from another objective."""
        data = event.data
        if data.moved_from is not None and data.key_result in rows:
            _next(rows, data.key_result, event, objective=event.aggregate_id, counts=True)
            return
        first = {"objective": event.aggregate_id, "owner": data.owner, "counts": True}
        rows[data.key_result] = {"changes": [{"at": _at(event)} | first]}

    @handles(KeyResultReassigned)
    def reassigned(self, rows: Rows, event: Recorded[KeyResultReassigned]) -> None:
        _next(rows, event.data.key_result, event, owner=event.data.owner)

    @handles(KeyResultLinked)
    def linked(self, rows: Rows, event: Recorded[KeyResultLinked]) -> None:
        _next(rows, event.data.key_result, event, sources=list(event.data.sources))

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        _next(rows, event.data.key_result, event, counts=False)


def _next(rows: Rows, key: str, event: Recorded[Event], **changes: object) -> None:
    if (row := rows.get(key)) is not None:
        row["changes"] = [*row["changes"], {"at": _at(event)} | changes]


def _at(event: Recorded[Event]) -> str:
    return event.time.isoformat()


def objective_states(changes: Iterable[Mapping[str, Any]], zone: tzinfo) -> Timeline[ObjectiveState]:
    """What an objective was through time, from the changes that its row lists."""
    return timeline(changes, zone, _goal)


def key_result_states(changes: Iterable[Mapping[str, Any]], zone: tzinfo) -> Timeline[KeyResultState]:
    """The same for a key result."""
    return timeline(changes, zone, _measured)


def _goal(state: Mapping[str, Any]) -> ObjectiveState:
    serves = state["serves"]
    return ObjectiveState(
        state["published"], state["team"], state["owner"], None if serves is None else (serves[0], serves[1])
    )


def _measured(state: Mapping[str, Any]) -> KeyResultState:
    return KeyResultState(state["objective"], state["owner"], state["counts"], tuple(state.get("sources", ())))


def timeline(
    changes: Iterable[Mapping[str, Any]], zone: tzinfo, made: Callable[[Mapping[str, Any]], S]
) -> list[tuple[date, S]]:
    """What each change made of it, in order of time; those of one moment stay in the log's order."""
    state: dict[str, Any] = {}
    found = []
    for change in sorted(changes, key=lambda change: datetime.fromisoformat(change["at"])):
        state |= change
        found.append((day_of(change["at"], zone), made(state)))
    return found


def day_of(text: str, zone: tzinfo) -> date:
    """The day of a moment in a row's list."""
    return datetime.fromisoformat(text).astimezone(zone).date()
