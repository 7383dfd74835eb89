"""What goes into a decision and what comes out of it: an aggregate's behaviour, an order, its outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.events import Authority, Event, Recorded

S = TypeVar("S")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Decider(Generic[S, C]):
    """An aggregate's whole behaviour: what it starts from, what a command brings about, what an event changes."""

    service: str
    kind: str
    initial: S
    decide: Callable[[C, S], list[Event]]
    evolve: Callable[[S, Event], S]


@dataclass(frozen=True, slots=True)
class Order:
    """Who commands, when and why. Nothing in it is read from the world: a retry carries the same order.

    `effective` is when it happened (None: now), `recorded` and `imported_from` are for history that another system
    recorded; `digest` tells one body from another under the same command id; `expected_version` is the caller's
    If-Match. `authority` is whose word it is; what isn't told otherwise is a member's.
    """

    command: str
    actor: str
    now: datetime
    effective: datetime | None = None
    recorded: datetime | None = None
    imported_from: str | None = None
    correlation: str | None = None
    causation: str | None = None
    digest: str | None = None
    expected_version: int | None = None
    traceparent: str | None = None
    authority: Authority = Authority.MEMBER


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command brought about: its events (none where nothing changed) and the aggregate's version after it.

    `repeated` says that the command had been carried out before; nothing was written now.
    """

    aggregate: str
    version: int
    events: tuple[Recorded[Event], ...]
    repeated: bool = False
