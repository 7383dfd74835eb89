"""What else happens to objectives and key results: goalposts move, links are made, a quarter's work is judged.

All of them belong to the aggregate ``objective/<id>``. `reason` and `note` are the actor's own words, sealed;
`approver` is the person who agreed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from .base import Event
from .measures import Measure
from .values import Sealed

__all__ = [
    "CarriedKeyResult",
    "CarryChoice",
    "CheckInAcknowledged",
    "KeyResultLinked",
    "KeyResultMoved",
    "KeyResultPhased",
    "KeyResultReassigned",
    "KeyResultRetargeted",
    "KeyResultRevised",
    "KeyResultReweighted",
    "KeyResultScore",
    "ObjectiveAligned",
    "ObjectiveCarriedOver",
    "ObjectiveMoved",
    "ObjectiveReassigned",
    "ObjectiveReopened",
    "ObjectiveScored",
    "ObjectiveShared",
    "OverrideCleared",
    "PlannedPoint",
    "PostMortemWritten",
    "ProgressOverridden",
]


class ObjectiveReassigned(Event, frozen=True, kw_only=True):
    """Who owns the objective and which team's it is from now on (both, also the one that stays)."""

    owner: str | None = None
    team: str | None = None
    reason: Sealed | None = None
    approver: str | None = None


class ObjectiveMoved(Event, frozen=True, kw_only=True):
    """Which quarter the objective belongs to from now on, with its key results; None is the backlog."""

    quarter: str | None = None
    reason: Sealed | None = None
    approver: str | None = None


class ObjectiveShared(Event, frozen=True, kw_only=True):
    """Who may see a private objective from now on: the whole list, its owner among them."""

    people: tuple[str, ...]


class ObjectiveAligned(Event, frozen=True, kw_only=True):
    """What the objective serves from now on: another objective, or one of its key results; nothing where neither is."""

    objective: str | None = None
    key_result: str | None = None
    reason: Sealed | None = None
    approver: str | None = None


class KeyResultScore(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a key result came to, 0 to 1, and the part in percent by which it counted; None where it never began."""

    key_result: str
    score: Decimal | None = None
    weight: Decimal | None = None


class ObjectiveScored(Event, frozen=True, kw_only=True):
    """What the objective came to, 0 to 1: `proposed` by the rule book from its progress, and what was decided.

    `automatic` where nobody judged and the proposal stands; a later final value then proposes anew.
    """

    score: Decimal | None
    proposed: Decimal | None
    rules: str
    key_results: tuple[KeyResultScore, ...] = ()
    automatic: bool = False
    note: Sealed | None = None


class PostMortemWritten(Event, frozen=True, kw_only=True):
    """What was learned from a committed objective that was not reached in full."""

    text: Sealed


class ObjectiveReopened(Event, frozen=True, kw_only=True):
    """A closed objective takes changes again."""

    reason: Sealed


CarryChoice = Literal["drop", "continue", "restart", "structure"]
"""What becomes of a key result: nothing, on from the last value, from the old baseline, or its title and kind only."""


class CarriedKeyResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a key result, and the new one's id, unless it was dropped."""

    key_result: str
    choice: CarryChoice
    into: str | None = None


class ObjectiveCarriedOver(Event, frozen=True, kw_only=True):
    """The objective goes on as another one, in another quarter or the backlog."""

    into: str
    quarter: str | None
    key_results: tuple[CarriedKeyResult, ...] = ()


class KeyResultRevised(Event, frozen=True, kw_only=True):
    """The key result's title from now on."""

    key_result: str
    title: str


class KeyResultRetargeted(Event, frozen=True, kw_only=True):
    """What the key result is measured by from now on; the former measure stays in the ledger."""

    key_result: str
    measure: Measure
    reason: Sealed | None = None
    approver: str | None = None


class KeyResultReweighted(Event, frozen=True, kw_only=True):
    """The part in percent by which the key result counts from now on; None shares what the others leave."""

    key_result: str
    weight: Decimal | None
    reason: Sealed | None = None
    approver: str | None = None


class KeyResultReassigned(Event, frozen=True, kw_only=True):
    """Who owns the key result from now on."""

    key_result: str
    owner: str | None
    reason: Sealed | None = None
    approver: str | None = None


class KeyResultLinked(Event, frozen=True, kw_only=True):
    """The key result's value is the sum of these key results' values from now on; its own again where none is named."""

    key_result: str
    sources: tuple[str, ...]
    reason: Sealed | None = None
    approver: str | None = None


class KeyResultMoved(Event, frozen=True, kw_only=True):
    """The key result measures another objective from now on, under the same id; that one's `KeyResultAdded` says so."""

    key_result: str
    objective: str
    reason: Sealed | None = None
    approver: str | None = None


class PlannedPoint(Struct, frozen=True, kw_only=True):
    """At the end of this day the key result should have come so far: `progress` is 0 to 1."""

    day: date
    progress: Decimal


class KeyResultPhased(Event, frozen=True, kw_only=True):
    """The curve that the key result should follow; without points it is the straight one again."""

    key_result: str
    points: tuple[PlannedPoint, ...]


class ProgressOverridden(Event, frozen=True, kw_only=True):
    """Somebody set the key result's progress by hand (0 to 1): what children and links say is no longer taken."""

    key_result: str
    progress: Decimal
    reason: Sealed | None = None


class OverrideCleared(Event, frozen=True, kw_only=True):
    """The key result takes again what its children, its links or its own check-ins say."""

    key_result: str


class CheckInAcknowledged(Event, frozen=True, kw_only=True):
    """The reviewer (the envelope's actor) has read the check-in."""

    check_in: str
    key_result: str
