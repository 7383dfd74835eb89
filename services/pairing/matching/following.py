"""The algebraic seat plan: everybody has a seat in his function, and a plan says which seats meet in which turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from services.pairing.matching.plan import Draw, Member
from services.pairing.matching.round_robin import EVEN, FEWEST_ODD, OddPool, OnePool, RoundRobin
from services.pairing.matching.rounds import RoundPlan
from services.pairing.matching.same_pool import same_pool_plan
from services.pairing.matching.seat_plan import SeatPlan, seat_plan


@dataclass(frozen=True, slots=True)
class Followed:
    """The groups (ids) of a turn of the plan, and who has which seat."""

    groups: list[list[str]]
    seats: dict[str, int]
    turn: int


class Turns(Protocol):
    """A plan by turns: the seats of each of so many functions, and who meets in which turn.

    `across`: each group has a seat of every function, the n-th one of the n-th; else seats are numbered through, first
    all of the first function.
    """

    seats: int
    functions: int
    turns: int
    across: bool

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        """The groups of a turn."""


class _Across:
    """Several functions of equal size. Where the plan's last two quarters share pairs, they are first turn and last."""

    across = True

    def __init__(self, plan: SeatPlan) -> None:
        self._plan = plan
        self.seats, self.functions, self.turns = plan.order, plan.functions, plan.order

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        rounds = self._plan.rounds
        quarter = turn if rounds == self.turns or turn == rounds else (turn - 1) % rounds
        return list(zip(*self._plan.quarter(quarter).T.tolist(), strict=True))


class _Within:
    """Groups from one pool."""

    functions, across = 1, False

    def __init__(self, plan: RoundPlan) -> None:
        self._plan = plan
        self.seats, self.turns = plan.people, plan.rounds

    def groups(self, turn: int) -> list[tuple[int, ...]]:
        return list(self._plan.round(turn))


class _PairsWithin(OnePool):
    """Pairs from one pool."""

    across = False


class _PairsAndTrio(OddPool):
    """Pairs and a trio from one pool."""

    across = False


class _Pairs(RoundRobin):
    """Pairs from several functions of equal size."""

    across = False


def plan_for(members: Sequence[Member], size: int) -> Turns | None:
    """The plan for a pool: of the order of its largest function; None where there is none."""
    heads = Counter([member.function for member in members])
    if size == 2 < len(heads):
        equal = len(set(heads.values())) == 1 and len(members) % 2 == 0 and len(heads) <= EVEN
        return _Pairs(len(heads), max(heads.values())) if equal else None
    if len(heads) == 1 and size == 2:
        return _in_pairs(len(members))
    if len(heads) == 1:
        within = same_pool_plan(len(members), size)
        return None if within is None else _Within(within)
    if len(heads) != size or max(heads.values()) < 2:
        return None
    across = seat_plan(max(heads.values()), len(heads))
    return None if across is None else _Across(across)


def _in_pairs(people: int) -> Turns | None:
    """The plan for pairs of one pool; None for three people and five, who have one turn each."""
    if people % 2 == 0:
        return _PairsWithin(people)
    return _PairsAndTrio(people) if people >= FEWEST_ODD else None


def follow(request: Draw, ahead: int = 1) -> Followed | None:
    """The groups of the turn so many behind the draw's; where it has none, from the first turn on, with seats drawn.

    Who has a seat keeps it, a joiner takes a free one. In a function with fewer people than the largest seats stay
    empty, so a group may lack him who would sit there.
    """
    plan = plan_for(request.members, request.size)
    if plan is None:
        return None
    turn = ((-1 if request.turn is None else request.turn) + ahead) % plan.turns
    seats: dict[str, int] = {}
    sitting: list[list[str]] = []
    for people in _by_function(request.members):
        taken = _seated(people, request, plan.seats)
        seats |= taken
        row = [""] * plan.seats
        for person, seat in taken.items():
            row[seat] = person
        sitting.append(row)
    numbers = plan.groups(turn)
    if not plan.across:
        everybody = [person for row in sitting for person in row]
        return Followed([[everybody[seat] for seat in group] for group in numbers], seats, turn)
    columns = zip(*numbers, strict=True)
    named = [[row[seat] for seat in column] for row, column in zip(sitting, columns, strict=True)]
    return Followed([[person for person in group if person] for group in zip(*named, strict=True)], seats, turn)


def _by_function(members: Sequence[Member]) -> list[list[str]]:
    """The people of each function, in a stable order of both."""
    people: dict[str, list[str]] = {}
    for member in members:
        people.setdefault(member.function, []).append(member.id)
    return [sorted(people[function]) for function in sorted(people)]


def _seated(people: Sequence[str], request: Draw, order: int) -> dict[str, int]:
    """A seat for each of a function's people: his own, or one that is free, drawn."""
    taken: dict[int, str] = {}
    new = []
    for person in people:
        seat = request.seats.get(person, -1)
        if 0 <= seat < order and seat not in taken:
            taken[seat] = person
        else:
            new.append(person)
    seats = {person: seat for seat, person in taken.items()}
    if new:
        # With nobody seated before, the first turn shall be a draw and not the order of ids; each function another.
        Random(f"{request.seed}:{people[0]}").shuffle(new)
        seats |= zip(new, (seat for seat in range(order) if seat not in taken), strict=False)
    return seats


def seats_of(groups: Sequence[Sequence[str]], members: Sequence[Member], size: int) -> dict[str, int] | None:
    """The seats by which these groups are the first turn of a plan; None where they can't be."""
    plan = plan_for(members, size)
    if plan is None:
        return None
    numbers = plan.groups(0)
    if len(groups) != len(numbers):
        return None
    function = {member.id: member.function for member in members}
    names = sorted(set(function.values()))
    if not plan.across:
        return _seats_by_kind(groups, numbers, function, plan.seats)
    seats: dict[str, int] = {}
    for group, own in zip(groups, numbers, strict=True):
        if len({function[person] for person in group}) < len(group):
            return None
        seats |= {person: own[names.index(function[person])] for person in group}
    return seats


def _seats_by_kind(
    groups: Sequence[Sequence[str]], numbers: Sequence[tuple[int, ...]], function: Mapping[str, str], each: int
) -> dict[str, int] | None:
    """The seats by which groups of the same kinds as these numbers' are these; None where the kinds differ."""
    names = sorted(set(function.values()))
    free: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for own in numbers:
        free.setdefault(tuple(names[number // each] for number in sorted(own)), []).append(tuple(sorted(own)))
    seats: dict[str, int] = {}
    for group in groups:
        ordered = sorted(group, key=lambda person: function[person])
        same = free.get(tuple(function[person] for person in ordered))
        if not same:
            return None
        seats |= {person: number % each for person, number in zip(ordered, same.pop(), strict=True)}
    return seats
