"""Check-ins: where things stand, and what was said of it before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, Field
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from services.okr.api.commands import Conditions, command_route, order, receipt
from services.okr.api.figures import Figure
from services.okr.api.reading import READS, Ref, one, page, read, version
from services.okr.service import Okr
from services.okr.views import check_ins, resolve
from shared.events import NotFound, Zone
from shared.http.auth import require
from shared.http.bodies import Body, Whole
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute
from shared.identity.roles import Permission, allowed
from shared.identity.tokens import Identity

Reader = Annotated[Identity, Depends(require(Permission.READ))]
Checker = Annotated[Identity, Depends(require(Permission.CHECK_IN))]

Confidence = Annotated[Whole, Field(ge=0, le=10, description="From 0 (not at all) to 10 (certain).")]


class CheckingIn(Body):
    """Where a key result stands: a value or a zone, as it is measured; `time` is when that was so, if not now."""

    value: Figure | None = None
    zone: Zone | None = None
    confidence: Confidence | None = None
    comment: str | None = None
    time: AwareDatetime | None = None


class Correcting(Body):
    """What the check-in should have said; what is left out stays."""

    value: Figure | None = None
    zone: Zone | None = None
    confidence: Confidence | None = None
    reason: str | None = None


class Retracting(Body):
    """Why it should never have been made."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A correction or the retraction: who, when and why, and the figures that the check-in had until then."""

    what: str
    at: datetime
    by: str
    reason: str | None
    value: Decimal | None
    zone: str | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A check-in: `time` is when it was so, `recorded` when it was told; `changes` begin with the oldest."""

    id: str
    key_result: str
    value: Decimal | None
    zone: str | None
    confidence: int | None
    comment: str | None
    by: str
    time: datetime
    recorded: datetime
    retracted: bool
    changes: list[Change]


def check_ins_router(okr: Okr) -> APIRouter:
    """Check-ins: make, list those of a key result, show, correct, retract."""
    router = APIRouter(route_class=LeanRoute, tags=["check-ins"])
    store, sealer = okr.ground.store, okr.ground.sealer

    async def shown(rows: list[RowMapping]) -> list[CheckIn]:
        comments = await sealer.open_all([row["comment"] for row in rows])
        reasons = await sealer.open_all([change["reason"] for row in rows for change in row["changes"] or ()])
        left = iter(reasons)
        return [_check_in(row, comment, left) for row, comment in zip(rows, comments, strict=True)]

    @router.post("/key-results/{key_result}/check-ins", summary="Check in", **command_route(created=True))
    async def check_in(
        key_result: Ref, request: Request, body: CheckingIn, who: Checker, conditions: Conditions
    ) -> Response:
        done = await okr.check_in(
            order(okr, request, who, conditions, body, effective=body.time),
            key_result=key_result,
            value=body.value,
            zone=body.zone,
            confidence=body.confidence,
            comment=body.comment,
        )
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

        return page(paging, await shown(await read(store, find)), lambda each: (each.id,))

    @router.get("/check-ins/{check_in}", summary="One check-in", response_model=CheckIn, **READS)
    async def one_check_in(check_in: Ref, who: Reader) -> Response:
        def find(connection: Connection) -> tuple[RowMapping, int]:
            row = check_ins.by_id(connection, resolve.check_in(connection, check_in))
            if row is None:
                raise NotFound(f"there is no check-in {check_in!r}")
            return row, version(connection, f"objective/{row['objective']}")

        row, at = await read(store, find)
        return one((await shown([row]))[0], at)

    @router.post("/check-ins/{check_in}/correction", summary="What it should have said", **command_route())
    async def correct(
        check_in: Ref, request: Request, body: Correcting, who: Checker, conditions: Conditions
    ) -> Response:
        done = await okr.correct_check_in(
            order(okr, request, who, conditions, body),
            check_in=check_in,
            value=body.value,
            zone=body.zone,
            confidence=body.confidence,
            reason=body.reason,
            admin=allowed(who.role, Permission.CORRECT_ANY_CHECK_IN),
        )
        return receipt(done)

    @router.post("/check-ins/{check_in}/retraction", summary="Take it back", **command_route())
    async def retract(
        check_in: Ref, request: Request, who: Checker, conditions: Conditions, body: Retracting | None = None
    ) -> Response:
        done = await okr.retract_check_in(
            order(okr, request, who, conditions, body),
            check_in=check_in,
            reason=body.reason if body else None,
            admin=allowed(who.role, Permission.CORRECT_ANY_CHECK_IN),
        )
        return receipt(done)

    return router


def _check_in(row: RowMapping, comment: str | None, reasons: Iterator[str | None]) -> CheckIn:
    return CheckIn(
        id=row["check_in"],
        key_result=row["key_result"],
        value=row["value"],
        zone=row["zone"],
        confidence=row["confidence"],
        comment=comment,
        by=row["by"],
        time=row["time"],
        recorded=row["recorded"],
        retracted=row["retracted"] is not None,
        changes=[_change(change, next(reasons)) for change in row["changes"] or ()],
    )


def _change(change: dict[str, Any], reason: str | None) -> Change:
    value = change["value"]
    return Change(
        what=change["what"],
        at=datetime.fromisoformat(change["at"]),
        by=change["by"],
        reason=reason,
        value=None if value is None else Decimal(value),
        zone=change["zone"],
        confidence=change["confidence"],
    )
