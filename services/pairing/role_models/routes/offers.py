"""Role models over HTTP: offer oneself, in public, and seek somebody, in confidence."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from starlette.responses import Response

from services.pairing.http.requests import Reader, ReadingSeeker, Seeker, Service
from services.pairing.role_models.shapes import OfferBody, Offers, SeekBody, SoughtShape
from services.pairing.typed_ids import person_code
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Id
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(prefix="/role-models", route_class=LeanRoute, tags=["role models"])


@router.get("/offers", response_model=Offers, summary="Who offers to be a role model", dependencies=[CaughtUp])
async def list_offers(who: Reader, service: Service) -> Response:
    """Everybody who does, with the topics, in the order of joining the company."""
    offers = await service.seeking.offers()
    items = [
        {
            "person": offer.person,
            "code": person_code(offer.number),
            "name": offer.name,
            "capacity": offer.capacity,
            "topics": offer.topics,
        }
        for offer in offers
    ]
    return json_response({"items": items})


@router.put("/offers/{person}", summary="Be a role model", **command_route())
async def offer(person: Id, body: OfferBody, who: Seeker, service: Service) -> Response:
    """Oneself; anybody, as an admin. From the next term on."""
    given = who.order(body)
    return receipt(
        await service.seeking.offer(
            person, who.subject, given, capacity=body.capacity, topics=body.topics, admin=who.is_admin
        )
    )


@router.delete("/offers/{person}", summary="Be a role model no more", **command_route())
async def withdraw(person: Id, who: Seeker, service: Service) -> Response:
    """Oneself; anybody, as an admin. A term that runs goes on."""
    given = who.order()
    return receipt(await service.seeking.withdraw(person, who.subject, given, admin=who.is_admin))


@router.get(
    "/seekers/{person}",
    response_model=SoughtShape,
    summary="Whom somebody seeks",
    dependencies=[CaughtUp],
    responses=problem_responses(403, 404),
)
async def sought(person: Id, who: ReadingSeeker, service: Service) -> Response:
    """For oneself; for anybody, as an admin."""
    found = await service.seeking.of(person, who.subject, admin=who.is_admin)
    if found is None:
        return json_response({"seeks": False, "wishes": [], "topics": [], "unknown": 0})
    return json_response({"seeks": True} | asdict(found))


@router.put("/seekers/{person}", summary="Seek a role model", **command_route())
async def seek(person: Id, body: SeekBody, who: Seeker, service: Service) -> Response:
    """Oneself; anybody, as an admin. Nobody else learns of it, not even whom one wishes for."""
    given = who.order(body, veiled=True)
    return receipt(
        await service.seeking.seek(
            person, who.subject, given, wishes=body.wishes, topics=body.topics, admin=who.is_admin
        )
    )


@router.delete("/seekers/{person}", summary="Seek none any more", **command_route())
async def stop(person: Id, who: Seeker, service: Service) -> Response:
    """Oneself; anybody, as an admin. A term that runs goes on."""
    given = who.order(veiled=True)
    return receipt(await service.seeking.stop(person, who.subject, given, admin=who.is_admin))
