"""The key results: how an objective is measured.

Where a key result stands is no column here: it is what its latest check-in says, and `check_ins` is asked for that.
So a check-in writes one row, and back-dating, correcting or retracting one needs nothing recomputed.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Integer, RowMapping, String, Table, false, select

from shared.events import KeyResultAdded, KeyResultDropped, Measure, Metric, Ordinal, Recorded
from shared.projection import Exact, Rows, View, handles, metadata
from shared.projection.rows import Row


class KeyResults(View):
    """One row per key result, numbered (`KR-n`) in the order of adding; none is ever deleted."""

    table = Table(
        "okr_key_results",
        metadata,
        Column("key_result", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("objective", String, nullable=False, index=True),
        Column("title", String, nullable=False),
        Column("owner", String),
        Column("kind", String, nullable=False),
        Column("baseline", Exact),
        Column("target", Exact),
        Column("unit", String),
        Column("commit_zone", String),
        Column("target_zone", String),
        Column("stretch_zone", String),
        Column("dropped", Boolean, nullable=False, server_default=false()),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        """A new row."""
        data = event.data
        rows[data.key_result] = {
            "number": rows.count() + 1,
            "objective": event.aggregate_id,
            "title": data.title,
            "owner": data.owner,
            "dropped": False,
            **_columns(data.measure),
        }

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        """It counts no more."""
        if (row := rows.get(event.data.key_result)) is not None:
            row["dropped"] = True


_key_results = KeyResults.table.c


def objective_of(connection: Connection, key_result: str) -> str | None:
    """The objective that the key result measures, or None where there is no such key result."""
    query = select(_key_results.objective).where(_key_results.key_result == key_result)
    return connection.execute(query).scalar_one_or_none()


def measure_of(row: RowMapping) -> Measure:
    """The measure that a row's columns spell."""
    if row["kind"] == _METRIC:
        return Metric(baseline=row["baseline"], target=row["target"], unit=row["unit"])
    return Ordinal(commit=row["commit_zone"], target=row["target_zone"], stretch=row["stretch_zone"])


_METRIC, _ORDINAL = "metric", "ordinal"


def _columns(measure: Measure) -> Row:
    match measure:
        case Metric(baseline=baseline, target=target, unit=unit):
            return {"kind": _METRIC, "baseline": baseline, "target": target, "unit": unit}
        case Ordinal(commit=commit, target=reached, stretch=stretch):
            return {"kind": _ORDINAL, "commit_zone": commit, "target_zone": reached, "stretch_zone": stretch}
