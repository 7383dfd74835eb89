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
    ack_floor: _Sequences = _Sequences()


async def go_on(log: EventLog, durable: str, begun: int) -> None:
    """Have the durable hand on what nobody has acknowledged yet, from behind `begun` on. Raises LogUnavailable.

    What a process that died was working on comes at once; the server itself would wait until half a minute is over. It
    may come to two processes then, so this is for reactions that two may carry out at once.
    """
    answer = await log.request(f"$JS.API.CONSUMER.INFO.EVENTS.{durable}", b"")
    found = msgspec.json.decode(answer, type=_Consumer)
    done = max(begun, found.ack_floor.stream_seq)
    if found.delivered.stream_seq == done:
        return
    moved = await log.request(f"$JS.API.CONSUMER.RESET.EVENTS.{durable}", msgspec.json.encode({"seq": done + 1}))
    if "error" in msgspec.json.decode(moved):
        raise LogUnavailable(f"durable {durable} can't be moved to where the reactions go on; start the service again")


def begun(store: Store, position: int) -> int:
    """Behind which position the service's reactions begin: this one, unless it was decided before. Blocks."""
    insert = postgresql.insert if not store.sqlite else sqlite.insert
    query = select(beginnings.c.position).where(beginnings.c.service == store.service)
    with store.keep() as connection:
        # Looked at first: a service starts also on a store that can't be written just now.
        known = connection.execute(query).scalar_one_or_none()
    if known is None:
        # Who has looked may not write after another process did: he locks before he looks again.
        with store.lasting.execution_options(immediate=True).begin() as connection:
            row = insert(beginnings).values(service=store.service, position=position)
            connection.execute(row.on_conflict_do_nothing())
            known = connection.execute(query).scalar_one()
    return int(known)
