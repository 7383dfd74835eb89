"""What a draw starts from and what it ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the pool, by opaque id, and the function he works in."""

    id: str
    function: str


@dataclass(frozen=True, slots=True)
class History:
    """Which pairs were together, and how many rotations ago (1: in the last one)."""

    gaps: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def gap(self, one: str, other: str) -> int | None:
        """How many rotations ago the two were last together; None where they never were."""
        return self.gaps.get((one, other) if one < other else (other, one))

    def cost(self, one: str, other: str) -> int:
        """What it costs to put the two together again: the more recent, the dearer (a flat cost repeats too soon)."""
        gap = self.gap(one, other)
        return 0 if gap is None else 1000 + 512_000 // max(gap, 1) ** 3


@dataclass(frozen=True, slots=True)
class Draw:
    """A pool to be drawn from. `size` is the group size aimed at (2 to 4); the seed decides among equals."""

    members: Sequence[Member]
    history: History
    seed: str
    size: int = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """One group of a plan. `repeats` counts its pairs that were together before."""

    members: tuple[str, ...]
    repeats: int
    same_function: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups, and whom no group could be made for (one person alone in the pool)."""

    groups: tuple[Drawn, ...]
    unplaced: tuple[str, ...] = ()

    @property
    def repeats(self) -> int:
        """How many pairs of the plan were together before."""
        return sum(group.repeats for group in self.groups)


def to_plan(groups: Sequence[Sequence[Member]], history: History) -> Plan:
    """The plan that these groups are: members of a group in a stable order, groups by their first member."""
    drawn = []
    for group in groups:
        pairs = combinations([member.id for member in group], 2)
        repeats = sum(history.gap(one, other) is not None for one, other in pairs)
        functions = {member.function for member in group}
        drawn.append(Drawn(tuple(sorted(member.id for member in group)), repeats, len(functions) == 1))
    return Plan(tuple(sorted(drawn, key=lambda group: group.members)))
