"""Goalposts over HTTP: how they move, and the ledger of every one that ever held."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.okr.http.callers import Reader, Writer
from services.okr.http.figures import Weight
from services.okr.http.reading import READS
from services.okr.http.texts import Comment, Label, Named, Ref, Title
from services.okr.objectives.handlers.ledger import KeyResultLedger
from services.okr.objectives.routes.measures import MaintainBody, MeasureBody
from services.okr.objectives.views.ledger import Entry
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.http.bodies import Body
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


class Change(Body):
    """Why something changes, and who agreed. A published objective's goalposts don't move without a reason."""

    reason: Comment | None = None
    approver: Named | None = None


class Retargeting(Change):
    """What the key result is measured by from now on; a number that is kept goes on by its rule, unless it is said."""

    measure: MeasureBody


class Reweighing(Change):
    """The part in percent that the key result counts by; null shares what the others leave."""

    weight: Weight | None


class ReassigningKeyResult(Change):
    """Who owns the key result from now on; null is nobody."""

    owner: Named | None


class ReassigningObjective(Change):
    """Who owns the objective and whose it is from now on, both."""

    owner: Named | None
    team: Label | None


class MovingObjective(Change):
    """The quarter (its label or id) that the objective belongs to from now on; null is the backlog."""

    quarter: Named | None


class MovingKeyResult(Change):
    """The objective that the key result measures from now on."""

    objective: Named


class RevisingKeyResult(Body):
    """Another title."""

    title: Title


def goalposts_router(okr: Okr) -> APIRouter:
    """Retarget, reweigh, reassign, revise and move; and the ledgers."""
    router = APIRouter(route_class=LeanRoute, tags=["goalposts"])

    @router.post("/key-results/{key_result}/retarget", summary="Measure it like this from now on", **command_route())
    async def retarget(key_result: Ref, body: Retargeting, who: Writer) -> Response:
        done = await okr.goalposts.retarget(
            who.order(body),
            key_result=key_result,
            measure=body.measure.measure(),
            reason=body.reason,
            approver=body.approver,
            same_rule=isinstance(body.measure, MaintainBody) and body.measure.says_no_rule,
        )
        return receipt(done)

    @router.post("/key-results/{key_result}/reweight", summary="Let it count by so many percent", **command_route())
    async def reweight(key_result: Ref, body: Reweighing, who: Writer) -> Response:
        done = await okr.goalposts.reweigh(
            who.order(body), key_result=key_result, weight=body.weight, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.post("/key-results/{key_result}/reassign", summary="Give it to somebody", **command_route())
    async def reassign(key_result: Ref, body: ReassigningKeyResult, who: Writer) -> Response:
        done = await okr.goalposts.reassign_key_result(
            who.order(body), key_result=key_result, owner=body.owner, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.patch("/key-results/{key_result}", summary="Another title", **command_route())
    async def revise(key_result: Ref, body: RevisingKeyResult, who: Writer) -> Response:
        told = who.order(body)
        return receipt(await okr.goalposts.revise_key_result(told, key_result=key_result, title=body.title))

    @router.post("/key-results/{key_result}/move", summary="Let it measure another objective", **command_route())
    async def move(key_result: Ref, body: MovingKeyResult, who: Writer) -> Response:
        done = await okr.goalposts.move_key_result(
            who.order(body), key_result=key_result, objective=body.objective, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.post("/objectives/{objective}/reassign", summary="Give it to somebody, or a team", **command_route())
    async def reassign_objective(objective: Ref, body: ReassigningObjective, who: Writer) -> Response:
        done = await okr.goalposts.reassign_objective(
            who.order(body),
            objective=objective,
            owner=body.owner,
            team=body.team,
            reason=body.reason,
            approver=body.approver,
        )
        return receipt(done)

    @router.post("/objectives/{objective}/move", summary="Let it belong to another quarter", **command_route())
    async def move_objective(objective: Ref, body: MovingObjective, who: Writer) -> Response:
        done = await okr.goalposts.move_objective(
            who.order(body), objective=objective, quarter=body.quarter, reason=body.reason, approver=body.approver
        )
        return receipt(done)

    @router.get(
        "/key-results/{key_result}/ledger",
        summary="Every goalpost it ever had",
        response_model=KeyResultLedger,
        **READS,
    )
    async def ledger(key_result: Ref, who: Reader) -> Response:
        return json_response(await okr.ledgers.of_key_result(key_result))

    @router.get("/objectives/{objective}/ledger", summary="Every goalpost of it", response_model=list[Entry], **READS)
    async def objective_ledger(objective: Ref, who: Reader) -> Response:
        return json_response(await okr.ledgers.of_objective(objective))

    return router
