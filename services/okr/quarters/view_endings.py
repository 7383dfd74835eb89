"""How quarters ended, and what they were found to have come to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, RowMapping, String, Table, false, select

from services.okr.kernel.rule_book import FIRST, RULES
from shared.events import QuarterEnded, QuarterFrozen, QuarterPlanned, Recorded
from shared.projection import Instant, Rows, View, handles, metadata


class Endings(View):
    """One row per quarter, with the digests that were last taken of it; `ended` is empty until it has ended.

    `rules` names the rule book that its figures count by since then.

    `imported` tells that it ended in another system: nobody here judged its objectives, and nothing here scores them.
    """

    version = 2

    table = Table(
        "okr_endings",
        metadata,
        Column("quarter", String, primary_key=True),
        Column("end", Date, nullable=False),
        Column("ended", Instant),
        Column("imported", Boolean, nullable=False, server_default=false()),
        Column("frozen", Instant),
        Column("position", BigInteger),
        Column("events", String),
        Column("results", String),
        Column("rules", String),
    )

    @handles(QuarterPlanned)
    def planned(self, rows: Rows, event: Recorded[QuarterPlanned]) -> None:
        rows[event.aggregate_id] = {"end": event.data.end, "imported": False}

    @handles(QuarterEnded)
    def ended(self, rows: Rows, event: Recorded[QuarterEnded]) -> None:
        """It is over, here or in another system."""
        rows.change(
            event.aggregate_id,
            ended=event.time,
            imported=event.imported_from is not None,
            rules=event.data.rules or FIRST,
        )

    @handles(QuarterFrozen)
    def froze(self, rows: Rows, event: Recorded[QuarterFrozen]) -> None:
        """What it came to by then; a later one takes the place of this."""
        data = event.data
        rows.change(
            event.aggregate_id,
            frozen=event.time,
            position=data.position,
            events=data.events,
            results=data.results,
            rules=data.rules,
        )


_endings = Endings.table.c


def by_id(connection: Connection, quarter: str) -> RowMapping | None:
    """The quarter's row, or None."""
    return connection.execute(select(Endings.table).where(_endings.quarter == quarter)).mappings().one_or_none()


def counts_by(ended: object, rules: str | None) -> str:
    """The rule book that a quarter's figures count by, from these two columns; both are empty in the backlog."""
    return RULES if ended is None else rules or FIRST


def rule_books(connection: Connection) -> dict[str, str]:
    """The rule book of each quarter that has ended, by the quarter's id."""
    query = select(_endings.quarter, _endings.ended, _endings.rules).where(_endings.ended.is_not(None))
    return {row.quarter: counts_by(row.ended, row.rules) for row in connection.execute(query)}


def rules_of(connection: Connection, quarter: str | None) -> str:
    """The rule book that the quarter's figures count by; the present one for the backlog's None."""
    row = None if quarter is None else by_id(connection, quarter)
    return RULES if row is None else counts_by(row["ended"], row["rules"])


def imported(connection: Connection, quarter: str) -> bool:
    """Whether the quarter ended in another system."""
    row = by_id(connection, quarter)
    return row is not None and bool(row["imported"])


def ended_here(connection: Connection) -> list[RowMapping]:
    """The quarters that ended here, not in another system, in order of their last day."""
    query = select(Endings.table).where(_endings.ended.is_not(None), _endings.imported.is_(False))
    return list(connection.execute(query.order_by(_endings.end, _endings.quarter)).mappings())
