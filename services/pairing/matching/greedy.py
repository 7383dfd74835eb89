"""A plain greedy: fill one seat after the other with whoever costs least there. The baseline of everything better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from services.pairing.matching.plan import History, Member

LOOK_AT = 128
"""How many people are tried for a seat; in a large pool that is plenty, and the time stays linear."""


def fill(
    seats: Sequence[Sequence[str]], members: Sequence[Member], history: History, random: Random
) -> list[list[Member]]:
    """Seat everybody. `seats` must hold as many seats of each function as there are people in it."""
    waiting: dict[str, list[Member]] = defaultdict(list)
    for member in sorted(members, key=lambda member: member.id):
        waiting[member.function].append(member)
    for function in sorted(waiting):
        random.shuffle(waiting[function])
    groups: list[list[Member]] = []
    for functions in seats:
        group: list[Member] = []
        for function in functions:
            queue = waiting[function]
            tried = range(min(len(queue), LOOK_AT))
            best = min(tried, key=lambda place: sum(history.cost(queue[place].id, other.id) for other in group))
            # The last takes the place of the one who leaves: the queue stays short to change, and the order seeded.
            group.append(queue[best])
            queue[best] = queue[-1]
            queue.pop()
        groups.append(group)
    return groups
