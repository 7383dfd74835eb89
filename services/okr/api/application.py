"""The okr service's application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI

from services.okr.api.absences import absences_router
from services.okr.api.alignment import alignment_router
from services.okr.api.board import board_router
from services.okr.api.cadences import cadences_router
from services.okr.api.calibrating import calibrating_router
from services.okr.api.check_ins import check_ins_router
from services.okr.api.company import company_router
from services.okr.api.comparing import comparing_router
from services.okr.api.days import days_router
from services.okr.api.endings import endings_router
from services.okr.api.experiments import experiments_router
from services.okr.api.explaining import explaining_router
from services.okr.api.four_boxes import four_boxes_router
from services.okr.api.goalposts import goalposts_router
from services.okr.api.guides import guides_router
from services.okr.api.help_wanted import help_wanted_router
from services.okr.api.insights import insights_router
from services.okr.api.judging import judging_router
from services.okr.api.key_results import key_results_router
from services.okr.api.mine import mine_router
from services.okr.api.notices import notices_router
from services.okr.api.objectives import objectives_router
from services.okr.api.pace import pace_router
from services.okr.api.people import people_router
from services.okr.api.practice import practice_router
from services.okr.api.private import private_router
from services.okr.api.quarters import quarters_router
from services.okr.api.win_sessions import win_sessions_router
from services.okr.api.win_telling import win_telling_router
from services.okr.api.winning import winning_router
from services.okr.service import Okr
from shared.clock import Clock
from shared.figures import figures_of
from shared.http.application import create_app, include
from shared.http.errors import ERRORS
from shared.http.health import Check
from shared.http.metrics import Metrics
from shared.identity.sign_in import SignInDesk
from shared.identity.tokens import TokenIssuer
from shared.now import utc_now
from shared.outbox.office import Office

_DESCRIPTION = """People, quarters, objectives, key results and check-ins.

Every command takes an `Idempotency-Key` and an `If-Match`; every answer about one thing has an `ETag`. A query with
`wait_for=<aggregate>@<version>`, both as a command's answer gave them, knows of that command."""

# In the order in which paths are tried: what is asked most comes first.
_ROUTERS = (
    check_ins_router,
    key_results_router,
    objectives_router,
    board_router,
    people_router,
    # A quarter's label may hold a slash (FY24/25 Q1): what says more than a quarter comes before it.
    endings_router,
    calibrating_router,
    quarters_router,
    cadences_router,
    company_router,
    insights_router,
    days_router,
    experiments_router,
    goalposts_router,
    explaining_router,
    comparing_router,
    pace_router,
    judging_router,
    alignment_router,
    mine_router,
    help_wanted_router,
    private_router,
    notices_router,
    absences_router,
    winning_router,
    four_boxes_router,
    win_sessions_router,
    win_telling_router,
    practice_router,
    guides_router,
)


def okr_app(
    okr: Okr,
    issuer: TokenIssuer,
    *,
    clock: Clock | None = None,
    office: Office | None = None,
    reactions: Check | None = None,
    now: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The service over HTTP, on use cases that are open and running.

    `clock`, `office` and `reactions` are told of by readiness, the first two by figures, too.
    """
    ground = okr.ground
    checks: dict[str, Check] = {"log": ground.log_not_ready, "projection": ground.not_ready}
    if clock is not None:
        checks["clock"] = clock.check
    if reactions is not None:
        checks["reactions"] = reactions
    if office is not None:
        checks["notices"] = office.check
    app = create_app(
        title="Tomoni okr",
        version=version("tomoni"),
        description=_DESCRIPTION,
        settings=ground.settings,
        verifier=issuer.verifier(),
        ready_checks=checks,
        waiter=ground.runner,
        sign_in=SignInDesk(ground.store.lasting, issuer, ground.settings.token_hours, now),
        sign_in_hint="Run `tomoni sign-in` for a new link.",
        errors=ERRORS,
        metrics=Metrics(ground.service, figures_of(ground, checks, clock, office)),
        now=now,
    )
    for router in _ROUTERS:
        include(app, router(okr))
    return app
