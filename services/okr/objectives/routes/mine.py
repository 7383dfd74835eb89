"""``/me``: the key results that somebody answers for, and check-ins on many of them in one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, ValidationInfo, field_validator
from starlette.responses import Response

from services.okr.http.callers import Checker, Reader
from services.okr.http.reading import READS
from services.okr.http.texts import Named, as_the_page_says
from services.okr.kernel import rules
from services.okr.objectives.routes.check_ins import CheckingIn
from services.okr.objectives.views import mine
from services.okr.objectives.views.mine import MyKeyResult
from services.okr.service import Okr
from shared.command.receipts import Receipt, told
from shared.eventlog import LogUnavailable, Order
from shared.events import Invalid
from shared.http.bodies import Body
from shared.http.errors import ERRORS
from shared.http.openapi import COMMAND_PROBLEMS
from shared.http.preconditions import KEY_HEADER
from shared.http.problems import told_error
from shared.http.responses import json_response
from shared.http.routing import LeanRoute

MOST = 100
"""Check-ins in one call."""


class MyCheckIn(CheckingIn):
    """A check-in and the key result that it is on."""

    key_result: Annotated[Named, Field(min_length=1, max_length=120)]

    @field_validator("key_result")
    @classmethod
    def _named(cls, given: str) -> str:
        return as_the_page_says(rules.words, given, "key result")

    @field_validator("comment", "blocker", "next_step", "help_wanted")
    @classmethod
    def _lines(cls, given: str | None, of: ValidationInfo) -> str | None:
        # Each is refused for itself, but what is no text refuses the whole call, as a figure does that is none.
        return None if given is None else as_the_page_says(rules.comment, given, str(of.field_name).replace("_", " "))

    @field_validator("reached")
    @classmethod
    def _names(cls, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return given and tuple(as_the_page_says(rules.name, each, "name of what is reached") for each in given)


class MyCheckIns(Body):
    """Check-ins on several key results, or several on one; each is made or refused for itself."""

    check_ins: Annotated[tuple[MyCheckIn, ...], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class CheckedInOn:
    """What became of one check-in: its `receipt`, or the `problem` that it met. `status` is what it alone would get."""

    key_result: str
    status: int
    receipt: Receipt | None = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What became of each check-in, in their order."""

    check_ins: list[CheckedInOn]


def mine_router(okr: Okr) -> APIRouter:
    """What somebody answers for, and its check-ins in one call."""
    router = APIRouter(route_class=LeanRoute, prefix="/me", tags=["mine"])
    store, sealer = okr.runtime.store, okr.runtime.sealer

    @router.get("/key-results", summary="My key results", response_model=list[MyKeyResult], **READS)
    def key_results(who: Reader) -> Response:
        with store.read() as connection:
            return json_response(mine.of_person(connection, who.subject))

    @router.post(
        "/check-ins",
        summary="Check in on many at once",
        response_model=CheckedIn,
        responses=COMMAND_PROBLEMS,
        openapi_extra=KEY_HEADER,
    )
    async def check_ins(request: Request, body: MyCheckIns, who: Checker) -> Response:
        if who.expected is not None:
            raise Invalid("If-Match tells the version of one thing, and this is about many; leave it out")
        whole = who.order()
        items: list[CheckedInOn] = []
        down: Exception | None = None
        for number, one in enumerate(body.check_ins):
            if down is not None:
                # Each would wait as long as the one before it, for the same answer.
                items.append(_refused(one, request, down))
                continue
            digest = None
            if who.key is not None:
                digest = sealer.digest(f"{request.method} {request.url.path}\n{one.to_digest()}".encode())
            try:
                await okr.check_in_bounds.allow(who.identity.check_in_bounds, one.key_result)
                items.append(await _checked_in(okr, _part(whole, number, one, digest), one))
            except tuple(ERRORS) as error:
                items.append(_refused(one, request, error))
                down = error if isinstance(error, LogUnavailable) else None
        return json_response(CheckedIn(items))

    return router


def _part(whole: Order, number: int, one: MyCheckIn, digest: str | None) -> Order:
    """The order of one check-in: the same call again gives it the same command."""
    step = whole.step(f"check-in {number}")
    return replace(step, correlation=whole.command, effective=one.time, digest=digest)


async def _checked_in(okr: Okr, part: Order, one: MyCheckIn) -> CheckedInOn:
    done = await okr.check_ins.make(part, key_result=one.key_result, **one.said())
    return CheckedInOn(one.key_result, 201, receipt=told(done))


def _refused(one: MyCheckIn, request: Request, error: Exception) -> CheckedInOn:
    problem = told_error(error, ERRORS)
    return CheckedInOn(
        one.key_result, problem.status, problem=problem.document(f"/key-results/{one.key_result}/check-ins")
    )
