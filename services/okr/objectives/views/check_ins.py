"""Every check-in ever made, what it says by now, and what it said at first."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    ScalarSelect,
    String,
    Table,
    and_,
    func,
    or_,
    select,
    text,
)

from services.okr.objectives.views.key_results import KeyResults
from shared.events import CheckInAcknowledged, CheckInCorrected, CheckInRetracted, ProgressUpdated, Recorded
from shared.projection import Exact, Instant, Row, Rows, View, handles, metadata


class CheckIns(View):
    """One row per check-in. `time` is the day it speaks of, `recorded` when the system learned it, by which `event`.

    `objective` is where it was made, and where it is corrected: its key result may have moved to another one since.

    `changes` lists its corrections and its retraction, the oldest first: who, when, why, and what it said before. They
    are rare, so they share one column, and a rebuild has less to write.
    """

    table = Table(
        "okr_check_ins",
        metadata,
        Column("check_in", String, primary_key=True),
        Column("key_result", String, nullable=False),
        Column("objective", String, nullable=False),
        Column("value", Exact),
        Column("zone", String),
        Column("reached", JSON(none_as_null=True)),
        Column("confidence", Integer),
        Column("comment", String),
        Column("blocker", String),
        Column("next_step", String),
        Column("help_wanted", String),
        Column("by", String, nullable=False),
        Column("time", Instant, nullable=False),
        Column("recorded", Instant, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("event", String, nullable=False),
        Column("retracted", Instant),
        Column("acknowledged", Instant),
        Column("acknowledged_by", String),
        Column("changes", JSON(none_as_null=True)),
        # With `retracted` in it, the index alone tells the latest that counts, and how many do.
        Index("okr_check_ins_latest", "key_result", "retracted", "time", "position"),
        # Few ask for help, so this index costs the others nothing.
        Index(
            "okr_check_ins_help",
            "position",
            sqlite_where=text("help_wanted IS NOT NULL"),
            postgresql_where=text("help_wanted IS NOT NULL"),
        ),
    )

    @handles(ProgressUpdated)
    def made(self, rows: Rows, event: Recorded[ProgressUpdated]) -> None:
        data = event.data
        zone = data.zone
        new = {
            "key_result": data.key_result,
            "objective": event.aggregate_id,
            "value": data.value,
            "zone": None if zone is None else zone.value,
            "reached": None if data.reached is None else list(data.reached),
            "confidence": data.confidence,
            "comment": data.comment,
            "blocker": data.blocker,
            "next_step": data.next_step,
            "help_wanted": data.help_wanted,
            "by": event.actor,
            "time": event.time,
            "recorded": event.recorded,
            "position": event.position,
            "event": event.id,
            "retracted": None,
            "acknowledged": None,
            "acknowledged_by": None,
            "changes": None,
        }
        rows.add(data.check_in, new)

    @handles(CheckInCorrected)
    def corrected(self, rows: Rows, event: Recorded[CheckInCorrected]) -> None:
        """What it should have said; what it said before is kept."""
        data = event.data
        if (row := rows.get(data.check_in)) is not None:
            row |= {
                "changes": _changed(row, event, data.reason),
                "value": data.value,
                "zone": None if data.zone is None else data.zone.value,
                "reached": None if data.reached is None else list(data.reached),
                "confidence": data.confidence,
            }

    @handles(CheckInRetracted)
    def retracted(self, rows: Rows, event: Recorded[CheckInRetracted]) -> None:
        """It counts no more, and stays to be seen."""
        data = event.data
        if (row := rows.get(data.check_in)) is not None:
            row |= {"changes": _changed(row, event, data.reason), "retracted": event.recorded}

    @handles(CheckInAcknowledged)
    def acknowledged(self, rows: Rows, event: Recorded[CheckInAcknowledged]) -> None:
        rows.change(event.data.check_in, acknowledged=event.time, acknowledged_by=event.actor)


def _changed(row: Row, event: Recorded[CheckInCorrected] | Recorded[CheckInRetracted], reason: str | None) -> list[Row]:
    value = row["value"]
    change = {
        "what": "corrected" if isinstance(event.data, CheckInCorrected) else "retracted",
        "at": event.recorded.isoformat(),
        "by": event.actor,
        "event": event.id,
        "reason": reason,
        "value": None if value is None else str(value),
        "zone": row["zone"],
        "reached": row["reached"],
        "confidence": row["confidence"],
    }
    return [*(row["changes"] or ()), change]


_check_ins = CheckIns.table.c
_other = CheckIns.table.alias("other")


def latest(key_result: ColumnElement[str]) -> ScalarSelect[str]:
    """A subquery: the check-in that tells where the key result stands, the latest by effective time, then by log order.

    Retracted ones don't count.
    """
    return (
        select(_other.c.check_in)
        .where(_other.c.key_result == key_result, _other.c.retracted.is_(None))
        .order_by(_other.c.time.desc(), _other.c.position.desc())
        .limit(1)
        .correlate_except(_other)
        .scalar_subquery()
    )


def counted(key_result: ColumnElement[str]) -> ScalarSelect[int]:
    """A subquery: how many check-ins of the key result count."""
    return (
        select(func.count())
        .where(_other.c.key_result == key_result, _other.c.retracted.is_(None))
        .correlate_except(_other)
        .scalar_subquery()
    )


def by_id(connection: Connection, check_in: str) -> RowMapping | None:
    """The check-in's row, or None; also where its key result isn't known."""
    query = select(CheckIns.table).join_from(
        CheckIns.table, KeyResults.table, _check_ins.key_result == KeyResults.table.c.key_result
    )
    return connection.execute(query.where(_check_ins.check_in == check_in)).mappings().one_or_none()


def of_key_result(
    connection: Connection, key_result: str, *, before: str | None = None, limit: int = 50
) -> list[RowMapping]:
    """Up to `limit` check-ins, retracted ones too, the latest first; `before` is the last one already seen."""
    query = select(CheckIns.table).where(_check_ins.key_result == key_result)
    if before is not None:
        seen = select(_other.c.time, _other.c.position).where(_other.c.check_in == before).subquery()
        same_time = and_(_check_ins.time == seen.c.time, _check_ins.position < seen.c.position)
        query = query.join(seen, or_(_check_ins.time < seen.c.time, same_time))
    query = query.order_by(_check_ins.time.desc(), _check_ins.position.desc()).limit(limit)
    return list(connection.execute(query).mappings())
