"""What a group chooses to tell everybody. It is the group that tells it: which member wrote it down isn't kept."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events import Event, Forbidden, GroupAdjusted, GroupFormed, InsightShared, NotFound, Sealed
from shared.texts import lines

LONGEST = 1_000
"""Characters of an insight."""


@dataclass(frozen=True, slots=True)
class Teller:
    """The group, as far as it tells something: who belongs to it."""

    members: tuple[str, ...] = ()


def evolve(teller: Teller, event: Event) -> Teller:
    """Fold one event."""
    match event:
        case GroupFormed(members=members) | GroupAdjusted(members=members):
            return Teller(members)
        case _:
            return teller


@dataclass(frozen=True, slots=True)
class ShareInsight:
    """Tell everybody `text`, perhaps about an objective (its id); `by` is a member, and isn't kept.

    The text is sealed among the members; nobody else's is (None).
    """

    by: str
    insight: str
    text: Sealed | None
    objective: str | None = None


def decide(command: ShareInsight, teller: Teller) -> list[Event]:
    """The insight, also of a group that is over. Raises NotFound, Forbidden, Invalid."""
    if not teller.members:
        raise NotFound("there is no such group")
    # The outsider is refused before anything else is said.
    if command.by not in teller.members or command.text is None:
        raise Forbidden("only a member of the group can tell something in its name")
    return [InsightShared(insight=command.insight, text=command.text, objective=command.objective)]


def worded(text: str) -> str:
    """The text without blanks around it, as a group may tell it. Raises Invalid."""
    return lines(text, "insight", LONGEST)
