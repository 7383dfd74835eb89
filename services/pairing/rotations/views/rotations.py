"""The rotations: drafts, confirmed and discarded ones, numbered in the order of the log."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Integer, String, Table, select

from shared.events import Recorded, RotationConfirmed, RotationDiscarded, RotationDrafted
from shared.projection import Instant, Row, Rows, View, handles, metadata


class Rotations(View):
    """One row per draw. `stage` is drafted, confirmed or discarded; `drafted_at`, `confirmed_at` are log positions."""

    version = 2
    table = Table(
        "pairing_rotations",
        metadata,
        Column("rotation", String, primary_key=True),
        Column("number", Integer, nullable=False, unique=True),
        Column("programme", String, nullable=False),
        Column("after_quarter", String, nullable=False, index=True),
        Column("label", String, nullable=False, index=True),
        Column("stage", String, nullable=False),
        Column("seed", String, nullable=False),
        Column("groups", Integer, nullable=False),
        Column("repeats", Integer, nullable=False),
        Column("unplaced", JSON, nullable=False),
        Column("turn", Integer),
        Column("least_repeats", Integer),
        Column("optimal", Boolean),
        Column("gap", BigInteger),
        Column("run", Integer, nullable=False),
        Column("pool", String),
        Column("pinned", JSON, nullable=False),
        Column("forbidden", JSON, nullable=False),
        Column("gave_way", JSON, nullable=False),
        Column("proved_over", String, nullable=False),
        Column("drafted", Instant, nullable=False),
        Column("drafted_at", BigInteger, nullable=False),
        Column("confirmed", Instant),
        Column("confirmed_at", BigInteger),
    )

    @handles(RotationDrafted)
    def drafted(self, rows: Rows, event: Recorded[RotationDrafted]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "programme": data.programme,
            "after_quarter": data.after_quarter,
            "label": data.label,
            "stage": "drafted",
            "seed": data.seed,
            "groups": data.groups,
            "repeats": data.repeats,
            "unplaced": list(data.unplaced),
            "turn": data.turn,
            "least_repeats": data.least_repeats,
            "optimal": data.optimal,
            "gap": data.gap,
            "run": data.run,
            "pool": data.pool,
            "pinned": [list(pin) for pin in data.pinned],
            "forbidden": [list(pair) for pair in data.forbidden],
            "gave_way": [[each.rule, each.pairs] for each in data.gave_way],
            "proved_over": data.proved_over,
            "drafted": event.time,
            "drafted_at": event.position,
        }

    @handles(RotationConfirmed)
    def confirmed(self, rows: Rows, event: Recorded[RotationConfirmed]) -> None:
        rows.change(event.aggregate_id, stage="confirmed", confirmed=event.time, confirmed_at=event.position)

    @handles(RotationDiscarded)
    def discarded(self, rows: Rows, event: Recorded[RotationDiscarded]) -> None:
        rows.change(event.aggregate_id, stage="discarded")


def find(connection: Connection, rotation: str) -> Row | None:
    """The rotation with this id."""
    query = select(Rotations.table).where(Rotations.table.c.rotation == rotation)
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None


def page(connection: Connection, before: int | None, limit: int) -> list[Row]:
    """So many rotations, the newest first; those with a number below `before`, where it is given."""
    table = Rotations.table
    query = select(table).order_by(table.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.number < before)
    return [dict(row) for row in connection.execute(query).mappings()]


def ids(connection: Connection) -> list[str]:
    """All draws, by id, the newest first."""
    query = select(Rotations.table.c.rotation).order_by(Rotations.table.c.number.desc())
    return list(connection.execute(query).scalars())


def last_confirmed(connection: Connection, programme: str) -> Row | None:
    """The programme's rotation that was confirmed last."""
    table = Rotations.table
    query = (
        select(table)
        .where(table.c.programme == programme, table.c.confirmed_at.is_not(None))
        .order_by(table.c.confirmed_at.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None


def last(connection: Connection, programme: str) -> Row | None:
    """The programme's newest draw, whatever became of it."""
    table = Rotations.table
    query = select(table).where(table.c.programme == programme).order_by(table.c.number.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None


def confirmed_before(connection: Connection, rotation: Row) -> list[Row]:
    """The confirmed rotations of the same programme that this confirmed one follows."""
    table = Rotations.table
    query = (
        select(table)
        .where(table.c.programme == rotation["programme"], table.c.confirmed_at < rotation["confirmed_at"])
        .order_by(table.c.confirmed_at)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
