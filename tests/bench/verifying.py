"""`python -m tests.bench.verifying`: what ending and verifying a quarter costs a serving process, on a long log.

`tomoni serve okr` on a log of so many events: its most resident memory (VmHWM) before and after the quarter has ended,
was verified, and was verified once more; how long each took; and how long others waited for a small answer meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import quantiles

import httpx

from services.okr.views import VIEWS
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.projection import Store, position_in
from shared.runtime import store_url
from shared.settings import load_settings
from tests.bench.history import History
from tests.bench.soak import resident
from tests.faults.processes import Installation

MOST = 400.0
"""MiB that the process may ever have."""

_AT_ONCE = 4_000
_LONG = 1_800.0
_PAUSE = 0.02


class Verifying:
    """One installation, filled."""

    def __init__(self, installation: Installation, events: int) -> None:
        self._installation, self._history = installation, History(events)
        self._settings = load_settings(var=installation.layout.var, nats_url=installation.nats_url)
        self._instance = installation.instances["okr"][0]
        issuer = TokenIssuer(load_or_create_key(self._settings.token_key_path))
        token = issuer.issue("admin", Role.ADMIN, 24, datetime.now(UTC))
        self._http = httpx.AsyncClient(
            trust_env=False, timeout=_LONG, base_url=self._instance.url, headers={"Authorization": f"Bearer {token}"}
        )

    async def run(self) -> float:
        """Do all of it, and tell; the most memory that the process ever had."""
        await self._fill()
        self._tell("the store holds the log", 0.0, [])
        quarter = self._history.quarter
        await self._timed("the quarter has ended", lambda: self._done("POST", f"/quarters/{quarter}/end"))
        for name in ("it was verified", "it was verified once more"):
            await self._timed(name, lambda: self._done("GET", f"/quarters/{quarter}/verify"))
        await self._http.aclose()
        return resident(self._instance.pid, "VmHWM")

    async def _done(self, method: str, path: str) -> None:
        answer = await self._http.request(method, path)
        if not answer.is_success or answer.json().get("agrees") is False:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")

    async def _timed(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        began = time.monotonic()
        waits: list[float] = []
        asking = asyncio.create_task(self._ask(waits))
        try:
            await work()
        finally:
            asking.cancel()
        self._tell(name, time.monotonic() - began, waits)

    async def _ask(self, waits: list[float]) -> None:
        while True:
            began = time.monotonic()
            await self._done("GET", "/quarters")
            waits.append(1000 * (time.monotonic() - began))
            await asyncio.sleep(_PAUSE)

    def _tell(self, name: str, seconds: float, waits: list[float]) -> None:
        pid = self._instance.pid
        memory = f"{resident(pid):.0f} MiB, {resident(pid, 'VmHWM'):.0f} at most"
        cuts = quantiles(waits, n=100, method="inclusive") if len(waits) > 1 else []
        others = f"; {len(waits)} others waited {cuts[49]:.0f} ms (p50), {cuts[98]:.0f} (p99)" if cuts else ""
        sys.stdout.write(f"{self._history.events:,} events: {name} after {seconds:.1f} s: {memory}{others}\n")
        sys.stdout.flush()

    async def _fill(self) -> None:
        client = await self._installation.connect("provisioner")
        stream = client.jetstream(publish_async_max_pending=2 * _AT_ONCE)
        messages = self._history.messages()
        while part := list(islice(messages, _AT_ONCE)):
            sent = [await stream.publish_async(subject, payload, headers=headers) for subject, payload, headers in part]
            await asyncio.gather(*sent)
        await client.close()
        store = Store(store_url(self._settings, "okr"), "okr", VIEWS)
        try:
            async with asyncio.timeout(_LONG):
                while True:
                    with store.read_anyway() as connection:
                        if position_in(connection)[0] >= self._history.events:
                            return
                    await asyncio.sleep(0.2)
        finally:
            store.close()


async def _run(events: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="tomoni-verifying-") as directory:
        installation = Installation(Path(directory) / "var", 1)
        try:
            await installation.start()
            most = await Verifying(installation, events).run()
        finally:
            await installation.stop()
    missed = most > MOST
    sys.stdout.write(f"{events:,} events: {most:.0f} MiB, at most {MOST:.0f}: {'MISSED' if missed else 'met'}\n")
    return missed


def main() -> None:
    """Measure, tell, and end with 1 where the process had more memory than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.verifying", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[25_000, 200_000])
    missed = [asyncio.run(_run(events)) for events in parser.parse_args().events]
    sys.exit(any(missed))


if __name__ == "__main__":
    main()
