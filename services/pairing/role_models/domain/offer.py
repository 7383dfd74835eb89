"""A role model: somebody who offers what he has been through to a few people for a term, in public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from shared.events import Event, Invalid, RoleModelOffered, RoleModelWithdrawn, Sealed

MOST = 50
"""How many seekers one person may take."""


@dataclass(frozen=True, slots=True)
class RoleModel:
    """What the role model's events so far add up to; no places before the first offer and after a withdrawal."""

    capacity: int = 0
    topics: tuple[str, ...] = ()


def evolve(model: RoleModel, event: Event) -> RoleModel:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case RoleModelOffered(capacity=capacity, topics=topics):
            return RoleModel(capacity, topics)
        case RoleModelWithdrawn():
            return RoleModel()
        case _:
            return model


@dataclass(frozen=True, slots=True)
class Offer:
    """Be a role model for up to so many seekers from the next term on; `words` are the topics, sealed."""

    capacity: int
    topics: tuple[str, ...] = ()
    words: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Be one no more, from the next term on; a term that runs goes on."""


Command = Offer | Withdraw


def decide(command: Command, model: RoleModel) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid."""
    match command:
        case Offer(capacity=capacity, topics=topics, words=words):
            if not 1 <= capacity <= MOST:
                raise Invalid(f"a role model for {capacity} people is not possible; offer from 1 to {MOST} places")
            if model == RoleModel(capacity, topics):
                return []
            return [RoleModelOffered(capacity=capacity, topics=topics, words=words)]
        case Withdraw():
            return [RoleModelWithdrawn()] if model.capacity else []
        case _:
            assert_never(command)
