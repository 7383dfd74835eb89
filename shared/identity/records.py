"""What is noted of sessions and tokens: whose, which role, made when, last seen, from where. No view, and no secret.

Nothing is decided by it: whether one is valid its signature says, and whether it was ended the log. It lets people see
what they have open, and goes with them when they are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from shared.identity.access import Kind
from shared.identity.roles import Role
from shared.identity.scopes import Scopes
from shared.identity.tokens import Identity
from shared.projection.keep import keep_metadata

HOUR = 3600
_KEPT_AFTER = 30 * 86_400
_LONGEST_ORIGIN = 200

records = Table(
    "accesses",
    keep_metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("subject", String(200), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    # A line each; NULL binds nobody, an empty text lets nothing be done.
    Column("scopes", String),
    # Seconds since 1970, as everywhere that times needn't be compared by people. `seen_at` is rounded down to the hour:
    # it is to tell an open session from a forgotten one, not when somebody works.
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Column("came_from", String(_LONGEST_ORIGIN)),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)
"""One row per session and token, until a month after its time."""


@dataclass(frozen=True, slots=True)
class Access:
    """A session or token as it was noted."""

    id: str
    kind: Kind
    subject: str
    role: Role
    scopes: Scopes | None
    made: datetime
    seen: datetime | None
    came_from: str | None
    expires: datetime
    ended: datetime | None

    @property
    def identity(self) -> Identity:
        """Whom it names."""
        return Identity(
            self.subject, self.role, self.expires, id=self.id, kind=self.kind, issued=self.made, scopes=self.scopes
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """That a session or token was used: in which hour, and from where."""

    identity: Identity
    hour: int
    came_from: str | None


def note_made(connection: Connection, identity: Identity, now: datetime, came_from: str | None = None) -> None:
    """Note a session or token that was just made; the caller commits. What is long over is let go."""
    connection.execute(delete(records).where(records.c.expires_at < int(now.timestamp()) - _KEPT_AFTER))
    connection.execute(insert(records).values(_row(identity, came_from)))


def note_seen(connection: Connection, seen: Iterable[Seen]) -> None:
    """Note when they were last used; one that was never noted is from here on. The caller commits."""
    for each in seen:
        values = {
            "seen_at": each.hour * HOUR,
            "came_from": _line(each.came_from),
            "expires_at": int((each.identity.ends or each.identity.expires).timestamp()),
        }
        changed = connection.execute(update(records).where(records.c.id == each.identity.id).values(values))
        if not changed.rowcount:
            connection.execute(insert(records).values(_row(each.identity, each.came_from) | values))


def note_ended(connection: Connection, ident: str, now: datetime) -> None:
    """Note that it has ended before its time, and forget where it was used; the caller commits."""
    connection.execute(
        update(records)
        .where(records.c.id == ident, records.c.ended_at.is_(None))
        .values(ended_at=int(now.timestamp()), came_from=None)
    )


def forget(connection: Connection, subjects: Iterable[str]) -> None:
    """Let everything go that is noted of these people; the caller commits."""
    for subject in subjects:
        connection.execute(delete(records).where(records.c.subject == subject))


def by_id(connection: Connection, ident: str) -> Access | None:
    """What is noted of it, or None."""
    row = connection.execute(select(records).where(records.c.id == ident)).mappings().one_or_none()
    return None if row is None else _access(row)


def of_subject(connection: Connection, subject: str, now: datetime) -> list[Access]:
    """All that somebody has open, the newest first."""
    return _open(connection, now, records.c.subject == subject)


def tokens(connection: Connection, now: datetime) -> list[Access]:
    """Every token that hasn't expired and wasn't ended, the newest first."""
    return _open(connection, now, records.c.kind == str(Kind.TOKEN))


def _open(connection: Connection, now: datetime, condition: ColumnElement[bool]) -> list[Access]:
    query = select(records).where(
        condition,
        records.c.ended_at.is_(None),
        records.c.expires_at > int(now.timestamp()),
    )
    rows = connection.execute(query.order_by(records.c.made_at.desc(), records.c.id)).mappings()
    return [_access(row) for row in rows]


def _row(identity: Identity, came_from: str | None) -> dict[str, object]:
    return {
        "id": identity.id,
        "kind": str(identity.kind),
        "subject": identity.subject,
        "role": str(identity.role),
        "scopes": None if identity.scopes is None else "\n".join(identity.scopes.named),
        "made_at": int(identity.issued.timestamp()),
        "came_from": _line(came_from),
        "expires_at": int((identity.ends or identity.expires).timestamp()),
    }


def _line(text: str | None) -> str | None:
    return None if text is None else "".join(each for each in text if each.isprintable())[:_LONGEST_ORIGIN]


def _access(row: RowMapping) -> Access:
    scopes = row["scopes"]
    return Access(
        id=row["id"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        role=Role(row["role"]),
        scopes=None if scopes is None else Scopes(tuple(scopes.split("\n")) if scopes else ()),
        made=_moment(row["made_at"]),
        seen=None if row["seen_at"] is None else _moment(row["seen_at"]),
        came_from=row["came_from"],
        expires=_moment(row["expires_at"]),
        ended=None if row["ended_at"] is None else _moment(row["ended_at"]),
    )


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
