"""``/win-sessions``: what went well, told together once a month."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from services.okr.http.callers import Practitioner, Reader
from services.okr.http.reading import READS, after, one, page, read, version
from services.okr.http.texts import Comment, Label, Named, Ref, Team, Word
from services.okr.kernel.units import unit_id
from services.okr.service import Okr
from services.okr.win_sessions.domain.minutes import Language
from services.okr.win_sessions.domain.shown import SessionShown
from services.okr.win_sessions.handlers.wins import MOST, StrongWins
from shared.command.receipts import command_route, receipt
from shared.events import WinEvery
from shared.http.bodies import Body, Whole
from shared.http.dates import GivenMoment
from shared.http.openapi import problem_responses
from shared.http.paging import Page, PagingQuery
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.texts import whole


class Scheduling(Body):
    """When a session is held, and who leads it. Without a team it is the whole company's.

    What is left out stays as it was, or is as with the session before.
    """

    team: Label | None = None
    at: GivenMoment | None = None
    facilitator: Named | None = None
    every: WinEvery | None = None
    minutes: Annotated[Whole, whole(5, 480)] | None = None


class Preparing(Scheduling):
    """The same for a session that isn't scheduled yet; whoever prepares it leads it, if nobody is named.

    `since` is since when wins are collected, for a team that never held a session.
    """

    since: GivenMoment | None = None


class Slot(Body):
    """An item, by its id or its place from 1; without minutes it keeps those that it has."""

    item: Named
    minutes: Annotated[Whole, whole(0, 480)] | None = None


class Arranging(Body):
    """The items that come first, in order; the others follow as they stood."""

    items: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=100)]


class ClosingWinSession(Body):
    """What the facilitator adds to the minutes; sealed with his key."""

    note: Comment | None = None


class Cancelling(Body):
    """Why the session isn't held; sealed with the key of whoever says it."""

    reason: Comment | None = None


def win_sessions_router(okr: Okr) -> APIRouter:
    """Win sessions: schedule, prepare, arrange, open, close, cancel, show, minutes."""
    router = APIRouter(route_class=LeanRoute, prefix="/win-sessions", tags=["win sessions"])
    store = okr.runtime.store

    def now(request: Request) -> datetime:
        found: datetime = request.app.state.now()
        return found

    @router.post("", summary="Schedule or move a session", **command_route(created=True))
    async def schedule(body: Scheduling, who: Practitioner) -> Response:
        done = await okr.win_sessions.schedule(who.order(body), **dict(body))
        return receipt(done, created="win-sessions")

    @router.post("/prepare", summary="Collect the wins since the last session", **command_route(created=True))
    async def prepare(body: Preparing, who: Practitioner) -> Response:
        """Also schedules the session, where none is."""
        done = await okr.win_sessions.prepare(who.order(body), **dict(body))
        return receipt(done, created="win-sessions")

    @router.get("", summary="All sessions", response_model=Page[SessionShown], **READS)
    async def every(
        request: Request,
        who: Reader,
        paging: PagingQuery,
        team: Annotated[Team | None, Query(description="Only those of this team.")] = None,
        company: Annotated[bool, Query(description="Only those of the whole company.")] = False,
    ) -> Response:
        """Without their agendas."""
        begin = after(paging)
        rows = await okr.wins_read.sessions(
            now(request), team=team, company=company, after=begin, limit=paging.limit + 1
        )
        return page(paging, rows, lambda session: (int(session.number[2:]),))

    @router.get("/{session}", summary="A session with its agenda", response_model=SessionShown, **READS)
    async def single(session: Ref, request: Request, who: Reader) -> Response:
        shown = await okr.wins_read.session(session, now(request))
        unit = unit_id("win-session", shown.team)
        return one(shown, await read(store, lambda connection: version(connection, f"win-session/{unit}")))

    @router.get(
        "/{session}/minutes",
        summary="The minutes",
        response_class=Response,
        dependencies=READS["dependencies"],
        responses={200: {"content": {"text/markdown": {}}}, **problem_responses(401, 404, 503)},
    )
    async def minutes(session: Ref, request: Request, who: Reader, lang: Language = "en") -> Response:
        """As Markdown, in English or Japanese (``ja``)."""
        text = await okr.wins_read.minutes(session, lang, now(request))
        return Response(text.encode(), media_type="text/markdown; charset=utf-8")

    @router.post("/{session}/arrange", summary="Another order, other minutes", **command_route())
    async def arrange(session: Ref, body: Arranging, who: Practitioner) -> Response:
        items = [(slot.item, slot.minutes) for slot in body.items]
        told = who.order(body)
        return receipt(await okr.win_sessions.arrange(told, session=session, items=items))

    @router.post("/{session}/open", summary="The session begins", **command_route())
    async def begin(session: Ref, who: Practitioner) -> Response:
        return receipt(await okr.win_sessions.open(who.order(), session=session))

    @router.post("/{session}/close", summary="The session was held", **command_route())
    async def close(session: Ref, body: ClosingWinSession, who: Practitioner) -> Response:
        """Also schedules the next one, by the rhythm of the team."""
        told = who.order(body)
        return receipt(await okr.win_sessions.close(told, session=session, note=body.note))

    @router.post("/{session}/cancel", summary="The session is not held", **command_route())
    async def cancel(session: Ref, body: Cancelling, who: Practitioner) -> Response:
        """Also schedules the next one, by the rhythm of the team."""
        told = who.order(body)
        return receipt(await okr.win_sessions.cancel(told, session=session, reason=body.reason))

    return router


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
