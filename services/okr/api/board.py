"""``/board``: objectives, key results, progress and confidence, as they are or as they were."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from services.okr.api.reading import READS, Word
from services.okr.service import Okr
from services.okr.views.standing import BoardObjective
from shared.http.auth import require
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.identity.roles import Permission
from shared.identity.tokens import Identity


def board_router(okr: Okr) -> APIRouter:
    """The whole board in one answer."""
    router = APIRouter(route_class=LeanRoute, tags=["board"])

    @router.get("/board", summary="The board", response_model=list[BoardObjective], **READS)
    async def board(
        who: Annotated[Identity, Depends(require(Permission.READ))],
        quarter: Annotated[Word | None, Query(description="A label or id, or `backlog`.")] = None,
        team: Word | None = None,
        as_of: Annotated[AwareDatetime | None, Query(description="How things stood then.")] = None,
        known_at: Annotated[AwareDatetime | None, Query(description="What had been recorded by then.")] = None,
    ) -> Response:
        return json_response(await okr.board(quarter=quarter, team=team, effective=as_of, known=known_at))

    return router
