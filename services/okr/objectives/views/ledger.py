"""The goalpost ledger: what every target, weight, owner and link was, from when on, why, and who agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Index, String, Table, select

from shared.events import (
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultReweighted,
    ObjectiveAligned,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectiveReassigned,
    Recorded,
)
from shared.projection import Instant, Rows, View, handles, metadata


class Ledger(View):
    """One row per goalpost that was set. `value` is JSON: what holds from then on.

    `what` is target, weight, owner, link, team, quarter or objective; `key_result` is empty where it is the
    objective's own.
    """

    version = 2
    table = Table(
        "okr_ledger",
        metadata,
        Column("entry", String, primary_key=True),
        Column("objective", String, nullable=False),
        Column("key_result", String),
        Column("what", String, nullable=False),
        Column("value", String, nullable=False),
        Column("reason", String),
        Column("approver", String),
        Column("by", String, nullable=False),
        Column("time", Instant, nullable=False),
        Column("recorded", Instant, nullable=False),
        Column("position", BigInteger, nullable=False),
        Index("okr_ledger_key_result", "key_result", "position"),
        Index("okr_ledger_objective", "objective", "position"),
    )

    @handles(
        ObjectiveDrafted,
        ObjectiveMoved,
        ObjectiveReassigned,
        ObjectiveAligned,
        KeyResultAdded,
        KeyResultRetargeted,
        KeyResultReweighted,
        KeyResultReassigned,
        KeyResultLinked,
        KeyResultMoved,
        KeyResultDropped,
    )
    def moved(self, rows: Rows, event: Recorded[Event]) -> None:
        """A row for each goalpost that the event sets."""
        data = event.data
        for what, value in _goalposts(data).items():
            rows.add(
                f"{event.id}:{what}",
                {
                    "objective": event.aggregate_id,
                    "key_result": getattr(data, "key_result", None) if what not in _OBJECTIVES_OWN else None,
                    "what": what,
                    "value": _encode(value).decode(),
                    "reason": getattr(data, "reason", None),
                    "approver": getattr(data, "approver", None),
                    "by": event.actor,
                    "time": event.time,
                    "recorded": event.recorded,
                    "position": event.position,
                },
            )


_encode = msgspec.json.Encoder().encode
_OBJECTIVES_OWN = frozenset({"objective's owner", "team", "quarter", "alignment"})


def _goalposts(data: Event) -> dict[str, Any]:
    match data:
        case ObjectiveDrafted(owner=owner, team=team, quarter=quarter):
            return {"objective's owner": owner, "team": team, "quarter": quarter}
        case ObjectiveReassigned(owner=owner, team=team):
            return {"objective's owner": owner, "team": team}
        case ObjectiveMoved(quarter=quarter):
            return {"quarter": quarter}
        case ObjectiveAligned(objective=objective, key_result=key_result):
            return {"alignment": {"objective": objective, "key_result": key_result}}
        case KeyResultAdded(measure=measure, weight=weight, owner=owner):
            return {"target": measure, "weight": weight, "owner": owner}
        case KeyResultRetargeted(measure=measure):
            return {"target": measure}
        case KeyResultReweighted(weight=weight):
            return {"weight": weight}
        case KeyResultReassigned(owner=owner):
            return {"owner": owner}
        case KeyResultLinked(sources=sources):
            return {"link": sources}
        case KeyResultMoved(objective=objective):
            return {"place": objective}
        case _:
            return {"place": None}


@dataclass(frozen=True, slots=True)
class Entry:
    """A goalpost that was set: what it was `before` (None: it had not been set) and is `after`, who, why, when.

    `reason` is sealed until it is shown.
    """

    key_result: str | None
    what: str
    before: Any
    after: Any
    reason: str | None
    approver: str | None
    by: str
    time: datetime
    recorded: datetime


_ledger = Ledger.table.c


def of_key_result(connection: Connection, key_result: str) -> list[Entry]:
    """Every goalpost of the key result, in the order in which they were set."""
    return _entries(connection, _ledger.key_result == key_result)


def of_objective(connection: Connection, objective: str) -> list[Entry]:
    """Every goalpost of the objective and of its key results, in the order in which they were set."""
    return _entries(connection, _ledger.objective == objective)


def original_measure(connection: Connection, key_result: str) -> str | None:
    """The measure (JSON) that the key result was added with; None where it isn't known."""
    query = select(_ledger.value).where(_ledger.key_result == key_result, _ledger.what == "target")
    return connection.execute(query.order_by(_ledger.position).limit(1)).scalar_one_or_none()


def _entries(connection: Connection, wanted: ColumnElement[bool]) -> list[Entry]:
    held: dict[tuple[str | None, str], Any] = {}
    found = []
    for row in connection.execute(
        select(Ledger.table).where(wanted).order_by(_ledger.position, _ledger.entry)
    ).mappings():
        goalpost, value = (row["key_result"], row["what"]), msgspec.json.decode(row["value"])
        found.append(
            Entry(
                key_result=row["key_result"],
                what=row["what"],
                before=held.get(goalpost),
                after=value,
                reason=row["reason"],
                approver=row["approver"],
                by=row["by"],
                time=row["time"],
                recorded=row["recorded"],
            )
        )
        held[goalpost] = value
    return found
