"""The buddy groups, present and past, and how often each has met."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Connection, Date, Integer, String, Table, select

from services.pairing.members.views.pool import Pool
from shared.events import CadenceChosen, GroupAdjusted, GroupDissolved, GroupFormed, MeetingHeld, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata


class Groups(View):
    """One row per group, numbered in the order of the log; `formed_at` is the position there."""

    table = Table(
        "pairing_groups",
        metadata,
        Column("group", String, primary_key=True),
        Column("number", Integer, nullable=False, unique=True),
        Column("rotation", String, nullable=False, index=True),
        Column("label", String, nullable=False, index=True),
        Column("members", JSON, nullable=False),
        Column("formed", Instant, nullable=False),
        Column("formed_at", BigInteger, nullable=False),
        Column("formed_on", Date),
        Column("dissolved", Instant, index=True),
        Column("dissolved_on", Date),
        Column("meetings", Integer, nullable=False),
        Column("last_week", String),
        Column("every_weeks", Integer, nullable=False),
    )

    @handles(GroupFormed)
    def formed(self, rows: Rows, event: Recorded[GroupFormed]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "number": rows.count() + 1,
            "rotation": data.rotation,
            "label": data.label,
            "members": list(data.members),
            "formed": event.time,
            "formed_at": event.position,
            "formed_on": data.on,
            "meetings": 0,
            "every_weeks": 1,
        }

    @handles(GroupAdjusted)
    def adjusted(self, rows: Rows, event: Recorded[GroupAdjusted]) -> None:
        rows.change(event.aggregate_id, members=list(event.data.members))

    @handles(CadenceChosen)
    def cadence_chosen(self, rows: Rows, event: Recorded[CadenceChosen]) -> None:
        rows.change(event.aggregate_id, every_weeks=event.data.every_weeks)

    @handles(GroupDissolved)
    def dissolved(self, rows: Rows, event: Recorded[GroupDissolved]) -> None:
        rows.change(event.aggregate_id, dissolved=event.time, dissolved_on=event.data.on)

    @handles(MeetingHeld)
    def met(self, rows: Rows, event: Recorded[MeetingHeld]) -> None:
        """One more week in which they met; weeks may be told in any order."""
        if (row := rows.get(event.aggregate_id)) is not None:
            row["meetings"] += 1
            row["last_week"] = max(row["last_week"] or "", event.data.week)


def find(connection: Connection, group: str) -> Row | None:
    """The group with this id."""
    row = connection.execute(select(Groups.table).where(Groups.table.c.group == group)).mappings().one_or_none()
    return dict(row) if row is not None else None


def chosen(
    connection: Connection,
    *,
    label: str | None = None,
    rotation: str | None = None,
    current: bool | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Row]:
    """Groups by number, from behind `after` on: of a label, of a rotation, current ones or former ones."""
    table = Groups.table
    query = select(table).where(table.c.number > after).order_by(table.c.number)
    if label is not None:
        query = query.where(table.c.label == label)
    if rotation is not None:
        query = query.where(table.c.rotation == rotation)
    if current is not None:
        query = query.where(table.c.dissolved.is_(None) if current else table.c.dissolved.is_not(None))
    if limit is not None:
        query = query.limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def with_people(connection: Connection, groups: list[Row]) -> list[Row]:
    """The groups, each member as a row with person, sealed name and function; who is unknown has neither."""
    everybody = sorted({person for group in groups for person in group["members"]})
    known: dict[str, Row] = {}
    columns = (Pool.table.c.person, Pool.table.c.name, Pool.table.c.function)
    for start in range(0, len(everybody), 500):
        query = select(*columns).where(Pool.table.c.person.in_(everybody[start : start + 500]))
        known |= {row["person"]: dict(row) for row in connection.execute(query).mappings()}
    unknown = {"name": None, "function": None}
    return [
        {**group, "members": [known.get(person, {"person": person, **unknown}) for person in group["members"]]}
        for group in groups
    ]
