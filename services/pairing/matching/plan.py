"""What a draw starts from and what it ends with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Policy = Literal["cover", "pairs"]
"""What to do where head counts differ: most people of all functions together, or no function twice in a group."""

Wish = Literal["hours", "office", "language"]
"""What is nice to have: hours of work in common, the same office, a language in common."""

WISHES: tuple[Wish, ...] = ("hours", "office", "language")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the pool, by opaque id, and the function he works in. What is unknown disturbs no wish.

    `hours`: first and last minute of his working day, counted in UTC (``(0, 540)`` is 9 to 18 o'clock in Tokyo).
    """

    id: str
    function: str
    hours: tuple[int, int] | None = None
    office: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people who must not be in one group, and why, in a word for who reads a clash."""

    one: str
    other: str
    why: str = "apart"


@dataclass(frozen=True, slots=True)
class History:
    """Which pairs (the smaller id first) were together, and how many rotations ago (1: in the last one)."""

    gaps: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def gap(self, one: str, other: str) -> int | None:
        """How many rotations ago the two were last together; None where they never were."""
        return self.gaps.get((one, other) if one < other else (other, one))

    def cost(self, one: str, other: str) -> int:
        """What it costs to put the two together again."""
        gap = self.gap(one, other)
        return 0 if gap is None else repeat(gap)


def recency(gap: int) -> int:
    """1000 · (1 + (8/gap)³): the more recent, the dearer (a flat cost repeats too soon)."""
    return 1000 + 512_000 // max(gap, 1) ** 3


MISSED = 20_000
"""What it costs besides, that every repeat takes the place of two who never met.

Without it the last unmet pairs may wait for ever, because others would meet a little too soon: 4 + 3 + 3 people had
128 repeats in 20 quarters where 127 are needed, 6 + 5 + 8 had 205 for 202. Ten times as much, and people met again in
the very next quarter. With this all such pools came to the bound, and nobody met anybody within two quarters.
"""


def repeat(gap: int) -> int:
    """What one repeat costs in all."""
    return recency(gap) + MISSED


@dataclass(frozen=True, slots=True)
class Draw:
    """A pool to be drawn from. `size` is the group size aimed at (2 to 4); the seed decides among equals.

    `apart` is never broken; `together` are people who stay in one group (pins), and never broken either. `spared` are
    those whose last group had two people or a function twice: not again, where it can be helped. `wishes` come last,
    the first of them the weightiest. `seats` and `turn` are those of the plan that is followed on, where it had any.
    """

    members: Sequence[Member]
    history: History
    seed: str
    size: int = 3
    policy: Policy = "cover"
    apart: Sequence[Apart] = ()
    together: Sequence[Sequence[str]] = ()
    spared: Collection[str] = ()
    wishes: Sequence[Wish] = WISHES
    seats: Mapping[str, int] = field(default_factory=dict)
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One group of a plan. `repeats` counts its pairs that were together before."""

    members: tuple[str, ...]
    repeats: int
    same_function: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups, and whom no group could be made for (one person alone in the pool).

    `cost` is that of the repeats (`repeat`). `optimal`: it is proved that no draw with groups of
    these kinds costs less; else `gap` says by how much at most one could. `least_repeats` is proved too: no such draw
    has fewer. `seats` and `turn` belong to the algebraic plan, where the draw goes by one: the next `Draw` takes them.
    """

    groups: tuple[Drawn, ...]
    unplaced: tuple[str, ...] = ()
    cost: int = 0
    least_repeats: int = 0
    optimal: bool = True
    gap: int = 0
    seats: Mapping[str, int] = field(default_factory=dict)
    turn: int | None = None

    @property
    def repeats(self) -> int:
        """How many pairs of the plan were together before."""
        return sum(group.repeats for group in self.groups)

    def seats_of(self, group: Drawn) -> tuple[int, ...] | None:
        """The seats of the group's members, one each; None where the draw doesn't go by a seat plan."""
        return None if self.turn is None else tuple(self.seats[person] for person in group.members)


class Clash(ValueError):
    """What was asked for leaves no answer. `apart`: exclusions that can't all be kept; without any one of them it goes.

    `proved` is false where the pool is too large to try everything: then they are those that the search failed on.
    """

    def __init__(self, sentence: str, apart: Sequence[Apart] = (), *, proved: bool = True) -> None:
        super().__init__(sentence)
        self.apart = tuple(apart)
        self.proved = proved
