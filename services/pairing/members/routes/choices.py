"""Choices over HTTP: take no part, and what one wishes. Nobody but the person and admins learns of it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Pauser, ReadingPauser, Service
from services.pairing.http.shapes import ChoicesShape, WishesBody
from services.pairing.members.domain import Wishes
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(route_class=LeanRoute, tags=["choices"])


@router.get(
    "/pool/{person}/choices",
    response_model=ChoicesShape,
    summary="What somebody has chosen",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def shown(person: Id, who: ReadingPauser, service: Service) -> Response:
    """For oneself alone, whatever the role."""
    out, wishes = await service.choices.of(person, who.subject)
    answer = {"opted_out": out, "hours": wishes.hours, "office": wishes.office, "languages": wishes.languages}
    return json_response(answer)


@router.put("/pool/{person}/opt-out", summary="Take no part until further notice", **command_route())
async def opt_out(person: Id, who: Pauser, service: Service) -> Response:
    """Oneself; anybody, as an admin. Groups that exist stay as they are. Why is never asked."""
    given = who.order(veiled=True)
    return receipt(await service.choices.opt_out(person, who.subject, given, admin=who.is_admin))


@router.delete("/pool/{person}/opt-out", summary="Take part again", **command_route())
async def opt_in(person: Id, who: Pauser, service: Service) -> Response:
    """Oneself; anybody, as an admin. From the next draw on."""
    given = who.order(veiled=True)
    return receipt(await service.choices.opt_in(person, who.subject, given, admin=who.is_admin))


@router.put("/pool/{person}/wishes", summary="Say what one would rather have", **command_route())
async def wish(person: Id, body: WishesBody, who: Pauser, service: Service) -> Response:
    """For oneself; for anybody, as an admin. What is left out is wished no more."""
    given = who.order(body, veiled=True)
    wishes = Wishes(body.hours, body.office, tuple(body.languages))
    return receipt(await service.choices.wish(person, wishes, who.subject, given, admin=who.is_admin))
