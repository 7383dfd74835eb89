"""Signed tokens that say who somebody is: JWT with Ed25519 (EdDSA), nothing else accepted.

The caller passes `now` (aware), so expiry is testable and nothing here reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.identity.access import LONGEST_TOKEN_DAYS, Kind, former_id, is_access_id, kind_of, new_id
from shared.identity.roles import Permission, Role, allowed
from shared.identity.scopes import Bounds, ScopeRefused, Scopes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

AUDIENCE = "tomoni"
ISSUER = "tomoni"
_ALGORITHM = "EdDSA"
_ROLES = [str(role) for role in Role]
_LONGEST_TOKEN = 2048
_LONGEST_SUBJECT = 200
_CACHED_TOKENS = 4096
_AHEAD = timedelta(minutes=5)
"""How far the clock of whoever made a token may go ahead of that of whoever looks at it."""


class TokenRefused(Exception):
    """A token that identifies nobody; the message is one sentence for whoever sent it."""


class TokenExpired(TokenRefused):
    """It was genuine once, but its time is over."""


class TokenForged(TokenRefused):
    """It isn't ours: another key, another algorithm, changed content, or made for somebody else."""


class TokenAhead(TokenRefused):
    """It says that it was made at a time that is still to come: a clock is wrong."""


_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a valid token names: the actor of everything done with it, until `expires` (UTC).

    `id` is that of the session or token itself, by which it can be ended; `issued` is when it was made, `ends` when a
    session ends however much it is used. `scopes` bind a program; None binds nobody.
    """

    subject: str
    role: Role
    expires: datetime
    id: str = field(default="", compare=False)
    kind: Kind = field(default=Kind.TOKEN, compare=False)
    issued: datetime = field(default=_NEVER, compare=False)
    ends: datetime | None = field(default=None, compare=False)
    scopes: Scopes | None = field(default=None, compare=False)

    @property
    def is_admin(self) -> bool:
        """Whether it may do for others what each may do for oneself."""
        return self.role is Role.ADMIN

    def may(self, permission: Permission) -> bool:
        """Whether the role holds the permission and, where scopes bind it, one of them gives it."""
        return allowed(self.role, permission) and (self.scopes is None or self.scopes.give(permission))

    @property
    def check_in_bounds(self) -> Bounds | None:
        """On what alone it may check in; None where nothing binds it."""
        return None if self.scopes is None else self.scopes.bounds()


class TokenVerifier:
    """Tells genuine tokens from others, with the public key alone. Safe to share between threads."""

    def __init__(self, key: Ed25519PublicKey, *, issuer: str = ISSUER, cached: int = _CACHED_TOKENS) -> None:
        self._key = key
        self._issuer = issuer
        self._limit = cached
        # Checking a signature costs some 100 µs, a look-up nearly nothing. Only genuine tokens get in here.
        self._genuine: dict[str, Identity] = {}

    def verify(self, token: str, now: datetime) -> Identity:
        """Whom the token names. Raises TokenExpired, TokenForged or TokenAhead."""
        identity = self._genuine.get(token)
        if identity is None:
            identity = self._read(token)
            if identity.issued > now + _AHEAD:
                raise TokenAhead(
                    f"The token was made at {identity.issued:%Y-%m-%d %H:%M} UTC, and here it is {now:%H:%M}: one of "
                    "the two clocks is wrong; set it right."
                )
            if identity.expires > now:
                self._remember(token, identity)
        if identity.expires <= now:
            self._genuine.pop(token, None)
            raise TokenExpired(f"The token expired at {identity.expires:%Y-%m-%d %H:%M} UTC; get a new one.")
        return identity

    def _remember(self, token: str, identity: Identity) -> None:
        while len(self._genuine) >= self._limit:
            self._genuine.pop(next(iter(self._genuine)), None)
        self._genuine[token] = identity

    def _read(self, token: str) -> Identity:
        if len(token) > _LONGEST_TOKEN:
            raise TokenForged("The token is too long to be one of Tomoni's.")
        # Only who serves or signs loads what it takes; each command knows who somebody is.
        import jwt

        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                # The expiry is compared in `verify`, against the time that the caller gives.
                options={"require": ["exp", "sub", "aud", "iss"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidAudienceError:
            raise TokenForged("The token was made for another audience than Tomoni.") from None
        except jwt.InvalidIssuerError:
            raise TokenForged("The token was made by an issuer that this Tomoni doesn't know.") from None
        except (jwt.PyJWTError, ValueError):
            raise TokenForged("The token was not signed by this Tomoni or has been changed.") from None
        subject, role, expires = claims["sub"], claims.get("role"), claims["exp"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise TokenForged("The token names nobody.")
        if role not in _ROLES:
            raise TokenForged("The token names no role that Tomoni knows.")
        try:
            return _identity(token, claims, subject, Role(role), datetime.fromtimestamp(expires, UTC))
        except ScopeRefused:
            raise TokenForged("The token names a scope that this Tomoni doesn't know.") from None
        except (TypeError, ValueError, OverflowError, OSError):
            raise TokenForged("The token has no expiry that can be read.") from None


def _identity(token: str, claims: dict[str, Any], subject: str, role: Role, expires: datetime) -> Identity:
    issued = datetime.fromtimestamp(claims["iat"], UTC) if "iat" in claims else _NEVER
    ident = claims.get("jti")
    if ident is None:
        # Made before tokens had ids, perhaps for a century: it ends when any other would have to.
        ident = former_id(token, issued)
    if not isinstance(ident, str) or not is_access_id(ident):
        raise TokenForged("The token's id is none of Tomoni's.")
    ends, scope = claims.get("end"), claims.get("scope")
    return Identity(
        subject,
        role,
        min(expires, issued + timedelta(days=LONGEST_TOKEN_DAYS)),
        id=ident,
        kind=kind_of(ident),
        issued=issued,
        ends=None if ends is None else datetime.fromtimestamp(ends, UTC),
        scopes=None if scope is None else Scopes.parse(str(scope).split("\n") if scope else ()),
    )


class TokenIssuer:
    """Signs tokens; whoever holds the private key decides who is who."""

    def __init__(self, key: Ed25519PrivateKey, *, issuer: str = ISSUER) -> None:
        self._key = key
        self._issuer = issuer

    def issue(
        self, subject: str, role: Role, hours: float, now: datetime, *, scopes: Scopes | None = None, ident: str = ""
    ) -> str:
        """A token that names `subject` with `role` until so many hours after `now`; `ident` is its id, else a new one.

        ValueError on an odd subject, and on more than 400 days.
        """
        if hours > LONGEST_TOKEN_DAYS * 24:
            raise ValueError(f"A token is valid for at most {LONGEST_TOKEN_DAYS} days.")
        claims: dict[str, Any] = {
            "jti": ident or new_id(Kind.TOKEN, now),
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=hours)).timestamp()),
        }
        if scopes is not None:
            # A team's name may hold a blank, so they don't stand as OAuth would have them.
            claims["scope"] = "\n".join(scopes.named)
        return self._signed(subject, role, claims)

    def session(
        self, subject: str, role: Role, *, issued: datetime, expires: datetime, ends: datetime, ident: str
    ) -> str:
        """What a browser holds as its cookie: it expires where it isn't used, and ends at last where it is."""
        claims = {
            "jti": ident,
            "iat": int(issued.timestamp()),
            "exp": int(min(expires, ends).timestamp()),
            "end": int(ends.timestamp()),
        }
        return self._signed(subject, role, claims)

    def _signed(self, subject: str, role: Role, claims: dict[str, Any]) -> str:
        if not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
            raise ValueError(f"A token's subject has 1 to {_LONGEST_SUBJECT} printable characters.")
        import jwt

        named = {"iss": self._issuer, "aud": AUDIENCE, "sub": subject, "role": str(role)}
        return jwt.encode(named | claims, self._key, algorithm=_ALGORITHM)

    def verifier(self) -> TokenVerifier:
        """The verifier of this issuer's tokens."""
        return TokenVerifier(self._key.public_key(), issuer=self._issuer)
