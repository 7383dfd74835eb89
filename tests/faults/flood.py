"""`python -m tests.faults.flood PORT MANY`: open so many connections, say something on each, and keep them.

Prints how many were answered 200, how many 503, how many by nothing at all, and how many otherwise.
"""

from __future__ import annotations

import resource
import socket
import sys
from contextlib import suppress
from http.client import HTTPResponse

_ADDRESSES = 8
"""Each address of one's own has about 28,000 ports; spread, none is used up where a run follows on another."""


def as_many_as_may_be(wanted: int) -> int:
    """So many sockets, or as many as a process may have here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted + 500:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted + 500, max(hard, wanted + 500)))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted + 500, hard), hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return min(wanted, soft - 500)


def flood(port: int, many: int) -> tuple[int, int, int, int]:
    """Open them all, say something on each, keep them; how many were answered 200, 503, not at all, otherwise."""
    held: list[socket.socket] = []
    dropped = 0
    try:
        for number in range(many):
            try:
                one = socket.create_connection(
                    ("127.0.0.1", port), timeout=20, source_address=(f"127.0.0.{2 + number % _ADDRESSES}", 0)
                )
                one.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n")
            except OSError:
                dropped += 1
                continue
            held.append(one)
        found = {200: 0, 503: 0}
        others = 0
        for one in held:
            try:
                response = HTTPResponse(one)
                response.begin()
                polite = response.status == 200 or response.headers["Connection"] == "close"
            except OSError:
                dropped += 1
                continue
            if response.status in found and polite:
                found[response.status] += 1
            else:
                others += 1
        return found[200], found[503], dropped, others
    finally:
        for one in held:
            one.close()


if __name__ == "__main__":
    as_many_as_may_be(int(sys.argv[2]))
    print(*flood(int(sys.argv[1]), int(sys.argv[2])))
