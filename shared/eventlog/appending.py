"""Append events to one aggregate, if nobody else did since it was read.

The check is JetStream's: a record is stored only if the subject's last sequence is the expected one. Several events go
out as one atomic batch, with the check on its first message.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from uuid import uuid4

import msgspec

from shared.eventlog.errors import LogFull, LogUnavailable, TooLarge
from shared.eventlog.log import EventLog
from shared.eventlog.standing import ApiError
from shared.events import CONTENT_TYPE, Event, Recorded, encode

MESSAGE_BYTES = 64 * 1024 - 1
"""The longest record: what a bundle of records can hold that auditors get (c2sp.org/tlog-tiles)."""

BATCH_EVENTS = 1_000
_EXPECT = "Nats-Expected-Last-Subject-Sequence"
# On three replicas both codes mean that the expected sequence is not the last one.
_CONFLICTS = frozenset({10071, 10164})

_NOT_STORED = 10077


class OutOfDate(Exception):
    """The expected sequence is not the subject's last one, says the server; a read-back tells the truth."""


class _Ack(msgspec.Struct, frozen=True):
    seq: int = 0
    error: ApiError | None = None


_ack = msgspec.json.Decoder(_Ack).decode


async def append(log: EventLog, subject: str, events: Sequence[Recorded[Event]], expected: int) -> int:
    """Store the events in order, all or none, if `expected` is still the subject's last sequence (0: no record yet).

    Returns the sequence of the last one. Raises OutOfDate where the server says it isn't, LogUnavailable where no
    answer came (the events may be stored or not), TooLarge where an event exceeds 65,535 bytes or they
    are more than 1,000.
    """
    if len(events) > BATCH_EVENTS:
        raise TooLarge(f"{len(events)} events at once exceed {BATCH_EVENTS}; do it in several commands")
    payloads = [encode(event) for event in events]
    for event, payload in zip(events, payloads, strict=True):
        if len(payload) > MESSAGE_BYTES:
            raise TooLarge(f"an event {event.type} of {len(payload)} bytes exceeds {MESSAGE_BYTES}; say it shorter")
    before, began = log.trust.position, perf_counter()
    try:
        sequence = await _publish(log, subject, events, payloads, expected)
    except LogUnavailable as error:
        log.fate.failed(error, log.reconnects)
        raise
    finally:
        log.metrics.publish.observe(perf_counter() - began)
    if sequence - len(events) < before:
        log.trust.refuse(f"the log gave position {sequence} for the second time: it was cut or made anew")
        raise LogUnavailable(f"the log gave position {sequence} for the second time")
    log.trust.reached(sequence)
    log.fate.fared_well()
    return sequence


async def _publish(
    log: EventLog, subject: str, events: Sequence[Recorded[Event]], payloads: Sequence[bytes], expected: int
) -> int:
    if len(events) == 1:
        return _sequence(await log.request(subject, payloads[0], _headers(events[0], expected)))
    last = len(events) - 1
    # Never derived from the command: batch ids are the stream's, and another service must not be able to guess one.
    batch = uuid4().hex
    for index, (event, payload) in enumerate(zip(events, payloads, strict=True)):
        headers = _headers(event, expected if index == 0 else None)
        headers |= {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(index + 1)}
        if index == last:
            headers["Nats-Batch-Commit"] = "1"
            return _sequence(await log.request(subject, payload, headers))
        if index == 0:
            first = await log.request(subject, payload, headers)
            if first:
                _sequence(first)
        else:
            await log.publish(subject, payload, headers)
    raise ValueError("nothing to append")


def _headers(event: Recorded[Event], expected: int | None) -> dict[str, str]:
    headers = {"Content-Type": CONTENT_TYPE, "Tomoni-Type": event.type}
    if expected is not None:
        headers[_EXPECT] = str(expected)
    return headers


def _sequence(answer: bytes) -> int:
    ack = _ack(answer)
    if ack.error is None:
        return ack.seq
    if ack.error.err_code in _CONFLICTS:
        raise OutOfDate(ack.error.description)
    if ack.error.err_code == _NOT_STORED and "maximum bytes" in ack.error.description:
        raise LogFull
    raise LogUnavailable(f"the log refused the event: {ack.error.description} (code {ack.error.err_code})")
