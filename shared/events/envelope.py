"""The envelope: one CloudEvents 1.0 event in structured JSON is one record of the log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct, structs

from .base import Event
from .catalogue import UnknownEvent, decoder_of, kind_of

__all__ = ["CONTENT_TYPE", "BrokenEvent", "Recorded", "decode", "encode", "nats_subject", "pick", "type_of"]

CONTENT_TYPE = "application/cloudevents+json"

E = TypeVar("E", bound=Event, covariant=True)

_Moment = Annotated[datetime, Meta(tz=True)]


class BrokenEvent(ValueError):
    """The record at this position is no event that can be read; the text says why."""


class Recorded(
    Struct,
    Generic[E],
    frozen=True,
    kw_only=True,
    gc=False,
    rename={
        "aggregate": "subject",
        "recorded": "recordedtime",
        "correlation": "correlationid",
        "causation": "causationid",
        "imported_from": "importedfrom",
        "digest": "commanddigest",
    },
):
    """An event as the log keeps it.

    `position` is its sequence in the log (0 before it is stored), `aggregate` the envelope's subject
    (``objective/<id>``), `version` its number within the aggregate from 1, `time` when it happened, `recorded` when
    the system of record learned it. `digest` tells one body of an idempotency key from another.
    """

    id: str
    type: str
    aggregate: str
    version: int
    time: _Moment
    recorded: _Moment
    actor: str
    correlation: str
    causation: str
    data: E
    position: int = 0
    imported_from: str | None = None
    traceparent: str | None = None
    digest: str | None = None

    @property
    def aggregate_id(self) -> str:
        """The aggregate's opaque id, without its kind."""
        return self.aggregate.rpartition("/")[2]

    @property
    def service(self) -> str:
        """The service that published it."""
        return self.type.partition(".")[0]


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True):
    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    recordedtime: datetime
    version: int
    actor: str
    correlationid: str
    causationid: str
    importedfrom: str | None = None
    traceparent: str | None = None
    commanddigest: str | None = None
    data: Any


_encode = msgspec.json.Encoder().encode
_record = msgspec.json.Decoder(Recorded[msgspec.Raw]).decode  # type: ignore[type-var]  # the data is read afterwards
_set = structs.force_setattr


def encode(event: Recorded[Event]) -> bytes:
    """The record's bytes: compact JSON on one line, attributes in the order of the design.

    Raises ValueError for a moment without a zone: no reader would take it.
    """
    if event.time.tzinfo is None or event.recorded.tzinfo is None:
        raise ValueError(f"{event.type} of {event.aggregate} has a moment without a zone; give times in UTC")
    return _encode(
        _Wire(
            specversion="1.0",
            id=event.id,
            source=f"/tomoni/{event.service}",
            type=event.type,
            subject=event.aggregate,
            time=event.time,
            recordedtime=event.recorded,
            version=event.version,
            actor=event.actor,
            correlationid=event.correlation,
            causationid=event.causation,
            importedfrom=event.imported_from,
            traceparent=event.traceparent,
            commanddigest=event.digest,
            data=event.data,
        )
    )


def decode(position: int, payload: bytes) -> Recorded[Event]:
    """The event in a record's bytes, old versions brought up to today's.

    Raises UnknownEvent for a type this program doesn't know, BrokenEvent for anything that is no event at all.
    """
    try:
        event: Recorded[Event] = _record(payload)  # type: ignore[assignment]
        # Its own fields, before anybody else has seen it: a second object for each event would cost a fifth of it all.
        _set(event, "data", decoder_of(event.type)(event.data))  # type: ignore[arg-type]
    except UnknownEvent:
        raise
    except (msgspec.DecodeError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BrokenEvent(f"the record at position {position} can't be read as an event: {error}") from error
    _set(event, "position", position)
    return event


def pick(payload: bytes, *wanted: type[E]) -> Recorded[E] | None:
    """The event, if it is one of the wanted classes; None for every other one, also of a type not known here.

    For subscribers: a durable's filter chooses aggregates, this chooses events. The position is left at 0. Raises
    BrokenEvent.
    """
    try:
        event = decode(0, payload)
    except UnknownEvent:
        return None
    return event if isinstance(event.data, wanted) else None  # type: ignore[return-value]


def nats_subject(service: str, aggregate: str) -> str:
    """Where an aggregate's events are published: ``okr`` and ``objective/<id>`` give ``okr.objective.<id>``."""
    return f"{service}.{aggregate.replace('/', '.')}"


def type_of(event: Event) -> str:
    """The envelope's type of an event that is about to be recorded."""
    return kind_of(event).type
