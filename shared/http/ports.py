"""Ports to listen on, and what is raised where there is none. Every command knows this error, so nothing heavy here."""

from __future__ import annotations

import errno
import socket

_BUSY = (errno.EADDRINUSE, errno.EACCES)
_BACKLOG = 2048


class ServingError(RuntimeError):
    """The service can't be reached or didn't start; the message is one sentence."""


def free_port(host: str, wished: int) -> int:
    """The wished port if nobody listens there, else another that is free just now. Raises ServingError."""
    try:
        with _bound(host, wished) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        if error.errno not in _BUSY:
            raise _unusable(host, wished, error) from None
    with listening(host, 0) as probe:
        return int(probe.getsockname()[1])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there and doesn't block. Raises ServingError."""
    try:
        return _bound(host, port)
    except OSError as error:
        raise _unusable(host, port, error) from None


def _bound(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Without this a port stays taken for a minute after its last user has gone.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _unusable(host: str, port: int, error: OSError) -> ServingError:
    return ServingError(f"Nothing can listen on {host}:{port}: {error.strerror or error}.")
