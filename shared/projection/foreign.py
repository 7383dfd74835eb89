"""Whose the stores of a service are, where this version of the program has none of its own."""

from __future__ import annotations

from dataclasses import dataclass

from shared.projection.places import Places
from shared.projection.pointers import Pointers


@dataclass(frozen=True, slots=True)
class Foreign:
    """Another version's store; `newer` where that version is a later one. `sentence` says so, and what to do."""

    sentence: str
    newer: bool


def foreign_in(places: Places, pointers: Pointers, service: str) -> Foreign | None:
    """The newest store that another version has filled; None where none has. Blocks."""
    for each in pointers.others():
        if each.generation is None or not places.position(each.fingerprint, each.generation):
            continue
        if each.edition > pointers.own.edition:
            return Foreign(
                f"the store of {service} was made by a newer version ({each}; this one is of edition "
                f"{pointers.own.edition}) and is left alone: start that version; or, to go back to this one for good, "
                f"run: tomoni rebuild {service}",
                newer=True,
            )
        return Foreign(
            f"the store of {service} was made by another version ({each}) and is left to it; to have one of this "
            f"version beside it, run: tomoni rebuild {service}",
            newer=False,
        )
    return None
