"""`python -m tests.faults.skewed SERVICE PORT SECONDS`: a service whose clock is ahead (or behind: below 0)."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from services.okr.app import serve_okr
from services.pairing.app import serve_pairing
from shared.logs import start_logging
from shared.settings import load_settings

_SERVE = {"okr": serve_okr, "pairing": serve_pairing}


async def main(service: str, port: int, ahead: float) -> None:
    """Serve until SIGTERM, on the installation that the environment names."""
    settings = load_settings()
    assert settings.nats_url is not None
    start_logging(settings, sys.stderr)
    wrong = timedelta(seconds=ahead)
    await _SERVE[service](
        settings, url=settings.nats_url, port=port, started=lambda: None, now=lambda: datetime.now(UTC) + wrong
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
