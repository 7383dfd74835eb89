"""``/quarters``: how they end, and what they came to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, WithJsonSchema
from starlette.responses import Response

from services.okr.http.callers import Auditor, QuarterManager, Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Ref
from services.okr.kernel.rule_book import RULE_BOOKS, rule_book
from services.okr.quarter_ends.freeze import Verification
from services.okr.quarter_ends.log_reader import Progress, untold
from services.okr.quarter_ends.queries import QuarterReport
from services.okr.service import Okr
from shared.command.receipts import Receipt, command_route, receipt, told
from shared.http.long_answers import LINES, wants_lines, while_waited_for, with_progress
from shared.http.openapi import problem_responses
from shared.http.preconditions import etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute


@dataclass(frozen=True, slots=True)
class EndReceipt(Receipt):
    """What ending the quarter did: objectives that nobody had scored, and what is still to be done about others."""

    automatic: list[str]
    never_checked_in: list[str]
    post_mortems_wanted: list[str]
    too_safe: list[str]
    drafts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Whether an ended quarter is still what was frozen. `events` are those of its objectives up to `position`.

    `later` counts the events after it, which the next freeze takes in.
    """

    agrees: bool
    differences: list[str]
    position: int
    rules: str
    events: int
    later: int
    events_digest: str
    results_digest: str


_NOT_YET = READS | {"responses": {200: LINES, **problem_responses(401, 404, 409, 503)}}
"""Of a quarter that hasn't ended nothing was frozen (409)."""


def _rules(given: str) -> str:
    rule_book(given)
    return given


Rules = Annotated[str, Query(), AfterValidator(_rules), WithJsonSchema({"type": "string", "enum": list(RULE_BOOKS)})]
"""A rule book by its name."""


def endings_router(okr: Okr) -> APIRouter:
    """Quarters: end, freeze, report, verify."""
    router = APIRouter(route_class=LeanRoute, prefix="/quarters", tags=["quarters"])

    @router.post(
        "/{quarter:path}/end", summary="The quarter is over", **(command_route() | {"response_model": EndReceipt})
    )
    async def end(quarter: Ref, who: QuarterManager) -> Response:
        done = await okr.quarter_ends.end(who.order(), quarter=quarter)
        base, report = told(done), done.report
        answer = EndReceipt(
            **asdict(base),
            automatic=report.automatic,
            never_checked_in=report.never_checked_in,
            post_mortems_wanted=report.post_mortems_wanted,
            too_safe=report.too_safe,
            drafts=report.drafts,
        )
        return json_response(answer, headers={"ETag": etag(base.version)})

    @router.post("/{quarter:path}/freeze", summary="Keep anew what it came to", **command_route())
    async def freeze(quarter: Ref, who: QuarterManager) -> Response:
        return receipt(await okr.quarter_ends.freeze(who.order(), quarter=quarter))

    @router.get("/{quarter:path}/report", summary="What it came to", response_model=QuarterReport, **READS)
    async def report(quarter: Ref, who: Reader, rules: Rules | None = None) -> Response:
        return json_response(await okr.quarter_ends.report(quarter, rules=rules))

    @router.get("/{quarter:path}/verify", summary="Is it still what was frozen?", response_model=Verified, **_NOT_YET)
    async def verify(quarter: Ref, request: Request, who: Auditor) -> Response:
        """Recomputed from the log, which takes its time where that is long; it ends when nobody waits for the answer.

        With `Accept: application/x-ndjson` it says meanwhile how far it is: lines such as `{"read": 20, "of": 500}`,
        then one with the answer, or with the problem that kept it from one.
        """

        async def work(told: Progress) -> Verified:
            return _shown(await okr.quarter_ends.verify(quarter, told))

        if wants_lines(request):
            return await with_progress(request, work)
        return await while_waited_for(request, _answered(work))

    return router


async def _answered(work: Callable[[Progress], Awaitable[Verified]]) -> Response:
    return json_response(await work(untold))


def _shown(found: Verification) -> Verified:
    return Verified(
        agrees=found.agrees,
        differences=list(found.differences),
        position=found.frozen.position,
        rules=found.frozen.rules,
        events=found.events,
        later=found.later,
        events_digest=found.found.events,
        results_digest=found.found.results,
    )
