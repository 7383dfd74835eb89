"""What "well" means: every sentence that a service says of its log, its store and its clock, and when it says it.

Readiness, figures and `tomoni status` all ask here. The way out of each sentence is on the operators' page, and a test
makes it true and untrue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.eventlog.errors import LogFull, LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.standing import StreamInfo

NEARLY_FULL = 0.98
"""The share of its limit at which a log is as good as full: what is under way at this moment has to go somewhere."""

ROOM = 1024**2
"""Bytes that must be left below a log's limit until it is believed to take what it has refused for the limit."""

HALTED = "The projection has halted"
"""How the reason begins that stays until somebody does something about it."""

STORES_NOTHING = "The log stores nothing now"
"""How the reason begins that a new start of nats-server mends, where its disk has room."""


class Notice(str):
    """A sentence that operators must see, about something that keeps nobody from being served."""

    __slots__ = ()


def reasons_in(answer: Mapping[str, Any]) -> str:
    """All that an answer of `/readyz` has to say, in one text; empty where all is well."""
    return "; ".join(check["reason"] for check in answer.get("checks", []) if check["reason"])


def of_log(
    *, connected: bool, info: StreamInfo | LogUnavailable, appends: Fate, trials: Fate, untried: bool
) -> str | None:
    """Why nothing can be written now, as a sentence; None where the log takes events.

    `info` is what its leader says, or why it says nothing; `appends` what became of events, `trials` of messages to
    stream HEALTH, `untried` that there is no such stream.
    """
    if not connected:
        return "The connection to the log is down; it is being tried again."
    if isinstance(info, LogUnavailable):
        return f"The log does not answer: {info}."
    if not info.has_majority:
        return "The log does not answer: the server that leads it is cut off from the others."
    size, limit = info.state.bytes, info.config.max_bytes
    full = isinstance(appends.trouble, LogFull)
    if full and 0 < limit < size + ROOM:
        return (
            f"The log is at its limit of {limit} bytes (it holds {size}) and refuses events; raise "
            "TOMONI_LOG_MAX_BYTES, then run: tomoni streams apply."
        )
    if limit > 0 and size > limit * NEARLY_FULL:
        return (
            f"The log holds {size} of at most {limit} bytes; raise TOMONI_LOG_MAX_BYTES, then run: tomoni streams "
            "apply."
        )
    trouble = trials.trouble if full else appends.trouble or trials.trouble
    if trouble is not None:
        return (
            f"{STORES_NOTHING} ({trouble}): make room on the disk of nats-server, or bring its peers back. A server "
            "whose disk was full stores nothing until it is started anew: tomoni up does that by itself; with a server "
            "of your own nobody does it but you."
        )
    if untried:
        return Notice(
            "Whether the log stores anything can't be tried while nobody writes, for it has no stream HEALTH; run: "
            "tomoni streams apply, and have nats-server read its accounts anew."
        )
    return None


def of_projection(
    service: str, *, halted: str | None, ailing: str | None, remade: str | None, parked: int
) -> str | None:
    """Why what the store holds is not to be trusted now, as a sentence; None where it is.

    A Notice where it is, except for what is parked: everything else goes on meanwhile.
    """
    if halted is not None:
        return f"{HALTED}: {halted}."
    if ailing is not None:
        return (
            f"The store can't be written ({ailing}); what is new waits in the log: look at the disk and the database."
        )
    if remade is not None:
        return f"Nothing is shown for a moment: {remade}."
    if parked:
        events = "1 event is" if parked == 1 else f"{parked} events are"
        return Notice(f"{events} parked and not shown; see: tomoni parked list {service}.")
    return None


def of_clock(
    *, still: float | None = None, failing: int = 0, rule: str = "", times: int = 0, reason: str = ""
) -> str | None:
    """What is due at a time and isn't done, as a Notice: everybody is served all the same.

    `still` is for how many seconds the clock has stood still, None where it ticks; `failing` how many of its tasks
    fail, with the worst one's rule, how often, and why.
    """
    if failing:
        return Notice(f"The clock fails with {failing} of its tasks and tries again; {rule}, {times} times: {reason}.")
    if still is not None:
        return Notice(f"The clock has stood still for {still:.0f} s: nothing that is due is done.")
    return None
