"""Exclusions over HTTP: two people who are never put together. Confidential, even from the other of the two."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Pauser, ReadingOrganiser, ReadingPauser, Service
from services.pairing.http.shapes import ExclusionsShape, PairsShape
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(route_class=LeanRoute, tags=["exclusions"])


@router.get(
    "/exclusions", response_model=PairsShape, summary="All pairs on the organisers' list", dependencies=[CaughtUp]
)
async def every(who: ReadingOrganiser, service: Service) -> Response:
    """For admins. What people have on their own lists is told to nobody else; the programme's rules come besides."""
    return json_response({"pairs": await service.exclusions.every()})


@router.get(
    "/pool/{person}/exclusions",
    response_model=ExclusionsShape,
    summary="Whom somebody is kept apart from",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def shown(person: Id, who: ReadingPauser, service: Service) -> Response:
    """One's own list; asked of another by an admin, what the organisers' list holds of him."""
    return json_response({"apart_from": await service.exclusions.of(person, who.subject, admin=who.is_admin)})


@router.put("/pool/{person}/exclusions/{other}", summary="Never put these two together", **command_route())
async def keep_apart(person: Id, other: Id, who: Pauser, service: Service) -> Response:
    """Oneself and another, on one's own list; any two, as an admin. From the next draw on. Why is never asked."""
    given = who.order(veiled=True)
    return receipt(await service.exclusions.keep_apart(person, other, who.subject, given, admin=who.is_admin))


@router.delete("/pool/{person}/exclusions/{other}", summary="Let these two be put together again", **command_route())
async def lift(person: Id, other: Id, who: Pauser, service: Service) -> Response:
    """Off one's own list; off the organisers', as an admin. Nobody takes anything off another's own list."""
    given = who.order(veiled=True)
    return receipt(await service.exclusions.lift(person, other, who.subject, given, admin=who.is_admin))
