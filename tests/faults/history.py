"""What clients asked for and what they were told: the one side of the comparison, the log is the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Told(StrEnum):
    """How an operation ended for whoever asked for it."""

    NOTHING = "nothing"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """A definite answer to one attempt. `changed` and `repeated` as the service told them, None where it doesn't."""

    status: int
    aggregate: str = ""
    version: int = 0
    changed: bool | None = None
    repeated: bool | None = None
    detail: str = ""

    @property
    def told(self) -> Told:
        """Done, or refused for good."""
        return Told.ACKNOWLEDGED if self.status < 300 else Told.REFUSED


@dataclass(slots=True)
class Operation:
    """One command of a client: sent under one idempotency key, as often as it took."""

    what: str
    command: str
    actor: str
    if_match: int | None = None
    attempts: int = 0
    unknown: int = 0
    answers: list[Answer] = field(default_factory=list)

    @property
    def told(self) -> Told:
        """What its sender believes in the end."""
        return self.answers[-1].told if self.answers else Told.NOTHING

    def __str__(self) -> str:
        return f"{self.what} (command {self.command}, {self.attempts} attempts)"


@dataclass(slots=True)
class History:
    """All operations, and answers that no client should ever get."""

    operations: list[Operation] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def begin(self, operation: Operation) -> Operation:
        """Note that it is about to be sent."""
        self.operations.append(operation)
        return operation

    def count(self, told: Told) -> int:
        """How many ended so."""
        return sum(operation.told is told for operation in self.operations)

    @property
    def unknown(self) -> int:
        """How many were, for a time, neither done nor refused as far as their sender knew."""
        return sum(operation.unknown > 0 for operation in self.operations)
