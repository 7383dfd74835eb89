"""One-time sign-in codes: a link that works once and for minutes, as Jupyter prints it.

Only the digest of a code is stored, so a copy of the store signs nobody in. The table is no view: it is kept apart
from what a rebuild makes again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import BigInteger, Column, Connection, Engine, String, Table, delete, insert, select, update

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
    if row is None:
        raise SignInUnknown("This sign-in link is not known here.")
    if used.rowcount == 1:
        return SignedIn(row.subject, Role(row.role))
    if row.used_at is not None:
        raise SignInUsed("This sign-in link has been used already; each works once.")
    raise SignInExpired("This sign-in link has expired.")


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person: who it is, and the token that says so."""

    identity: Identity
    token: str


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """Turns codes into sessions, on the store's engine; `hours` is how long a session lasts."""

    engine: Engine
    issuer: TokenIssuer
    hours: float
    now: Callable[[], datetime]

    def create(self, subject: str, role: Role, minutes: float) -> str:
        """A new one-time code, committed."""
        with self.engine.begin() as connection:
            return create_code(connection, subject, role, self.now(), minutes)

    def redeem(self, code: str) -> Session:
        """The session that the code stands for, committed. Raises a SignInRefused. Blocks: call it in a thread."""
        now = self.now()
        with self.engine.begin() as connection:
            person = redeem(connection, code, now)
        token = self.issuer.issue(person.subject, person.role, self.hours, now)
        return Session(self.issuer.verifier().verify(token, now), token)


def _digest(code: str) -> str:
    return sha256(code.encode("utf-8", "replace")).hexdigest()
