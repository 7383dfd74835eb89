"""Somebody who seeks a role model: confidential, so all that is named here are keyed digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from shared.events import Event, SeekerJoined, SeekerWithdrawn, Unfitting


@dataclass(frozen=True, slots=True)
class Seeker:
    """What the seeker's events so far add up to."""

    seeks: bool = False
    wishes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def evolve(seeker: Seeker, event: Event) -> Seeker:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case SeekerJoined(wishes=wishes, topics=topics):
            return Seeker(True, wishes, topics)
        case SeekerWithdrawn():
            return Seeker()
        case _:
            return seeker


@dataclass(frozen=True, slots=True)
class Seek:
    """Seek a role model from the next term on: these, the best first, else somebody with these topics.

    `himself` is how a wish would name the seeker.
    """

    himself: str
    wishes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StopSeeking:
    """Seek none any more, from the next term on; a term that runs goes on."""


Command = Seek | StopSeeking


def decide(command: Command, seeker: Seeker) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid."""
    match command:
        case Seek(himself=himself, wishes=wishes, topics=topics):
            if himself in wishes:
                raise Unfitting("nobody can be his own role model; wish for somebody else")
            if len(set(wishes)) < len(wishes):
                raise Unfitting("somebody is wished for twice; name each role model once, the best first")
            return [] if seeker == Seeker(True, wishes, topics) else [SeekerJoined(wishes=wishes, topics=topics)]
        case StopSeeking():
            return [SeekerWithdrawn()] if seeker.seeks else []
        case _:
            assert_never(command)
