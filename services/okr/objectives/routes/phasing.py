"""``/warnings``, and the curve that a key result should follow."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.okr.http.callers import Reader, Writer
from services.okr.http.figures import Share
from services.okr.http.reading import READS
from services.okr.http.texts import Ref, Team, Word
from services.okr.objectives.domain.phasing import MOST_POINTS
from services.okr.objectives.views.early_warnings import EarlyWarning
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import PlannedPoint
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.texts import items


class PointBody(Body):
    """So much of the way (0 to 1) is expected by the end of a day."""

    day: GivenDay
    progress: Share


class Phasing(Body):
    """The expected curve; without points it is an even pace."""

    points: Annotated[list[PointBody], items(0, MOST_POINTS)]


def pace_router(okr: Okr) -> APIRouter:
    """Expected curves and early warnings."""
    router = APIRouter(route_class=LeanRoute, tags=["pace"])

    @router.post("/key-results/{key_result}/phase", summary="The curve that it should follow", **command_route())
    async def phase(key_result: Ref, body: Phasing, who: Writer) -> Response:
        points = [PlannedPoint(day=point.day, progress=point.progress) for point in body.points]
        told = who.order(body)
        return receipt(await okr.phasing.phase(told, key_result=key_result, points=points))

    @router.get("/warnings", summary="Early warnings", response_model=list[EarlyWarning], **READS)
    async def warnings(
        request: Request,
        who: Reader,
        team: Team | None = None,
        quarter: Annotated[Word | None, Query(description="A label or id; else the quarters that run.")] = None,
        on: Annotated[GivenDay | None, Query(description="Seen from this day; today by default.")] = None,
    ) -> Response:
        return json_response(
            await okr.phasing.early_warnings(request.app.state.now(), on=on, team=team, quarter=quarter)
        )

    return router
