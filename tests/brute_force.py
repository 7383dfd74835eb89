"""Every draw of a small pool, tried one by one: written apart from the solver, which it judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.pairing.matching import Draw, Member

Groups = tuple[tuple[Member, ...], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the best draws of a pool come to, among those whose composition no other one is better than,
    or as near to such a one as is asked for.

    Those are the ones with the fewest repeats, and `cost` is the least of them. `most` is what each aim may come to.
    """

    aims: tuple[int, ...]
    most: list[int]
    repeats: int
    cost: int


def judged(request: Draw) -> Judged:
    """Try everything. Exclusions and pins aren't heeded."""
    draws = list(_partitions(tuple(request.members)))
    mixed = any(len({m.function for m in group}) > 1 for draw in draws for group in draw)
    alone = {draw: tuple(_aims(draw, request)) for draw in draws}
    # Groups above the size are there only where a group of one function can't be avoided otherwise.
    small = [draw for draw in draws if all(len(group) <= request.size for group in draw)]
    best = min((alone[draw] for draw in small), default=None)
    if best is None or (mixed and best[0] > 0 and len({m.function for m in request.members}) > 1):
        small = draws
        best = min(alone.values())
    most = [aim + room for aim, room in zip(best, _room(request), strict=True)]
    near = [draw for draw in small if all(aim <= may for aim, may in zip(alone[draw], most, strict=True))]
    return Judged(best, most, *min(_repeats(draw, request) for draw in near))


def fewest_stopped(request: Draw) -> int | None:
    """How many people have to stay out for their own lists' sake, of those who have one; None where that isn't enough.

    All exclusions are heeded, none of them yields.
    """
    wishers = sorted({each.wisher for each in request.apart if each.wisher is not None})
    for many in range(len(wishers) + 1):
        for out in combinations(wishers, many):
            here = tuple(member for member in request.members if member.id not in out)
            if any(not any(request.broken([m.id for m in group]) for group in draw) for draw in _partitions(here)):
                return many
    return None


def aims_of(groups: Sequence[Sequence[Member]], request: Draw) -> tuple[int, ...]:
    """What the aims of a composition come to for these groups, the first before all others."""
    return tuple(_aims(groups, request))


def _partitions(people: tuple[Member, ...]) -> Iterator[Groups]:
    if not people:
        yield ()
        return
    first, *others = people
    for mates in (1, 2, 3):
        for chosen in combinations(others, mates):
            rest = tuple(person for person in others if person not in chosen)
            yield from (((first, *chosen), *further) for further in _partitions(rest))


def _aims(groups: Sequence[Sequence[Member]], request: Draw) -> list[int]:
    functions, size = len({member.function for member in request.members}), request.size
    same = oversize = lacking = doubles = small = 0
    for group in groups:
        heads = Counter(member.function for member in group)
        same += len(group) if len(heads) == 1 else 0
        oversize += max(0, len(group) - size)
        lacking -= min(len(group), size) if len(heads) >= min(size, functions) else 0
        pairs = sum(count * (count - 1) // 2 for count in heads.values())
        doubles += pairs - _fewest_pairs(len(group), functions)
        small += max(0, size - len(group)) ** 2
    return [same, oversize, *((lacking, doubles) if request.policy == "cover" else (doubles, lacking)), small]


def _room(request: Draw) -> list[int]:
    """By how much each aim may be above the best."""
    lacking, doubles = request.size * request.near, request.near
    return [0, 0, *((lacking, doubles) if request.policy == "cover" else (doubles, lacking)), 0]


def _fewest_pairs(people: int, functions: int) -> int:
    heads = Counter(number % functions for number in range(people))
    return sum(count * (count - 1) // 2 for count in heads.values())


def _repeats(groups: Sequence[Sequence[Member]], request: Draw) -> tuple[int, int]:
    pairs = [pair for group in groups for pair in combinations([member.id for member in group], 2)]
    costs = [request.history.cost(*pair) for pair in pairs]
    return sum(cost > 0 for cost in costs), sum(costs)
