"""A pairing process that kills itself (SIGKILL) before a step of a healing: its arguments are var, url, store and step.

What it did until then is in the log, and nothing of it is in memory anywhere.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from services.pairing.reactions import reacting
from services.pairing.service import Pairing
from services.pairing.views import VIEWS
from shared.runtime import open_runtime
from shared.settings import load_settings
from tests.pairing_world import START


async def _heal_until(var: Path, url: str, store: str, steps: int) -> None:
    settings = load_settings(var=var, pairing_store=store)
    async with open_runtime(settings, "pairing", VIEWS, url=url) as runtime:
        pairing = Pairing(runtime)
        handle = pairing.group_log.handle
        done = 0

        async def dying(*args: Any) -> Any:
            nonlocal done
            if done == steps:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            return await handle(*args)

        pairing.group_log.handle = dying  # type: ignore[method-assign]
        async with reacting(pairing, url=url, now=lambda: START):
            await asyncio.sleep(30)


if __name__ == "__main__":
    var, url, store, steps = sys.argv[1:]
    asyncio.run(_heal_until(Path(var), url, store, int(steps)))
