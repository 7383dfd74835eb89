"""What is nice to have between two people: hours in common, the same office, a language; in steps from what was wished.

What is unknown of somebody disturbs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.plan import Member, Wish

Ints = NDArray[np.int64]

HOURS = 4
"""So many hours in common are enough."""

_DAY = 1440

Levels = Callable[[Ints, Ints], Ints]
"""How far pairs are from what was wished, in steps from 0."""


def levels_of(members: Sequence[Member], order: Sequence[Wish]) -> list[Levels]:
    """Those wishes that can tell anybody from anybody, the weightiest first."""
    makers: dict[Wish, Callable[[Sequence[Member]], Levels | None]] = {
        "hours": _hours,
        "office": _office,
        "language": _language,
    }
    return [levels for wish in order if (levels := makers[wish](members)) is not None]


def disturbed(members: Sequence[Member], groups: Sequence[Sequence[str]], wish: Wish) -> int:
    """How many pairs of these groups are not as wished."""
    levels = levels_of(members, (wish,))
    if not levels or not groups:
        return 0
    place = {member.id: index for index, member in enumerate(members)}
    pairs = [(place[one], place[other]) for group in groups for one, other in combinations(group, 2)]
    both: Ints = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return int((levels[0](both[:, 0], both[:, 1]) > 0).sum())


def _hours(members: Sequence[Member]) -> Levels | None:
    if len({member.hours for member in members}) < 2:
        return None
    known = np.array([*(member.hours is not None for member in members), False])
    starts = np.array([*(member.hours[0] if member.hours else 0 for member in members), 0], dtype=np.int64)
    lengths = np.array(
        [*((member.hours[1] - member.hours[0]) % _DAY if member.hours else 0 for member in members), 0], dtype=np.int64
    )

    def levels(one: Ints, other: Ints) -> Ints:
        shared = np.zeros(np.broadcast_shapes(one.shape, other.shape), dtype=np.int64)
        for shift in (-_DAY, 0, _DAY):
            begin = np.maximum(starts[one], starts[other] + shift)
            end = np.minimum(starts[one] + lengths[one], starts[other] + lengths[other] + shift)
            shared += np.maximum(0, end - begin)
        far: Ints = np.where(known[one] & known[other], np.maximum(0, HOURS - shared // 60), 0)
        return far

    return levels


def _office(members: Sequence[Member]) -> Levels | None:
    offices = sorted({member.office for member in members if member.office is not None})
    if len(offices) < 2:
        return None
    code = {office: index for index, office in enumerate(offices)}
    where = np.array([*(code[member.office] if member.office else -1 for member in members), -1], dtype=np.int64)

    def levels(one: Ints, other: Ints) -> Ints:
        here, there = where[one], where[other]
        far: Ints = ((here >= 0) & (there >= 0) & (here != there)).astype(np.int64)
        return far

    return levels


def _language(members: Sequence[Member]) -> Levels | None:
    if len({member.languages for member in members}) < 2:
        return None
    # A bit a language; more than 60 languages share bits, which only makes the wish a little less exact.
    names = sorted({language for member in members for language in member.languages})
    bit = {name: 1 << (index % 60) for index, name in enumerate(names)}
    spoken = np.array([*(sum({bit[name] for name in m.languages}) for m in members), 0], dtype=np.int64)

    def levels(one: Ints, other: Ints) -> Ints:
        mine, theirs = spoken[one], spoken[other]
        far: Ints = ((mine > 0) & (theirs > 0) & (mine & theirs == 0)).astype(np.int64)
        return far

    return levels
