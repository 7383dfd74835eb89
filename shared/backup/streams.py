"""The streams of a backup, brought back onto a server that has none."""

from __future__ import annotations

from pathlib import Path

from shared.backup import snapshot
from shared.backup.creation import last_record
from shared.backup.keys import Keys, write_keys
from shared.backup.manifest import LOG, BackupDamaged, Manifest
from shared.eventlog import STREAM, EventLog, LogClient
from shared.server import streams, subscribers
from shared.settings import Settings


async def bring_back(nc: LogClient, directory: Path, manifest: Manifest, keys: Keys | None, settings: Settings) -> None:
    """The log as it was, the keys, and every durable anew; subscribers go on where they had acknowledged.

    `nc` is the provisioner's connection. Raises BackupDamaged where the log isn't the one of the manifest.
    """
    config = manifest.log.config | {"num_replicas": settings.replicas}
    state = await snapshot.bring_back(nc, STREAM, config, manifest.log.state, directory / LOG)
    found = (int(state["messages"]), int(state["last_seq"]))
    said = (int(manifest.log.state["messages"]), manifest.log.last)
    last = await last_record(EventLog(nc), manifest.log.last)
    if found != said or last != manifest.log.last_record:
        raise BackupDamaged(
            f"{directory / LOG} holds {found[0]} events up to position {found[1]}, the manifest says {said[0]} up to "
            f"{said[1]}, or the last is another one; use another backup"
        )
    known = [each.subscriber for each in manifest.subscribers]
    await streams.apply(nc, replicas=settings.replicas, max_bytes=settings.log_max_bytes, subscribers=known)
    if keys is not None:
        await write_keys(nc, keys)
    for each in manifest.subscribers:
        if each.acknowledged:
            # Never behind the end: what had been acknowledged later is in this log no more.
            await subscribers.rewind(nc, each.subscriber.name, min(each.acknowledged, manifest.log.last) + 1)
