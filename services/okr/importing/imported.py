"""What was brought in from other systems: by whom, and what was told last, to know it again when it is told anew."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, String, Table, select

from services.okr.people.view import People
from shared.events import (
    ObjectiveDrafted,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    QuarterPlanned,
    Recorded,
)
from shared.projection import Rows, View, handles, metadata

PersonEvent = PersonJoined | PersonMoved | PersonRenamed | PersonLeft


class Imported(View):
    """One row per person, objective and quarter of another system: its name, and what tells what it said last."""

    table = Table(
        "okr_imported",
        metadata,
        Column("thing", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("source", String, nullable=False, index=True),
        Column("digest", String),
    )

    @handles(PersonJoined, PersonMoved, PersonRenamed, PersonLeft)
    def told(self, rows: Rows, event: Recorded[PersonEvent]) -> None:
        """The other system said this of the person, last."""
        self._noted(rows, event, "person")

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        """An objective of the other system."""
        self._noted(rows, event, "objective")

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        """A quarter of the other system."""
        self._noted(rows, event, "quarter")

    @handles(PersonForgotten)
    def forgotten(self, rows: Rows, event: Recorded[PersonForgotten]) -> None:
        """What was told of him is nobody's to compare any more."""
        rows.change(event.aggregate_id, digest=None)

    @staticmethod
    def _noted(rows: Rows, event: Recorded[Any], kind: str) -> None:
        if event.imported_from is not None:
            rows[event.aggregate_id] = {"kind": kind, "source": event.imported_from, "digest": event.digest}


class Origin(NamedTuple):
    """From which system somebody came, and what tells what it said of him last."""

    source: str
    digest: str | None


_imported = Imported.table.c


def sources(connection: Connection) -> list[str]:
    """The systems that anything was imported from, by name."""
    return list(connection.execute(select(_imported.source).distinct().order_by(_imported.source)).scalars())


def origin(connection: Connection, thing: str) -> Origin | None:
    """Where a person came from; None for whom no import brought."""
    row = connection.execute(select(_imported.source, _imported.digest).where(_imported.thing == thing)).one_or_none()
    return None if row is None else Origin(row.source, row.digest)


def people_here(connection: Connection, source: str) -> list[str]:
    """Who came from this system and is still here, in the order of their numbers."""
    people = People.table.c
    query = select(people.person).join(Imported.table, _imported.thing == people.person)
    query = query.where(_imported.source == source, people.left.is_(None)).order_by(people.number)
    return list(connection.execute(query).scalars())
