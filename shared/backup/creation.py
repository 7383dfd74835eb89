"""Make a backup while everything runs.

The order is what makes the parts fit. Tables first: a mark that says "handled" must not be younger than the log, or an
event that happens again after a restore would be passed over; one that is missing only has a reaction come again, whose
commands the log knows. The log next. The keys last: every text in the log has its key.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from shared.backup import secrets, snapshot, tables
from shared.backup.keys import encode, read_keys
from shared.backup.manifest import (
    CHECKPOINT,
    FORMAT,
    KEYS,
    LOG,
    NAME,
    PART,
    LogFacts,
    Manifest,
    SubscriberFacts,
    facts_of,
    read_manifest,
    write_manifest,
)
from shared.backup.whole import whole_directory
from shared.eventlog import STREAM, EventLog, LogClient
from shared.files import naming
from shared.projection import Store
from shared.server.jetstream import NO_SUCH_CONSUMER, NO_SUCH_STREAM, ask_or_none
from shared.server.registry import Subscriber

Step = Callable[[str], None]
"""Told what is being done."""


@dataclass(frozen=True, slots=True)
class Secret:
    """The master key, and the passphrase under which it and the keys of people are put away."""

    master: bytes
    passphrase: str


async def make(
    directory: Path,
    nc: LogClient,
    stores: Mapping[str, Store],
    subscribers: Iterable[Subscriber],
    secret: Secret | None,
    now: datetime,
    step: Step,
    *,
    checkpoint: bytes | None = None,
) -> Manifest:
    """A new directory with the whole backup, or none. Without `secret` the keys are left out.

    `checkpoint` is what was signed of the log before.

    `nc` is the provisioner's connection. Raises Invalid where the directory holds anything, MasterKeyWrong where
    the keys are under another one, ServerError, OSError.
    """
    part = directory.with_name(directory.name + PART)
    async with whole_directory(directory, part, busy=f"another backup is being written to {directory}") as into:
        for service, store in stores.items():
            step(f"tables of {service}")
            await asyncio.to_thread(_dump, store, into / tables_file(service))
        if checkpoint is not None:
            with naming(into / CHECKPOINT):
                (into / CHECKPOINT).write_bytes(checkpoint)
        step("log")
        config, state = await snapshot.save(nc, STREAM, into / LOG)
        log = LogFacts(config, state, await last_record(EventLog(nc), int(state["last_seq"])))
        if secret is not None:
            step("keys")
            keys = await read_keys(nc, secret.master)
            keys.check()
            sealed = await asyncio.to_thread(secrets.seal, encode(keys), secret.passphrase)
            with naming(into / KEYS):
                (into / KEYS).write_bytes(sealed)
        files = sorted(path for path in into.iterdir())
        for file in files:
            file.chmod(0o600)
        manifest = Manifest(
            format=FORMAT,
            made=now,
            version=version("tomoni"),
            log=log,
            subscribers=tuple([await _position(nc, each) for each in subscribers]),
            files={file.name: await asyncio.to_thread(facts_of, file) for file in files},
        )
        write_manifest(into, manifest)
        (into / NAME).chmod(0o600)
    return read_manifest(directory)


async def last_record(log: EventLog, position: int) -> str | None:
    """The SHA-256 of the record at the log's last position, whatever it is; None where there is none."""
    payload = await log.at(position) if position else None
    return hashlib.sha256(payload).hexdigest() if payload is not None else None


def tables_file(service: str) -> str:
    """The file of a service's tables."""
    return f"{service}.tables.jsonl"


def _dump(store: Store, file: Path) -> None:
    with store.keep() as connection:
        tables.dump(connection, file)


async def _position(nc: LogClient, subscriber: Subscriber) -> SubscriberFacts:
    info = await ask_or_none(nc, f"CONSUMER.INFO.{STREAM}.{subscriber.name}", NO_SUCH_CONSUMER, NO_SUCH_STREAM)
    return SubscriberFacts(subscriber, int(info["ack_floor"]["stream_seq"]) if info is not None else 0)
