"""Whose an absence is: the ids that both services make for themselves, so that none of them stands in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from shared.events import named_id
from shared.sealing.sealer import Sealer

Row = TypeVar("Row")


def absence_id(sealer: Sealer, person: str, number: int) -> str:
    """The id of somebody's absence number so many, from 1: a keyed digest, another one for each."""
    return named_id("absence", sealer.digest(f"tomoni.private.absence\n{person}\n{number}".encode()))


def absences_of(
    sealer: Sealer, people: Iterable[str], known: Callable[[list[str]], Mapping[str, Row]]
) -> dict[str, list[Row]]:
    """Each one's absences, the first first; who never was away is left out. `known` looks ids up, as far as they are.

    They are numbered without a hole, so the first number that isn't known is the end.
    """
    found: dict[str, list[Row]] = {}
    number, left = 1, list(dict.fromkeys(people))
    while left:
        whose = {absence_id(sealer, person, number): person for person in left}
        rows = known(list(whose))
        for ident, row in rows.items():
            found.setdefault(whose[ident], []).append(row)
        left, number = [whose[ident] for ident in whose if ident in rows], number + 1
    return found
