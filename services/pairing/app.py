"""The pairing service put together: the only place of it that wires things."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from shared.clock import Clock, clock_of, ticking
from shared.now import utc_now
from shared.runtime import beating, open_runtime
from shared.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from services.pairing.service import Pairing

SERVICE = "pairing"


@asynccontextmanager
async def open_pairing(settings: Settings, *, url: str) -> AsyncIterator[Pairing]:
    """The service without HTTP and without reactions: its use cases on an open log and store."""
    # Loaded here: who asks for help, or for what the other service has, opens nothing.
    from services.pairing.service import Pairing
    from services.pairing.views import VIEWS

    async with open_runtime(settings, SERVICE, VIEWS, url=url) as runtime:
        yield Pairing(runtime)


@asynccontextmanager
async def whole_pairing(
    settings: Settings, *, url: str, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[FastAPI, Clock]]:
    """The service with reactions and its clock, all at work: its application, which nobody serves yet."""
    # Loading the web framework takes longer than most commands that never serve.
    from services.pairing.clock import pairing_rules
    from services.pairing.http import pairing_app
    from services.pairing.reactions import reacting
    from shared.identity.keyfile import load_or_create_key
    from shared.identity.tokens import TokenIssuer

    issuer = TokenIssuer(load_or_create_key(settings.token_key_path))
    async with (
        open_pairing(settings, url=url) as pairing,
        beating(pairing.runtime),
        reacting(pairing, url=url, now=now),
        ticking(clock_of(pairing.runtime, pairing_rules(pairing), now=now)) as clock,
    ):
        yield pairing_app(pairing, issuer, clock=clock, now=now), clock


async def serve_pairing(
    settings: Settings, *, url: str, port: int, started: Callable[[], None], now: Callable[[], datetime] = utc_now
) -> None:
    """The service with HTTP, reactions and its clock, until SIGTERM or SIGINT. `now` is the time."""
    from shared.http.serving import serve

    async with whole_pairing(settings, url=url, now=now) as (app, _):
        await serve(app, settings.host, port, settings.stop_seconds, started=started)
