"""An installation as text: the log, the keys, the streams' settings, the stores and the small files beside them."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

from nats.aio.client import Client
from nats.js.errors import NotFoundError
from sqlalchemy.engine import make_url

from shared.eventlog import connect
from shared.server.jetstream import ask

FILES = ("keys/master.key", "keys/token.pem", "nats/subscribers.json")
DATA = '"data":'
CREDENTIALS = "nats/credentials/*.nk"


def dump(var: Path, url: str, into: Path) -> None:
    """Write what the running installation holds, but for its stores. It must be quiet."""
    asyncio.run(_dump_streams(var, url, into))
    files = [var / name for name in FILES] + sorted(var.glob(CREDENTIALS))
    found = {
        str(file.relative_to(var)): base64.b64encode(file.read_bytes()).decode() for file in files if file.exists()
    }
    listing = sorted(str(file.relative_to(var)) for file in var.rglob("*") if file.is_file())
    _write(into / "files.json", {"files": found, "listing": listing})


def dump_sqlite(var: Path, into: Path) -> None:
    """Write every SQLite store of a stopped installation as SQL: the lasting tables, and each generation of views."""
    for file in sorted(var.glob("*.sqlite")):
        with closing(sqlite3.connect(file)) as connection:
            lines = [line for line in connection.iterdump() if "sqlite_stat" not in line and line != "ANALYZE;"]
        (into / f"{file.name}.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


def dump_postgresql(url: str, file: Path) -> None:
    """Write every schema of a PostgreSQL database as SQL statements."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--dbname", address]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    # What begins with a backslash is for psql alone.
    lines = [line for line in told.splitlines() if line and not line.startswith(("\\", "--"))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _dump_streams(var: Path, url: str, into: Path) -> None:
    client = await connect(url, seed_file=var / "nats/credentials/provisioner.nk", name="corpus")
    try:
        told: dict[str, Any] = {"streams": {}, "durables": {}}
        for stream in ("EVENTS", "KEYS"):
            found = await ask(client, f"STREAM.INFO.{stream}")
            told["streams"][stream] = found["config"]
            lines = [line async for line in _records(client, stream, found)]
            (into / f"{stream.lower()}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for durable in (await ask(client, "CONSUMER.LIST.EVENTS"))["consumers"]:
            told["durables"][durable["name"]] = {
                "config": durable["config"],
                "acknowledged": durable["ack_floor"]["stream_seq"],
            }
        _write(into / "streams.json", told)
    finally:
        await client.close()


async def _records(client: Client, stream: str, found: dict[str, Any]) -> AsyncIterator[str]:
    jetstream = client.jetstream()
    for sequence in range(found["state"]["first_seq"], found["state"]["last_seq"] + 1):
        try:
            message = await jetstream.get_msg(stream, sequence)
        except NotFoundError:
            # A key that was written anew, or erased.
            continue
        headers = {name: value for name, value in (message.headers or {}).items() if not name.startswith("Nats-")}
        record = json.dumps({"subject": message.subject, "headers": headers}, separators=(",", ":"))
        data = message.data or b""
        # An event is JSON, and stands here as it stands in the log, byte for byte.
        shown = data.decode() if stream == "EVENTS" else json.dumps(base64.b64encode(data).decode())
        yield f"{record[:-1]},{DATA}{shown}}}"


def _write(file: Path, told: object) -> None:
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
