"""Three ways out of the house: a signed webhook, a message to Slack (or what understands the same), a file.

None of them follows a redirect: whoever answers for an address could send what is signed for it anywhere else.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import msgspec

from shared.events import Invalid
from shared.outbox import files
from shared.outbox.channel import Channel
from shared.outbox.connecting import PermittedTransport
from shared.outbox.destinations import NOTHING, Inside, refuse
from shared.outbox.files import Forgotten
from shared.outbox.results import Arrived, Delivery, Failed, Gone, Result
from shared.outbox.signing import signed_headers

logger = logging.getLogger(__name__)

_GONE = 410
_PATIENCE = frozenset({408, 425, 429})
_PRINTED = 40_000
"""Slack cuts longer texts; so many characters it shows."""
_LATER = 1.0


class Transports:
    """Delivers letters. `files` is the directory of file channels, `seconds` how long an answer may take in all.

    `allowed` is what may be reached though it isn't public. `forgotten` tells whether somebody is known to be
    forgotten; it is asked while the file is locked.
    """

    def __init__(
        self,
        files: Path,
        seconds: float,
        now: Callable[[], datetime],
        allowed: Inside = NOTHING,
        *,
        forgotten: Forgotten,
    ) -> None:
        self._files, self._seconds, self._now, self._allowed = files, seconds, now, allowed
        self._forgotten = forgotten
        self._clients: dict[str | None, httpx.AsyncClient] = {}
        for library in ("httpx", "httpcore"):
            # They would log each request's address, which may be a secret.
            logging.getLogger(library).setLevel(logging.WARNING)

    async def deliver(self, channel: Channel, delivery: Delivery) -> Result:
        """Try once. Never raises what the other side is to blame for."""
        match channel.kind:
            case "webhook":
                body = msgspec.json.encode(
                    {
                        "type": f"tomoni.{delivery.kind}",
                        "timestamp": delivery.created,
                        "text": delivery.text,
                        "data": delivery.data,
                    }
                )
                stamp = int(self._now().timestamp())
                return await self._post(channel, body, signed_headers(channel.secret or "", delivery.id, stamp, body))
            case "slack":
                return await self._post(channel, msgspec.json.encode({"text": slack_text(delivery.text)}), {})
            case "file":
                return await asyncio.to_thread(files.append, self._files / channel.target, delivery, self._forgotten)

    async def close(self) -> None:
        """Let every connection go."""
        for client in self._clients.values():
            await client.aclose()

    async def _post(self, channel: Channel, body: bytes, headers: dict[str, str]) -> Result:
        sent = {"content-type": "application/json", "user-agent": "tomoni"} | headers
        host = urlsplit(channel.target).hostname or ""
        try:
            refuse(host, self._allowed)
            # In all: an answer that comes byte by byte would be within any limit on its parts. A little later than
            # the library's own limits, for it closes well only what it gave up by itself.
            async with asyncio.timeout(self._seconds + _LATER):
                async with self._client(channel.target).stream(
                    "POST", channel.target, content=body, headers=sent
                ) as answer:
                    return _judged(answer.status_code, answer.headers.get("retry-after"))
        except (TimeoutError, httpx.HTTPError, Invalid) as error:
            # Of what came in the way only this house's own log tells: else whoever may set a channel up would learn
            # by its address what listens where. Nor does the log hold more than the host, for the rest is secret.
            told = str(error) if isinstance(error, httpx.ConnectError | Invalid) else type(error).__name__
            logger.warning("channel %s can't reach %s: %s", channel.name, host, told)
            return Failed(f"no connection, or no answer within {self._seconds:g} s; the service's log says which")

    def _client(self, target: str) -> httpx.AsyncClient:
        proxy = _proxy(target)
        if proxy not in self._clients:
            limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
            verify = ssl.create_default_context()
            # A proxy that the environment names resolves names and decides by itself, as whoever put it there wants.
            way = PermittedTransport(self._allowed, verify, limits) if proxy is None else None
            self._clients[proxy] = httpx.AsyncClient(
                timeout=self._seconds,
                follow_redirects=False,
                trust_env=False,
                limits=limits,
                verify=verify,
                proxy=proxy,
                transport=way,
            )
        return self._clients[proxy]


def slack_text(text: str) -> str:
    """The text with what Slack would take for markup of its own spelled out, as its documentation says."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[:_PRINTED]


def _proxy(target: str) -> str | None:
    """The proxy between here and the address, if the environment names one; to this machine's own there is none."""
    parts, named = urlsplit(target), getproxies()
    found = named.get("https") or named.get("all")
    if parts.scheme == "http" or not found or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return found if "://" in found else f"http://{found}"


def _judged(status: int, after: str | None) -> Result:
    if 200 <= status < 300:
        return Arrived()
    if 300 <= status < 400:
        return Failed(f"it answered {status} and sends elsewhere, which is not followed: give the channel that address")
    if status == _GONE:
        return Gone("it answered 410: nothing is wanted there any more")
    asked = float(after) if after is not None and after.isdigit() else None
    return Failed(f"it answered {status}", channel=status >= 500 or status in _PATIENCE, after=asked)
