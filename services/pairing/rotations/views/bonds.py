"""Who of a rotation's groups had been together before it, and when last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection

from services.pairing.rotations.views import stays
from services.pairing.rotations.views.stays import Stay
from shared.projection import Row

Pair = tuple[str, str]


def last_together(connection: Connection, rotation: Row, groups: Iterable[Sequence[str]]) -> dict[Pair, str]:
    """The label of the last time before this rotation, for each two (the smaller id first) who met before it.

    By who sat in a group when: also of somebody who left it in mid-quarter. A draft follows on everything until now,
    a confirmed rotation on what was before it was confirmed, a discarded draft on what was before it was drawn.
    """
    asked = {pair for members in groups for pair in combinations(sorted(members), 2)}
    before = rotation["drafted"] if rotation["stage"] == "discarded" else rotation["confirmed"]
    found: dict[Pair, tuple[datetime, int, str]] = {}
    for shared in _by_group(connection, {person for pair in asked for person in pair}, rotation["rotation"]):
        for one, other in combinations(shared, 2):
            pair = min(one.person, other.person), max(one.person, other.person)
            if pair not in asked or not one.meets(other):
                continue
            last = max((one.came, one.came_at), (other.came, other.came_at))
            if before is None or last[0] < before:
                found[pair] = max(found.get(pair, (*last, one.label)), (*last, one.label))
    return {pair: label for pair, (_, _, label) in found.items()}


def _by_group(connection: Connection, people: set[str], but: str) -> Iterable[list[Stay]]:
    """The stays of these people group by group, without those in the groups of one rotation."""
    shared: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays.of_people(connection, people):
        if stay.rotation != but:
            shared[stay.group].append(stay)
    return shared.values()
