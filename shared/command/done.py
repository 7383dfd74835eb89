"""What a command did."""

from __future__ import annotations

from dataclasses import dataclass

from shared.eventlog import Outcome


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did: the id of the thing it was about, and the outcome on the thing's aggregate."""

    id: str
    outcome: Outcome

    @classmethod
    def of(cls, outcome: Outcome) -> Done:
        """What was done to the aggregate itself."""
        return cls(outcome.aggregate.rpartition("/")[2], outcome)
