"""What has ended before its time, and who has left: the same two views in either service, each with tables of its own.

Both keep the position of the event that a row comes from, so that whoever reads along asks for what is new only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, String, Table

from shared.events import (
    AccessConfirmed,
    AccessEnded,
    AccessSuspended,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    Recorded,
)
from shared.identity.access import of_use_until
from shared.projection import Instant, Rows, View, handles, metadata

ENDED, SUSPENDED, CONFIRMED = "ended", "suspended", "confirmed"
_FOR_EVER = 2**40


def ended_table(service: str) -> Table:
    """The table of a service's `EndedAccess`."""
    return Table(
        f"{service}_ended_access",
        metadata,
        Column("access", String, primary_key=True),
        Column("what", String, nullable=False),
        Column("at", Instant, nullable=False),
        # Seconds since 1970: nobody needs to know of it any longer.
        Column("until", BigInteger, nullable=False),
        Column("position", BigInteger, nullable=False, index=True),
    )


def gone_table(service: str) -> Table:
    """The table of a service's `GonePeople`."""
    return Table(
        f"{service}_gone_people",
        metadata,
        Column("person", String, primary_key=True),
        Column("gone", Boolean, nullable=False),
        Column("since", Instant, nullable=False),
        Column("position", BigInteger, nullable=False, index=True),
    )


class EndedAccess(View):
    """One row per session or token that was ended or confirmed, and one for the last restore."""

    private = True

    @handles(AccessEnded)
    def ended(self, rows: Rows, event: Recorded[AccessEnded]) -> None:
        """It lets nobody in any more."""
        rows[event.aggregate_id] = _row(ENDED, event, of_use_until(event.aggregate_id))

    @handles(AccessSuspended)
    def suspended(self, rows: Rows, event: Recorded[AccessSuspended]) -> None:
        """What is older waits, or has ended."""
        rows[event.aggregate_id] = _row(SUSPENDED, event, _FOR_EVER)

    @handles(AccessConfirmed)
    def confirmed(self, rows: Rows, event: Recorded[AccessConfirmed]) -> None:
        """What has ended stays so, whatever is said of it later."""
        former = rows.get(event.aggregate_id)
        if former is None or former["what"] != ENDED:
            rows[event.aggregate_id] = _row(CONFIRMED, event, of_use_until(event.aggregate_id))


class GonePeople(View):
    """One row per person who has ever left: whether he is gone, and since when he is, or is here again."""

    @handles(PersonJoined)
    def joined(self, rows: Rows, event: Recorded[PersonJoined]) -> None:
        """Somebody came back: what he had before stays ended."""
        if event.aggregate_id in rows:
            rows[event.aggregate_id] = _person(event, gone=False)

    @handles(PersonLeft, PersonForgotten)
    def gone(self, rows: Rows, event: Recorded[PersonLeft] | Recorded[PersonForgotten]) -> None:
        """Nothing that is his lets anybody in."""
        rows[event.aggregate_id] = _person(event, gone=True)


def _row(what: str, event: Recorded[AccessEnded | AccessSuspended | AccessConfirmed], until: int) -> dict[str, object]:
    return {"what": what, "at": event.recorded, "until": until, "position": event.position}


def _person(
    event: Recorded[PersonJoined] | Recorded[PersonLeft] | Recorded[PersonForgotten], *, gone: bool
) -> dict[str, object]:
    return {"gone": gone, "since": event.recorded, "position": event.position}
