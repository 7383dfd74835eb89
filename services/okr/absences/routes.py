"""``/absence``: that you are away, and until when. Nobody else is told, unless you let the others see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.okr.http.callers import Practitioner, Reader
from services.okr.http.reading import READS
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


class BeingAway(Body):
    """`until` is the day on which you are here again; `begins` is today by default. `shown`: others see until when."""

    until: GivenDay
    begins: GivenDay | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class OwnAbsence:
    """The absence that you have said and that isn't over; all empty where there is none."""

    begins: date | None
    until: date | None
    shown: bool


def absences_router(okr: Okr) -> APIRouter:
    """One's own absence: show it, say it, come back."""
    router = APIRouter(route_class=LeanRoute, prefix="/absence", tags=["absence"])

    @router.get("", summary="Whether you are away", response_model=OwnAbsence, **READS)
    async def shows(request: Request, who: Reader) -> Response:
        found = await okr.absences.own(who.subject, request.app.state.now())
        nothing = OwnAbsence(None, None, False)
        return json_response(nothing if found is None else OwnAbsence(found.begins, found.until, found.shown))

    @router.put("", summary="Be away until a day", **command_route())
    async def away(body: BeingAway, who: Practitioner) -> Response:
        """Only for oneself, whatever the role. No reminder, no missed check-in, no draw meanwhile. Why isn't asked."""
        given = who.order(body, veiled=True)
        return receipt(await okr.absences.be_away(given, until=body.until, begins=body.begins, shown=body.shown))

    @router.delete("", summary="Be here again", **command_route())
    async def back(who: Practitioner) -> Response:
        """From today on; an absence that hasn't begun is called off."""
        return receipt(await okr.absences.be_back(who.order(veiled=True)))

    return router
