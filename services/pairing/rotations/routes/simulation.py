"""The next quarters over HTTP, without anything being written."""

from __future__ import annotations

from itertools import accumulate
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.pairing.http.requests import ReadingOrganiser, Service
from services.pairing.http.shapes import SimulationShape
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp

router = APIRouter(route_class=LeanRoute, tags=["rotations"])


@router.get(
    "/simulation",
    response_model=SimulationShape,
    summary="What the next quarters would bring",
    dependencies=[CaughtUp],
    responses=problem_responses(409, 422),
)
async def simulation(
    request: Request,
    who: ReadingOrganiser,
    service: Service,
    quarters: Annotated[int, Query(description="How many quarters.", ge=1, le=40)] = 8,
    churn: Annotated[
        float, Query(description="Per cent of the pool that change before each quarter.", ge=0, le=100)
    ] = 0.0,
) -> Response:
    """Repeats beside the least that are possible, a draw by lot and a plain greedy."""
    found = await service.draws.simulate(quarters, churn / 100, await service.context.day(request.app.state.now()))
    so_far = accumulate(quarter.repeats for quarter in found.quarters)
    rows = [
        {
            "number": quarter.number,
            "people": quarter.people,
            "replaced": quarter.replaced,
            "repeats": quarter.repeats,
            "repeats_so_far": together,
            "least": quarter.least,
            "random": quarter.random,
            "greedy": quarter.greedy,
            "shortest_gap": quarter.shortest_gap,
        }
        for quarter, together in zip(found.quarters, so_far, strict=True)
    ]
    return json_response({"quarters": rows, "repeats": found.repeats, "least": found.least})
