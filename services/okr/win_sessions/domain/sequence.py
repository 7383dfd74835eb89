"""The order of an agenda: which wins have a place on it, and which come first.

The strongest come first, and of equals what has been so for longer. An agenda holds so many and no more; where there
are more wins than places, nobody dominates: no team has more than three tenths of the places, no objective and no
person more than a fifth, as long as others have anything to show. Who alone has wins, has all the places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.events import Win

AGENDA = 20
"""Places on an agenda: in an hour, three minutes each."""

_A_TEAM, _ONE = Fraction(3, 10), Fraction(1, 5)

Side = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A win, and whose team's it is."""

    win: Win
    team: str | None = None


def agenda(candidates: Sequence[Candidate], places: int = AGENDA) -> tuple[Win, ...]:
    """The wins that have a place, in order."""
    ordered = sorted(candidates, key=_place)
    chosen, waiting = _shared_out(ordered, places)
    chosen += waiting[: max(0, places - len(chosen))]
    return tuple(each.win for each in sorted(chosen, key=_place))


def _shared_out(ordered: Sequence[Candidate], places: int) -> tuple[list[Candidate], list[Candidate]]:
    """Those whom the shares admit, and those who wait for places that remain."""
    most = {"team": _share(_A_TEAM, places), "objective": _share(_ONE, places), "person": _share(_ONE, places)}
    held: Counter[Side] = Counter()
    chosen: list[Candidate] = []
    waiting: list[Candidate] = []
    for each in ordered:
        sides = _sides(each)
        if len(chosen) < places and all(held[side] < most[side[0]] for side in sides):
            held.update(sides)
            chosen.append(each)
        else:
            waiting.append(each)
    return chosen, waiting


def _sides(candidate: Candidate) -> list[Side]:
    win = candidate.win
    named = (("team", candidate.team), ("objective", win.objective), ("person", win.people[0] if win.people else None))
    return [(what, id_) for what, id_ in named if id_ is not None]


def _share(part: Fraction, places: int) -> int:
    return max(1, -(-part.numerator * places // part.denominator))


def _place(candidate: Candidate) -> tuple[object, ...]:
    win = candidate.win
    return (-win.strength, win.time, win.item)
