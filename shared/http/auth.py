"""Who asks, and whether he may: a signed token as bearer or as the session cookie, checked on every request."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from shared.http.problems import Problem
from shared.identity.roles import Permission, allowed
from shared.identity.tokens import Identity, TokenExpired, TokenRefused

COOKIE = "tomoni_session"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def authenticate(request: Request) -> Identity:
    """Whom the request's token names; a bearer token wins over the cookie. Raises Problem (401, or 403 cross-site).

    Needs `app.state.verifier` and `app.state.now`, which `create_app` sets.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized("no-token", "The Authorization header should be: Bearer <token>.")
    else:
        token = request.cookies.get(COOKIE, "")
        if not token:
            raise _unauthorized("no-token", "Sign in, or send a token in the header Authorization: Bearer <token>.")
        if not _own_site(request):
            raise Problem(403, "cross-site", "A page of another site may not act with your session.")
    state = request.app.state
    try:
        identity: Identity = state.verifier.verify(token, state.now())
    except TokenExpired as error:
        raise _unauthorized("token-expired", str(error), "invalid_token") from None
    except TokenRefused as error:
        raise _unauthorized("token-refused", str(error), "invalid_token") from None
    return identity


class Require(SecurityBase):
    """A dependency that lets in whoever holds the permission (None: whoever is signed in) and yields his Identity.

    Being a `SecurityBase` makes the bearer scheme appear in the OpenAPI document; the call itself is two look-ups.
    """

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission
        self.scheme_name = "token"
        self.model = HTTPBearer(bearerFormat="JWT", description="A signed token; `tomoni token` makes one.")

    async def __call__(self, request: Request) -> Identity:
        """The identity. Raises Problem: 401 without a valid token, 403 where the role isn't enough."""
        identity = authenticate(request)
        if self.permission is not None and not allowed(identity.role, self.permission):
            what = self.permission.replace("_", " ")
            raise Problem(
                403, "not-allowed", f"The role {identity.role} may not do this; it takes the permission to {what}."
            )
        return identity


@lru_cache
def require(permission: Permission) -> Require:
    """The dependency for one permission: ``who: Annotated[Identity, Depends(require(Permission.READ))]``."""
    return Require(permission)


SignedInIdentity = Annotated[Identity, Depends(Require(None))]
"""Parameter type of an endpoint that everybody with a valid token may use."""


def _own_site(request: Request) -> bool:
    """Whether the browser says that one of our own pages (or nobody's) sent this.

    SameSite alone doesn't do: all ports of a host are one site, so any other local server's page would pass.
    """
    site = request.headers.get("sec-fetch-site")
    if request.method in _SAFE_METHODS:
        return site in (None, "same-origin", "same-site", "none")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _unauthorized(slug: str, detail: str, error: str | None = None) -> Problem:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return Problem(401, slug, detail, headers={"WWW-Authenticate": challenge})
