"""Check-ins: where things stand, and what was said of it before."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.http.callers import Checker, Reader
from services.okr.http.figures import Figure
from services.okr.http.reading import READS, one, page, read, version
from services.okr.http.texts import Comment, Label, Ref
from services.okr.objectives.routes.check_in_answers import CheckIn, shown
from services.okr.objectives.views import check_ins
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import NotFound, Zone
from shared.http.bodies import Body, OnlyWhole
from shared.http.dates import GivenMoment
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute

Confidence = Annotated[int, Field(ge=0, le=10, description="From 0 (not at all) to 10 (certain)."), OnlyWhole]


_SAID = ("value", "zone", "reached", "confidence", "comment", "blocker", "next_step", "help_wanted")


class CheckingIn(Body):
    """Where a key result stands, as it is measured: a value, a zone, or what is reached.

    `comment` says what changed, `blocker` what stands in the way, `next_step` what comes next, `help_wanted` what
    somebody else could do. `time` is when it was so, if not now.
    """

    value: Figure | None = None
    zone: Zone | None = None
    reached: tuple[Label, ...] | None = None
    confidence: Confidence | None = None
    comment: Comment | None = None
    blocker: Comment | None = None
    next_step: Comment | None = None
    help_wanted: Comment | None = None
    time: GivenMoment | None = None

    def said(self) -> dict[str, Any]:
        """What it says, by the names of the use case."""
        return {name: getattr(self, name) for name in _SAID}


class Correcting(Body):
    """What the check-in should have said; what is left out stays."""

    value: Figure | None = None
    zone: Zone | None = None
    reached: tuple[Label, ...] | None = None
    confidence: Confidence | None = None
    reason: Comment | None = None


class Retracting(Body):
    """Why it should never have been made."""

    reason: Comment | None = None


def check_ins_router(okr: Okr) -> APIRouter:
    """Check-ins: make, list those of a key result, show, correct, retract, acknowledge."""
    router = APIRouter(route_class=LeanRoute, tags=["check-ins"])
    store, sealer = okr.runtime.store, okr.runtime.sealer

    @router.post("/key-results/{key_result}/check-ins", summary="Check in", **command_route(created=True))
    async def check_in(key_result: Ref, body: CheckingIn, who: Checker) -> Response:
        await okr.check_in_bounds.allow(who.identity.check_in_bounds, key_result)
        done = await okr.check_ins.make(who.order(body, effective=body.time), key_result=key_result, **body.said())
        return receipt(done, created="check-ins")

    @router.get(
        "/key-results/{key_result}/check-ins",
        summary="A key result's check-ins, the latest first",
        response_model=Page[CheckIn],
        **READS,
    )
    async def history(key_result: Ref, who: Reader, paging: PagingQuery) -> Response:
        last = paging.key(str)

        def find(connection: Connection) -> list[RowMapping]:
            id_ = resolve.key_result(connection, key_result)
            before = None if last is None else str(last[0])
            return check_ins.of_key_result(connection, id_, before=before, limit=paging.limit + 1)

        return page(paging, await shown(sealer, await read(store, find)), lambda each: (each.id,))

    @router.get("/check-ins/{check_in}", summary="One check-in", response_model=CheckIn, **READS)
    async def one_check_in(check_in: Ref, who: Reader) -> Response:
        def find(connection: Connection) -> tuple[RowMapping, int]:
            row = check_ins.by_id(connection, resolve.check_in(connection, check_in))
            if row is None:
                raise NotFound(f"there is no check-in {check_in!r}")
            return row, version(connection, f"objective/{row['objective']}")

        row, at = await read(store, find)
        return one((await shown(sealer, [row]))[0], at)

    @router.post("/check-ins/{check_in}/correction", summary="What it should have said", **command_route())
    async def correct(check_in: Ref, body: Correcting, who: Checker) -> Response:
        await okr.check_in_bounds.allow_change(who.identity.check_in_bounds, check_in)
        done = await okr.check_ins.correct(
            who.order(body),
            check_in=check_in,
            value=body.value,
            zone=body.zone,
            reached=body.reached,
            confidence=body.confidence,
            reason=body.reason,
        )
        return receipt(done)

    @router.post("/check-ins/{check_in}/retraction", summary="Take it back", **command_route())
    async def retract(check_in: Ref, who: Checker, body: Retracting | None = None) -> Response:
        await okr.check_in_bounds.allow_change(who.identity.check_in_bounds, check_in)
        done = await okr.check_ins.retract(who.order(body), check_in=check_in, reason=body.reason if body else None)
        return receipt(done)

    @router.post("/check-ins/{check_in}/acknowledge", summary="Its reviewer has read it", **command_route())
    async def acknowledge(check_in: Ref, who: Checker) -> Response:
        await okr.check_in_bounds.allow_change(who.identity.check_in_bounds, check_in)
        done = await okr.check_ins.acknowledge(who.order(), check_in=check_in)
        return receipt(done)

    return router
