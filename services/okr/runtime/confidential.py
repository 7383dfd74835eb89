"""Whose a day is, where nobody may know it: keyed digests for ids, and orders that don't tell who gave them.

A day's id, how a mentor is named, the command's id and the body's digest are each made with the master key, so that
whoever reads the log can try nobody. Each day has an id of its own, so that who is found out once, by what he did in
the open at the same time, isn't known for ever. What stays: the place in the log, and the server's own arrival time
beside it, tell roughly when something was said, to whoever may read the whole log; how much was said can be seen by its
length; and whoever holds the master key can find a person's days, though not read those of who was forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from datetime import UTC, date, datetime, time

from shared.eventlog import Order
from shared.events import named_id
from shared.sealing import Sealer


class Confidential:
    """The digests."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._kept: dict[tuple[date, int, int], frozenset[str]] = {}

    def day_of(self, person: str, day: date) -> str:
        """The id under which one day of somebody's stands, another one for each."""
        return named_id("day", self._digest("day", person, day.isoformat()))

    def days_of(self, person: str) -> str:
        """The id under which it stands who reads somebody's days, and under which older versions kept all of them."""
        return named_id("day", self._digest("day", person))

    def keepers(self, kept: Mapping[date, Set[str]], people: Collection[str]) -> frozenset[str]:
        """Who of these people opened one of the days that are `kept` under these ids.

        It is remembered: in a large company to make every one's id of every day takes seconds, and weeks that are over
        don't change.
        """
        if not kept:
            return frozenset()
        key = min(kept), sum(map(len, kept.values())), len(people)
        if key not in self._kept:
            self._kept[key] = frozenset(person for person in people if self._kept_any(person, kept))
        return self._kept[key]

    def _kept_any(self, person: str, kept: Mapping[date, Set[str]]) -> bool:
        former = self.days_of(person)
        return any(former in whose or self.day_of(person, day) in whose for day, whose in kept.items())

    def mentor_of(self, person: str, mentor: str) -> str:
        """How the days of a person name a mentor: nobody can tell whether two people have the same one."""
        return self._digest("mentor", person, mentor)

    def notices_of(self, person: str) -> str:
        """The id under which it stands what somebody wants to be told."""
        return named_id("notices", self._digest("notices", person))

    def veiled(self, order: Order, ident: str, day: date, kind: str = "day") -> Order:
        """The order as the record of somebody's days may show it: it tells the day and nothing more of the request.

        Neither whether it had a key or a trace nor when it came; the same request stays the same order.
        """
        command, *formerly = (named_id(kind, self._digest("command", ident, each)) for each in order.commands)
        return Order(
            command=command,
            actor=f"{kind}/{ident}",
            now=datetime.combine(day, time(), UTC),
            digest=self._digest("body", ident, order.digest or ""),
            expected_version=order.expected_version,
            authority=order.authority,
            formerly=tuple(formerly),
        )

    def _digest(self, *said: str) -> str:
        return self._sealer.digest(("okr.private." + "\n".join(said)).encode())
