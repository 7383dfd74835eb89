"""Who was with whom, how often, and in which rotation last: what the next draw avoids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import Column, Connection, Integer, String, Table

from services.pairing.rotations.views import stays
from services.pairing.rotations.views.stays import Stay
from shared.events import GroupAdjusted, GroupFormed, Recorded
from shared.projection import Instant, Row, Rows, View, handles, metadata


def pair_key(one: str, other: str) -> str:
    """The key of two people's row, whichever is named first."""
    return f"{one}|{other}" if one < other else f"{other}|{one}"


class Together(View):
    """One row per pair that was ever in one group. `one` sorts before `other`."""

    version = 2
    table = Table(
        "pairing_together",
        metadata,
        Column("pair", String, primary_key=True),
        Column("one", String, nullable=False, index=True),
        Column("other", String, nullable=False, index=True),
        Column("times", Integer, nullable=False),
        Column("last_rotation", String, nullable=False),
        Column("last_label", String, nullable=False),
        Column("last_formed", Instant, nullable=False),
    )

    @handles(GroupFormed)
    def formed(self, rows: Rows, event: Recorded[GroupFormed]) -> None:
        """Each two of the group are together once more. Past groups may be told in any order."""
        data = event.data
        for one, other in combinations(sorted(set(data.members)), 2):
            key = pair_key(one, other)
            row = rows.get(key)
            if row is None:
                last = {"last_rotation": data.rotation, "last_label": data.label, "last_formed": event.time}
                rows[key] = {"one": one, "other": other, "times": 1, **last}
                continue
            row["times"] += 1
            if event.time >= row["last_formed"]:
                row |= {"last_rotation": data.rotation, "last_label": data.label, "last_formed": event.time}

    @handles(GroupAdjusted)
    def adjusted(self, rows: Rows, event: Recorded[GroupAdjusted]) -> None:
        """Who came in between is together with the others from now on; who stays was so already."""
        data = event.data
        if data.rotation is None or data.label is None or data.because == "left":
            # Where somebody left nobody is together anew, though a later rotation may have put the others together.
            return
        last = {"last_rotation": data.rotation, "last_label": data.label, "last_formed": event.time}
        for one, other in combinations(sorted(set(data.members)), 2):
            row = rows.get(pair_key(one, other))
            if row is None:
                rows[pair_key(one, other)] = {"one": one, "other": other, "times": 1, **last}
            elif row["last_rotation"] != data.rotation:
                row |= {"times": row["times"] + 1, **last}


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
