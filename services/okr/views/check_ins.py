"""Every check-in ever made, what it says by now, and what it said at first."""

from __future__ import annotations

from sqlalchemy import (
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
)

from services.okr.views.key_results import KeyResults
from shared.events import CheckInCorrected, CheckInRetracted, ProgressUpdated, Recorded
from shared.projection import Exact, Instant, Rows, View, handles, metadata


class CheckIns(View):
    """One row per check-in. `time` is the day it speaks of, `recorded` when the system learned it.

    The `original_…` columns hold what it said before its first correction, and are empty until then.
    """

    table = Table(
        "okr_check_ins",
        metadata,
        Column("check_in", String, primary_key=True),
        Column("key_result", String, nullable=False),
        Column("value", Exact),
        Column("zone", String),
        Column("confidence", Integer),
        Column("comment", String),
        Column("by", String, nullable=False),
        Column("time", Instant, nullable=False),
        Column("recorded", Instant, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("corrected", Instant),
        Column("corrected_by", String),
        Column("correction_reason", String),
        Column("original_value", Exact),
        Column("original_zone", String),
        Column("original_confidence", Integer),
        Column("retracted", Instant),
        Column("retracted_by", String),
        Column("retraction_reason", String),
        Index("okr_check_ins_latest", "key_result", "time", "position"),
    )

    @handles(ProgressUpdated)
    def made(self, rows: Rows, event: Recorded[ProgressUpdated]) -> None:
        """A new row."""
        data = event.data
        zone = data.zone
        rows[data.check_in] = {
            "key_result": data.key_result,
            "value": data.value,
            "zone": None if zone is None else zone.value,
            "confidence": data.confidence,
            "comment": data.comment,
            "by": event.actor,
            "time": event.time,
            "recorded": event.recorded,
            "position": event.position,
        }

    @handles(CheckInCorrected)
    def corrected(self, rows: Rows, event: Recorded[CheckInCorrected]) -> None:
        """What it should have said; what it said at first is kept."""
        data = event.data
        if (row := rows.get(data.check_in)) is None:
            return
        if row["corrected"] is None:
            row |= {f"original_{name}": row[name] for name in ("value", "zone", "confidence")}
        row |= {
            "value": data.value,
            "zone": None if data.zone is None else data.zone.value,
            "confidence": data.confidence,
            "corrected": event.recorded,
            "corrected_by": event.actor,
            "correction_reason": data.reason,
        }

    @handles(CheckInRetracted)
    def retracted(self, rows: Rows, event: Recorded[CheckInRetracted]) -> None:
        """It counts no more, and stays to be seen."""
        if (row := rows.get(event.data.check_in)) is not None:
            row |= {
                "retracted": event.recorded,
                "retracted_by": event.actor,
                "retraction_reason": event.data.reason,
            }


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
    """The check-in's row with the `objective` it belongs to, or None."""
    query = select(CheckIns.table, KeyResults.table.c.objective).join_from(
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
