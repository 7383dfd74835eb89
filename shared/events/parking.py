"""What both services say about events that can't be applied: the decision to leave one out for good.

Aggregate: ``parked/<service>``; each service decides for its own store and publishes under its own subjects.
"""

from __future__ import annotations

from .base import Event

__all__ = ["DROPPED_BY", "OkrEventDropped", "PairingEventDropped", "ParkedEventDropped"]


class ParkedEventDropped(Event, frozen=True, kw_only=True):
    """The event `event` at `position` of the log is left out of the service's store, live and in every rebuild.

    `aggregate` is the one it belongs to, or ``position/<n>`` for a record that names none. `reason` says why somebody
    decided so; it is readable for ever.
    """

    position: int
    event: str
    aggregate: str
    reason: str


class OkrEventDropped(ParkedEventDropped, frozen=True, kw_only=True):
    """The okr store leaves an event out."""


class PairingEventDropped(ParkedEventDropped, frozen=True, kw_only=True):
    """The pairing store leaves an event out."""


DROPPED_BY: dict[str, type[ParkedEventDropped]] = {"okr": OkrEventDropped, "pairing": PairingEventDropped}
"""How each service says it."""
