"""Whose a day is, where nobody may know it: keyed digests for ids, and orders that don't tell who gave them.

A day's id, how a mentor is named in it, the command's id and the body's digest are each made with the master key, so
that whoever reads the log can try nobody. What stays: the place in the log, and the server's own arrival time beside
it, tell roughly when something was said, to whoever may read the whole log; how much was said
can be seen by its length; and whoever holds the master key can find a person's days, though not read those of who was
forgotten.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shared.eventlog import Order
from shared.events import named_id
from shared.sealing import Sealer


class Confidential:
    """The digests."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def day_of(self, person: str) -> str:
        """The id under which somebody's days stand."""
        return named_id("day", self._digest("day", person))

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
