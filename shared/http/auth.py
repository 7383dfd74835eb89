"""Who asks, and whether he may: a signed token as bearer or as the session cookie, checked on every request."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.types import Scope

from shared.access import AccessOver, Gate, NotCurrent
from shared.http.origins import Origins, is_safe
from shared.http.problems import Problem
from shared.identity.roles import Permission
from shared.identity.tokens import Identity, TokenExpired, TokenRefused

COOKIE = "tomoni_session"
"""The session cookie's name where there is no TLS."""

_IDENTITY = "tomoni.identity"
_BY_COOKIE = "tomoni.by-cookie"


async def authenticate(request: Request) -> Identity:
    """Whom the request's token names; a bearer token wins over the cookie.

    Raises Problem: 401, 403 where another site's page sent it, 503 where it can't be known whether it was ended. Needs
    `app.state.verifier`, `.now`, `.origins` and `.gate`, which `create_app` sets.
    """
    state = request.app.state
    token, by_cookie = _token(request, state.origins)
    try:
        identity: Identity = state.verifier.verify(token, state.now())
    except TokenExpired as error:
        raise _unauthorized("token-expired", str(error), "invalid_token") from None
    except TokenRefused as error:
        raise _unauthorized("token-refused", str(error), "invalid_token") from None
    gate: Gate | None = state.gate
    if gate is not None:
        try:
            await gate.admit(identity, command=not is_safe(request.method))
        except AccessOver as error:
            raise _unauthorized("access-ended", str(error), "invalid_token") from None
        except NotCurrent as error:
            raise not_current(error) from None
    request.scope[_IDENTITY], request.scope[_BY_COOKIE] = identity, by_cookie
    return identity


def identity_of(scope: Scope) -> Identity | None:
    """Who was let in by `authenticate` for this request; None where nobody was asked for."""
    found: Identity | None = scope.get(_IDENTITY)
    return found


def came_by_cookie(scope: Scope) -> bool:
    """Whether it was the session cookie that let him in."""
    return bool(scope.get(_BY_COOKIE))


def why_ended(request: Request) -> str | None:
    """Why an answer that goes on for long must end now, as a sentence; None where it may go on."""
    who = identity_of(request.scope)
    if who is None:
        return None
    state = request.app.state
    if who.expires <= state.now():
        return "The token has expired meanwhile; get a new one."
    gate: Gate | None = state.gate
    return None if gate is None else gate.ended(who)


def not_current(error: NotCurrent) -> Problem:
    """The answer where it can't be known whether a session or token was ended."""
    return Problem(503, "access-unknown", str(error), headers={"Retry-After": "2"})


class Require(SecurityBase):
    """A dependency that lets in whoever holds the permission (None: whoever is signed in) and yields his Identity.

    Being a `SecurityBase` makes the bearer scheme appear in the OpenAPI document; the call itself is two look-ups.
    """

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission
        self.scheme_name = "token"
        self.model = HTTPBearer(bearerFormat="JWT", description="A signed token; `tomoni token` makes one.")

    async def __call__(self, request: Request) -> Identity:
        """The identity. Raises Problem: 401 without a valid token, 403 where role or scopes aren't enough."""
        identity = await authenticate(request)
        if self.permission is not None and not identity.may(self.permission):
            what = self.permission.replace("_", " ")
            whose = f"role {identity.role}" if identity.scopes is None else "token, by its scopes,"
            raise Problem(403, "not-allowed", f"The {whose} may not do this; it takes the permission to {what}.")
        return identity


@lru_cache
def require(permission: Permission) -> Require:
    """The dependency for one permission: ``who: Annotated[Identity, Depends(require(Permission.READ))]``."""
    return Require(permission)


SignedInIdentity = Annotated[Identity, Depends(Require(None))]
"""Parameter type of an endpoint that everybody with a valid token may use."""


def _token(request: Request, origins: Origins) -> tuple[str, bool]:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized("no-token", "The Authorization header should be: Bearer <token>.")
        return token, False
    token = request.cookies.get(origins.cookie(request), "")
    if not token:
        raise _unauthorized("no-token", "Sign in, or send a token in the header Authorization: Bearer <token>.")
    if not origins.may_act(request):
        raise Problem(403, "cross-site", "A page of another site may not act with your session.")
    return token, True


def _unauthorized(slug: str, detail: str, error: str | None = None) -> Problem:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return Problem(401, slug, detail, headers={"WWW-Authenticate": challenge})
