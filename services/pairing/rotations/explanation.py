"""Why a draw is as it is, as data and as sentences for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection

from services.pairing.groups.views import groups
from services.pairing.matching import GaveWay
from services.pairing.members.views import pool
from services.pairing.rotations.views import proposals, together
from shared.projection import Row

NameOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Bond:
    """Two people of a group, and the label of the last time that they were together; None where they never met."""

    one: str
    other: str
    last: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """What is to be said of one group. `lacking` are functions of the draw that it hasn't got, `doubled` has it twice.

    `same_function`: all of it work in one, which happens only where the head counts or exclusions force it.
    """

    bonds: tuple[Bond, ...]
    lacking: tuple[str, ...]
    doubled: tuple[str, ...]
    same_function: bool

    def says(self, name_of: NameOf) -> str:
        """The reasons in words."""
        before = [each for each in self.bonds if each.last is not None]
        told = [f"{name_of(each.one)} and {name_of(each.other)} last together {each.last}" for each in before]
        told = told or ["never met"]
        if self.same_function:
            told.append(f"all of {self.doubled[0]}")
        else:
            told += [f"nobody of {function}" for function in self.lacking]
            told += [f"more than one of {function}" for function in self.doubled]
        return "; ".join(told)


@dataclass(frozen=True, slots=True)
class Explained:
    """A rotation's groups with people in them, and why each is as it is.

    `absent` counts those who are in no group of a draft although they are there, for whatever reason; who they are,
    and why, is told to nobody. `pinned` are the people whom the organiser pinned, as far as they are still here.
    `newcomers` have joined since the draw and are in no group yet.
    """

    row: Row
    groups: tuple[Row, ...]
    why: tuple[Why, ...]
    absent: int | None
    newcomers: tuple[Row, ...]
    pinned: tuple[tuple[str, ...], ...] = ()


def explained(connection: Connection, row: Row, functions: Collection[str]) -> Explained:
    """A rotation as the store knows it; `functions` are the programme's."""
    proposed = groups.with_people(connection, proposals.of_rotation(connection, row["rotation"]))
    members = [[member["person"] for member in group["members"]] for group in proposed]
    last = together.last_together(connection, row, members)
    everything = sorted({_function(member) for group in proposed for member in group["members"]})
    spelled = {function.casefold(): function for _, function in reversed(pool.function_of_each(connection))}
    wanted = {function.casefold() for function in functions}
    here = [person for person in pool.present(connection) if person["function"].casefold() in wanted]
    placed = {person for group in members for person in group}
    seated = {person for group in groups.chosen(connection, current=True) for person in group["members"]}
    before = [each for each in here if each["joined_at"] < row["drafted_at"]]
    return Explained(
        row,
        tuple(proposed),
        tuple(_why(group["members"], last, everything, spelled) for group in proposed),
        sum(each["person"] not in placed for each in before) if row["stage"] == "drafted" else None,
        tuple(each for each in here if each["joined_at"] > row["drafted_at"] and each["person"] not in seated),
    )


def quality(row: Row) -> str:
    """How good a draw is, and how far that is proved and over which draws. Counts and ages are told apart."""
    repeats, least = row["repeats"], row["least_repeats"]
    told = ["nobody meets anybody again" if not repeats else f"{_pairs(repeats)} been together before"]
    if repeats and least is not None:
        among = _AMONG[row["proved_over"]]
        if repeats == least:
            told.append(f"{among} none has fewer: proved")
            if row["optimal"]:
                told.append("and none with as few lets older acquaintances meet instead: proved")
        else:
            told.append(f"{among} every one has at least {least}: proved")
            if row["optimal"]:
                told.append("one with fewer than here, if there is any, would let people meet again sooner")
    # That pairs met before is said already.
    return "; ".join([*told, *(GaveWay(rule, pairs).says for rule, pairs in row["gave_way"] if rule != "repeats")])


_AMONG = {"rules": "among all draws that the rules allow", "kinds": "among all draws with these group kinds"}


def _pairs(number: int) -> str:
    return "1 pair has" if number == 1 else f"{number} pairs have"


def _why(
    members: Sequence[Row], last: dict[tuple[str, str], str], everything: Sequence[str], spelled: Mapping[str, str]
) -> Why:
    people = sorted(member["person"] for member in members)
    heads = Counter(_function(member) for member in members)
    return Why(
        tuple(Bond(one, other, last.get((one, other))) for one, other in combinations(people, 2)),
        tuple(spelled.get(function, function) for function in everything if function not in heads),
        tuple(spelled.get(function, function) for function, count in sorted(heads.items()) if count > 1),
        len(heads) == 1,
    )


def _function(member: Row) -> str:
    return str(member["function"] or "?").casefold()
