"""A stream into a file and back, by JetStream's own snapshots: one state of it, while others go on writing."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError, TimeoutError as NatsTimeoutError

from shared.backup.manifest import BackupDamaged
from shared.files import naming
from shared.server.errors import ServerError
from shared.server.jetstream import ask

CHUNK = 64 * 1024
"""Bytes of a piece; a message of this server holds twice as much."""

PATIENCE = 30.0
"""Seconds until the next piece must have come, or been taken."""

_END = "204"


async def save(nc: Client, stream: str, file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the stream's messages, without its consumers, into a new file; its configuration and state.

    The file holds exactly this state, whatever is written into the stream meanwhile. `nc` is the provisioner's
    connection. Raises ServerError where the server gives up or a piece is missing: then the file is worth nothing.
    """
    inbox = nc.new_inbox()
    # Each piece is acknowledged when it is on disk, so the server never sends far ahead.
    subscription = await nc.subscribe(inbox)
    try:
        body = {"deliver_subject": inbox, "no_consumers": True, "chunk_size": CHUNK, "jsck": True}
        answer = await ask(nc, f"STREAM.SNAPSHOT.{stream}", body, patience=PATIENCE)
        with naming(file), file.open("xb") as output:
            count = 0
            while (message := await _next(subscription.next_msg(PATIENCE), stream)).data:
                count += 1
                if message.reply and message.reply.rpartition(".")[2] not in (str(count), ""):
                    raise ServerError(f"a piece of the snapshot of {stream} is missing; make the backup again")
                await asyncio.to_thread(output.write, message.data)
                if message.reply:
                    await nc.publish(message.reply)
            _ended(message, stream)
    finally:
        await subscription.unsubscribe()
    return dict(answer["config"]), dict(answer["state"])


async def bring_back(
    nc: Client, stream: str, config: dict[str, Any], state: dict[str, Any], file: Path
) -> dict[str, Any]:
    """Make the stream from a file that `save` wrote; its state. There must be none of this name.

    Raises ServerError, BackupDamaged where the server can't read the file.
    """
    body = {"config": {name: value for name, value in config.items() if name != "metadata"}, "state": state}
    target = str((await ask(nc, f"STREAM.RESTORE.{stream}", body, patience=PATIENCE))["deliver_subject"])
    with file.open("rb") as content:
        while piece := content.read(CHUNK):
            _refused(await _next(nc.request(target, piece, timeout=PATIENCE), stream), stream, file)
    # The server reads what it was given, and answers when that has become the stream.
    done = _refused(await _next(nc.request(target, b"", timeout=PATIENCE * 20), stream), stream, file)
    return dict(done["state"])


async def _next(coming: Any, stream: str) -> Msg:
    try:
        message: Msg = await coming
    except (NatsTimeoutError, NoRespondersError) as error:
        raise ServerError(f"the server stopped in the middle of stream {stream}; try again") from error
    return message


def _ended(message: Msg, stream: str) -> None:
    status = (message.headers or {}).get("Status", _END)
    if status != _END:
        reason = (message.headers or {}).get("Description", status)
        raise ServerError(f"the server gave up the snapshot of {stream} ({reason}); make the backup again")


def _refused(message: Msg, stream: str, file: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(message.data) if message.data else {}
    if "error" in answer:
        raise BackupDamaged(f"the server can't read {file} as stream {stream}: {answer['error']['description']}")
    return answer
