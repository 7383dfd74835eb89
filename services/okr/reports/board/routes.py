"""``/board`` and ``/tree``: objectives, key results, progress and confidence, as they are or as they were."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Team, Word
from services.okr.objectives.views.standing import BoardObjective
from services.okr.service import Okr
from shared.http.dates import GivenInstant
from shared.http.responses import json_response
from shared.http.routing import LeanRoute

Quarter = Annotated[Word | None, Query(description="A label or id, or `backlog`.")]
AsOf = Annotated[
    GivenInstant | None, Query(description="How things stood then; a day means its end where the company is.")
]
KnownAt = Annotated[GivenInstant | None, Query(description="What had been recorded by then; a day means its end.")]


def board_router(okr: Okr) -> APIRouter:
    """The whole board, or the whole tree, in one answer."""
    router = APIRouter(route_class=LeanRoute, tags=["board"])

    @router.get("/board", summary="The board", response_model=list[BoardObjective], **READS)
    async def board(
        request: Request,
        who: Reader,
        quarter: Quarter = None,
        team: Team | None = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Response:
        now = request.app.state.now()
        return json_response(
            await okr.boards.board(quarter=quarter, team=team, effective=as_of, known=known_at, now=now)
        )

    @router.get("/tree", summary="The tree of goals", response_model=list[BoardObjective], **READS)
    async def tree(
        request: Request,
        who: Reader,
        root: Annotated[Word | None, Query(description="An objective or a key result: it and what is below.")] = None,
        team: Team | None = None,
        person: Annotated[Word | None, Query(description="Who owns the objective or a key result of it.")] = None,
        quarter: Quarter = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Response:
        """Each objective before those below it, with its `level`. What is below nothing that is shown is a root."""
        now = request.app.state.now()
        shown = await okr.boards.tree(
            root=root, quarter=quarter, team=team, person=person, effective=as_of, known=known_at, now=now
        )
        return json_response(shown)

    return router
