"""Whether everybody can have a place at all, whatever functions sit together; and if not, who has to stay out.

A group of four is two pairs, so only pairs and trios matter. Most people may sit with most others: what is left of a
pool in which everybody may sit with more than half of it can always be divided (Dirac, 1952). So only the few are
looked at who may sit with few, by an integer programme over their groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.pairing.matching.composition import LARGEST
from services.pairing.matching.plan import Draw, Rule
from services.pairing.matching.programme import INFINITE, Programme

_NOBODY: Mapping[str, int] = {}

SMALL = 40
"""Up to so many people everybody is looked at."""

MOST = 40_000
"""More groups than these are not looked at."""


@dataclass(frozen=True, slots=True)
class Places:
    """Who has to stay out, and groups for those who can sit with few others."""

    out: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


class Room:
    """Who may sit with whom by the rules that hold: those of `apart` and of teams that don't yield.

    Without `lists` as if nobody had a list of his own.
    """

    def __init__(self, request: Draw, pins: Sequence[Sequence[str]], *, lists: bool = True) -> None:
        self.people = sorted(member.id for member in request.members)
        self.pins = [tuple(pin) for pin in pins]
        skipped: set[Rule] = {*request.yielding} | (set() if lists else {"list"})
        here = set(self.people)
        self._barred: dict[str, set[str]] = {person: set() for person in self.people}
        for each in request.apart:
            if each.rule not in skipped and each.one in here and each.other in here and each.one != each.other:
                self._barred[each.one].add(each.other)
                self._barred[each.other].add(each.one)
        self._teams = {} if "team" in skipped else {p: team for p, team in request.teams.items() if p in here}
        self._sizes: dict[str, int] = {}
        for team in self._teams.values():
            self._sizes[team] = self._sizes.get(team, 0) + 1

    def together(self, one: str, other: str) -> bool:
        """Whether two may be in one group."""
        if other in self._barred[one]:
            return False
        team = self._teams.get(one)
        return team is None or team != self._teams.get(other)

    def open_to(self, person: str) -> int:
        """With how many others somebody may be."""
        team = self._teams.get(person)
        mates = 0 if team is None else self._sizes[team] - 1
        barred = self._barred[person]
        both = 0 if team is None else sum(self._teams.get(other) == team for other in barred)
        return len(self.people) - 1 - len(barred) - mates + both

    def free(self) -> list[str]:
        """Who is in no pin."""
        pinned = {person for pin in self.pins for person in pin}
        return [person for person in self.people if person not in pinned]


def places(room: Room, may_stay_out: Mapping[str, int] = _NOBODY) -> Places | bool:
    """Whom to leave out so that all others have a place: those, of all who may, with the least sum of these figures.

    False where there is no place for all others, and True where nothing is found out: so many may sit with few that
    their groups are too many to look at.
    """
    free = room.free()
    if not may_stay_out and _at_once(room, free):
        return Places((), ())
    few = _few(room, free)
    if few is None:
        return True
    groups = _groups(room, free, few)
    if groups is None:
        return True
    programme = Programme()
    columns = {programme.column(1): group for group in groups}
    out = {programme.column(1): person for person in few if person in may_stay_out}
    holding: dict[str, dict[int, float]] = {}
    for column, group in [*columns.items(), *((column, (person,)) for column, person in out.items())]:
        for person in group:
            holding.setdefault(person, {})[column] = 1
    if any(person not in holding for person in few):
        return False
    for person, row in sorted(holding.items()):
        programme.row(row, 1 if person in few else 0, 1)
    for pin in room.pins:
        joined = {column: 1.0 for column, group in columns.items() if len(group) > len(pin) and set(pin) <= set(group)}
        if joined:
            programme.row(joined, -INFINITE, 1)
    if not holding:
        return Places((), ())
    found = programme.least({column: may_stay_out[person] for column, person in out.items()})
    if found is None:
        return programme.exhausted
    taken = [column for column, value in enumerate(found.values) if value > 0.5]
    return Places(
        tuple(sorted(out[column] for column in taken if column in out)),
        tuple(sorted(columns[column] for column in taken if column in columns)),
    )


def _at_once(room: Room, free: Sequence[str]) -> bool:
    """Whether a simple way places everybody: who may sit with the fewest first, with whoever may with the fewest."""
    if len(free) > SMALL:
        return False
    left, groups = set(free), [list(pin) for pin in room.pins]
    while left:
        open_to = {one: sorted(other for other in left if other != one and room.together(one, other)) for one in left}
        one = min(sorted(left), key=lambda person: len(open_to[person]))
        left.discard(one)
        if open_to[one]:
            other = min(open_to[one], key=lambda person: len(open_to[person]))
            left.discard(other)
            groups.append([one, other])
            continue
        home = next((g for g in groups if len(g) < LARGEST and all(room.together(one, each) for each in g)), None)
        if home is None:
            return False
        home.append(one)
    return True


def _few(room: Room, free: Sequence[str]) -> set[str] | None:
    """Who may sit with so few that he may be left without a place; None where that may be too many."""
    if len(free) <= SMALL:
        return set(free)
    open_to = {person: room.open_to(person) for person in free}
    few: set[str] = set()
    while True:
        needed = len(room.people) / 2 + 3 * len(few) + 4 + 4 * len(room.pins)
        more = {person for person, others in open_to.items() if others < needed}
        if len(more) > len(free) / 4:
            return None
        if more == few:
            # Whoever may sit with more than those can ever take up finds a place after them.
            taken = 3 * len(few) + 4 * len(room.pins)
            return {person for person in few if open_to[person] <= taken}
        few = more


def _groups(room: Room, free: Sequence[str], few: set[str]) -> list[tuple[str, ...]] | None:
    """The groups that matter: pairs with one of them, trios with two, a pin with one; None where they are too many."""
    found: list[tuple[str, ...]] = []
    for one in sorted(few):
        with_him = [other for other in free if other != one and room.together(one, other)]
        found += [(min(one, other), max(one, other)) for other in with_him if other not in few or one < other]
        for a, b in combinations(with_him, 2):
            his = sorted(person for person in (one, a, b) if person in few)
            if len(his) > 1 and his[0] == one and room.together(a, b):
                found.append((one, a, b))
        for pin in room.pins:
            if len(pin) < LARGEST and all(room.together(one, each) for each in pin):
                found.append((*pin, one))
        if len(found) > MOST:
            return None
    return found


def pinned_besides(groups: Iterable[Sequence[str]], pins: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The pins with these groups as further ones, as far as they share nobody with one."""
    taken = {person for pin in pins for person in pin}
    return [*(tuple(pin) for pin in pins), *(tuple(group) for group in groups if taken.isdisjoint(group))]
