"""``/compare``: two instants of the tree, and who moved what in between."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS
from services.okr.reports.comparison.handlers import Clock, Comparison
from services.okr.service import Okr
from shared.http.dates import GivenInstant
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


def comparing_router(okr: Okr) -> APIRouter:
    """What has moved."""
    router = APIRouter(route_class=LeanRoute, tags=["board"])

    @router.get("/compare", summary="What moved between two instants", response_model=Comparison, **READS)
    async def compare(
        request: Request,
        who: Reader,
        since: Annotated[GivenInstant, Query(alias="from", description="The earlier instant; a day means its end.")],
        until: Annotated[GivenInstant, Query(alias="to", description="The later instant.")],
        clock: Annotated[
            Clock, Query(description="Instants at which something was so (effective), or was recorded (known).")
        ] = "effective",
    ) -> Response:
        return json_response(await okr.comparison.compare(since, until, clock=clock, now=request.app.state.now()))

    return router
