"""What a draw starts from and what it ends with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
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


Rule = Literal["kept", "list", "team", "manager"]
"""By which kind of rule two are kept apart.

`kept` holds whatever it costs (the organisers' list, what is forbidden for one draw). `list` is what somebody wished
for himself: never broken either, but where it leaves him no place he alone stays out. `team` and `manager` give way
where nothing else is possible, in this order.
"""

GIVING_WAY: tuple[Rule, ...] = ("team", "manager")
"""The rules that may give way, the first of them before the second."""


def ladder(here: Collection[Rule]) -> Iterator[frozenset[Rule]]:
    """The sets of these rules that may give way, one after the other: none, the first, the second, both."""
    rules = [rule for rule in GIVING_WAY if rule in here]
    for many in range(len(rules) + 1):
        yield from map(frozenset, combinations(rules, many))


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people who must not be in one group, and why, in a word for who reads a clash.

    `wisher` is who has the other on his own list, where the rule is `list`; two who have each other on their lists are
    two of these.
    """

    one: str
    other: str
    why: str = "apart"
    rule: Rule = "kept"
    wisher: str | None = None


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

    `apart` holds by the kind of its rule (`Rule`), and two of one team (`teams`: who is in which, as far as teams are
    to be apart) by the rule `team`; `yielding` are the rules that may be broken in this draw, as seldom as can be.
    `together` are people who stay in one group (pins), which is never broken. `spared` are those whose last group had
    two people or a function twice: not again, where it can be helped. `near`: so many groups may lack a function, and
    so many pairs of one function may sit together, beyond what the head counts need, where that spares repeats.
    `wishes` come last, the first of them the weightiest. `seats` and `turn` are those of the plan that is followed on,
    where it had any.
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
    teams: Mapping[str, str] = field(default_factory=dict)
    near: int = 0
    yielding: frozenset[Rule] = frozenset()

    def broken(self, members: Sequence[str]) -> list[Apart]:
        """Who of these people should not be in one group: pairs of `apart` in their order, then pairs of one team."""
        here = set(members)
        pairs = [each for each in self.apart if each.one in here and each.other in here]
        named = {(each.one, each.other) for each in pairs}
        by_team = [
            Apart(one, other, TEAM, "team")
            for one, other in combinations(sorted(here), 2)
            if one in self.teams and self.teams[one] == self.teams.get(other) and (one, other) not in named
        ]
        return pairs + by_team


TEAM = "same team"
"""Why two of one team are apart, for who reads it."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody for whom no group could be made.

    `list`: his own list leaves him no place among the others; `alone`: nobody else could be drawn.
    """

    person: str
    rule: Literal["list", "alone"]


Yielded = Literal["repeats", "functions", "hours", "office", "language", "team", "manager"]
"""What can give way so that a draw is possible, in the order in which it does."""


@dataclass(frozen=True, slots=True)
class GaveWay:
    """What could not be heeded altogether, and in how many pairs of the draw (of functions, for `functions`)."""

    rule: Yielded
    pairs: int

    @property
    def says(self) -> str:
        """That in a sentence that names nobody."""
        pairs = "1 pair" if self.pairs == 1 else f"{self.pairs} pairs"
        match self.rule:
            case "repeats":
                return f"{pairs} met before, as new acquaintances don't suffice"
            case "functions":
                named = "1 pair of functions has" if self.pairs == 1 else f"{self.pairs} pairs of functions have"
                return f"{named} met over a year less than half as much as others, measured by all who could meet"
            case "hours":
                return f"{pairs} share fewer hours of work than wished"
            case "office":
                return f"{pairs} work in different offices"
            case "language":
                return f"{pairs} stated no language in common"
            case "team":
                return f"{pairs} of one team sit together, as no groups keep every team apart"
            case "manager":
                return f"{pairs} of a manager and a report sit together, as no groups keep all of them apart"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One group of a plan. `repeats` counts its pairs that were together before."""

    members: tuple[str, ...]
    repeats: int
    same_function: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups, and whom no group could be made for.

    `gave_way`: what could not be heeded altogether, in the order of `Yielded`.

    `least_repeats` is proved: no draw has fewer. `cost` is that of the repeats (`repeat`). `optimal`: it is proved that
    no draw with as few repeats costs less; else `gap` says by how much at most one could. All this holds over all draws
    that the rules allow, with any composition as good as this one; where exclusions needed other kinds of groups, over
    all draws with groups of these kinds (`over`). `seats` and `turn` belong to the algebraic plan, where the draw goes
    by one: the next `Draw` takes them.
    """

    groups: tuple[Drawn, ...]
    unplaced: tuple[Unplaced, ...] = ()
    cost: int = 0
    least_repeats: int = 0
    optimal: bool = True
    gap: int = 0
    over: Literal["rules", "kinds"] = "rules"
    seats: Mapping[str, int] = field(default_factory=dict)
    turn: int | None = None
    gave_way: tuple[GaveWay, ...] = ()

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
