"""Connections that are made to permitted addresses only: looked at when they are made, for a name can lead elsewhere
then than when somebody wrote it down."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from ipaddress import ip_address

import httpcore
import httpx

from shared.outbox.destinations import Address, Inside


class PermittedOnly(httpcore.AsyncNetworkBackend):
    """Resolves a host itself, and connects to the very address that it has found to be permitted."""

    def __init__(self, allowed: Inside) -> None:
        self._allowed, self._network = allowed, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address that takes one. Raises httpcore.ConnectError."""
        addresses = await resolved(host, port)
        permitted = [each for each in addresses if self._allowed.reaches(host, each)]
        if not permitted:
            said = ", ".join(map(str, addresses))
            raise httpcore.ConnectError(f"{said} isn't public, nor allowed by TOMONI_NOTICE_INTERNAL")
        for address in permitted[:-1]:
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(str(permitted[-1]), port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        await asyncio.sleep(seconds)


class PermittedTransport(httpx.AsyncHTTPTransport):
    """A transport of httpx over such connections. No proxy stands between: that would resolve names by itself."""

    def __init__(self, allowed: Inside, verify: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(verify=verify, limits=limits, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=PermittedOnly(allowed),
        )


async def resolved(host: str, port: int) -> list[Address]:
    """All addresses of a host, in the resolver's order. Raises httpcore.ConnectError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    # An address of a link carries the name of the link, which says nothing about whose it is.
    return [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
