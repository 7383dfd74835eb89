"""Pauses over HTTP: be left out of draws for a time. Nobody but the person and admins learns of it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Pauser, ReadingPauser, Service
from services.pairing.http.shapes import PauseBody, PauseShape
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(route_class=LeanRoute, tags=["pauses"])


@router.get(
    "/pool/{person}/pause",
    response_model=PauseShape,
    summary="Whether somebody is paused",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def shown(person: Id, who: ReadingPauser, service: Service) -> Response:
    """For oneself alone, whatever the role."""
    pause = await service.pauses.of(person, who.subject)
    return json_response({"paused": pause is not None, "until": pause.until if pause is not None else None})


@router.put("/pool/{person}/pause", summary="Leave somebody out of draws", **command_route())
async def pause(person: Id, body: PauseBody, who: Pauser, service: Service) -> Response:
    """Oneself; anybody, as an admin. Groups that exist stay as they are."""
    given = who.order(body, veiled=True)
    return receipt(await service.pauses.pause(person, who.subject, given, until=body.until, admin=who.is_admin))


@router.delete("/pool/{person}/pause", summary="Have somebody take part again", **command_route())
async def resume(person: Id, who: Pauser, service: Service) -> Response:
    """Oneself; anybody, as an admin. From the next draw on."""
    given = who.order(veiled=True)
    return receipt(await service.pauses.resume(person, who.subject, given, admin=who.is_admin))
