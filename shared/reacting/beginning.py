"""Where a service's reactions begin: what was in the log before they existed is no occasion to do anything.

The position is kept beside the views before the durable is moved there, so that a process that dies in between passes
nothing over: the next one moves it to the same place.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import BigInteger, Column, String, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.eventlog import EventLog, LogUnavailable
from shared.projection import Store, keep_metadata

beginnings = Table(
    "reactions_begin",
    keep_metadata,
    Column("service", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""One row per service that began later than the log: behind which position its reactions begin."""


class _Sequences(msgspec.Struct, frozen=True):
    stream_seq: int = 0


class _Consumer(msgspec.Struct, frozen=True):
    delivered: _Sequences = _Sequences()


def begun(store: Store, position: int) -> int:
    """Behind which position the service's reactions begin: this one, unless it was decided before. Blocks."""
    insert = postgresql.insert if not store.sqlite else sqlite.insert
    query = select(beginnings.c.position).where(beginnings.c.service == store.service)
    with store.keep() as connection:
        row = insert(beginnings).values(service=store.service, position=position)
        connection.execute(row.on_conflict_do_nothing())
        return int(connection.execute(query).scalar_one())


async def skip_to(log: EventLog, durable: str, position: int) -> None:
    """Have the durable go on behind this position, unless it is there already. Raises LogUnavailable."""
    answer = await log.request(f"$JS.API.CONSUMER.INFO.EVENTS.{durable}", b"")
    if msgspec.json.decode(answer, type=_Consumer).delivered.stream_seq >= position:
        return
    moved = await log.request(f"$JS.API.CONSUMER.RESET.EVENTS.{durable}", msgspec.json.encode({"seq": position + 1}))
    if "error" in msgspec.json.decode(moved):
        raise LogUnavailable(f"durable {durable} can't be moved to where the reactions begin; it is tried again")
