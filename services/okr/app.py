"""The okr service put together: the only place of it that wires things."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from shared.clock import Clock, clock_of, ticking
from shared.eventlog import LogUnavailable
from shared.now import utc_now
from shared.runtime import beating, open_runtime
from shared.sealing import MasterKeyWrong
from shared.sealing.erasure import Forgetting, followed
from shared.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from services.okr.service import Okr

logger = logging.getLogger(__name__)

SERVICE = "okr"


@asynccontextmanager
async def open_okr(settings: Settings, *, url: str) -> AsyncIterator[Okr]:
    """The service without HTTP: its use cases on an open log and store, the projection running."""
    # Loaded here: who asks for help, or for what the other service has, opens nothing.
    from services.okr.service import Okr
    from services.okr.views import VIEWS

    async with open_runtime(settings, SERVICE, VIEWS, url=url) as runtime:
        try:
            await runtime.sealer.found()
        except (LogUnavailable, MasterKeyWrong) as error:
            logger.warning("the installation's own key could not be looked for: %s; the next start looks again", error)
        yield Okr(runtime)


@asynccontextmanager
async def erasing(okr: Okr) -> AsyncIterator[None]:
    """For the time of the block, erase the key of everybody whom the log forgets; before it, of all whom it ever did.

    And what the file channels have of them, and what is noted of their sessions. So a command that was broken off is
    completed, and keys that a restore has brought back are gone before anything is shown. Raises LogUnavailable.
    """

    async def erased(people: list[str]) -> None:
        await okr.people.erase_access(people)
        try:
            await okr.people.erase_notices(people)
        except LogUnavailable as error:
            logger.error("%s", error)

    forgetting = Forgetting(okr.runtime.log, okr.runtime.sealer.erase, afterwards=erased)
    await forgetting.catch_up()
    async with followed(forgetting):
        yield


@asynccontextmanager
async def whole_okr(
    settings: Settings, *, url: str, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[FastAPI, Clock]]:
    """The service with reactions, notices and its clock, all at work: its application, which nobody serves yet."""
    # Loading the web framework takes longer than most commands that never serve.
    from services.okr.clock import okr_rules
    from services.okr.http.application import okr_app
    from services.okr.notices.outbox import outbox_of, planner_of
    from services.okr.reactions import reacting
    from shared.identity.keyfile import load_or_create_key
    from shared.identity.tokens import TokenIssuer
    from shared.outbox.outbox import at_work

    issuer = TokenIssuer(load_or_create_key(settings.token_key_path))
    async with (
        open_okr(settings, url=url) as okr,
        beating(okr.runtime),
        erasing(okr),
        reacting(okr, planner_of(okr), url=url, now=now) as reactions,
        at_work(outbox_of(okr, now=now)) as outbox,
        ticking(clock_of(okr.runtime, okr_rules(okr), now=now)) as clock,
    ):
        yield okr_app(okr, issuer, clock=clock, outbox=outbox, reactions=reactions.check, now=now), clock


async def serve_okr(
    settings: Settings, *, url: str, port: int, started: Callable[[], None], now: Callable[[], datetime] = utc_now
) -> None:
    """The service with HTTP, reactions, notices and its clock, until SIGTERM or SIGINT. `now` is the time."""
    from shared.http.serving import serve

    async with whole_okr(settings, url=url, now=now) as (app, _):
        await serve(app, settings.host, port, settings.stop_seconds, started=started)
