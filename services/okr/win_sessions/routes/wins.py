"""``/wins``: the strongest wins of a quarter."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.okr.http.reading import READS
from services.okr.http.texts import Team, Word
from services.okr.reports.board.routes import Reader
from services.okr.service import Okr
from services.okr.win_sessions.handlers.wins import MOST, StrongWins
from shared.http.openapi import problem_responses
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


def winning_router(okr: Okr) -> APIRouter:
    """What went well, read from history; nothing is written."""
    router = APIRouter(route_class=LeanRoute, tags=["win sessions"])
    responses = {"dependencies": READS["dependencies"], "responses": problem_responses(401, 404, 422, 503)}

    @router.get("/wins", summary="The strongest wins of a quarter", response_model=StrongWins, **responses)
    async def wins(
        who: Reader,
        quarter: Annotated[Word, Query(description="Whose days count: a label or id.")],
        top: Annotated[int, Query(ge=1, le=MOST, description="How many, the strongest first.")] = 10,
        team: Annotated[Team | None, Query(description="Only those of this team's objectives.")] = None,
    ) -> Response:
        return json_response(await okr.strongest_wins.of(quarter=quarter, top=top, team=team))

    return router
