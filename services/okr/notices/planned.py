"""What somebody is to be told, as it is planned: kept beside the views, once for an event, a kind and a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from services.okr.notices.domain.choices import NoticeKind, OrganisersKind
from shared.events import derived_id
from shared.outbox.tables import NoticeState, notices

REVIEWER, LEAD = "reviewer", "reviewer's lead"
"""Whom a missed check-in is told to, where nothing has come of telling its owner: who that is, is seen then."""

ORGANISERS = "organisers"
"""Whoever organises: none of the people, but who reads the channels that take such notices, if these are no team's."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One notice. `person` is empty where `whom` (what he is to somebody) is looked up when it is time."""

    event: str
    kind: NoticeKind | OrganisersKind
    whom: str
    person: str | None
    at: datetime
    expires: datetime | None = None
    facts: dict[str, Any]

    @property
    def id(self) -> str:
        """Made from event, kind and person, so that planning it again plans nothing more."""
        return derived_id(self.event, f"notice:{self.kind}:{self.whom}")


def keep(connection: Connection, planned: Sequence[Planned], now: datetime) -> None:
    """Put notices into the outbox; those that are there stay what they are."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "notice": each.id,
            "event": each.event,
            "kind": each.kind,
            "whom": each.whom,
            "person": each.person,
            "at": each.at,
            "expires": each.expires,
            "planned": now,
            "facts": each.facts,
            "state": NoticeState.WAITING.value,
        }
        for each in planned
    ]
    for begin in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(notices).on_conflict_do_nothing(), rows[begin : begin + _AT_ONCE])


def settle(
    connection: Connection, those: Sequence[str], state: NoticeState, now: datetime, reason: str | None = None
) -> None:
    """Nothing more is to be done about those."""
    for begin in range(0, len(those), _AT_ONCE):
        these = notices.c.notice.in_(those[begin : begin + _AT_ONCE])
        done = update(notices).where(these, notices.c.state == NoticeState.WAITING)
        connection.execute(done.values(state=state.value, settled=now, reason=reason))


def put_off(connection: Connection, notice: str, at: datetime) -> None:
    """It waits until then."""
    connection.execute(
        update(notices).where(notices.c.notice == notice, notices.c.state == NoticeState.WAITING).values(at=at)
    )
