"""``/win-sessions/<session>/wins``: what people add to a session's agenda, and take off it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from services.okr.http.callers import Practitioner
from services.okr.http.texts import Comment, Named, Ref
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body
from shared.http.routing import LeanRoute


class Telling(Body):
    """A win in one's own words, sealed with one's own key; about a goal, where one is named."""

    words: Comment
    objective: Named | None = None
    key_result: Named | None = None


class Wording(Body):
    """Other words on an item."""

    words: Comment


class Praising(Body):
    """Praise for these people (`P-3`), or, without any, for those whose work it is."""

    to: Annotated[tuple[Named, ...], Field(max_length=20)] = ()
    words: Comment | None = None


def win_telling_router(okr: Okr) -> APIRouter:
    """Wins of one's own, other words, withdrawing, praise. An item is named by its id, or by its place from 1."""
    router = APIRouter(route_class=LeanRoute, prefix="/win-sessions/{session}/wins", tags=["win sessions"])

    @router.post("", summary="Tell a win of one's own", **command_route())
    async def tell(session: Ref, body: Telling, who: Practitioner) -> Response:
        """Its id is the receipt's."""
        told = who.order(body)
        return receipt(await okr.win_contributions.share(told, session=session, **dict(body)))

    @router.post("/{item}/words", summary="Say an item in one's own words", **command_route())
    async def edit(session: Ref, item: Ref, body: Wording, who: Practitioner) -> Response:
        told = who.order(body)
        return receipt(await okr.win_contributions.edit(told, session=session, item=item, words=body.words))

    @router.post("/{item}/withdraw", summary="Take an item off the agenda", **command_route())
    async def withdraw(session: Ref, item: Ref, who: Practitioner) -> Response:
        told = who.order()
        return receipt(await okr.win_contributions.withdraw(told, session=session, item=item))

    @router.post("/{item}/praise", summary="Praise others for it", **command_route())
    async def praise(session: Ref, item: Ref, body: Praising, who: Practitioner) -> Response:
        told = who.order(body)
        return receipt(
            await okr.win_contributions.praise(told, session=session, item=item, to=body.to, words=body.words)
        )

    return router
