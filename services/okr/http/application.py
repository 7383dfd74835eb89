"""The okr service's application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI

from services.okr.absences.routes import absences_router
from services.okr.access.routes import access_router, others_access_router
from services.okr.cadences.routes import cadences_router
from services.okr.company.routes import company_router
from services.okr.days.routes import days_router
from services.okr.experiments.routes import experiments_router
from services.okr.four_boxes.routes import four_boxes_router
from services.okr.insights.routes import insights_router
from services.okr.notices.routes import notices_router
from services.okr.objectives.routes.alignment import alignment_router
from services.okr.objectives.routes.check_ins import check_ins_router
from services.okr.objectives.routes.goalposts import goalposts_router
from services.okr.objectives.routes.help_wanted import help_wanted_router
from services.okr.objectives.routes.key_results import key_results_router
from services.okr.objectives.routes.mine import mine_router
from services.okr.objectives.routes.objectives import objectives_router
from services.okr.objectives.routes.phasing import pace_router
from services.okr.objectives.routes.private import private_router
from services.okr.objectives.routes.scoring import judging_router
from services.okr.people.routes import people_router
from services.okr.practice.routes.guides import guides_router
from services.okr.practice.routes.practice import practice_router
from services.okr.quarter_ends.routes import endings_router
from services.okr.quarters.routes import quarters_router
from services.okr.reports.board.routes import board_router
from services.okr.reports.calibration.routes import calibrating_router
from services.okr.reports.comparison.routes import comparing_router
from services.okr.reports.explanation.routes import explaining_router
from services.okr.service import Okr
from services.okr.win_sessions.routes.contributions import win_telling_router
from services.okr.win_sessions.routes.sessions import win_sessions_router, winning_router
from shared.clock import Clock
from shared.http.application import create_app, include
from shared.http.errors import ERRORS
from shared.http.health import Check
from shared.http.metrics import Metrics
from shared.http.origins import Origins
from shared.identity.sign_in import SignInDesk
from shared.identity.tokens import TokenIssuer
from shared.metrics import metrics_of
from shared.now import utc_now
from shared.outbox.outbox import Outbox

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
    access_router,
    others_access_router,
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
    outbox: Outbox | None = None,
    reactions: Check | None = None,
    now: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The service over HTTP, on use cases that are open and running.

    `clock`, `office` and `reactions` are told of by readiness, the first two by figures, too.
    """
    runtime = okr.runtime
    checks: dict[str, Check] = {"log": runtime.log_not_ready, "projection": runtime.not_ready}
    if clock is not None:
        checks["clock"] = clock.check
    if reactions is not None:
        checks["reactions"] = reactions
    if outbox is not None:
        checks["notices"] = outbox.check
    settings = runtime.settings
    desk = SignInDesk(runtime.store.lasting, issuer, settings.session_idle_hours, now, settings.session_days)
    app = create_app(
        title="Tomoni okr",
        version=version("tomoni"),
        description=_DESCRIPTION,
        settings=runtime.settings,
        verifier=issuer.verifier(),
        ready_checks=checks,
        waiter=runtime.runner,
        sign_in=desk,
        sign_in_hint="Run `tomoni sign-in` for a new link.",
        origins=Origins(runtime.settings.okr_origin, runtime.settings.pairing_origin),
        gate=runtime.gate,
        errors=ERRORS,
        metrics=Metrics(runtime.service, metrics_of(runtime, checks, clock, outbox)),
        now=now,
    )
    app.state.runtime = runtime
    for router in _ROUTERS:
        include(app, router(okr))
    return app
