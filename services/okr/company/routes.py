"""``/calendar``, ``/periods``, ``/thresholds``: what the whole company has decided about its OKRs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from msgspec import structs
from pydantic import Field, WithJsonSchema
from starlette.responses import Response

from services.okr.company import view as company
from services.okr.company.domain import COMPANY, PUBLISHED
from services.okr.http.callers import QuarterManager, Reader
from services.okr.http.figures import Percent, Share
from services.okr.http.reading import READS, one, version
from services.okr.http.texts import Named
from services.okr.service import Okr
from shared.command.receipts import command_route, receipt
from shared.company.calendar import CalendarVersion
from shared.days import YEARS
from shared.events import LabelYear, PaceBy, PeriodKind
from shared.http.bodies import Body, Whole
from shared.http.dates import GivenDay
from shared.http.responses import json_response
from shared.http.routing import LeanRoute

FirstOfMonth = Annotated[
    GivenDay, WithJsonSchema({"type": "string", "format": "first-of-month", "pattern": f"^{YEARS}-(0[1-9]|1[0-2])-01$"})
]


class CalendarBody(Body):
    """The fiscal year begins with `start_month` from `since` on, and is called by the year it starts or ends in."""

    start_month: Whole = Field(json_schema_extra={"minimum": 1, "maximum": 12})
    label_year: LabelYear
    since: FirstOfMonth
    zone: Named | None = None


class ThresholdsBody(Body):
    """The figures to set; what is left out goes back to the published one."""

    added: ClassVar[frozenset[str]] = frozenset({"pace_by", "ratio_on_track_from", "ratio_behind_from"})

    on_track_below: Percent = Field(PUBLISHED.on_track_below, description="Points behind the expected progress.")
    behind_up_to: Percent = Field(PUBLISHED.behind_up_to, description="Points behind the expected progress.")
    confidence_green: Whole = Field(PUBLISHED.confidence_green, json_schema_extra={"minimum": 0, "maximum": 10})
    confidence_yellow: Whole = Field(PUBLISHED.confidence_yellow, json_schema_extra={"minimum": 0, "maximum": 10})
    stale_days: Whole = Field(PUBLISHED.stale_days, json_schema_extra={"minimum": 1, "maximum": 366})
    unchanged_days: Whole = Field(PUBLISHED.unchanged_days, json_schema_extra={"minimum": 1, "maximum": 366})
    late_days: Whole = Field(PUBLISHED.late_days, json_schema_extra={"minimum": 0, "maximum": 366})
    back_days: Whole = Field(PUBLISHED.back_days, json_schema_extra={"minimum": 0, "maximum": 366})
    too_safe_above: Share = PUBLISHED.too_safe_above
    pace_by: PaceBy = Field(PUBLISHED.pace_by, description="By the gap in points, or the ratio of done to due.")
    ratio_on_track_from: Share = Field(PUBLISHED.ratio_on_track_from, description="Done ÷ due.")
    ratio_behind_from: Share = Field(PUBLISHED.ratio_behind_from, description="Done ÷ due.")


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the calendar: `kind` is quarter, transition, month or year."""

    label: str
    kind: str
    start: date
    end: date


def company_router(okr: Okr) -> APIRouter:
    """The fiscal calendar with its periods, and the thresholds."""
    router = APIRouter(route_class=LeanRoute, tags=["company"])
    store, aggregate = okr.runtime.store, f"company/{COMPANY}"

    @router.get("/calendar", summary="Every version of the calendar", response_model=list[CalendarVersion], **READS)
    def calendar(who: Reader) -> Response:
        with store.read() as connection:
            return one(company.calendar(connection), version(connection, aggregate))

    @router.post("/calendar", summary="Change the calendar from a day on", **command_route())
    async def change(body: CalendarBody, who: QuarterManager) -> Response:
        done = await okr.company.change_calendar(
            who.order(body), start_month=body.start_month, label_year=body.label_year, since=body.since, zone=body.zone
        )
        return receipt(done)

    @router.get("/periods", summary="The calendar's periods", response_model=list[Period], **READS)
    async def periods(
        who: Reader,
        first: Annotated[GivenDay, Query(alias="from")],
        last: Annotated[GivenDay, Query(alias="to")],
        kind: PeriodKind = "quarter",
    ) -> Response:
        return json_response(await okr.quarters.periods(first, last, kind))

    @router.get("/thresholds", summary="From which figures on something is called what", **READS)
    def thresholds(who: Reader) -> Response:
        with store.read() as connection:
            return one(structs.asdict(company.thresholds(connection)), version(connection, aggregate))

    @router.put("/thresholds", summary="Set the thresholds", **command_route())
    async def set_thresholds(body: ThresholdsBody, who: QuarterManager) -> Response:
        said = body.model_dump()
        done = await okr.company.set_thresholds(who.order(body), change=lambda now: structs.replace(now, **said))
        return receipt(done)

    return router
