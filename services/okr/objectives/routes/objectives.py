"""``/objectives``: what people want to reach."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.http.callers import Reader, Writer
from services.okr.http.figures import Weight
from services.okr.http.reading import READS, after, one, page, version
from services.okr.http.texts import Label, Named, Ref, Team, Title, Word
from services.okr.known_teams import must_be_a_team
from services.okr.objectives.domain.objective import Result
from services.okr.objectives.routes.measures import MeasureBody
from services.okr.objectives.views import board
from services.okr.objectives.views.standing import BoardObjective
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import Commitment, Contribution, NotFound, ProgressSource
from shared.http.bodies import Body
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute


class Drafting(Body):
    """An objective for a quarter (its label or id), or for the backlog."""

    title: Title
    quarter: Named | None = None
    team: Label | None = None
    owner: Named | None = None
    commitment: Commitment = "aspirational"
    source: ProgressSource = "key-results"
    contribution: Contribution = "weight"


class Revising(Body):
    """What can be changed of an objective; what is left out stays."""

    title: Title | None = None
    commitment: Commitment | None = None
    source: ProgressSource | None = None
    contribution: Contribution | None = None


class ClosingObjective(Body):
    """The owner's judgement."""

    result: Result | None = None


class Adding(Body):
    """A key result: what the objective is measured by; `weight` is its part in percent."""

    title: Title
    measure: MeasureBody
    owner: Named | None = None
    weight: Weight | None = None


def objectives_router(okr: Okr) -> APIRouter:
    """Objectives: draft, list, show, revise, publish, close, and add key results."""
    router = APIRouter(route_class=LeanRoute, prefix="/objectives", tags=["objectives"])
    store = okr.runtime.store

    @router.post("", summary="Write an objective down", **command_route(created=True))
    async def draft(body: Drafting, who: Writer) -> Response:
        done = await okr.objectives.draft(
            who.order(body),
            title=body.title,
            quarter=body.quarter,
            team=body.team,
            owner=body.owner,
            commitment=body.commitment,
            source=body.source,
            contribution=body.contribution,
        )
        return receipt(done, created="objectives")

    @router.get("", summary="Objectives with their key results", response_model=Page[BoardObjective], **READS)
    def every(
        request: Request, who: Reader, paging: PagingQuery, quarter: Word | None = None, team: Team | None = None
    ) -> Response:
        with store.read() as connection:
            judge, limit = okr.boards.judge_now(connection, request.app.state.now()), paging.limit + 1
            if team is not None:
                team = must_be_a_team(connection, team)
            found = board.board(connection, quarter=quarter, team=team, after=after(paging), limit=limit, judge=judge)
        return page(paging, found, lambda shown: (int(shown.number[2:]),))

    @router.get("/{objective}", summary="One objective", response_model=BoardObjective, **READS)
    def single(request: Request, objective: Ref, who: Reader) -> Response:
        with store.read() as connection:
            id_ = resolve.objective(connection, objective)
            found = board.objective(connection, id_, okr.boards.judge_now(connection, request.app.state.now()))
            if found is None:
                raise NotFound(f"there is no objective {objective!r}")
            return one(found, version(connection, f"objective/{id_}"))

    @router.patch("/{objective}", summary="What it is, said otherwise", **command_route())
    async def revise(objective: Ref, body: Revising, who: Writer) -> Response:
        done = await okr.objectives.revise(
            who.order(body),
            objective=objective,
            title=body.title,
            commitment=body.commitment,
            source=body.source,
            contribution=body.contribution,
        )
        return receipt(done)

    @router.post("/{objective}/publish", summary="It counts from now on", **command_route())
    async def publish(objective: Ref, who: Writer) -> Response:
        return receipt(await okr.objectives.publish(who.order(), objective=objective))

    @router.post("/{objective}/close", summary="Nobody works on it any more", **command_route())
    async def close(objective: Ref, who: Writer, body: ClosingObjective | None = None) -> Response:
        done = await okr.objectives.close(who.order(body), objective=objective, result=body.result if body else None)
        return receipt(done)

    @router.post("/{objective}/key-results", summary="Measure it by one more thing", **command_route(created=True))
    async def add(objective: Ref, body: Adding, who: Writer) -> Response:
        done = await okr.objectives.add_key_result(
            who.order(body),
            objective=objective,
            title=body.title,
            measure=body.measure.measure(),
            owner=body.owner,
            weight=body.weight,
        )
        return receipt(done, created="key-results")

    return router
