"""Running an application: uvicorn inside the caller's event loop, stopped gracefully."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.http.connections import bounded, most_connections
from shared.http.ports import ServingError, listening
from shared.stopping import stop_signals


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self._on_started is not None:
            self._on_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: several services may share one process, and the program decides what ends it."""
        yield


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    stop_seconds: int,
    *,
    stop: asyncio.Event | None = None,
    started: Callable[[], None] | None = None,
) -> None:
    """Serve until `stop` is set (without one: until SIGINT, SIGTERM or SIGHUP), then let running requests end, bounded.

    `started` is called once requests are taken. Cancelling stops as gracefully. The application's lifespan runs
    inside. Raises ServingError if the port is taken or the application doesn't start.
    """
    listener = listening(host, port)
    watched = _Watched(app)
    server = _Server(
        uvicorn.Config(
            watched,
            http=bounded(most_connections()),
            ws="none",
            loop="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=stop_seconds,
        ),
        started,
    )
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(listener.close)
        watcher = asyncio.create_task(_end(server, stop or cleanup.enter_context(stop_signals())))
        cleanup.callback(watcher.cancel)
        try:
            await server.serve(sockets=[listener])
        except SystemExit:
            reason = str(watched.failure or "its log says why").rstrip(".")
            raise ServingError(f"The service on port {port} didn't start: {reason}.") from watched.failure
        except asyncio.CancelledError:
            if server.started:
                await server.shutdown(sockets=[listener])
            raise


class _Watched:
    """The application, with what its lifespan failed of kept: uvicorn itself only logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            self.failure = error
            raise


async def _end(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
