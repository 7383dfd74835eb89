"""What every event has in common: it is frozen, and readers ignore fields they don't know."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Event"]


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something that happened to one aggregate. Subclasses are named in the past tense and live in the catalogue."""
