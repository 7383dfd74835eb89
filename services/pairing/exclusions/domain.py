"""Two people who are never put together, because one of them or an organiser wants it so. Why is never asked.

Both stand here under keyed digests: neither the aggregate nor its events tell who they are, or whose list it is on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from shared.events import Event, ExclusionLifted, ExclusionSet, Unfitting


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What the exclusion's events so far add up to: whether it holds, and for whom."""

    holds: bool = False
    one: str = ""
    other: str = ""


def evolve(exclusion: Exclusion, event: Event) -> Exclusion:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case ExclusionSet(one=one, other=other):
            return Exclusion(True, one, other)
        case ExclusionLifted():
            return replace(exclusion, holds=False)
        case _:
            return exclusion


@dataclass(frozen=True, slots=True)
class KeepApart:
    """Never put these two together, from the next draw on."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Lift:
    """They may be put together again."""


Command = KeepApart | Lift


def decide(command: Command, exclusion: Exclusion) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid."""
    match command:
        case KeepApart(one=one, other=other):
            if one == other:
                raise Unfitting("nobody can be kept apart from himself; name two people")
            first, second = sorted((one, other))
            return [] if exclusion.holds else [ExclusionSet(one=first, other=second)]
        case Lift():
            return [ExclusionLifted(one=exclusion.one, other=exclusion.other)] if exclusion.holds else []
        case _:
            assert_never(command)
