"""Why a plan is as it is, as data: what each pair of a group has behind it, and what a swap would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from services.pairing.matching.plan import Apart, Draw, Drawn, History, Plan


@dataclass(frozen=True, slots=True)
class Bond:
    """Two people of a group, and how many rotations ago they were last together; None where they never met."""

    one: str
    other: str
    gap: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """A group and what is to be said of it. `lacking`: functions of the pool that it hasn't got."""

    members: tuple[str, ...]
    bonds: tuple[Bond, ...]
    lacking: tuple[str, ...]
    doubled: bool
    same_function: bool

    @property
    def repeats(self) -> int:
        """How many of its pairs were together before."""
        return sum(bond.gap is not None for bond in self.bonds)


def why(plan: Plan, request: Draw) -> tuple[Why, ...]:
    """What is to be said of each group, in the plan's order. That fewer repeats are impossible the plan itself says."""
    function = {member.id: member.function for member in request.members}
    everything = sorted(set(function.values()))
    told = []
    for group in plan.groups:
        here = [function[person] for person in group.members]
        lacking = tuple(name for name in everything if name not in here)
        bonds = bonds_of(group.members, request.history)
        told.append(Why(group.members, bonds, lacking, len(set(here)) < len(here), group.same_function))
    return tuple(told)


def bonds_of(members: Sequence[str], history: History) -> tuple[Bond, ...]:
    """Each two of these people, and how long ago they were together."""
    return tuple(Bond(one, other, history.gap(one, other)) for one, other in combinations(sorted(members), 2))


@dataclass(frozen=True, slots=True)
class Swap:
    """What it changes when two people change places: cost and repeats (below 0 is better), and what it would break."""

    cost: int
    repeats: int
    broken: tuple[Apart, ...]
    same_function: bool


def swap_cost(plan: Plan, request: Draw, one: str, other: str) -> Swap:
    """What the plan would lose or gain if these two changed places.

    `broken` are exclusions of theirs that the new groups would break; `same_function` tells that one of these groups
    would be of one function. Raises ValueError for somebody who is in no group, and for two of the same group.
    """
    here, there = _group_of(plan, one), _group_of(plan, other)
    if here is there:
        raise ValueError("these two are in one group already; choose somebody of another group")
    function = {member.id: member.function for member in request.members}
    former = [here.members, there.members]
    changed = [_replaced(here.members, one, other), _replaced(there.members, other, one)]
    (cost, repeats), (before, repeats_before) = _sum(changed, request.history), _sum(former, request.history)
    already = {(each.one, each.other) for group in former for each in request.broken(group)}
    now = [each for group in changed for each in request.broken(group)]
    broken = [each for each in now if (each.one, each.other) not in already]
    single = any(len({function[person] for person in group}) == 1 for group in changed)
    return Swap(cost - before, repeats - repeats_before, tuple(broken), single)


def _group_of(plan: Plan, person: str) -> Drawn:
    for group in plan.groups:
        if person in group.members:
            return group
    raise ValueError(f"{person} is in no group of this draw; name somebody who is")


def _replaced(members: Sequence[str], gone: str, new: str) -> tuple[str, ...]:
    return tuple(sorted(new if person == gone else person for person in members))


def _sum(groups: Sequence[Sequence[str]], history: History) -> tuple[int, int]:
    costs = [history.cost(one, other) for group in groups for one, other in combinations(group, 2)]
    return sum(costs), sum(cost > 0 for cost in costs)
