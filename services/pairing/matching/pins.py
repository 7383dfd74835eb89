"""People who are to stay together: as disjoint sets of places, checked against the exclusions."""

from __future__ import annotations

from collections.abc import Sequence

from services.pairing.matching.composition import LARGEST, Kind, homes
from services.pairing.matching.costs import Costs, Ints
from services.pairing.matching.plan import Clash, Draw
from services.pairing.matching.tables import Seats


def pinned(request: Draw) -> list[tuple[str, ...]]:
    """The sets of people that stay together, those with somebody in common made one; who isn't in the pool drops out.

    Raises Clash for more than four people, and for two who are to be apart.
    """
    here = {member.id for member in request.members}
    sets: list[set[str]] = []
    for pin in request.together:
        merged = set(pin) & here
        rest = []
        for other in sets:
            if merged & other:
                merged |= other
            else:
                rest.append(other)
        sets = [*rest, merged]
    result = sorted(tuple(sorted(each)) for each in sets if len(each) > 1)
    for people in result:
        if len(people) > LARGEST:
            raise Clash(f"{len(people)} people are to stay together, but a group has four at most; pin fewer")
        clashing = [each for each in request.broken(people) if each.rule not in request.yielding]
        if clashing:
            raise Clash("people who are to stay together are also to be apart; give up one of the two", clashing)
    return result


def kinds_of(pins: Sequence[Sequence[str]], request: Draw) -> list[Kind]:
    """The functions of the people of each pin."""
    function = {member.id: member.function for member in request.members}
    return [tuple(sorted(function[person] for person in pin)) for pin in pins]


def seat_pins(seats: Seats, pins: Sequence[Sequence[str]], costs: Costs) -> Ints:
    """An arrangement in which only the pinned sit, each pin in a group that has room for it."""
    table = seats.empty()
    places = [[costs.place[person] for person in pin] for pin in pins]
    kinds = [tuple(sorted(costs.members[place].function for place in each)) for each in places]
    for each, index in zip(places, homes(seats.kinds, kinds), strict=True):
        free = [seat for seat in range(LARGEST) if seats.function[index, seat] >= 0]
        for place in each:
            seat = next(seat for seat in free if seats.function[index, seat] == costs.function[place])
            free.remove(seat)
            table[index, seat] = place
    return table
