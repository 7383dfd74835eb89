"""Between two rotations: what becomes of a group that somebody leaves, and where somebody new goes. No re-shuffle ever.

Groups are given by id with their members; only those change that must.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.pairing.matching.plan import Apart, History, Member

WEEKS_TO_JOIN = 4
"""Who comes with fewer weeks to go waits for the next rotation."""

PAIR, TRIO = 2, 3

Groups = Mapping[str, Sequence[Member]]


@dataclass(frozen=True, slots=True)
class Healed:
    """What changes: the new members (sorted ids) of groups that go on, groups that end, people who wait."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def after_leaving(groups: Groups, person: str, history: History, apart: Sequence[Apart] = ()) -> Healed:
    """Somebody leaves: two or more go on; one who is left alone joins the cheapest pair, else the cheapest trio.

    Where exclusions or the lack of other groups allow neither, he waits. Nothing changes where the person is in no
    group.
    """
    home = next((group for group, members in sorted(groups.items()) if person in [each.id for each in members]), None)
    if home is None:
        return Healed()
    left = [member for member in groups[home] if member.id != person]
    if len(left) >= PAIR:
        return Healed({home: _ids(left)})
    if not left:
        return Healed(ended=(home,))
    others = {group: members for group, members in groups.items() if group != home}
    alone = left[0]
    for fits in (_is_pair, _is_trio):
        found = _cheapest(others, alone, history, apart, fits)
        if found is not None:
            return Healed({found: _ids([*others[found], alone])}, ended=(home,))
    return Healed(ended=(home,), waiting=(alone.id,))


def after_joining(
    groups: Groups, member: Member, weeks_left: int, history: History, apart: Sequence[Apart] = ()
) -> Healed:
    """Somebody joins: the cheapest pair that lacks his function takes him, else a trio as its fourth, else any pair.

    With fewer than `WEEKS_TO_JOIN` weeks left, or where nobody may take him, he waits.
    """
    if any(member.id == each.id for members in groups.values() for each in members):
        return Healed()
    wanted: list[Callable[[Sequence[Member]], bool]] = [
        lambda members: _is_pair(members) and member.function not in [each.function for each in members],
        _is_trio,
        _is_pair,
    ]
    for fits in wanted if weeks_left >= WEEKS_TO_JOIN else ():
        found = _cheapest(groups, member, history, apart, fits)
        if found is not None:
            return Healed({found: _ids([*groups[found], member])})
    return Healed(waiting=(member.id,))


def _is_pair(members: Sequence[Member]) -> bool:
    return len(members) == PAIR


def _is_trio(members: Sequence[Member]) -> bool:
    return len(members) == TRIO


def _ids(members: Sequence[Member]) -> tuple[str, ...]:
    return tuple(sorted(member.id for member in members))


def _cheapest(
    groups: Groups,
    member: Member,
    history: History,
    apart: Sequence[Apart],
    fits: Callable[[Sequence[Member]], bool],
) -> str | None:
    """The group of those that fit where he breaks no exclusion and repeats least; then where his function lacks."""
    barred = {
        each.other if each.one == member.id else each.one for each in apart if member.id in (each.one, each.other)
    }
    open_to = [
        (
            sum(history.cost(member.id, each.id) for each in members),
            sum(each.function == member.function for each in members),
            group,
        )
        for group, members in groups.items()
        if fits(members) and barred.isdisjoint(each.id for each in members)
    ]
    return min(open_to)[2] if open_to else None
