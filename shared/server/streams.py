"""Make the streams and durables what they are declared to be, and say where they aren't."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from nats.aio.client import Client
from nats.js.api import ConsumerConfig, StreamConfig

from shared.server.accounts import SERVICES
from shared.server.declared import (
    EVENTS,
    EVENTS_BYTES,
    events_stream,
    fitting_bytes,
    health_stream,
    keys_stream,
    service_durables,
    subscriber_durable,
)
from shared.server.errors import StreamRefused
from shared.server.jetstream import NO_SUCH_CONSUMER, NO_SUCH_STREAM, Refused, ask, ask_or_none
from shared.server.registry import Subscriber

_NOT_SET: tuple[object, ...] = (None, False, 0, -1, "", "none", [], {})

_LOOKS, _LOOK_AGAIN = 10, 0.2

_NANOSECONDS = ("duplicate_window", "max_age", "ack_wait", "inactive_threshold", "idle_heartbeat")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that isn't as declared; `field` is None when the whole stream or durable is missing."""

    thing: str
    field: str | None = None
    found: object = None
    declared: object = None
    repaired: bool = False

    def __str__(self) -> str:
        if self.field is None:
            return f"{self.thing} was missing and has been made" if self.repaired else f"{self.thing} is missing"
        found, declared = (_shown(self.field, value) for value in (self.found, self.declared))
        was = "was changed from" if self.repaired else "is"
        return f"{self.thing}: {self.field} {was} {found}{' to' if self.repaired else ', declared is'} {declared}"


async def apply(
    nc: Client,
    *,
    replicas: int = 1,
    max_bytes: int | None = None,
    disk_free: int | None = None,
    subscribers: Iterable[Subscriber] = (),
) -> list[Difference]:
    """Make what is missing, change what differs, and name each difference; a second time there is none.

    `nc` is the provisioner's connection. `max_bytes` bounds the log; without it an existing bound is kept, and a new
    log gets 16 GiB, or less where `disk_free` (bytes) says so. Data is never touched.
    Raises StreamRefused where the server can't change a thing in place, ServerError when nobody answers.
    """
    differences: list[Difference] = []
    for stream in await _declared_streams(nc, replicas, max_bytes, disk_free):
        found = await _stream(nc, str(stream.name))
        await _settle(nc, found, f"stream {stream.name}", stream, differences)
    for durable in _declared_durables(SERVICES, subscribers):
        found = await _durable(nc, durable)
        await _settle(nc, found, f"durable {durable.durable_name}", durable, differences)
    return [replace(difference, repaired=True) for difference in differences]


async def verify(
    nc: Client,
    *,
    service: str | None = None,
    replicas: int = 1,
    max_bytes: int | None = None,
    subscribers: Iterable[Subscriber] = (),
) -> list[Difference]:
    """Name each difference and change nothing.

    With the provisioner's connection everything is compared; with a service's own, name the `service`: then the log
    and its own durables are, which is all that it may look at.
    Raises ServerError when nobody answers.
    """
    differences: list[Difference] = []
    streams = await _declared_streams(nc, replicas, max_bytes, None)
    for stream in streams if service is None else streams[:1]:
        found = await _stream(nc, str(stream.name))
        differences += compare(f"stream {stream.name}", found, as_told(stream))
    for durable in _declared_durables(SERVICES if service is None else (service,), subscribers):
        found = await _durable(nc, durable)
        differences += compare(f"durable {durable.durable_name}", found, as_told(durable))
    return differences


def compare(thing: str, found: dict[str, Any] | None, declared: dict[str, Any]) -> list[Difference]:
    """The differences between a configuration as the server tells it and as it is declared.

    A field that is declared nowhere must not be set either; what the server notes for itself is left aside.
    """
    if found is None:
        return [Difference(thing)]
    names = sorted((found.keys() | declared.keys()) - {"metadata", "name"})
    pairs = ((name, _plain(found.get(name)), _plain(declared.get(name))) for name in names)
    return [Difference(thing, name, is_, should) for name, is_, should in pairs if is_ != should]


def as_told(declared: StreamConfig | ConsumerConfig) -> dict[str, Any]:
    """The configuration in the words of the server's own JSON: plain values, times in nanoseconds."""
    told: dict[str, Any] = json.loads(json.dumps(declared.as_dict()))
    return told


async def _declared_streams(
    nc: Client, replicas: int, max_bytes: int | None, disk_free: int | None
) -> list[StreamConfig]:
    if max_bytes is None:
        found = await _stream(nc, EVENTS)
        kept = int(found.get("max_bytes", -1)) if found else -1
        # An existing log without any bound is drift: then the bound is declared as for a new one.
        max_bytes = kept if kept > 0 else EVENTS_BYTES if disk_free is None else fitting_bytes(disk_free)
    return [
        events_stream(replicas=replicas, max_bytes=max_bytes),
        keys_stream(replicas=replicas),
        health_stream(replicas=replicas),
    ]


def _declared_durables(services: Iterable[str], subscribers: Iterable[Subscriber]) -> list[ConsumerConfig]:
    of_services = [durable for service in services for durable in service_durables(service)]
    return [*of_services, *(subscriber_durable(subscriber) for subscriber in subscribers)]


async def _settle(
    nc: Client,
    found: dict[str, Any] | None,
    thing: str,
    declared: StreamConfig | ConsumerConfig,
    differences: list[Difference],
) -> None:
    """Make or change one thing when it differs, and check that the server really has it so."""
    config = as_told(declared)
    named = compare(thing, found, config)
    if not named:
        return
    verb = "CREATE" if found is None else "UPDATE"
    try:
        if isinstance(declared, StreamConfig):
            await ask(nc, f"STREAM.{verb}.{declared.name}", config)
        else:
            body = {"stream_name": EVENTS, "config": config, "action": verb.lower()}
            await ask(nc, f"CONSUMER.CREATE.{EVENTS}.{declared.durable_name}", body)
    except Refused as refusal:
        wanted = "; ".join(str(difference) for difference in named)
        raise StreamRefused(
            f"{wanted} - the server can't put that right in place ({refusal.description}): make a backup, remove "
            f"the {thing} and apply again"
        ) from refusal
    left = await _left(nc, thing, declared)
    if left:
        raise StreamRefused(f"the server took the {thing} but left it otherwise: {'; '.join(map(str, left))}")
    differences += named


async def _left(nc: Client, thing: str, declared: StreamConfig | ConsumerConfig) -> list[Difference]:
    """What is otherwise than declared after a change, by what the server says of the thing from then on.

    Not by its answer to the change: started anew, 2.15.1 tells the former filter in the first one, though it has taken
    the new filter.
    """
    for _ in range(_LOOKS):
        if isinstance(declared, StreamConfig):
            found = await _stream(nc, str(declared.name))
        else:
            found = await _durable(nc, declared)
        left = compare(thing, found, as_told(declared))
        if not left:
            break
        await asyncio.sleep(_LOOK_AGAIN)
    return left


async def _stream(nc: Client, name: str) -> dict[str, Any] | None:
    answer = await ask_or_none(nc, f"STREAM.INFO.{name}", NO_SUCH_STREAM)
    return None if answer is None else dict(answer["config"])


async def _durable(nc: Client, durable: ConsumerConfig) -> dict[str, Any] | None:
    answer = await ask_or_none(nc, f"CONSUMER.INFO.{EVENTS}.{durable.durable_name}", NO_SUCH_CONSUMER, NO_SUCH_STREAM)
    return None if answer is None else dict(answer["config"])


def _plain(value: object) -> object:
    """Unset, off and unlimited are one; the server tells the same thing in several ways."""
    return None if value in _NOT_SET else value


def _shown(field: str, value: object) -> str:
    if value is None:
        return "not set"
    if field in _NANOSECONDS and isinstance(value, int):
        return f"{value / 1e9:g} s"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
