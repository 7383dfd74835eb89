"""Between two rotations: what becomes of a group that somebody leaves, and where somebody new goes. No re-shuffle ever.

Groups are given by id with their members; only those change that must.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.pairing.matching.plan import Apart, History, Member, Rule, ladder

WEEKS_TO_JOIN = 4
"""Who comes with fewer weeks to go waits for the next rotation."""

PAIR, TRIO = 2, 3

Groups = Mapping[str, Sequence[Member]]

Fits = Callable[[Sequence[Member]], bool]
"""Whether a group has room for one more."""

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Healed:
    """What changes: the new members (sorted ids) of groups that go on, groups that end, people who wait."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def after_leaving(
    groups: Groups, person: str, history: History, apart: Sequence[Apart] = (), teams: Mapping[str, str] = _NONE
) -> Healed:
    """Somebody leaves: two or more go on; one who is left alone joins the cheapest pair, else the cheapest trio.

    Rules that may give way do so where nothing else is possible; `teams` are those whose people are to be apart. Where
    exclusions or the lack of other groups allow nothing, he waits. Nothing changes where the person is in no group.
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
    found = _cheapest(others, alone, history, _Barred(alone, apart, teams), (_is_pair, _is_trio))
    if found is not None:
        return Healed({found: _ids([*others[found], alone])}, ended=(home,))
    return Healed(ended=(home,), waiting=(alone.id,))


def after_joining(
    groups: Groups,
    member: Member,
    weeks_left: int,
    history: History,
    apart: Sequence[Apart] = (),
    teams: Mapping[str, str] = _NONE,
) -> Healed:
    """Somebody joins: the cheapest pair that lacks his function takes him, else a trio as its fourth, else any pair.

    Rules that may give way do so where nothing else is possible. With fewer than `WEEKS_TO_JOIN` weeks left, or where
    nobody may take him, he waits.
    """
    if any(member.id == each.id for members in groups.values() for each in members):
        return Healed()
    wanted: list[Fits] = [
        lambda members: _is_pair(members) and member.function not in [each.function for each in members],
        _is_trio,
        _is_pair,
    ]
    late = weeks_left < WEEKS_TO_JOIN
    found = None if late else _cheapest(groups, member, history, _Barred(member, apart, teams), wanted)
    if found is not None:
        return Healed({found: _ids([*groups[found], member])})
    return Healed(waiting=(member.id,))


def _is_pair(members: Sequence[Member]) -> bool:
    return len(members) == PAIR


def _is_trio(members: Sequence[Member]) -> bool:
    return len(members) == TRIO


def _ids(members: Sequence[Member]) -> tuple[str, ...]:
    return tuple(sorted(member.id for member in members))


class _Barred:
    """Who must not sit with somebody, by the rules that hold."""

    def __init__(self, member: Member, apart: Sequence[Apart], teams: Mapping[str, str]) -> None:
        self._of: dict[str, Rule] = {
            each.other if each.one == member.id else each.one: each.rule
            for each in sorted(apart, key=lambda each: each.rule not in ("team", "manager"))
            if member.id in (each.one, each.other)
        }
        self._teams, self._team = teams, teams.get(member.id)
        self.rules: set[Rule] = {*self._of.values()} | ({"team"} if self._team is not None else set())

    def allows(self, members: Sequence[Member], yielding: frozenset[Rule]) -> bool:
        """Whether nobody of these is barred where these rules give way."""
        mates = self._team is not None and any(self._teams.get(each.id) == self._team for each in members)
        if mates and "team" not in yielding:
            return False
        return all(self._of.get(each.id) in (None, *yielding) for each in members)


def _cheapest(groups: Groups, member: Member, history: History, barred: _Barred, wanted: Sequence[Fits]) -> str | None:
    """The group of the first that is wanted where he breaks no exclusion and repeats least; then where he is new.

    Only where there is none do rules give way.
    """
    for yielding in ladder(barred.rules):
        for fits in wanted:
            open_to = [
                (
                    sum(history.cost(member.id, each.id) for each in members),
                    sum(each.function == member.function for each in members),
                    group,
                )
                for group, members in groups.items()
                if fits(members) and barred.allows(members, yielding)
            ]
            if open_to:
                return min(open_to)[2]
    return None
