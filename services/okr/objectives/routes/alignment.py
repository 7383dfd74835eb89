"""What serves what, over HTTP: alignment, links, and progress set by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from services.okr.http.callers import Writer
from services.okr.http.figures import Share
from services.okr.http.texts import Comment, Named, Ref
from services.okr.objectives.domain.alignment import MOST_SOURCES
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body
from shared.http.routing import LeanRoute
from shared.http.texts import items


class Aligning(Body):
    """What the objective serves: an objective or a key result, its id or number; null is nothing."""

    to: Named | None
    reason: Comment | None = None
    approver: Named | None = None


class Linking(Body):
    """The key results whose values are summed up; none, and the value is its own again."""

    sources: Annotated[list[Named], items(0, MOST_SOURCES)]
    reason: Comment | None = None
    approver: Named | None = None


class Overriding(Body):
    """The progress, 0 to 1, and why it is set by hand."""

    progress: Share
    reason: Comment | None = None


def alignment_router(okr: Okr) -> APIRouter:
    """Align, link, override, adopt."""
    router = APIRouter(route_class=LeanRoute, tags=["alignment"])

    @router.post("/objectives/{objective}/align", summary="What it serves", **command_route())
    async def align(objective: Ref, body: Aligning, who: Writer) -> Response:
        done = await okr.alignment.align(
            who.order(body), objective=objective, to=body.to, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.post("/key-results/{key_result}/link", summary="Sum others' values up", **command_route())
    async def link(key_result: Ref, body: Linking, who: Writer) -> Response:
        done = await okr.alignment.link(
            who.order(body), key_result=key_result, sources=body.sources, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.post("/key-results/{key_result}/override", summary="Set its progress by hand", **command_route())
    async def override(key_result: Ref, body: Overriding, who: Writer) -> Response:
        done = await okr.alignment.override(
            who.order(body), key_result=key_result, progress=body.progress, reason=body.reason
        )
        return receipt(done)

    @router.post("/key-results/{key_result}/clear-override", summary="Adopt what it is fed by", **command_route())
    async def adopt(key_result: Ref, who: Writer) -> Response:
        told = who.order()
        return receipt(await okr.alignment.adopt(told, key_result=key_result))

    return router
