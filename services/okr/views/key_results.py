"""The key results: how an objective is measured.

Where a key result stands is no column here: it is what its latest check-in says, and `check_ins` is asked for that.
So a check-in writes one row, and back-dating, correcting or retracting one needs nothing recomputed.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Boolean, Column, Connection, Integer, RowMapping, String, Table, false, select

from shared.events import KeyResultAdded, KeyResultDropped, KeyResultPhased, Measure, PlannedPoint, Recorded
from shared.projection import Exact, Rows, View, handles, metadata


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
        Column("measure", String, nullable=False),
        Column("weight", Exact),
        Column("phases", String),
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
            "measure": encoded(data.measure),
            "weight": data.weight,
        }

    @handles(KeyResultPhased)
    def phased(self, rows: Rows, event: Recorded[KeyResultPhased]) -> None:
        """Another curve, or an even pace again."""
        if (row := rows.get(event.data.key_result)) is not None:
            points = event.data.points
            row["phases"] = _encode(points).decode() if points else None

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


def by_id(connection: Connection, key_result: str) -> RowMapping | None:
    """The key result's row, or None."""
    query = select(KeyResults.table).where(_key_results.key_result == key_result)
    return connection.execute(query).mappings().one_or_none()


def measure_of(row: RowMapping) -> Measure:
    """How the row's key result is measured."""
    measure: Measure = _decode(row["measure"])
    return measure


def phases_of(row: RowMapping) -> tuple[PlannedPoint, ...]:
    """The curve that the row's key result should follow; none is an even pace."""
    return () if row["phases"] is None else _decode_phases(row["phases"])


def encoded(measure: Measure) -> str:
    """The measure as its column keeps it: the JSON of the event."""
    return _encode(measure).decode()


_decode_phases = msgspec.json.Decoder(tuple[PlannedPoint, ...]).decode
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Measure).decode
