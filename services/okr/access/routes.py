"""``/access``: what you have open, and its end; for admins another's, and an invitation for him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from services.okr.http.callers import Anybody, Issuer
from services.okr.http.texts import Ref
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.auth import SignedInIdentity
from shared.http.bodies import Body
from shared.http.openapi import problem_responses
from shared.http.origins import Origins
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.identity.access import Kind
from shared.identity.records import Access
from shared.identity.roles import Role
from shared.identity.tokens import Identity

_UNTOLD = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """A session or a token of yours; `current` is the one by which you ask. `seen` is rounded down to the hour."""

    id: str
    kind: Kind
    role: Role
    scopes: list[str] | None
    made: datetime
    seen: datetime | None
    came_from: str | None
    expires: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class OthersAccess:
    """What an administrator is told of another's session or token: enough to end it, nothing of his ways."""

    id: str
    kind: Kind
    role: Role
    made: date


@dataclass(frozen=True, slots=True)
class Everywhere:
    """How many sessions were ended."""

    ended: int


@dataclass(frozen=True, slots=True)
class InvitationShape:
    """A link that signs somebody in, once, on its button, in the browser that presses it."""

    url: str
    expires: datetime


class InvitingPerson(Body):
    """As what somebody will be signed in."""

    role: Annotated[Literal["member", "admin", "auditor"], Field(description="What he may do.")] = "member"


def access_router(okr: Okr) -> APIRouter:
    """One's own sessions and tokens: list, end, sign out; of others for admins."""
    router = APIRouter(route_class=LeanRoute, prefix="/access", tags=["access"])

    @router.get(
        "", summary="Your sessions and tokens", response_model=list[OwnAccess], responses=problem_responses(401)
    )
    async def own(request: Request, who: SignedInIdentity) -> Response:
        found = await okr.access.of(who.subject, request.app.state.now())
        return json_response([_own(each, who) for each in found], headers=_UNTOLD)

    @router.delete(
        "", summary="Sign out everywhere", response_model=Everywhere, responses=problem_responses(401, 403, 503)
    )
    async def everywhere(request: Request, who: Anybody) -> Response:
        """Ends every session of yours. Tokens go on: end them one by one."""
        given = who.order(veiled=True)
        answer = json_response(Everywhere(await okr.access.end_sessions(given)), headers=_UNTOLD)
        _forget_cookie(answer, request)
        return answer

    @router.delete("/{access}", summary="End a session or token", **command_route())
    async def end(access: Ref, request: Request, who: Anybody) -> Response:
        """Your own; an administrator anybody's. It is refused within a second, by both services."""
        given = who.order(veiled=True)
        answer = receipt(await okr.access.end(given, access, own=who.identity.id))
        if access == who.identity.id:
            _forget_cookie(answer, request)
        return answer

    return router


def others_access_router(okr: Okr) -> APIRouter:
    """What admins do about a person's way in."""
    router = APIRouter(route_class=LeanRoute, prefix="/people", tags=["access"])

    @router.get(
        "/{person}/access",
        summary="Somebody's sessions and tokens",
        response_model=list[OthersAccess],
        responses=problem_responses(401, 403, 404, 503),
    )
    async def of_person(person: Ref, request: Request, who: Issuer) -> Response:
        found = await okr.access.of_person(person, request.app.state.now())
        return json_response([_others(each) for each in found], headers=_UNTOLD)

    @router.post(
        "/{person}/invitation",
        summary="A link that signs somebody in",
        status_code=201,
        response_model=InvitationShape,
        responses=problem_responses(401, 403, 404, 409, 422, 503),
    )
    async def invite(person: Ref, request: Request, body: InvitingPerson, who: Issuer) -> Response:
        """Give it to nobody else: whoever presses its button first is signed in as this person."""
        minutes = okr.runtime.settings.invitation_minutes
        made = await okr.access.invite(person, Role(body.role), minutes, request.app.state.now())
        origins: Origins = request.app.state.origins
        url = f"{origins.of(request)}/sign-in?code={made.code}"
        return json_response(InvitationShape(url, made.expires), 201, _UNTOLD)

    return router


def _own(each: Access, who: Identity) -> OwnAccess:
    return OwnAccess(
        id=each.id,
        kind=each.kind,
        role=each.role,
        scopes=None if each.scopes is None else list(each.scopes.named),
        made=each.made,
        seen=each.seen,
        came_from=each.came_from,
        expires=each.expires,
        current=each.id == who.id,
    )


def _others(each: Access) -> OthersAccess:
    return OthersAccess(each.id, each.kind, each.role, each.made.date())


def _forget_cookie(answer: Response, request: Request) -> None:
    origins: Origins = request.app.state.origins
    answer.delete_cookie(origins.cookie(request), secure=origins.secure(request), httponly=True, samesite="lax")
