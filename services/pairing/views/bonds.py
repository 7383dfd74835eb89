"""Who of a rotation's groups had been together before it, and when last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from sqlalchemy import Connection, select

from services.pairing.views.groups import Groups
from services.pairing.views.together import Together
from shared.projection import Row

Pair = tuple[str, str]


def last_together(connection: Connection, rotation: Row, groups: Iterable[Sequence[str]]) -> dict[Pair, str]:
    """The label of the last time before this rotation, for each two (the smaller id first) who met before it."""
    pairs = {pair for members in groups for pair in combinations(sorted(members), 2)}
    if rotation["confirmed"] is None:
        return _until_now(connection, pairs)
    table = Groups.table.c
    query = (
        select(table.members, table.label)
        .where(table.rotation != rotation["rotation"], table.formed < rotation["confirmed"])
        .order_by(table.formed, table.number)
    )
    found: dict[Pair, str] = {}
    for members, label in connection.execute(query):
        found |= dict.fromkeys(pairs.intersection(combinations(sorted(members), 2)), label)
    return found


def _until_now(connection: Connection, pairs: set[Pair]) -> dict[Pair, str]:
    table = Together.table.c
    ones = sorted({one for one, _ in pairs})
    found: dict[Pair, str] = {}
    for start in range(0, len(ones), 500):
        query = select(table.one, table.other, table.last_label).where(table.one.in_(ones[start : start + 500]))
        found |= {(one, other): label for one, other, label in connection.execute(query) if (one, other) in pairs}
    return found
