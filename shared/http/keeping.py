"""What using a session or token leaves: a cookie that is good for a while longer, and a note of the hour."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.auth import came_by_cookie, identity_of
from shared.http.origins import Origins
from shared.http.sessions import came_from, set_session
from shared.identity.records import HOUR, Seen, note_seen
from shared.identity.sign_in import SignInDesk

logger = logging.getLogger("tomoni.http")

_WRITE_EVERY = 60.0


class KeepSessions:
    """Pure ASGI middleware of the service that signs people in. The other one only reads what this one has signed."""

    def __init__(
        self, app: ASGIApp, desk: SignInDesk, origins: Origins, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._desk, self._origins, self._clock = app, desk, origins, clock
        self._hour, self._noted = 0, set[str]()
        self._waiting: dict[str, Seen] = {}
        self._written = clock()
        self._writing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; who was let in by it has been here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def renewing(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._renew(scope, message)
            await send(message)

        await self._app(scope, receive, renewing)
        self._note(scope)

    def _renew(self, scope: Scope, message: Message) -> None:
        who = identity_of(scope)
        if who is None or not came_by_cookie(scope):
            return
        headers = MutableHeaders(raw=message["headers"])
        if "set-cookie" not in headers and (session := self._desk.renewed(who)) is not None:
            carrier = Response()
            set_session(carrier, Request(scope), self._origins, session, self._desk.now())
            headers.append("set-cookie", carrier.headers["set-cookie"])

    def _note(self, scope: Scope) -> None:
        who = identity_of(scope)
        if who is None:
            return
        hour = int(self._desk.now().timestamp()) // HOUR
        if hour != self._hour:
            self._hour = hour
            self._noted.clear()
        if who.id not in self._noted:
            self._noted.add(who.id)
            self._waiting[who.id] = Seen(who, hour, came_from(Request(scope)))
        if self._waiting and self._clock() - self._written > _WRITE_EVERY:
            # Together, and never while somebody waits: nothing depends on it.
            self._written = self._clock()
            seen, self._waiting = self._waiting, {}
            task = asyncio.create_task(self._write(list(seen.values())), name="sessions seen")
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, seen: list[Seen]) -> None:
        try:
            await asyncio.to_thread(self._write_now, seen)
        except (SQLAlchemyError, OSError) as error:
            logger.warning("when %d sessions were last seen can't be noted: %s", len(seen), error)

    def _write_now(self, seen: list[Seen]) -> None:
        with self._desk.engine.begin() as connection:
            note_seen(connection, seen)
