"""``…/explain``: every figure with the sum and the events that made it; ``…/proof``: the same, to be checked."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.okr.http.callers import Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Ref
from services.okr.http.zipped import PROVED, zipped
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained
from services.okr.reports.board.routes import AsOf, KnownAt
from services.okr.service import Okr
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


def explaining_router(okr: Okr) -> APIRouter:
    """Why a key result or an objective stands where it stands, now or as of another time."""
    router = APIRouter(route_class=LeanRoute, tags=["board"])

    @router.get(
        "/key-results/{key_result}/explain",
        summary="Why it stands where it stands",
        response_model=KeyResultExplained,
        **READS,
    )
    async def key_result(
        key_result: Ref, request: Request, who: Reader, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        now = request.app.state.now()
        return json_response(await okr.explanation.key_result(key_result, effective=as_of, known=known_at, now=now))

    @router.get(
        "/objectives/{objective}/explain",
        summary="Why it stands where it stands",
        response_model=ObjectiveExplained,
        **READS,
    )
    async def objective(
        objective: Ref, request: Request, who: Reader, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        now = request.app.state.now()
        return json_response(await okr.explanation.objective(objective, effective=as_of, known=known_at, now=now))

    @router.get("/key-results/{key_result}/proof", summary="What a stranger checks it by", **PROVED)
    async def proved_key_result(
        key_result: Ref, request: Request, who: Reader, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        """A zip: the figure explained, the records that it comes from, their proofs, and the file that checks them."""
        figure = await okr.proofs.figure(
            who.subject, key_result, kind="KR", effective=as_of, known=known_at, now=request.app.state.now()
        )
        return zipped(figure.number, figure.content)

    @router.get("/objectives/{objective}/proof", summary="What a stranger checks it by", **PROVED)
    async def proved_objective(
        objective: Ref, request: Request, who: Reader, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        """A zip: the figure explained, the records that it comes from, their proofs, and the file that checks them."""
        figure = await okr.proofs.figure(
            who.subject, objective, kind="O", effective=as_of, known=known_at, now=request.app.state.now()
        )
        return zipped(figure.number, figure.content)

    return router
