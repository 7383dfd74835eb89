"""The four boxes that teams filled, week by week, and whether what they meant to do was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from msgspec import to_builtins
from sqlalchemy import JSON, Column, Connection, RowMapping, String, Table, or_, select

from services.okr.objectives.domain.objective import Status
from services.okr.objectives.views.check_ins import CheckIns, latest
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.quarters.domain import QuarterStage
from services.okr.quarters.view import Quarters
from shared.events import BoxConfidence, FourBoxesFilled, PersonForgotten, PriorityMarked, Recorded
from shared.events.values import gone_if_plain
from shared.projection import Instant, Rows, View, handles, metadata

Kept = Literal["kept", "not kept", "not said"]


class FourBoxes(View):
    """One row per team and week, as it was last filled. `marks` tells by priority whether it was kept.

    Lines stay sealed; what older versions wrote in clear goes when whoever filled the boxes last (`by`) is forgotten.
    """

    version = 2

    table = Table(
        "okr_four_boxes",
        metadata,
        Column("boxes", String, primary_key=True),
        Column("unit", String, nullable=False, index=True),
        Column("team", String, nullable=False),
        Column("week", String, nullable=False, index=True),
        Column("priorities", JSON, nullable=False),
        Column("confidence", JSON, nullable=False),
        Column("next_weeks", JSON, nullable=False),
        Column("health", JSON, nullable=False),
        Column("marks", JSON, nullable=False),
        Column("filled", Instant, nullable=False),
        Column("by", String, nullable=False, index=True),
    )

    @handles(FourBoxesFilled)
    def took(self, rows: Rows, event: Recorded[FourBoxesFilled]) -> None:
        """A new row, or other boxes of the same week; what was said of a priority that stays is kept."""
        data, key = event.data, f"{event.aggregate_id}:{event.data.week}"
        former = rows.get(key)
        rows[key] = {
            "unit": event.aggregate_id,
            "team": data.team,
            "week": data.week,
            "priorities": to_builtins(data.priorities),
            "confidence": to_builtins(data.confidence),
            "next_weeks": list(data.next_weeks),
            "health": to_builtins(data.health),
            "marks": former["marks"] if former else {},
            "filled": event.time,
            "by": event.actor,
        }

    @handles(PriorityMarked)
    def marked(self, rows: Rows, event: Recorded[PriorityMarked]) -> None:
        data = event.data
        if (row := rows.get(f"{event.aggregate_id}:{data.week}")) is not None:
            row["marks"] = {**row["marks"], data.priority: data.kept}

    @handles(PersonForgotten)
    def forgot(self, rows: Rows, event: Recorded[PersonForgotten]) -> None:
        """His lines of older versions go here, too."""
        for row in rows.matching(by=event.aggregate_id):
            row["priorities"] = [each | {"text": gone_if_plain(each["text"])} for each in row["priorities"]]
            row["next_weeks"] = [gone_if_plain(each) for each in row["next_weeks"]]
            row["health"] = [
                each | {name: gone_if_plain(each[name]) for name in ("name", "note") if name in each}
                for each in row["health"]
            ]


@dataclass(frozen=True, slots=True)
class ShownPriority:
    """What the team meant to do, at its `place` from 1, and whether that was kept, as far as anybody said."""

    place: int
    priority: str
    text: str
    key_result: str | None
    key_result_number: str | None
    kept: Kept


@dataclass(frozen=True, slots=True)
class ShownConfidence:
    """How sure the team was of a key result."""

    key_result: str
    number: str | None
    title: str | None
    confidence: int


@dataclass(frozen=True, slots=True)
class ShownHealth:
    """How it is with something that must not suffer."""

    name: str
    sign: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A week's boxes, its lines sealed until they are shown.

    `last_week` and `last` are the boxes before these: what the team then meant to do. Of a week that was not filled
    (yet) only those are told; `filled` is None then.
    """

    team: str
    week: str
    filled: datetime | None
    priorities: tuple[ShownPriority, ...]
    confidence: tuple[ShownConfidence, ...]
    next_weeks: tuple[str, ...]
    health: tuple[ShownHealth, ...]
    last_week: str | None
    last: tuple[ShownPriority, ...]


_boxes = FourBoxes.table.c


def page(connection: Connection, unit: str, team: str, week: str) -> Page:
    """The boxes of a team, whose aggregate's id is `unit`, for a week."""
    query = select(FourBoxes.table).where(_boxes.unit == unit, _boxes.week <= week)
    rows = connection.execute(query.order_by(_boxes.week.desc()).limit(2)).mappings().all()
    own = next((row for row in rows if row["week"] == week), None)
    before = next((row for row in rows if row["week"] < week), None)
    names = _names(connection, [row for row in (own, before) if row is not None])
    return Page(
        team=team,
        week=week,
        filled=None if own is None else own["filled"],
        priorities=_priorities(own, names),
        confidence=() if own is None else tuple(_sure(each, names) for each in own["confidence"]),
        next_weeks=() if own is None else tuple(own["next_weeks"]),
        health=() if own is None else tuple(ShownHealth(**({"note": None} | each)) for each in own["health"]),
        last_week=None if before is None else before["week"],
        last=_priorities(before, names),
    )


def filled_in(connection: Connection, week: str) -> list[RowMapping]:
    """Which teams filled this week's boxes, and when, in order of name."""
    query = select(_boxes.team, _boxes.week, _boxes.filled, _boxes.unit).where(_boxes.week == week)
    return list(connection.execute(query.order_by(_boxes.team)).mappings())


def _priorities(row: RowMapping | None, names: Mapping[str, tuple[str, str]]) -> tuple[ShownPriority, ...]:
    if row is None:
        return ()
    return tuple(
        ShownPriority(
            place,
            each["priority"],
            each["text"],
            each.get("key_result"),
            names.get(each.get("key_result", ""), (None, None))[0],
            _KEPT[row["marks"].get(each["priority"])],
        )
        for place, each in enumerate(row["priorities"], 1)
    )


_KEPT: Mapping[bool | None, Kept] = {True: "kept", False: "not kept", None: "not said"}


def _sure(told: Mapping[str, Any], names: Mapping[str, tuple[str, str]]) -> ShownConfidence:
    number, title = names.get(told["key_result"], (None, None))
    return ShownConfidence(told["key_result"], number, title, told["confidence"])


def _names(connection: Connection, rows: Sequence[RowMapping]) -> dict[str, tuple[str, str]]:
    """What people type for the key results in these rows, and their titles."""
    table = KeyResults.table.c
    wanted = {each for row in rows for each in _mentioned(row)}
    query = select(table.key_result, table.number, table.title).where(table.key_result.in_(wanted))
    return {row.key_result: (f"KR-{row.number}", row.title) for row in connection.execute(query)}


def _mentioned(row: RowMapping) -> Iterator[str]:
    for each in (*row["priorities"], *row["confidence"]):
        if each.get("key_result") is not None:
            yield each["key_result"]


_check_ins, _key_results = CheckIns.table.c, KeyResults.table.c
_objectives, _quarters = Objectives.table.c, Quarters.table.c

_MOST = 200


def sureness(connection: Connection, team: str) -> tuple[BoxConfidence, ...]:
    """The confidence of each key result that the team works on, in order of number; those that have none are left out.

    Worked on is what was not dropped, of a published objective whose quarter has not ended.
    """
    query = (
        select(_key_results.key_result, _check_ins.confidence)
        .join_from(KeyResults.table, Objectives.table, _objectives.objective == _key_results.objective)
        .join(CheckIns.table, _check_ins.check_in == latest(_key_results.key_result))
        .outerjoin(Quarters.table, _quarters.quarter == _objectives.quarter)
        .where(
            _objectives.team == team,
            _objectives.status == Status.PUBLISHED.value,
            _key_results.dropped.is_(False),
            _check_ins.confidence.is_not(None),
            or_(_quarters.phase.is_(None), _quarters.phase != QuarterStage.ENDED.value),
        )
        .order_by(_key_results.number)
        .limit(_MOST)
    )
    return tuple(
        BoxConfidence(key_result=key_result, confidence=confidence)
        for key_result, confidence in connection.execute(query)
    )
