"""`tomoni up` as one process of which everything else is a child, to see what it brings back by itself."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from services.cli.workplace import Running, running
from tests.faults.clients import Clients
from tests.faults.processes import ROOT, Installation, Instance
from tests.faults.sending import sender_on
from tests.faults.stage import Stage
from tests.faults.without import program

_SECONDS = 90.0


@asynccontextmanager
async def up(var: Path, *, seed: int) -> AsyncIterator[Stage]:
    """A stage on a `tomoni up` of its own, with people and objectives. What it said is in the data directory's log."""
    installation = Installation(var, 1)
    installation.layout.prepare()
    environment = installation.environment | {"TOMONI_NATS_URL": ""}
    said = var.with_name(f"{var.name}.log")
    with said.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *program("up")),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    stage: Stage | None = None
    try:
        what = await _announced(installation, process, said)
        installation.server.port = _port(what.nats_url)
        for service, url in (("okr", what.okr_url), ("pairing", what.pairing_url)):
            installation.instances[service].append(Instance(service, _port(str(url)), {}, 0.0))
        sender = sender_on(installation, seed)
        stage = Stage(installation, sender, Clients(sender, seed), seed)
        stage.random = Random(f"{seed}:up")
        await stage.clients.prepare()
        yield stage
    finally:
        if stage is not None:
            await stage.http.aclose()
            await stage.sender.close()
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 40)


async def _announced(installation: Installation, process: asyncio.subprocess.Process, said: Path) -> Running:
    deadline = time.monotonic() + _SECONDS
    while (found := running(installation.layout)) is None:
        assert process.returncode is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        await asyncio.sleep(0.1)
    return found


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port
