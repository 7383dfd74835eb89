"""Somebody who joined so late that no group takes him in: he waits for the next draw, and is told so."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events import Event, NewcomerWaits


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Nothing is remembered: who waits is seen by his sitting in no group."""


def evolve(newcomer: Newcomer, _: Event) -> Newcomer:
    """Fold one event."""
    return newcomer


@dataclass(frozen=True, slots=True)
class Wait:
    """The newcomer with this confidential id waits for the next draw."""

    newcomer: str


def decide(command: Wait, _: Newcomer) -> list[Event]:
    """Said once for each time that somebody joins; by the command's id the same time is never told twice."""
    return [NewcomerWaits(person=command.newcomer)]
