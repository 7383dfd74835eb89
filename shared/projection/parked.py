"""Events that couldn't be applied, and those of the same aggregates that wait behind them, order kept.

They lie in the generation whose views lack them. A parked aggregate is not current: `aggregate_versions` keeps the
version before its first parked event, so nobody who waits for a later one is told that it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, String, Table, func, insert, select

from shared.events import Label
from shared.projection.view import metadata

parked_events = Table(
    "parked_events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("aggregate", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", String),
    Column("payload", LargeBinary, nullable=False),
)
"""A reason of its own, or none: the event could be applied, but waits behind an earlier one of its aggregate."""

_REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked event. `aggregate` is ``position/<n>`` and `version` 0 for a record that is no event at all."""

    position: int
    aggregate: str
    event_id: str
    type: str
    version: int
    reason: str | None
    payload: bytes


def parked_in(connection: Connection) -> list[Parked]:
    """Every parked event of the store, in log order."""
    rows = connection.execute(select(parked_events).order_by(parked_events.c.position))
    return [Parked(**row) for row in rows.mappings()]


def parked_count(connection: Connection) -> int:
    """How many events are parked."""
    return connection.execute(select(func.count()).select_from(parked_events)).scalar_one()


class Parking:
    """The parked aggregates as the folder needs them, and what a batch adds to them."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        """The last version that is known of each parked aggregate."""
        self.count = 0
        self._new: list[dict[str, Any]] = []
        self._loaded = False

    def load(self, connection: Connection) -> None:
        """Read what is parked, unless it is known."""
        if self._loaded:
            return
        table = parked_events.c
        query = select(table.aggregate, func.max(table.version)).group_by(table.aggregate)
        self.versions = {row[0]: row[1] for row in connection.execute(query)}
        self.count = parked_count(connection)
        self._loaded = True

    def add(self, position: int, label: Label | None, event_id: str, payload: bytes, reason: str | None) -> None:
        """Park a record with its aggregate; one without a label, under its position alone."""
        aggregate = label.aggregate if label is not None else f"position/{position}"
        version = label.version if label is not None else 0
        self.versions[aggregate] = version
        self.count += 1
        self._new.append(
            {
                "position": position,
                "aggregate": aggregate,
                "event_id": event_id,
                "type": label.type if label is not None else "",
                "version": version,
                "reason": None if reason is None else plain(reason),
                "payload": payload,
            }
        )

    def write(self, connection: Connection) -> None:
        """Store what was parked since the last time."""
        if self._new:
            connection.execute(insert(parked_events), self._new)
            self._new = []

    def forget(self) -> None:
        """Throw away what isn't in the store: a batch has failed."""
        self.versions, self.count, self._new, self._loaded = {}, 0, [], False


def plain(text: str) -> str:
    """A reason that any database and any terminal takes: one line, not too long."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:_REASON_LENGTH]


def first_of_each(parked: Sequence[Parked]) -> dict[str, int]:
    """The position of each parked aggregate's first event: what the others of it wait behind."""
    first: dict[str, int] = {}
    for one in parked:
        first.setdefault(one.aggregate, one.position)
    return first
