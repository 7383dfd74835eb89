"""Public key results with their last check-ins, as okr tells them: what a group's brief is made of.

What somebody wants help with stays sealed here; it is opened for the members of his group only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, String, Table, func, select

from services.pairing.goals.domain import CheckIn, PublicKeyResult
from services.pairing.goals.views.goals import Goals
from services.pairing.goals.views.quarters import Quarters
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultMoved,
    KeyResultReassigned,
    KeyResultRevised,
    ProgressUpdated,
    Recorded,
)
from shared.projection import Instant, Row, Rows, View, handles, metadata

KEPT = 8
"""How many check-ins of a key result are kept, the latest: a brief looks back some weeks, no further."""


class KeyResults(View):
    """One row per key result; `check_ins` in order of when they hold: [id, time, value in words, help wanted]."""

    table = Table(
        "pairing_key_results",
        metadata,
        Column("key_result", String, primary_key=True),
        Column("objective", String, nullable=False, index=True),
        Column("title", String, nullable=False),
        Column("owner", String, index=True),
        Column("added", Instant, nullable=False),
        Column("dropped", Boolean, nullable=False),
        Column("check_ins", JSON, nullable=False),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        data = event.data
        known = rows.get(data.key_result)
        rows[data.key_result] = {
            "objective": event.aggregate_id,
            "title": data.title,
            "owner": data.owner,
            "added": event.time if known is None else known["added"],
            "dropped": False,
            "check_ins": [] if known is None else known["check_ins"],
        }

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        rows.change(event.data.key_result, dropped=True)

    @handles(KeyResultMoved)
    def moved(self, rows: Rows, event: Recorded[KeyResultMoved]) -> None:
        rows.change(event.data.key_result, objective=event.data.objective)

    @handles(KeyResultReassigned)
    def reassigned(self, rows: Rows, event: Recorded[KeyResultReassigned]) -> None:
        rows.change(event.data.key_result, owner=event.data.owner)

    @handles(KeyResultRevised)
    def revised(self, rows: Rows, event: Recorded[KeyResultRevised]) -> None:
        rows.change(event.data.key_result, title=event.data.title)

    @handles(ProgressUpdated)
    def checked_in(self, rows: Rows, event: Recorded[ProgressUpdated]) -> None:
        if (row := rows.get(event.data.key_result)) is not None:
            data = event.data
            # Times are all in UTC, so their texts sort as they do.
            new = [data.check_in, event.time.astimezone(UTC).isoformat(), _said(data), data.help_wanted]
            row["check_ins"] = sorted([*row["check_ins"], new], key=itemgetter(1))[-KEPT:]

    @handles(CheckInCorrected)
    def corrected(self, rows: Rows, event: Recorded[CheckInCorrected]) -> None:
        said = _said(event.data)
        if said is not None:
            _change(rows, event, lambda each: [[*each[:2], said, each[3]]])

    @handles(CheckInRetracted)
    def retracted(self, rows: Rows, event: Recorded[CheckInRetracted]) -> None:
        _change(rows, event, lambda _: [])


def _change(rows: Rows, event: Recorded[CheckInCorrected] | Recorded[CheckInRetracted], to: Any) -> None:
    if (row := rows.get(event.data.key_result)) is not None:
        own = event.data.check_in
        row["check_ins"] = [one for each in row["check_ins"] for one in (to(each) if each[0] == own else [each])]


def _said(data: ProgressUpdated | CheckInCorrected) -> str | None:
    """What a check-in says, in words that two can be compared by."""
    match data:
        case ProgressUpdated(value=Decimal() as value) | CheckInCorrected(value=Decimal() as value):
            return f"{value.normalize():f}"
        case _ if data.zone is not None:
            return str(data.zone)
        case _ if data.reached is not None:
            return ", ".join(sorted(data.reached)) or "0"
        case _:
            return None


def _held_at(check_in: Sequence[Any]) -> datetime:
    return datetime.fromisoformat(check_in[1])


def standings(connection: Connection, owners: Sequence[str]) -> list[PublicKeyResult]:
    """The key results that these people own in objectives that everybody works by in a quarter that runs, by title.

    Who owns the objective owns those of its key results that nobody else does.
    """
    table, goals, quarter = KeyResults.table, Goals.table, Quarters.table
    owner = func.coalesce(table.c.owner, goals.c.owner)
    query = (
        select(table, goals.c.title.label("goal"), owner.label("owned_by"))
        .join(goals, goals.c.objective == table.c.objective)
        .join(quarter, quarter.c.quarter == goals.c.quarter)
        .where(goals.c.state == "published", quarter.c.state == "running")
        .where(table.c.dropped.is_(False), owner.in_(owners))
        .order_by(table.c.title, table.c.key_result)
    )
    return [_standing(dict(row)) for row in connection.execute(query).mappings()]


def _standing(row: Row) -> PublicKeyResult:
    check_ins = tuple(CheckIn(_held_at(each), each[2], each[3]) for each in row["check_ins"])
    return PublicKeyResult(row["owned_by"], row["title"], row["goal"], row["added"], check_ins)
