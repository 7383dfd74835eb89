"""The key results: how an objective is measured.

Where a key result stands is no column here: it is what its latest check-in says, and `check_ins` is asked for that.
So a check-in writes one row, and back-dating, correcting or retracting one needs nothing recomputed.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Integer, RowMapping, String, Table, false, select

from shared.events import (
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultPhased,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultRevised,
    KeyResultReweighted,
    Measure,
    OverrideCleared,
    PlannedPoint,
    ProgressOverridden,
    Recorded,
)
from shared.projection import Exact, Instant, Row, Rows, View, handles, metadata


class KeyResults(View):
    """One row per key result, numbered (`KR-n`) in the order of adding; none is ever deleted.

    `sources` are the key results that it is linked to; `taken` and `taken_position` tell when it was last decided that
    these, or the objectives aligned to it, are to be taken; `overridden` is the progress that was set by hand since.
    """

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
        Column("moved_from", String),
        Column("phases", String),
        Column("sources", JSON(none_as_null=True)),
        Column("taken", Instant),
        Column("taken_position", BigInteger),
        Column("overridden", Exact),
        Column("dropped", Boolean, nullable=False, server_default=false()),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        """A new row; or, for one that moved here, the old one under its number."""
        data = event.data
        if data.moved_from is not None and (row := rows.get(data.key_result)) is not None:
            row |= {"objective": event.aggregate_id, "weight": data.weight, "moved_from": data.moved_from}
            return
        rows[data.key_result] = {
            "number": rows.count() + 1,
            "objective": event.aggregate_id,
            "title": data.title,
            "owner": data.owner,
            "dropped": False,
            "measure": encoded(data.measure),
            "weight": data.weight,
        }

    @handles(KeyResultMoved)
    def moved(self, rows: Rows, event: Recorded[KeyResultMoved]) -> None:
        rows.change(event.data.key_result, moved_from=None)

    @handles(KeyResultRevised)
    def revised(self, rows: Rows, event: Recorded[KeyResultRevised]) -> None:
        rows.change(event.data.key_result, title=event.data.title)

    @handles(KeyResultRetargeted)
    def retargeted(self, rows: Rows, event: Recorded[KeyResultRetargeted]) -> None:
        rows.change(event.data.key_result, measure=encoded(event.data.measure))

    @handles(KeyResultReweighted)
    def reweighted(self, rows: Rows, event: Recorded[KeyResultReweighted]) -> None:
        rows.change(event.data.key_result, weight=event.data.weight)

    @handles(KeyResultReassigned)
    def reassigned(self, rows: Rows, event: Recorded[KeyResultReassigned]) -> None:
        rows.change(event.data.key_result, owner=event.data.owner)

    @handles(KeyResultPhased)
    def phased(self, rows: Rows, event: Recorded[KeyResultPhased]) -> None:
        points = event.data.points
        rows.change(event.data.key_result, phases=_encode(points).decode() if points else None)

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        rows.change(event.data.key_result, dropped=True)

    @handles(KeyResultLinked)
    def linked(self, rows: Rows, event: Recorded[KeyResultLinked]) -> None:
        rows.change(event.data.key_result, sources=list(event.data.sources) or None, **_taken(event))

    @handles(ProgressOverridden)
    def overridden(self, rows: Rows, event: Recorded[ProgressOverridden]) -> None:
        rows.change(event.data.key_result, overridden=event.data.progress)

    @handles(OverrideCleared)
    def adopted(self, rows: Rows, event: Recorded[OverrideCleared]) -> None:
        rows.change(event.data.key_result, overridden=None, **_taken(event))


def _taken(event: Recorded[KeyResultLinked] | Recorded[OverrideCleared]) -> Row:
    return {"taken": event.time, "taken_position": event.position}


_key_results = KeyResults.table.c


def objective_of(connection: Connection, key_result: str) -> str | None:
    """The objective that the key result measures, or None where there is no such key result."""
    query = select(_key_results.objective).where(_key_results.key_result == key_result)
    return connection.execute(query).scalar_one_or_none()


def by_id(connection: Connection, key_result: str) -> RowMapping | None:
    """The key result's row, or None."""
    query = select(KeyResults.table).where(_key_results.key_result == key_result)
    return connection.execute(query).mappings().one_or_none()


def leaving(connection: Connection, key_result: str, objective: str) -> str | None:
    """The objective that a key result was moved here from, where that one doesn't know it yet."""
    query = select(_key_results.moved_from).where(
        _key_results.key_result == key_result, _key_results.objective == objective
    )
    return connection.execute(query).scalar_one_or_none()


def measure_of(row: RowMapping) -> Measure:
    """How the row's key result is measured."""
    return decoded(row["measure"])


def decoded(column: str) -> Measure:
    """The measure that the column keeps."""
    measure: Measure = _decode(column)
    return measure


def phases_of(row: RowMapping) -> tuple[PlannedPoint, ...]:
    """The curve that the row's key result should follow; none is an even pace."""
    return () if row["phases"] is None else decoded_phases(row["phases"])


def decoded_phases(column: str) -> tuple[PlannedPoint, ...]:
    """The curve that the column keeps."""
    return _decode_phases(column)


def encoded(measure: Measure) -> str:
    """The measure as its column keeps it: the JSON of the event."""
    return _encode(measure).decode()


_decode_phases = msgspec.json.Decoder(tuple[PlannedPoint, ...]).decode
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Measure).decode
