"""Which events a service's store leaves out: decisions in the log, so that every rebuild knows of them.

A decision comes after the event that it is about, and a store is filled in log order; so whoever fills one reads all
decisions first. A running store takes no notice of a decision: what waits behind the event must be applied where it
stands in the log, between the events of others, or numbers that are given in log order would differ from those of a
rebuilt store. Therefore a drop, and a retry, make the store anew.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shared.eventlog import Decider, EventLog, LogUnavailable, Order, Outcome, Repository
from shared.events import (
    DROPPED_BY,
    BrokenEvent,
    Event,
    Invalid,
    ParkedEventDropped,
    UnknownEvent,
    decode,
    nats_subject,
)


class DropEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Leave this event out for good."""

    position: int
    event: str
    aggregate: str
    reason: str


Decisions = Mapping[int, str]
"""The id of each event that is left out, by its position."""


def decider(service: str) -> Decider[Decisions, DropEvent]:
    """How a service decides about events that can't be applied. Its aggregate is ``parked/<service>``."""

    def decide(command: DropEvent, state: Decisions) -> list[Event]:
        if not command.reason.strip():
            raise Invalid("say why the event is dropped; whoever reads the log later will ask")
        if state.get(command.position) == command.event:
            return []
        dropped = DROPPED_BY[service](
            position=command.position, event=command.event, aggregate=command.aggregate, reason=command.reason
        )
        return [dropped]

    def evolve(state: Decisions, event: Event) -> Decisions:
        if isinstance(event, ParkedEventDropped):
            return {**state, event.position: event.event}
        return state

    return Decider(service, "parked", {}, decide, evolve)


async def drop(log: EventLog, service: str, command: DropEvent, order: Order) -> Outcome:
    """Decide that a service's store leaves an event out. Raises Invalid and the errors of `shared.eventlog`."""
    return await Repository(log, decider(service)).handle(service, command, order)


async def dropped_in(log: EventLog, service: str) -> dict[int, str]:
    """What the service has decided so far. Raises LogUnavailable.

    A decision that this program can't read counts for nothing: what it is about is parked, and shown.
    """
    subject = nats_subject(service, f"parked/{service}")
    last = await log.last_of(subject)
    records = await log.of_subject(subject) if last else []
    if last and (not records or records[-1][0] < last):
        raise LogUnavailable(f"no replica holds the decisions of {service} about parked events yet")
    found: dict[int, str] = {}
    for position, payload in records:
        try:
            event = decode(position, payload)
        except (UnknownEvent, BrokenEvent):
            continue
        if isinstance(event.data, ParkedEventDropped):
            found[event.data.position] = event.data.event
    return found
