"""The events of role models: who offers himself, who seeks one, and who gets whom for a term.

Role models offer themselves in public, ``role-model/<person>``; who seeks one and who got whom is confidential,
``private/seeker/<id>`` and ``private/term/<id>``.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from .base import Event
from .values import Sealed

__all__ = [
    "AssignmentMethod",
    "Placement",
    "PlacementsProposed",
    "RoleModelOffered",
    "RoleModelWithdrawn",
    "SeekerJoined",
    "SeekerWithdrawn",
    "TermConfirmed",
    "TermDiscarded",
    "TermDrafted",
    "TermEnded",
]


class RoleModelOffered(Event, frozen=True, kw_only=True):
    """Somebody offers to be a role model for up to so many people, with experience of these topics.

    `topics` are keyed digests, by which they are compared; `words` are the topics as he wrote them, one a line.
    """

    capacity: int
    topics: tuple[str, ...] = ()
    words: Sealed | None = None


class RoleModelWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody is a role model no more, from the next term on. Why is never asked."""


class SeekerJoined(Event, frozen=True, kw_only=True):
    """Somebody seeks a role model: whom he wishes for, the best first, and for which topics. All are keyed digests."""

    wishes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class SeekerWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody seeks no role model any more, from the next term on. Why is never asked."""


AssignmentMethod = Literal["stable", "least-rank"]
"""No seeker and role model would both rather have each other, or as many and as good wishes as possible."""


class TermDrafted(Event, frozen=True, kw_only=True):
    """An assignment of seekers to role models for a term, in place of any former draft of it.

    Who gets whom follows as `PlacementsProposed`, in the same batch. `blocking` pairs would both rather have each
    other; `most_placed` and `least_total_rank` are those of the assignment of least rank, none better by proof where
    `proved`. `wishing` seekers said whom they wish for, and `first_wishes` got the first of them. `pool` is a digest of
    what was assigned from, so that a draft that it has left behind is known.
    """

    programme: str
    label: str
    begins: date
    ends: date
    method: AssignmentMethod
    pool: str
    seekers: int
    role_models: int
    places: int
    placed: int
    total_rank: int
    blocking: int
    most_placed: int
    least_total_rank: int
    proved: bool
    wishing: int
    first_wishes: int


class Placement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A seeker and the role model he gets, with whom he has this rank; or why he gets none. Both by keyed digests."""

    seeker: str
    role_model: str | None = None
    rank: int | None = None
    because: Literal["nobody-fits", "full"] | None = None


class PlacementsProposed(Event, frozen=True, kw_only=True):
    """Some of a draft's placements; a large draft needs several such events."""

    placements: tuple[Placement, ...]


class TermConfirmed(Event, frozen=True, kw_only=True):
    """The draft holds: seekers and role models learn of each other."""

    label: str


class TermDiscarded(Event, frozen=True, kw_only=True):
    """The draft was thrown away; nobody was told of it."""


class TermEnded(Event, frozen=True, kw_only=True):
    """The term is over; `on` is the day from which it is."""

    on: date
