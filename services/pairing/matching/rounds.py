"""Rounds of one pool without a repeat, and what is left of them when some of its people are not there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from services.pairing.matching.kirkman import Round


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Rounds of one pool without a repeat; people are the numbers 0 .. people-1."""

    people: int
    all: tuple[Round, ...]
    construction: str

    @property
    def rounds(self) -> int:
        """How many rounds bring no two people together twice."""
        return len(self.all)

    def round(self, turn: int) -> Round:
        """The groups of one round; after the last the plan begins again."""
        return self.all[turn % len(self.all)]


def without(larger: RoundPlan, absent: int) -> RoundPlan:
    """The rounds without so many of its people: such as meet as seldom as any.

    A round is lost where two of them would be in one group, so that somebody would be alone or groups too small.
    """
    gone = _strangers(larger, absent)
    number = {person: new for new, person in enumerate(sorted(set(range(larger.people)) - set(gone)))}
    kept = [
        tuple(tuple(number[person] for person in group if person in number) for group in round_)
        for round_ in larger.all
        if not any(len(gone.intersection(group)) > 1 for group in round_)
    ]
    name = f"{larger.construction} of {larger.people}, {absent} absent"
    return RoundPlan(larger.people - absent, tuple(kept), name)


def _strangers(plan: RoundPlan, many: int) -> set[int]:
    """So many who meet least, the last ones among equals."""
    if many == 1:
        return {plan.people - 1}
    met = Counter(pair for round_ in plan.all for group in round_ for pair in combinations(sorted(group), 2))
    one, other = min(reversed(list(combinations(range(plan.people), 2))), key=lambda pair: met[pair])
    chosen = [one, other]
    while len(chosen) < many:
        rest = [person for person in reversed(range(plan.people)) if person not in chosen]
        chosen.append(min(rest, key=lambda p: sum(met[min(p, each), max(p, each)] for each in chosen)))
    return set(chosen)
