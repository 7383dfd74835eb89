"""W3C trace context: the `traceparent` that a request brings, and the one that a reaction's commands carry on."""

from __future__ import annotations

import re
from uuid import UUID

_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


def accepted(header: str | None) -> str | None:
    """The header's value in the form of version 00; None where there is none or it must be ignored (W3C, 4.3)."""
    match = _FORM.fullmatch(header) if header is not None and len(header) <= 512 else None
    if match is None:
        return None
    version, trace, parent, flags, more = match.groups()
    if version == "ff" or (version == "00" and more) or not int(trace, 16) or not int(parent, 16):
        return None
    return f"00-{trace}-{parent}-{flags}"


def child(parent: str | None, command: str) -> str | None:
    """The traceparent of a command that another one's event led to: the same trace, a span of its own.

    The span's id is made from the command's, so the command carries the same one however often it is tried.
    """
    known = accepted(parent)
    if known is None:
        return None
    version, trace, _, flags = known.split("-")
    return f"{version}-{trace}-{UUID(command).hex[:16]}-{flags}"


def trace_id(traceparent: str | None) -> str | None:
    """The id of the whole trace (32 hexadecimal digits), or None."""
    known = accepted(traceparent)
    return None if known is None else known.split("-")[1]
