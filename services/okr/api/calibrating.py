"""``/quarters/{id}/calibration``: how well confidence foretold scores."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.okr.api.board import Reader
from services.okr.api.reading import READS, Ref, Word
from services.okr.service import Okr
from services.okr.views.calibrating import Calibration
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


def calibrating_router(okr: Okr) -> APIRouter:
    """Per quarter and team, never per person."""
    router = APIRouter(route_class=LeanRoute, tags=["quarters"])
    responses = {"dependencies": READS["dependencies"], "responses": problem_responses(401, 404, 409, 503)}

    @router.get(
        "/quarters/{quarter:path}/calibration",
        summary="How well confidence foretold scores",
        response_model=Calibration,
        **responses,
    )
    async def calibration(quarter: Ref, who: Reader, team: Word | None = None) -> Response:
        return json_response(await okr.calibration(quarter=quarter, team=team))

    return router
