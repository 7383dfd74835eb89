"""What the streams and durables are meant to be. Every field that matters is said outright, so that drift shows."""

from __future__ import annotations

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    ReplayPolicy,
    RetentionPolicy,
    StorageType,
    StoreCompression,
    StreamConfig,
)

from shared.server.accounts import SERVICES, durable_of
from shared.server.filters import subjects_of
from shared.server.registry import Subscriber

GIB = 1024**3
EVENTS = "EVENTS"
KEYS = "KEYS"
HEALTH = "HEALTH"

EVENTS_BYTES = 16 * GIB
"""The log's bound where the disk is large enough."""
KEYS_BYTES = GIB // 4

HEALTH_BYTES = 1024**2

HEARD_BY = {
    "okr": ("okr.objective.*", "okr.experiment.*", "okr.win-session.*", "pairing.rotation.*"),
    "pairing": ("okr.quarter.*", "okr.person.*", "pairing.rotation.*"),
}
"""What each service reacts to."""


def fitting_bytes(disk_free: int) -> int:
    """The log's bound on a disk with so many bytes free: 16 GiB, or half of what is free, in whole MiB.

    Half, because the stores, their rebuilt copies and a backup of the log need room beside it.
    """
    mib = 1024**2
    return max(64 * mib, min(EVENTS_BYTES, disk_free // 2 // mib * mib))


def events_stream(*, replicas: int, max_bytes: int) -> StreamConfig:
    """The log. Nothing in it goes away: when it is full it refuses, it never drops."""
    return StreamConfig(
        name=EVENTS,
        description="The log: every event of both services, in one order",
        subjects=[f"{service}.>" for service in SERVICES],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        compression=StoreCompression.NONE,
        max_bytes=max_bytes,
        num_replicas=replicas,
        # Nobody sends Nats-Msg-Id: the window would let one service silence the other's event. As small as allowed.
        duplicate_window=0.1,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
        allow_atomic=True,
    )


def keys_stream(*, replicas: int) -> StreamConfig:
    """Keys of people, one message per subject; a message may be erased for good."""
    return StreamConfig(
        name=KEYS,
        description="Wrapped keys of people: erasing one forgets what it sealed",
        subjects=["keys.>"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        compression=StoreCompression.NONE,
        max_bytes=KEYS_BYTES,
        max_msgs_per_subject=1,
        num_replicas=replicas,
        duplicate_window=0.1,
        deny_purge=True,
        allow_direct=True,
    )


def health_stream(*, replicas: int) -> StreamConfig:
    """What services write to while nobody writes events: one message of each, on the disk that the log lies on."""
    return StreamConfig(
        name=HEALTH,
        description="Whether anything is stored now, tried by each service while nobody writes",
        subjects=[f"health.{service}" for service in SERVICES],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        compression=StoreCompression.NONE,
        max_bytes=HEALTH_BYTES,
        max_msgs_per_subject=1,
        num_replicas=replicas,
        duplicate_window=0.1,
    )


def service_durables(service: str) -> list[ConsumerConfig]:
    """A service's three durables: two that read everything for its store, one that hands on what it reacts to."""
    readers = [
        ConsumerConfig(
            durable_name=durable_of(service, purpose),
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.NONE,
            replay_policy=ReplayPolicy.INSTANT,
            max_deliver=-1,
            max_waiting=64,
        )
        for purpose in ("projection", "rebuild")
    ]
    reactions = _acknowledged(durable_of(service, "reactions"), HEARD_BY[service], max_ack_pending=1)
    return [*readers, reactions]


def subscriber_durable(subscriber: Subscriber) -> ConsumerConfig:
    """A subscriber's durable: his filters are also his permission.

    It always begins at the first event, also for one who starts with what is new (he is moved there once): the server
    lets only such a durable go back to any position.
    """
    return _acknowledged(subscriber.name, subjects_of(subscriber.filters), max_ack_pending=1000)


def _acknowledged(name: str, filters: tuple[str, ...], *, max_ack_pending: int) -> ConsumerConfig:
    config = ConsumerConfig(
        durable_name=name,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        replay_policy=ReplayPolicy.INSTANT,
        ack_wait=30.0,
        max_deliver=-1,
        max_ack_pending=max_ack_pending,
        max_waiting=512,
    )
    if len(filters) == 1:
        config.filter_subject = filters[0]
    else:
        config.filter_subjects = list(filters)
    return config
