"""One-time sign-in codes: a link that works once and for minutes, as Jupyter prints it.

Only the digest of a code is stored, so a copy of the store signs nobody in. The table is no view: it is kept apart
from what a rebuild makes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Engine, Row, String, Table, delete, insert, select, update

from shared.identity import records
from shared.identity.access import LONGEST_SESSION_DAYS, Kind, new_id
from shared.identity.roles import Role
from shared.identity.tokens import Identity, TokenIssuer
from shared.projection.keep import keep_metadata

_KEPT_SECONDS = 86_400

sign_ins = Table(
    "sign_ins",
    keep_metadata,
    Column("code_digest", String(64), primary_key=True),
    Column("subject", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    # Seconds since 1970: the same number on SQLite and PostgreSQL, whatever their ideas of time zones.
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
"""Codes given out, by digest; `used_at` is set once."""


class SignInRefused(Exception):
    """The code signs nobody in; the message is one sentence for the person who followed the link."""


class SignInUsed(SignInRefused):
    """The code did its work already."""


class SignInExpired(SignInRefused):
    """The code wasn't used in time."""


class SignInUnknown(SignInRefused):
    """No such code was given out, or so long ago that it was forgotten."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom a redeemed code stands for."""

    subject: str
    role: Role


def create_code(connection: Connection, subject: str, role: Role, now: datetime, minutes: float) -> str:
    """A new code that signs `subject` in once within so many minutes; the caller commits. Old codes are forgotten."""
    second = int(now.timestamp())
    connection.execute(delete(sign_ins).where(sign_ins.c.expires_at < second - _KEPT_SECONDS))
    code = token_urlsafe(24)
    connection.execute(
        insert(sign_ins).values(
            code_digest=_digest(code), subject=subject, role=str(role), expires_at=second + round(minutes * 60)
        )
    )
    return code


def look(connection: Connection, code: str, now: datetime) -> None:
    """Return where the code would sign somebody in; nothing is used up by it. Raises a SignInRefused."""
    row = connection.execute(select(sign_ins).where(sign_ins.c.code_digest == _digest(code))).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= int(now.timestamp()):
        raise _why_not(row)


def forget(connection: Connection, subjects: Iterable[str]) -> None:
    """Let every code go that was given out for these people; the caller commits."""
    for subject in subjects:
        connection.execute(delete(sign_ins).where(sign_ins.c.subject == subject))


def end_all(connection: Connection) -> int:
    """Let no code that was given out sign anybody in; how many. The caller commits."""
    return connection.execute(delete(sign_ins)).rowcount


def redeem(connection: Connection, code: str, now: datetime) -> SignedIn:
    """Use the code up, exactly once however many try at a time; the caller commits. Raises a SignInRefused."""
    second, digest = int(now.timestamp()), _digest(code)
    # The condition and the mark are one statement, so the database itself lets one of two racers through.
    used = connection.execute(
        update(sign_ins)
        .where(sign_ins.c.code_digest == digest, sign_ins.c.used_at.is_(None), sign_ins.c.expires_at > second)
        .values(used_at=second)
    )
    row = connection.execute(select(sign_ins).where(sign_ins.c.code_digest == digest)).one_or_none()
    if row is None or used.rowcount != 1:
        raise _why_not(row)
    return SignedIn(row.subject, Role(row.role))


def _why_not(row: Row[Any] | None) -> SignInRefused:
    if row is None:
        return SignInUnknown("This sign-in link is not known here.")
    if row.used_at is not None:
        return SignInUsed("This sign-in link has been used already; each works once.")
    return SignInExpired("This sign-in link has expired.")


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person: who it is, and the token that says so."""

    identity: Identity
    token: str


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """Turns codes into sessions, on the store's engine.

    A session ends when it wasn't used for `hours`, and after `days` in any case.
    """

    engine: Engine
    issuer: TokenIssuer
    hours: float
    now: Callable[[], datetime]
    days: float = LONGEST_SESSION_DAYS

    def create(self, subject: str, role: Role, minutes: float) -> str:
        """A new one-time code, committed."""
        with self.engine.begin() as connection:
            return create_code(connection, subject, role, self.now(), minutes)

    def look(self, code: str) -> None:
        """Return where the code would sign somebody in. Raises a SignInRefused. Blocks: call it in a thread."""
        with self.engine.connect() as connection:
            look(connection, code, self.now())

    def redeem(
        self, code: str, came_from: str | None = None, admit: Callable[[str], str | None] = lambda subject: None
    ) -> Session:
        """The session that the code stands for, committed. Raises a SignInRefused. Blocks: call it in a thread.

        `admit` says why somebody may not come in, as a sentence; then his code is not used up, and of no use.
        """
        now = self.now()
        with self.engine.begin() as connection:
            person = redeem(connection, code, now)
            if (reason := admit(person.subject)) is not None:
                raise SignInUnknown(reason)
            session = self._session(person.subject, person.role, new_id(Kind.SESSION, now), now, now)
            records.note_made(connection, session.identity, now, came_from)
        return session

    def renewed(self, identity: Identity) -> Session | None:
        """The same session with its time of disuse counted from now; None where it isn't worth a new cookie."""
        now = self.now()
        if identity.kind is not Kind.SESSION or identity.ends is None:
            return None
        expires = min(now + timedelta(hours=self.hours), identity.ends)
        if expires - identity.expires < timedelta(hours=min(1.0, self.hours / 8)):
            return None
        return self._session(identity.subject, identity.role, identity.id, identity.issued, now)

    def _session(self, subject: str, role: Role, ident: str, issued: datetime, now: datetime) -> Session:
        token = self.issuer.session(
            subject,
            role,
            issued=issued,
            expires=now + timedelta(hours=self.hours),
            ends=issued + timedelta(days=min(self.days, LONGEST_SESSION_DAYS)),
            ident=ident,
        )
        return Session(self.issuer.verifier().verify(token, now), token)


def _digest(code: str) -> str:
    return sha256(code.encode("utf-8", "replace")).hexdigest()
