"""``/objectives``: how they end. They are scored, looked back on, reopened and carried over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.http.callers import Reader, Writer
from services.okr.http.figures import Score
from services.okr.http.reading import READS, one, read, version
from services.okr.http.texts import Comment, Named, Ref
from services.okr.objectives.views import outcomes
from services.okr.objectives.views.lineage import Lineage
from services.okr.objectives.views.reported import ReportedObjective, reported
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import CarryChoice, NotFound
from shared.http.bodies import Body
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


class Scoring(Body):
    """A score from 0 to 1; without one the proposal is taken. A score that is not the proposed one needs a note."""

    score: Score | None = None
    note: Comment | None = None


class Reopening(Body):
    """Why somebody works on it again."""

    reason: Comment


class LookingBack(Body):
    """What was learned."""

    text: Comment


class CarryingKeyResult(Body):
    """What becomes of a key result: nothing (`drop`), on from its last value, from its baseline, or its form only."""

    key_result: Named
    choice: CarryChoice


class CarryingOver(Body):
    """Where the objective goes on (a quarter's label or id, or `backlog`), and what becomes of its key results."""

    quarter: Named
    key_results: tuple[CarryingKeyResult, ...] = ()
    otherwise: CarryChoice = "continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an objective has come to by now, in the words of those who judged it."""

    objective: ReportedObjective
    note: str | None
    scored_at: datetime | None
    scored_by: str | None
    score_proposed_then: Decimal | None
    post_mortem: str | None
    reopened_at: datetime | None


def judging_router(okr: Okr) -> APIRouter:
    """Objectives: score, show the score, reopen, post-mortem, carry over, lineage."""
    router = APIRouter(route_class=LeanRoute, prefix="/objectives", tags=["objectives"])
    store, sealer = okr.runtime.store, okr.runtime.sealer

    @router.post("/{objective}/score", summary="Judge what it came to", **command_route())
    async def score(objective: Ref, who: Writer, body: Scoring | None = None) -> Response:
        given = body or Scoring()
        done = await okr.scoring.score(who.order(body), objective=objective, score=given.score, note=given.note)
        return receipt(done)

    @router.get("/{objective}/score", summary="What it came to", response_model=Outcome, **READS)
    async def scored(objective: Ref, who: Reader) -> Response:
        def find(connection: Connection) -> tuple[RowMapping, ReportedObjective, int]:
            id_ = resolve.objective(connection, objective)
            row, told = outcomes.by_id(connection, id_), reported(connection, id_)
            if row is None or told is None:
                raise NotFound(f"there is no objective {objective!r}")
            return row, told, version(connection, f"objective/{id_}")

        row, told, at = await read(store, find)
        note, post_mortem = await sealer.open_all([row["note"], row["post_mortem"]])
        shown = Outcome(
            objective=told,
            note=note,
            scored_at=row["scored"],
            scored_by=row["scored_by"],
            score_proposed_then=row["proposed"],
            post_mortem=post_mortem,
            reopened_at=row["reopened"],
        )
        return one(shown, at)

    @router.post("/{objective}/reopen", summary="Work on it again", **command_route())
    async def reopen(objective: Ref, body: Reopening, who: Writer) -> Response:
        done = await okr.scoring.reopen(who.order(body), objective=objective, reason=body.reason)
        return receipt(done)

    @router.post("/{objective}/post-mortem", summary="What was learned", **command_route())
    async def post_mortem(objective: Ref, body: LookingBack, who: Writer) -> Response:
        done = await okr.scoring.write_post_mortem(who.order(body), objective=objective, text=body.text)
        return receipt(done)

    @router.post("/{objective}/carry-over", summary="It goes on in another quarter", **command_route(created=True))
    async def carry_over(objective: Ref, body: CarryingOver, who: Writer) -> Response:
        done = await okr.carry_over.carry_over(
            who.order(body),
            objective=objective,
            quarter=body.quarter,
            choices=[(each.key_result, each.choice) for each in body.key_results],
            otherwise=body.otherwise,
        )
        return receipt(done, created="objectives")

    @router.get("/{objective}/lineage", summary="Where it comes from", response_model=Lineage, **READS)
    async def lineage(objective: Ref, who: Reader) -> Response:
        return json_response(await okr.carry_over.lineage(objective))

    return router
