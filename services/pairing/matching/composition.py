"""How many groups there are and which functions sit in each, before anybody is named: a small integer programme.

Its variables are kinds of groups, not people, so ten people and ten thousand take the same time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from random import Random

from services.pairing.matching.plan import Clash, Policy
from services.pairing.matching.programme import INFINITE, Programme

SMALLEST, LARGEST = 2, 4

_STEPS = 5000
"""So many beginnings of compositions are looked at when they are enumerated."""

Kind = tuple[str, ...]
"""The functions of a group's seats, sorted."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """All compositions of a pool that are equally good: of which kinds they are, and what each aim comes to.

    `aims` are figures for each kind, `best` what their sums over all groups are, `room` by how much each may be above
    that. `usual` is the composition that comes first among equals; `single` tells that there is no other.
    """

    counts: tuple[tuple[str, int], ...]
    kinds: tuple[Kind, ...]
    aims: tuple[tuple[int, ...], ...]
    best: tuple[int, ...]
    pins: tuple[Kind, ...]
    usual: tuple[Kind, ...]
    single: bool
    room: tuple[int, ...] = ()

    @property
    def near(self) -> bool:
        """Whether compositions count, too, that are mixed a little less well than the best."""
        return any(self.room)

    @property
    def exact(self) -> int:
        """So many aims, the first ones, are as good as they can be."""
        return next((place for place, room in enumerate(self.room) if room), len(self.room))

    @property
    def most(self) -> tuple[int, ...]:
        """What each aim may come to."""
        return tuple(best + room for best, room in zip(self.best, self.room, strict=True))

    def holds(self, kinds: Sequence[Kind]) -> bool:
        """Whether these groups are a composition as good as any."""
        numbers, place = Counter(kinds), {kind: index for index, kind in enumerate(self.kinds)}
        heads = Counter(function for kind in kinds for function in kind)
        if heads != Counter(dict(self.counts)) or not numbers.keys() <= place.keys():
            return False
        sums = [sum(aim[place[kind]] * number for kind, number in numbers.items()) for aim in self.aims]
        return all(found <= most for found, most in zip(sums, self.most, strict=True))

    def programme(self, times: int = 1) -> Programme:
        """The integer programme of these compositions: its first columns are the numbers of groups of each kind.

        For several `times` they are the numbers of all times together.
        """
        counts = [(function, count * times) for function, count in self.counts]
        programme = _programme(counts, self.kinds, self.pins * times)
        for aim, most in zip(self.aims, self.most, strict=True):
            programme.row(dict(enumerate(aim)), -INFINITE, most * times)
        return programme

    def few(self, most: int) -> list[tuple[Kind, ...]]:
        """All of these compositions where there are no more than so many of them; else none. Pins aren't heeded."""
        found: list[tuple[Kind, ...]] = []
        steps = _STEPS

        def further(place: int, left: Counter[str], chosen: tuple[Kind, ...]) -> bool:
            """Whether to go on: groups of this kind and of later ones for those who are left."""
            nonlocal steps
            steps -= 1
            if not left.total():
                if self.holds(chosen):
                    found.append(chosen)
                return len(found) <= most
            if place == len(self.kinds):
                return steps > 0
            kind = Counter(self.kinds[place])
            number = min(left[function] // seats for function, seats in kind.items())
            return all(
                further(
                    place + 1,
                    left - Counter({function: seats * times for function, seats in kind.items()}),
                    (*chosen, *(self.kinds[place],) * times),
                )
                for times in range(number, -1, -1)
            )

        return found if further(0, Counter(dict(self.counts)), ()) and steps > 0 else []

    def named(self, numbers: Iterable[float]) -> tuple[Kind, ...]:
        """The composition with so many groups of each kind."""
        return tuple(kind for kind, number in zip(self.kinds, numbers, strict=False) for _ in range(round(number)))


def compose(
    counts: Mapping[str, int], size: int = 3, policy: Policy = "cover", pins: Sequence[Kind] = ()
) -> tuple[Kind, ...]:
    """The kind of each group, most frequent kinds together; nothing where fewer than two people are there.

    Least of all, in this order: people in a group of one function; people above the size; then, with `cover`, groups
    that lack a function, functions twice in a group, people below the size; with `pairs`, functions twice come before
    groups that lack one. Each of `pins` (the functions of people who stay together) has a group to itself, in the
    order in which `homes` tells. Raises Clash where no composition holds the pins, ValueError for a size outside 2-4.
    """
    aimed = aim(counts, size, policy, pins)
    return () if aimed is None else aimed.usual


def aim(
    counts: Mapping[str, int], size: int = 3, policy: Policy = "cover", pins: Sequence[Kind] = (), near: int = 0
) -> Aimed | None:
    """All compositions that are as good as any by the aims of `compose`; None for fewer than two people.

    With `near`, also those in which so many more groups lack a function, and so many more pairs work in one; nobody
    more is in a group of one function or above the size. Raises as `compose`.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"a group of {size} is not possible; choose a size from {SMALLEST} to {LARGEST}")
    here = tuple(sorted((function, count) for function, count in counts.items() if count))
    if sum(count for _, count in here) < SMALLEST:
        return None
    return _aimed(here, size, policy, tuple(sorted(tuple(sorted(pin)) for pin in pins)), near)


@lru_cache(maxsize=512)
def _aimed(counts: tuple[tuple[str, int], ...], size: int, policy: Policy, pins: tuple[Kind, ...], near: int) -> Aimed:
    functions = [function for function, _ in counts]
    if len(functions) == size and len({count for _, count in counts}) == 1 and not pins and not near:
        whole = tuple(functions)
        return Aimed(counts, (whole,), (), (), (), (whole,) * counts[0][1], single=True)
    # Groups above the size serve only to avoid groups of one function: without any such need they aren't looked at.
    found = _solved(counts, _kinds(functions, size), size, policy, pins, near)
    if found is None or (len(functions) > 1 and any(_single(kind) for kind in found.usual)):
        found = _solved(counts, _kinds(functions, LARGEST), size, policy, pins, near)
    if found is None:
        raise Clash("the people who are to stay together leave no groups of two to four for the others; pin fewer")
    return found


def _kinds(functions: Sequence[str], largest: int) -> list[Kind]:
    sizes = range(SMALLEST, largest + 1)
    return [kind for size in sizes for kind in combinations_with_replacement(functions, size)]


def _single(kind: Kind) -> bool:
    return len(set(kind)) == 1


def _programme(counts: Sequence[tuple[str, int]], kinds: Sequence[Kind], pins: Sequence[Kind]) -> Programme:
    """Everybody in one group, every pin in a group of its own. Columns: groups per kind, then pins per kind."""
    programme = Programme()
    for _ in kinds:
        programme.column()
    for function, count in counts:
        programme.row({place: kind.count(function) for place, kind in enumerate(kinds)}, count, count)
    held: dict[int, list[int]] = {place: [] for place in range(len(kinds))}
    for pin, number in sorted(Counter(pins).items()):
        columns = {
            place: programme.column(0 if Counter(pin) - Counter(kind) else number) for place, kind in enumerate(kinds)
        }
        programme.row(dict.fromkeys(columns.values(), 1), number, number)
        for place, column in columns.items():
            held[place].append(column)
    for place, columns_of in held.items():
        if columns_of:
            programme.row({place: -1, **dict.fromkeys(columns_of, 1)}, -INFINITE, 0)
    return programme


def _solved(
    counts: tuple[tuple[str, int], ...], kinds: list[Kind], size: int, policy: Policy, pins: tuple[Kind, ...], near: int
) -> Aimed | None:
    """The compositions of these kinds that come first; None where there are none."""
    programme = _programme(counts, kinds, pins)
    aims = _aims(kinds, len(counts), size, policy)
    best: list[int] = []
    for each in aims:
        found = programme.settle(dict(enumerate(each)))
        if found is None:
            return None
        best.append(found.value)
    room = _room(size, policy, near)
    most = [value + more for value, more in zip(best, room, strict=True)]
    # Kinds that would make an aim worse that nothing spoils can be in no such composition.
    useful = [place for place in range(len(kinds)) if all(m or a[place] <= 0 for a, m in zip(aims, most, strict=True))]
    first = programme.least(dict(enumerate(range(len(kinds)))))
    # With figures drawn at random no two compositions come to the same sum.
    lots = _lots(kinds)
    last = [programme.least({place: sign * lot for place, lot in enumerate(lots)}) for sign in (1, -1)]
    if first is None or last[0] is None or last[1] is None:
        return None
    usual = tuple(kind for kind, number in zip(kinds, first.values, strict=False) for _ in range(round(number)))
    return Aimed(
        counts,
        tuple(kinds[place] for place in useful),
        tuple(tuple(each[place] for place in useful) for each in aims),
        tuple(best),
        pins,
        usual,
        single=not near and last[0].value == -last[1].value,
        room=room,
    )


def _lots(kinds: Sequence[Kind]) -> list[int]:
    random = Random("which composition")
    return [random.randrange(10**6) for _ in kinds]


def _aims(kinds: list[Kind], functions: int, size: int, policy: Policy) -> list[list[int]]:
    """What to keep small, the first before all others."""
    same = [len(kind) * _single(kind) for kind in kinds]
    oversize = [max(0, len(kind) - size) for kind in kinds]
    # Counted by seats: with groups of four, one whole group is worth more than a trio.
    coverage = [-min(len(kind), size) * (len(set(kind)) >= min(size, functions)) for kind in kinds]
    doubles = [_twice(kind) - _unavoidable(len(kind), functions) for kind in kinds]
    # Squared, so that two trios come before a pair and a group of four.
    small = [max(0, size - len(kind)) ** 2 for kind in kinds]
    middle = [coverage, doubles, small] if policy == "cover" else [doubles, coverage, small]
    return [same, oversize, *middle]


def _room(size: int, policy: Policy, near: int) -> tuple[int, ...]:
    """By how much each of these aims may be above the least."""
    coverage, doubles = size * near, near
    return 0, 0, *((coverage, doubles) if policy == "cover" else (doubles, coverage)), 0


def _twice(kind: Kind) -> int:
    """How many pairs of the group work in one function."""
    return sum(count * (count - 1) // 2 for count in Counter(kind).values())


def _unavoidable(people: int, functions: int) -> int:
    """How many such pairs a group of so many people has at least."""
    each, over = divmod(people, functions)
    return over * each + functions * each * (each - 1) // 2


def is_poor(kind: Kind, functions: int, size: int = 3) -> bool:
    """Whether nobody shall be in such a group twice running: of two people, or a function twice that needn't be."""
    return len(kind) == SMALLEST < size or _twice(kind) > _unavoidable(len(kind), functions)


def homes(kinds: Sequence[Kind], pins: Sequence[Kind]) -> list[int]:
    """For each pin the place of a group that holds it, no two the same. Raises Clash where there is no such choice."""
    taken: dict[int, int] = {}

    def place(pin: int, tried: set[int]) -> bool:
        for index, kind in enumerate(kinds):
            if index in tried or Counter(pins[pin]) - Counter(kind):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = pin
                return True
        return False

    for pin in range(len(pins)):
        if not place(pin, set()):
            raise Clash("the people who are to stay together fit into no groups of these kinds; pin fewer")
    at = {pin: index for index, pin in taken.items()}
    return [at[pin] for pin in range(len(pins))]
