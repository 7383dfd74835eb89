"""The HTTP application of the pairing service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI

from services.pairing.exclusions import routes as exclusions
from services.pairing.groups.routes import groups, meetings
from services.pairing.members.routes import choices, pauses
from services.pairing.programmes import routes as programme
from services.pairing.role_models.routes import offers as role_models, terms
from services.pairing.rotations.routes import pool, rotations, simulation
from services.pairing.service import Pairing
from services.pairing.voices import routes as voices
from shared.clock import Clock
from shared.http.application import create_app, include
from shared.http.errors import ERRORS
from shared.http.metrics import Metrics
from shared.http.origins import Origins
from shared.identity.tokens import TokenIssuer
from shared.metrics import metrics_of
from shared.now import utc_now

_MODULES = (
    rotations,
    simulation,
    groups,
    meetings,
    pool,
    programme,
    pauses,
    choices,
    exclusions,
    voices,
    role_models,
    terms,
)


def pairing_app(
    pairing: Pairing, issuer: TokenIssuer, *, clock: Clock | None = None, now: Callable[[], datetime] = utc_now
) -> FastAPI:
    """The application on open use cases; tokens of `issuer` are taken. okr signs people in.

    `clock` is told of by readiness and figures.
    """
    runtime = pairing.runtime
    if clock is not None:
        pairing.checks["clock"] = clock.check
    app = create_app(
        title="Tomoni pairing",
        version=version("tomoni"),
        description="Buddy groups across functions: the pool, rotations, groups and that they met.",
        settings=runtime.settings,
        verifier=issuer.verifier(),
        ready_checks=pairing.checks,
        waiter=runtime.runner,
        sign_in_elsewhere=runtime.settings.okr_origin,
        origins=Origins(runtime.settings.pairing_origin, runtime.settings.okr_origin),
        gate=runtime.gate,
        errors=ERRORS,
        metrics=Metrics(runtime.service, metrics_of(runtime, pairing.checks, clock)),
        now=now,
    )
    app.state.runtime = runtime
    app.state.pairing = pairing
    for module in _MODULES:
        include(app, module.router)
    return app
