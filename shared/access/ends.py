"""What has ended, in memory: read from the store once, then only what is new; asked at every request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from shared.access.views import CONFIRMED, ENDED, SUSPENDED
from shared.identity.access import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from shared.identity.tokens import Identity

_SECOND = timedelta(seconds=1)


class Ends:
    """The ends that a store knows of. `read` may run in a thread beside questions: each change is a single step."""

    def __init__(self, ended: Table, gone: Table) -> None:
        self._ended_table, self._gone_table = ended, gone
        self._ended: set[str] = set()
        self._confirmed: dict[str, datetime] = {}
        self._suspended: datetime | None = None
        self._gone: set[str] = set()
        self._back: dict[str, datetime] = {}
        self._read = 0

    def read(self, connection: Connection, now: datetime) -> None:
        """Read what the store holds beyond what is known."""
        known = self._read
        table = self._ended_table.c
        query = select(self._ended_table).where(table.position > known, table.until > int(now.timestamp()))
        for row in connection.execute(query.order_by(table.position)):
            self._note(row.access, row.what, row.at)
            self._read = max(self._read, row.position)
        people = self._gone_table.c
        query = select(self._gone_table).where(people.position > known).order_by(people.position)
        for row in connection.execute(query):
            self._note_person(row.person, row.since, gone=row.gone)
            self._read = max(self._read, row.position)

    def over(self, who: Identity) -> str | None:
        """Why a session or token holds no more, as a sentence; None where it does."""
        if who.id in self._ended:
            return f"This {who.kind} was ended; {_way_out(who.kind)}."
        if who.subject in self._gone:
            return "Whoever this names has left, so it lets nobody in any more."
        back = self._back.get(who.subject)
        # A token knows the second that it was made in, and no more.
        if back is not None and who.issued + _SECOND <= back:
            return f"This {who.kind} is from before its owner left and came back; {_way_out(who.kind)}."
        if self._suspended is not None and who.issued <= self._suspended:
            if who.kind is Kind.SESSION:
                return f"Everybody was signed out when Tomoni was restored; {_way_out(who.kind)}."
            confirmed = self._confirmed.get(who.id)
            if confirmed is None or confirmed < self._suspended:
                return "Tomoni was restored after this token was made: it holds only when an administrator confirms it."
        return None

    def _note(self, ident: str, what: str, at: datetime) -> None:
        if what == ENDED:
            self._ended.add(ident)
        elif what == CONFIRMED:
            self._confirmed[ident] = at
        elif what == SUSPENDED:
            self._suspended = at

    def _note_person(self, person: str, since: datetime, *, gone: bool) -> None:
        if gone:
            self._gone.add(person)
        else:
            self._back[person] = since
            self._gone.discard(person)

    def is_gone(self, person: str) -> bool:
        """Whether this is somebody who has left or was forgotten."""
        return person in self._gone


def _way_out(kind: Kind) -> str:
    return "sign in anew" if kind is Kind.SESSION else "ask an administrator for another one"
