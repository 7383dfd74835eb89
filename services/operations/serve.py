"""`tomoni serve`: one service, its HTTP interface and its reactions, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.exits import execute
from services.cli.output import note
from services.cli.services import Service
from services.cli.workplace import Running, announced, log_url, owner
from services.okr.app import serve_okr
from services.pairing.app import serve_pairing
from shared.http.ports import free_port
from shared.logs import JSON, log_format, start_logging
from shared.server.layout import Layout
from shared.settings import load_settings
from shared.stopping import stop_at_eof

if TYPE_CHECKING:
    from shared.settings import Settings

logger = logging.getLogger(__name__)

_ARENA_MAX = -8
"""What `mallopt` calls the number of heaps."""

_SERVE = {Service.OKR: serve_okr, Service.PAIRING: serve_pairing}


def serve(
    service: Annotated[Service, typer.Argument(help="Which service.")],
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Instead of the setting's port.")] = None,
    until_eof: Annotated[bool, typer.Option("--until-eof", help="Stop when standard input ends, too.")] = False,
) -> None:
    """Run one service. A port that is taken: another is chosen and printed."""

    async def work() -> None:
        _share_memory_among_threads()
        settings = load_settings()
        start_logging(settings, sys.stderr)
        if until_eof:
            stop_at_eof()
        async with log_url(settings) as url:
            chosen = free_port(settings.host, port or getattr(settings, f"{service}_port"))
            address = f"http://{settings.host}:{chosen}"

            def started() -> None:
                _rarely_look_for_garbage()
                _tell(settings, service, address)

            with _shared(settings, service, url, address):
                await _SERVE[service](settings, url=url, port=chosen, started=started)

    execute(work())


def _shared(settings: Settings, service: Service, url: str, address: str) -> AbstractContextManager[None]:
    """Tell other commands of the nats-server, for the time of the block, where it is this process that has started it.

    They would be kept out by it otherwise, the other service included.
    """
    layout = Layout(settings.var)
    if settings.nats_url is not None or owner(layout) is not None:
        return nullcontext()
    return announced(layout, Running(os.getpid(), url, **{f"{service}_url": address}))


def _share_memory_among_threads() -> None:
    """Threads take turns anyhow, so a heap of its own for each would only hold what another one could use (glibc)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, 2)


def _rarely_look_for_garbage() -> None:
    """What is loaded by now stays, and what commands leave behind is hardly ever in circles: look at either rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _tell(settings: Settings, service: str, address: str) -> None:
    if log_format(settings, sys.stderr) == JSON:
        # Whoever collects the lines reads nothing but JSON.
        logger.info("%s listens on %s", service, address)
    else:
        note(f"{service}: {address}")
