"""The cadences that were set: which team, or person, is owed check-ins how often, and since when."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.cadences.domain.cadence import Rhythm
from shared.events import CadenceSet, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class Cadences(View):
    """One row per team or person for which a cadence was ever set; `since` is when it became what it is."""

    table = Table(
        "okr_cadences",
        metadata,
        Column("cadence", String, primary_key=True),
        Column("number", Integer, nullable=False),
        Column("team", String),
        Column("person", String),
        Column("every", String, nullable=False),
        Column("weekday", Integer, nullable=False),
        Column("grace_days", Integer, nullable=False),
        Column("since", Instant, nullable=False),
    )

    @handles(CadenceSet)
    def set(self, rows: Rows, event: Recorded[CadenceSet]) -> None:
        data = event.data
        former = rows.get(event.aggregate_id)
        rows[event.aggregate_id] = {
            "number": former["number"] if former else rows.count() + 1,
            "team": data.team,
            "person": data.person,
            "every": data.every,
            "weekday": data.weekday,
            "grace_days": data.grace_days,
            "since": event.recorded,
        }


def listed(connection: Connection) -> list[RowMapping]:
    """Every cadence, in the order in which teams and people first got one."""
    return list(connection.execute(select(Cadences.table).order_by(Cadences.table.c.number)).mappings())


def rhythm_of(row: RowMapping) -> Rhythm:
    """The rhythm that a row's columns spell."""
    return Rhythm(row["every"], row["weekday"], row["grace_days"])
