"""A group as far as the measures look at it, and the pairs of people in groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

Pair = tuple[str, str]
"""Two people, the smaller id first."""


@dataclass(frozen=True, slots=True)
class PastGroup:
    """A group, past or present: who, of which rotation, in how many weeks it met, on which days it existed.

    `dissolved_on` is the first day on which it was no more; `every_weeks` is its own cadence.
    """

    members: tuple[str, ...]
    rotation: str
    weeks_met: int = 0
    formed_on: date | None = None
    dissolved_on: date | None = None
    every_weeks: int = 1


def pairs_of(members: Iterable[str]) -> list[Pair]:
    """Each two of these people, once."""
    return list(combinations(sorted(set(members)), 2))


def pairs_in(groups: Iterable[PastGroup]) -> set[Pair]:
    """Each two people who are in one of the groups together."""
    return {pair for group in groups for pair in pairs_of(group.members)}
