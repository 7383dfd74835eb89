"""Signed tokens that say who somebody is: JWT with Ed25519 (EdDSA), nothing else accepted.

The caller passes `now` (aware), so expiry is testable and nothing here reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.identity.roles import Role

AUDIENCE = "tomoni"
ISSUER = "tomoni"
_ALGORITHM = "EdDSA"
_ROLES = [str(role) for role in Role]
_LONGEST_TOKEN = 2048
_LONGEST_SUBJECT = 200
_CACHED_TOKENS = 4096


class TokenRefused(Exception):
    """A token that identifies nobody; the message is one sentence for whoever sent it."""


class TokenExpired(TokenRefused):
    """It was genuine once, but its time is over."""


class TokenForged(TokenRefused):
    """It isn't ours: another key, another algorithm, changed content, or made for somebody else."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a valid token names: the actor of everything done with it, until `expires` (UTC)."""

    subject: str
    role: Role
    expires: datetime

    @property
    def is_admin(self) -> bool:
        """Whether it may do for others what each may do for oneself."""
        return self.role is Role.ADMIN


class TokenVerifier:
    """Tells genuine tokens from others, with the public key alone. Safe to share between threads."""

    def __init__(self, key: Ed25519PublicKey, *, issuer: str = ISSUER, cached: int = _CACHED_TOKENS) -> None:
        self._key = key
        self._issuer = issuer
        self._limit = cached
        # Checking a signature costs some 100 µs, a look-up nearly nothing. Only genuine tokens get in here.
        self._genuine: dict[str, Identity] = {}

    def verify(self, token: str, now: datetime) -> Identity:
        """Whom the token names. Raises TokenExpired or TokenForged."""
        identity = self._genuine.get(token)
        if identity is None:
            identity = self._read(token)
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
            return Identity(subject, Role(role), datetime.fromtimestamp(expires, UTC))
        except (TypeError, ValueError, OverflowError, OSError):
            raise TokenForged("The token has no expiry that can be read.") from None


class TokenIssuer:
    """Signs tokens; whoever holds the private key decides who is who."""

    def __init__(self, key: Ed25519PrivateKey, *, issuer: str = ISSUER) -> None:
        self._key = key
        self._issuer = issuer

    def issue(self, subject: str, role: Role, hours: float, now: datetime) -> str:
        """A token that names `subject` with `role` until so many hours after `now`. ValueError on an odd subject."""
        if not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
            raise ValueError(f"A token's subject has 1 to {_LONGEST_SUBJECT} printable characters.")
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "role": str(role),
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=hours)).timestamp()),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def verifier(self) -> TokenVerifier:
        """The verifier of this issuer's tokens."""
        return TokenVerifier(self._key.public_key(), issuer=self._issuer)
