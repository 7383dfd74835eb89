"""Somebody whom own lists leave no place in a draw: he alone is told so, once for each draw, and never by whose."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events import Event, MemberUnplaced


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Whether he was told."""

    told: bool = False


def evolve(unplaced: Unplaced, event: Event) -> Unplaced:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    return Unplaced(True) if isinstance(event, MemberUnplaced) else unplaced


@dataclass(frozen=True, slots=True)
class TellUnplaced:
    """The draw of this time has no place for him."""

    label: str


def decide(command: TellUnplaced, unplaced: Unplaced) -> list[Event]:
    """The events that the command brings about; none where he was told."""
    return [] if unplaced.told else [MemberUnplaced(label=command.label)]
