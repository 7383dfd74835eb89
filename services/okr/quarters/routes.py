"""``/quarters``: the periods that objectives belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import RowMapping
from starlette.responses import Response

from services.okr import typed_ids as resolve
from services.okr.buddy_groups.view import meetings_in
from services.okr.http.callers import QuarterManager, Reader
from services.okr.http.reading import READS, after, one, page, version
from services.okr.http.texts import Label, Ref
from services.okr.quarters import view as quarters
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.events import NotFound, PeriodKind, Unfitting
from shared.http.bodies import Body
from shared.http.dates import GivenDay
from shared.http.paging import Page, PagingQuery
from shared.http.routing import LeanRoute


class Planning(Body):
    """A period from its first to its last day; without days it is what the label means.

    ``FY2026 Q4`` is of the company's fiscal year, ``2026-Q4`` of the calendar year.
    """

    label: Label
    start: GivenDay | None = None
    end: GivenDay | None = None
    kind: PeriodKind = "quarter"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter: `phase` is planned, started or ended."""

    id: str
    label: str
    start: date
    end: date
    kind: str
    phase: str
    started: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class QuarterWithMeetings(Quarter):
    """A quarter, and how often buddy groups met in the weeks whose Thursday lies in it."""

    buddy_meetings: int


def quarters_router(okr: Okr) -> APIRouter:
    """Quarters: plan, list, show, start. They end, and are looked back on, in `endings_router`."""
    router = APIRouter(route_class=LeanRoute, prefix="/quarters", tags=["quarters"])
    store = okr.runtime.store

    @router.post("", summary="Plan a quarter", **command_route(created=True))
    async def plan(body: Planning, who: QuarterManager) -> Response:
        told = who.order(body)
        if body.start is None and body.end is None:
            done = await okr.quarters.plan_period(told, label=body.label)
        elif body.start is None or body.end is None:
            raise Unfitting("give both days, the first and the last, or neither")
        else:
            done = await okr.quarters.plan(told, label=body.label, start=body.start, end=body.end, kind=body.kind)
        return receipt(done, created="quarters")

    @router.get("", summary="All quarters", response_model=Page[Quarter], **READS)
    def every(who: Reader, paging: PagingQuery) -> Response:
        with store.read() as connection:
            rows = quarters.listed(connection, after=after(paging), limit=paging.limit + 1)
        numbers = {row["quarter"]: row["number"] for row in rows}
        return page(paging, [Quarter(**_columns(row)) for row in rows], lambda shown: (numbers[shown.id],))

    @router.get("/{quarter:path}", summary="One quarter", response_model=QuarterWithMeetings, **READS)
    def single(quarter: Ref, who: Reader) -> Response:
        with store.read() as connection:
            id_ = resolve.quarter(connection, quarter)
            row = quarters.by_id(connection, id_)
            if row is None:
                raise NotFound(f"there is no quarter {quarter!r}")
            meetings = meetings_in(connection, row["start"], row["end"])
            return one(
                QuarterWithMeetings(**_columns(row), buddy_meetings=meetings), version(connection, f"quarter/{id_}")
            )

    @router.post("/{quarter:path}/start", summary="The quarter runs", **command_route())
    async def start(quarter: Ref, who: QuarterManager) -> Response:
        return receipt(await okr.quarters.start(who.order(), quarter=quarter))

    return router


def _columns(row: RowMapping) -> dict[str, Any]:
    return {"id": row["quarter"]} | {
        name: row[name] for name in ("label", "start", "end", "kind", "phase", "started", "ended")
    }
