"""The terms of the role models' programme, and who gets whom in each, by confidential ids."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Column, Connection, Date, Integer, String, Table, select

from shared.events import PlacementsProposed, Recorded, TermConfirmed, TermDiscarded, TermDrafted, TermEnded
from shared.projection import Row, Rows, View, handles, metadata

_FIGURES = (
    "seekers",
    "role_models",
    "places",
    "placed",
    "total_rank",
    "blocking",
    "most_placed",
    "least_total_rank",
    "wishing",
    "first_wishes",
)


class Terms(View):
    """One row per term, as its last draft has it; `version` is that draft's, `ended_on` the day it was over from."""

    private = True
    table = Table(
        "pairing_terms",
        metadata,
        Column("term", String, primary_key=True),
        Column("label", String, nullable=False),
        Column("begins", Date, nullable=False),
        Column("ends", Date, nullable=False, index=True),
        Column("ended_on", Date),
        Column("stage", String, nullable=False),
        Column("method", String, nullable=False),
        Column("version", Integer, nullable=False),
        Column("proved", Boolean, nullable=False),
        *(Column(figure, Integer, nullable=False) for figure in _FIGURES),
    )

    @handles(TermDrafted)
    def drafted(self, rows: Rows, event: Recorded[TermDrafted]) -> None:
        """A draft, in place of any former one."""
        data = event.data
        kept = ("label", "begins", "ends", "method", "proved", *_FIGURES)
        rows[event.aggregate_id] = {name: getattr(data, name) for name in kept} | {
            "stage": "drafted",
            "version": event.version,
        }

    @handles(TermConfirmed)
    def confirmed(self, rows: Rows, event: Recorded[TermConfirmed]) -> None:
        rows.change(event.aggregate_id, stage="confirmed")

    @handles(TermDiscarded)
    def discarded(self, rows: Rows, event: Recorded[TermDiscarded]) -> None:
        rows.change(event.aggregate_id, stage="discarded")

    @handles(TermEnded)
    def ended(self, rows: Rows, event: Recorded[TermEnded]) -> None:
        rows.change(event.aggregate_id, ended_on=event.data.on)


class Placements(View):
    """One row per seeker of a draft; those of a draft that another one replaced stay, with the older version."""

    private = True
    table = Table(
        "pairing_placements",
        metadata,
        Column("placement", String, primary_key=True),
        Column("term", String, nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("place", Integer, nullable=False),
        Column("seeker", String, nullable=False),
        Column("role_model", String),
        Column("rank", Integer),
        Column("because", String),
    )

    @handles(PlacementsProposed)
    def proposed(self, rows: Rows, event: Recorded[PlacementsProposed]) -> None:
        """Some of the draft's placements; the version of the event orders one chunk after the other."""
        for place, one in enumerate(event.data.placements):
            rows[f"{event.aggregate_id}:{event.version}:{place}"] = {
                "term": event.aggregate_id,
                "version": event.version,
                "place": place,
                "seeker": one.seeker,
                "role_model": one.role_model,
                "rank": one.rank,
                "because": one.because,
            }


def find(connection: Connection, term: str) -> Row | None:
    """The term with this id."""
    row = connection.execute(select(Terms.table).where(Terms.table.c.term == term)).mappings().one_or_none()
    return dict(row) if row is not None else None


def every(connection: Connection) -> list[Row]:
    """All terms, the latest first."""
    table = Terms.table.c
    query = select(Terms.table).order_by(table.begins.desc(), table.label)
    return [dict(row) for row in connection.execute(query).mappings()]


def placements(connection: Connection, term: Row) -> list[Row]:
    """Who gets whom by the term's last draft, in its order."""
    table = Placements.table.c
    query = select(Placements.table).where(table.term == term["term"], table.version > term["version"])
    return [dict(row) for row in connection.execute(query.order_by(table.version, table.place)).mappings()]


def running(connection: Connection) -> list[Row]:
    """The confirmed terms that have not ended."""
    table = Terms.table.c
    query = select(Terms.table).where(table.stage == "confirmed", table.ended_on.is_(None)).order_by(table.ends)
    return [dict(row) for row in connection.execute(query).mappings()]


def over(connection: Connection, today: date) -> list[tuple[str, date]]:
    """The running terms whose last day has come: (id, the day from which each is over)."""
    return [(row["term"], row["ends"]) for row in running(connection) if row["ends"] <= today]
