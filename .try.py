import asyncio
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.faults.stage import opened


async def main(names):
    import tests.faults.scenes.logs as l
    import tests.faults.scenes.messages as m

    mods = [m, l]
    for n in ("requests", "disks", "kills", "clocks"):
        try:
            mods.append(__import__(f"tests.faults.scenes.{n}", fromlist=["x"]))
        except ModuleNotFoundError:
            pass
    d = tempfile.mkdtemp(prefix="tomoni-try-")
    t = time.monotonic()
    async with opened(Path(d) / "var", seed=1) as stage:
        print("opened", time.monotonic() - t, d, flush=True)
        for n in names:
            t = time.monotonic()
            f = next(getattr(x, n) for x in mods if hasattr(x, n))
            try:
                s = await f(stage)
                print(n, "ok recovery", s, stage.notes, "all", time.monotonic() - t, flush=True)
            except Exception:
                traceback.print_exc()
                print(n, "FAILED", time.monotonic() - t, flush=True)


asyncio.run(main(sys.argv[1:]))
