"""``/insights``: what buddy groups chose to tell everybody, for the win session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Word
from services.okr.insights.handlers import Insight
from services.okr.service import Okr
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


@dataclass(frozen=True, slots=True)
class Insights:
    """What was told, the earliest first."""

    items: list[Insight]


def insights_router(okr: Okr) -> APIRouter:
    """The insights of a quarter."""
    router = APIRouter(route_class=LeanRoute, tags=["insights"])

    @router.get("/insights", summary="What buddy groups told everybody", response_model=Insights, **READS)
    async def told(
        who: Reader,
        quarter: Annotated[Word | None, Query(description="Told on the days of this quarter: a label or id.")] = None,
    ) -> Response:
        return json_response(Insights(await okr.insights.shared(quarter)))

    return router
