"""Reactions that keep failing: put aside, so that the ones behind them go on, and kept until somebody fires them again.

They are no view: nothing in the log says that a reaction failed, so no rebuild could bring them back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, delete, func, insert, select

from shared.projection.columns import Instant
from shared.projection.keep import keep_metadata
from shared.projection.parked import plain
from shared.projection.store import Store

parked_reactions = Table(
    "parked_reactions",
    keep_metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)
"""One row per event that was not reacted to, by its position in the log."""


@dataclass(frozen=True, slots=True)
class ParkedReaction:
    """An event that was not reacted to, why not, and since when."""

    position: int
    reason: str
    payload: bytes
    at: datetime


class ParkedReactions:
    """Those of one service. Every method blocks: call it in a thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, reaction: ParkedReaction) -> None:
        """Put one aside; again with another reason where it is aside already."""
        values = asdict(reaction) | {"reason": plain(reaction.reason)}
        with self._store.keep() as connection:
            connection.execute(delete(parked_reactions).where(parked_reactions.c.position == reaction.position))
            connection.execute(insert(parked_reactions).values(**values))

    def remove(self, position: int) -> None:
        """It was carried out after all."""
        with self._store.keep() as connection:
            connection.execute(delete(parked_reactions).where(parked_reactions.c.position == position))

    def every(self) -> list[ParkedReaction]:
        """All of them, in log order."""
        query = select(parked_reactions).order_by(parked_reactions.c.position)
        with self._store.keep() as connection:
            return [ParkedReaction(**row) for row in connection.execute(query).mappings()]

    def count(self) -> int:
        """How many there are."""
        with self._store.keep() as connection:
            return connection.execute(select(func.count()).select_from(parked_reactions)).scalar_one()
