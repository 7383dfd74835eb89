"""What the next quarters would bring, without anything being written: repeats beside the bound and two baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, combinations_with_replacement
from math import ceil
from random import Random

from services.pairing.matching.bounds import needs
from services.pairing.matching.composition import Aimed, Kind, aim, is_poor
from services.pairing.matching.costs import Costs
from services.pairing.matching.giving_way import draw
from services.pairing.matching.plan import Draw, History, Member, Plan
from services.pairing.matching.programme import INFINITE
from services.pairing.matching.tables import Seats

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Quarter:
    """One simulated quarter. `replaced` people left before it, and as many came; `least` is proved for all so far.

    `repeats`, `random` and `greedy` are this quarter's, by the draw and by the baselines, each with a past of its own.
    """

    number: int
    people: int
    replaced: int
    repeats: int
    random: int
    greedy: int
    least: int
    shortest_gap: int | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The quarters one by one."""

    quarters: tuple[Quarter, ...]

    @property
    def repeats(self) -> int:
        """All repeats of all quarters."""
        return sum(quarter.repeats for quarter in self.quarters)

    @property
    def least(self) -> int:
        """No way to draw these quarters has fewer repeats."""
        return self.quarters[-1].least if self.quarters else 0


def simulate(start: Draw, quarters: int, churn: float = 0.0) -> Simulation:
    """Draw so many quarters one after the other, from the pool, past and seats of `start`, whose seed decides all.

    Before each quarter but the first everybody leaves with probability `churn`; somebody new of his function comes.
    The baselines mix functions alike: `random` seats by lot, `greedy` fills seat after seat with whoever costs least;
    neither heeds exclusions. Raises ValueError for a churn outside 0 to 1 or no quarter at all, and what `draw` raises.
    """
    if not 0 <= churn <= 1:
        raise ValueError(f"a churn of {churn} is not possible; choose a share from 0 to 1 for each quarter")
    if quarters < 1:
        raise ValueError("choose at least one quarter to simulate")
    random = Random(f"churn:{start.seed}")
    bound = _Bound(start)
    ours, lots, plain = (_Past(start.history) for _ in range(3))
    request, told = start, []
    for number in range(1, quarters + 1):
        members, new = _churned(request.members, churn if number > 1 else 0.0, number, random)
        request = replace(request, members=members, history=ours.history(), seed=f"{start.seed}:{number}")
        plan = draw(request)
        kinds = _kinds(plan, members)
        groups = [group.members for group in plan.groups]
        told.append(
            Quarter(
                number,
                len(members),
                len(new),
                repeats=plan.repeats,
                random=lots.add(_drawn(kinds, replace(request, history=lots.history()), by_lot=True)),
                greedy=plain.add(_drawn(kinds, replace(request, history=plain.history()), by_lot=False)),
                least=bound.after(kinds, members, new),
                shortest_gap=min(
                    (gap for g in groups for a, b in combinations(g, 2) if (gap := request.history.gap(a, b))),
                    default=None,
                ),
            )
        )
        ours.add(groups)
        request = replace(request, seats=plan.seats, turn=plan.turn, spared=_spared(plan, members))
    return Simulation(tuple(told))


def _churned(
    members: Sequence[Member], churn: float, quarter: int, random: Random
) -> tuple[list[Member], frozenset[str]]:
    stay: list[Member] = []
    new: list[Member] = []
    for member in sorted(members, key=lambda member: member.id):
        if churn and random.random() < churn:
            new.append(Member(f"new-{quarter}-{len(new) + 1}", member.function))
        else:
            stay.append(member)
    return stay + new, frozenset(member.id for member in new)


def _kinds(plan: Plan, members: Sequence[Member]) -> list[Kind]:
    function = {member.id: member.function for member in members}
    return [tuple(sorted(function[person] for person in group.members)) for group in plan.groups]


def _spared(plan: Plan, members: Sequence[Member]) -> frozenset[str]:
    functions = len({member.function for member in members})
    kinds = zip(plan.groups, _kinds(plan, members), strict=True)
    poor = (group for group, kind in kinds if is_poor(kind, functions))
    return frozenset(person for group in poor for person in group.members)


def _drawn(kinds: Sequence[Kind], request: Draw, *, by_lot: bool) -> list[tuple[str, ...]]:
    """Groups of these kinds by a baseline."""
    past = History() if by_lot else request.history
    costs = Costs(replace(request, history=past, apart=(), teams={}, wishes=()))
    seats = Seats(kinds, costs)
    table = seats.greedy(Random(request.seed), seats.empty())
    return [tuple(sorted(costs.members[place].id for place in group)) for group in seats.groups(table)]


class _Past:
    """Who was together when, growing by a quarter at a time."""

    def __init__(self, history: History) -> None:
        self._last: dict[Pair, int] = {pair: 1 - gap for pair, gap in history.gaps.items()}
        self._now = 1

    def history(self) -> History:
        return History({pair: self._now - last for pair, last in self._last.items()})

    def add(self, groups: Iterable[Sequence[str]]) -> int:
        """Note the quarter's groups; how many of their pairs were together before."""
        pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
        repeats = sum(pair in self._last for pair in pairs)
        self._last |= dict.fromkeys(pairs, self._now)
        self._now += 1
        return repeats


class _Bound:
    """The counting bound over quarters: pairs needed so far, less all pairs that could ever have met for a first time.

    Counted for each two functions; exclusions and pairs of the past are no first meetings. Where several compositions
    are equally good, those of all quarters together are chosen so that the fewest repeats are needed.
    """

    def __init__(self, start: Draw) -> None:
        self._needed: Counter[Kind] = Counter()
        self._open: Counter[Kind] = Counter()
        function = {member.id: member.function for member in start.members}
        barred = set(start.history.gaps) | {tuple(sorted((each.one, each.other))) for each in start.apart}
        for one, other in barred:
            if one in function and other in function:
                self._open[tuple(sorted((function[one], function[other])))] -= 1
        self._first = True
        self._size, self._policy, self._near = start.size, start.policy, start.near
        self._several = 0

    def after(self, kinds: Sequence[Kind], members: Sequence[Member], new: frozenset[str]) -> int:
        """The least repeats of all quarters up to this one."""
        here = Counter(member.function for member in members)
        stayed = Counter() if self._first else Counter(m.function for m in members if m.id not in new)
        self._first = False
        for one, other in combinations_with_replacement(sorted(here), 2):
            self._open[one, other] += _pairs(here, one, other) - _pairs(stayed, one, other)
        aimed = aim(here, self._size, self._policy, near=self._near)
        if aimed is None or aimed.single or not aimed.holds(kinds):
            self._needed.update(needs(kinds))
        else:
            # Whoever leaves is followed by somebody of his function, so these are the same in every quarter.
            self._several += 1
        exact = sum(max(0, needed - self._open[pair]) for pair, needed in self._needed.items())
        return exact if aimed is None or not self._several else self._of_several(aimed)

    def _of_several(self, aimed: Aimed) -> int:
        programme = aimed.programme(self._several)
        short: dict[int, float] = {}
        for pair in sorted(self._needed.keys() | self._open.keys()):
            one, other = pair
            row = {place: -needs([kind]).get((one, other), 0) for place, kind in enumerate(aimed.kinds)}
            lacking = programme.column()
            short[lacking] = 1
            programme.row({**row, lacking: 1}, self._needed[pair] - self._open[pair], INFINITE)
        found = programme.least(short)
        return 0 if found is None else max(0, ceil(found.bound - 1e-6))


def _pairs(heads: Counter[str], one: str, other: str) -> int:
    return heads[one] * (heads[one] - 1) // 2 if one == other else heads[one] * heads[other]
