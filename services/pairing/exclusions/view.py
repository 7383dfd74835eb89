"""Who is never put together, by keyed digests: only the service can tell whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Connection, String, Table, select

from shared.events import ExclusionLifted, ExclusionSet, Recorded
from shared.projection import Rows, View, handles, metadata


class Exclusions(View):
    """One row per exclusion that holds; `one` and `other` are digests of the two."""

    private = True
    table = Table(
        "pairing_exclusions",
        metadata,
        Column("exclusion", String, primary_key=True),
        Column("one", String, nullable=False),
        Column("other", String, nullable=False),
    )

    @handles(ExclusionSet)
    def kept_apart(self, rows: Rows, event: Recorded[ExclusionSet]) -> None:
        rows[event.aggregate_id] = {"one": event.data.one, "other": event.data.other}

    @handles(ExclusionLifted)
    def lifted(self, rows: Rows, event: Recorded[ExclusionLifted]) -> None:
        del rows[event.aggregate_id]


def every(connection: Connection) -> list[tuple[str, str, str]]:
    """Every exclusion that holds, with the digests of its two; a pair on two lists is there twice."""
    table = Exclusions.table.c
    query = select(table.exclusion, table.one, table.other).order_by(table.one, table.other, table.exclusion)
    return [(exclusion, one, other) for exclusion, one, other in connection.execute(query)]


def holding(connection: Connection, wanted: Iterable[str]) -> set[str]:
    """Which of these exclusions hold."""
    held = set(connection.execute(select(Exclusions.table.c.exclusion)).scalars())
    return held.intersection(wanted)
