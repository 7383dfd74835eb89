"""``/calibration`` and ``/quarters/{id}/calibration``: how well confidence foretold scores."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Ref, Team, Word
from services.okr.reports.calibration.handlers import Calibration, CalibrationHistory
from services.okr.service import Okr
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
    async def calibration(quarter: Ref, who: Reader, team: Team | None = None) -> Response:
        return json_response(await okr.calibration.of_quarter(quarter=quarter, team=team))

    @router.get(
        "/calibration",
        summary="How well confidence foretold scores, over several quarters",
        response_model=CalibrationHistory,
        **responses,
    )
    async def history(
        who: Reader,
        quarter: Annotated[
            list[Word] | None, Query(description="Labels or ids; all that have ended by default.")
        ] = None,
        team: Annotated[list[Team] | None, Query(description="Only these teams' objectives.")] = None,
    ) -> Response:
        return json_response(await okr.calibration.history(quarters=quarter or (), teams=team or ()))

    return router
