"""What led to what: the events of one chain as a tree, by what the envelopes say. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec


class Link(msgspec.Struct, frozen=True):
    """What a record says of where it comes from, whether this program knows its type or not."""

    id: str
    type: str
    subject: str
    version: int
    recordedtime: datetime
    actor: str
    correlationid: str
    causationid: str
    traceparent: str | None = None


class Happened(msgspec.Struct, omit_defaults=True):
    """An event and the events that it caused, in the log's order."""

    position: int
    id: str
    type: str
    aggregate: str
    version: int
    recorded: datetime
    actor: str
    correlation: str
    traceparent: str | None = None
    caused: list[Happened] = []


class Command(msgspec.Struct):
    """A command from outside and the events that it caused."""

    command: str
    actor: str
    caused: list[Happened]


def trees(links: Iterable[tuple[int, Link]]) -> list[Command]:
    """The events, each below what caused it; commands in the order of their first event.

    An event whose cause is no event among these stands below the command that its causation names.
    """
    happened = [(link, _happened(position, link)) for position, link in sorted(links, key=lambda one: one[0])]
    known = {event.id: event for _, event in happened}
    roots: dict[str, Command] = {}
    for link, event in happened:
        cause = known.get(link.causationid)
        # Only what stood in the log before can be a cause: so nothing goes round in circles.
        if cause is not None and cause.position < event.position:
            cause.caused.append(event)
        else:
            roots.setdefault(link.causationid, Command(link.causationid, link.actor, [])).caused.append(event)
    return list(roots.values())


def _happened(position: int, link: Link) -> Happened:
    return Happened(
        position=position,
        id=link.id,
        type=link.type,
        aggregate=link.subject,
        version=link.version,
        recorded=link.recordedtime,
        actor=link.actor,
        correlation=link.correlationid,
        traceparent=link.traceparent,
        caused=[],
    )
