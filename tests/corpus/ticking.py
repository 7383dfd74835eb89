"""What a version's clocks say is due at a later time: run in the checkout, as `python ticking.py TIME NATS_URL`."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from services.okr.app import open_okr
from services.okr.clock import okr_rules
from services.pairing.app import open_pairing
from services.pairing.clock import pairing_rules
from shared.clock import clock_of
from shared.settings import load_settings


async def tick(moment: datetime, url: str) -> None:
    """One look of each service's clock at what has become due."""
    settings = load_settings()
    async with open_okr(settings, url=url) as okr, open_pairing(settings, url=url) as pairing:
        await clock_of(okr.runtime, okr_rules(okr), now=lambda: moment).tick()
        await clock_of(pairing.runtime, pairing_rules(pairing), now=lambda: moment).tick()


if __name__ == "__main__":
    asyncio.run(tick(datetime.fromisoformat(sys.argv[1]), sys.argv[2]))
