"""Whether a session or token still holds, asked of the log itself: the signer has no store of the services' views."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import Table

from shared.access import AccessOver, Gate, NotCurrent
from shared.access.ends import Ends
from shared.access.views import CONFIRMED, ENDED, SUSPENDED
from shared.eventlog import EventLog, LogUnavailable
from shared.events import (
    AccessConfirmed,
    AccessEnded,
    AccessSuspended,
    Event,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    Recorded,
    decode,
    named_id,
    nats_subject,
)
from shared.identity.tokens import Identity
from shared.now import utc_now

EVERYTHING = named_id("access", "everything")
"""Of this aggregate it is told that a restore suspended all that was older."""

_AGGREGATE = re.compile(r"[a-z/]+/[\w-]+", re.ASCII)
_NO_TABLE = cast(Table, None)


class EndsTold(Ends):
    """What a few records of the log say has ended."""

    def __init__(self, events: Iterable[Recorded[Event]]) -> None:
        super().__init__(_NO_TABLE, _NO_TABLE)
        for event in events:
            self._take(event.aggregate_id, event.data, event.recorded)

    def _take(self, ident: str, told: Event, at: datetime) -> None:
        match told:
            case AccessEnded():
                self._note(ident, ENDED, at)
            case AccessConfirmed():
                self._note(ident, CONFIRMED, at)
            case AccessSuspended():
                self._note(ident, SUSPENDED, at)
            case PersonLeft() | PersonForgotten():
                self._note_person(ident, at, gone=True)
            case PersonJoined() if self.is_gone(ident):
                self._note_person(ident, at, gone=False)


class LogGate(Gate):
    """Asks the log at every request: an end is known as soon as it is there."""

    def __init__(self, log: EventLog) -> None:
        self._asked = log
        self.now = utc_now

    async def admit(self, who: Identity, *, command: bool) -> None:
        """Return where it may pass. Raises AccessOver, NotCurrent."""
        try:
            ends = EndsTold([each async for each in self._told(who)])
        except LogUnavailable as error:
            raise NotCurrent(f"Whether this {who.kind} was ended can't be known now: {error}.") from error
        if (reason := ends.over(who)) is not None:
            raise AccessOver(reason)

    def ended(self, who: Identity) -> str | None:
        """Nothing here goes on for long."""
        return None

    async def _told(self, who: Identity) -> AsyncIterator[Recorded[Event]]:
        aggregates = [f"private/access/{who.id}", f"private/access/{EVERYTHING}", f"person/{who.subject}"]
        # A program's token may name anything; only what can be an id is one.
        for aggregate in filter(_AGGREGATE.fullmatch, aggregates):
            for position, payload in await self._asked.of_subject(nats_subject("okr", aggregate)):
                yield decode(position, payload)
