"""What goes into a decision and what comes out of it: an aggregate's behaviour, an order, its outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from shared.events import Authority, Event, Recorded, derived_id

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
    If-Match. `authority` is whose word it is; what isn't told otherwise is a member's. `formerly` are the ids that
    older versions gave the same command: what was carried out under one of them is not carried out again.
    `former_digest` is what an older version told the same body by.
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
    formerly: tuple[str, ...] = ()
    former_digest: str | None = None

    @property
    def commands(self) -> tuple[str, ...]:
        """Every id under which this command may have been carried out, its own first."""
        return (self.command, *self.formerly)

    def made(self, name: str) -> tuple[str, ...]:
        """Every id that a new thing of this name may have had from this command, today's first."""
        return tuple(derived_id(command, name) for command in self.commands)

    def step(self, name: str, expected_version: int | None = None) -> Order:
        """The order of one step of what is commanded: a command of its own, the same whenever it is tried."""
        command, *formerly = self.made(name)
        return replace(self, command=command, formerly=tuple(formerly), expected_version=expected_version)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command brought about: its events (none where nothing changed) and the aggregate's version after it.

    `repeated` says that the command had been carried out before; nothing was written now. `command` is then the id
    under which it was, which may be one that an older version made.
    """

    aggregate: str
    version: int
    events: tuple[Recorded[Event], ...]
    repeated: bool = False
    command: str | None = None
