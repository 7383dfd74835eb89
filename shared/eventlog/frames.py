"""A quick way through runs of frames: nats-py's parser, with a shortcut for the subscriptions that have a sink.

nats-py matches several regular expressions against its buffer, copies each payload twice and moves the rest of the
buffer up, for every single message. Frames for a sink are cut out of the bytes as they came instead. Whatever is no
whole frame for a sink goes to nats-py's parser, in its place in the stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nats.aio.client import Client
from nats.protocol.parser import AWAITING_CONTROL_LINE, Parser

Sink = Callable[[bytes, bytes, bytes, bytes | None], None]
"""What takes a raw frame: subject, reply subject, payload, header block (None where there is none)."""


class FrameParser(Parser):
    """Hands frames of the subscriptions in `sinks` (by id, as it stands on the wire) on at once."""

    def __init__(self, client: Client, sinks: Mapping[bytes, Sink]) -> None:
        super().__init__(client)
        self._sinks = sinks

    async def parse(self, data: bytes = b"") -> None:
        """Take what the server sent next."""
        if self._sinks and self.state == AWAITING_CONTROL_LINE:
            if self.buf:
                data = bytes(self.buf) + data
                self.buf.clear()
            taken, waits = self._run(data)
            if waits:
                self.buf += data[taken:]
                return
            data = data[taken:]
        await super().parse(data)

    def _run(self, data: bytes) -> tuple[int, bool]:
        """Hand on the frames that `data` begins with: how many bytes, and whether only more can tell what follows."""
        find, sinks = data.find, self._sinks
        size, start = len(data), 0
        while True:
            if data.startswith(b"HMSG ", start):
                word, wanted = 5, 4
            elif data.startswith(b"MSG ", start):
                word, wanted = 4, 3
            else:
                return start, start == size
            line_end = find(b"\r\n", start)
            if line_end < 0:
                return start, True
            line = data[start + word : line_end].split(b" ")
            sink = sinks.get(line[1]) if len(line) > 1 else None
            # Without a reply subject a line is one word shorter; anything else is nats-py's to judge.
            if sink is None or not wanted <= len(line) <= wanted + 1:
                return start, False
            headers = line_end + 2
            payload = headers + int(line[-2]) if word == 5 else headers
            end = headers + int(line[-1])
            if end + 2 > size:
                return start, True
            reply = line[2] if len(line) > wanted else b""
            sink(line[0], reply, data[payload:end], data[headers:payload] if word == 5 else None)
            start = end + 2
