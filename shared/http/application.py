"""The FastAPI application that every service starts from, with everything that they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import MappingProxyType

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from shared.access import Gate
from shared.http.health import Check, health_router
from shared.http.keeping import KeepSessions
from shared.http.limits import BodyGuard
from shared.http.metrics import CountRequests, Metrics, metrics_router
from shared.http.openapi import EVERYWHERE, describe_problems
from shared.http.origins import Origins
from shared.http.problems import ErrorMap, map_errors, register_problems
from shared.http.sessions import DEFAULT_HINT, sessions_router
from shared.http.shortcut import ShortCut, ShortCuts
from shared.http.waiting import StillCatchingUp, Waiter, on_still_catching_up
from shared.identity.sign_in import SignInDesk
from shared.identity.tokens import TokenVerifier
from shared.now import utc_now
from shared.settings import Settings

_NONE: Mapping[str, Check] = MappingProxyType({})
_NO_ERRORS: ErrorMap = MappingProxyType({})
_ANY_ADDRESS = Origins()


def create_app(
    *,
    title: str,
    version: str,
    description: str,
    settings: Settings,
    verifier: TokenVerifier,
    ready_checks: Mapping[str, Check] = _NONE,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
    waiter: Waiter | None = None,
    sign_in: SignInDesk | None = None,
    sign_in_hint: str = DEFAULT_HINT,
    sign_in_elsewhere: str | None = None,
    origins: Origins = _ANY_ADDRESS,
    gate: Gate | None = None,
    errors: ErrorMap = _NO_ERRORS,
    metrics: Metrics | None = None,
    now: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """An application with problems, limits, sign-in, health and an API page that needs nothing from outside.

    The service adds its routers by `include`, each endpoint with ``require(...)``. `waiter` may also be set later, as
    ``app.state.waiter``; `ready_checks` may grow until the application stops. With `metrics`, requests are counted and
    ``/metrics`` tells. `gate` knows which sessions and tokens have ended; without one, none has.
    """
    app = FastAPIOffline(
        title=title,
        version=version,
        description=description,
        lifespan=lifespan,
        redirect_slashes=False,
        responses=EVERYWHERE,
        # ReDoc loads a logo, and Swagger's page asks a validator, from outside: neither is wanted here.
        redoc_url=None,
        swagger_ui_parameters={"validatorUrl": None, "persistAuthorization": False},
        # The framework asks for each request whether somebody wants to know of it; here `metrics` does the counting.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    ways = app.state.short_cuts = ShortCuts()
    app.state.verifier = verifier
    app.state.now = now
    app.state.origins = origins
    app.state.gate = gate
    if gate is not None:
        gate.now = now
    app.state.waiter = waiter
    app.state.wait_for_seconds = settings.wait_for_seconds
    # The last one added is the outermost: an error in the guard itself is still answered.
    app.add_middleware(BodyGuard, limit=settings.body_limit_bytes)
    register_problems(app)
    app.add_middleware(ShortCut, ways=ways, limit=settings.body_limit_bytes)
    if sign_in is not None:
        app.add_middleware(KeepSessions, desk=sign_in, origins=origins)
    if metrics is not None:
        app.add_middleware(CountRequests, metrics=metrics)
        app.include_router(metrics_router(metrics, open_to_all=settings.metrics_open))
    app.add_exception_handler(StillCatchingUp, on_still_catching_up)
    map_errors(app, errors)
    describe_problems(app)
    app.include_router(health_router(ready_checks))
    app.include_router(sessions_router(sign_in, sign_in_hint, sign_in_elsewhere))
    return app


def include(app: FastAPI, router: APIRouter) -> None:
    """Add a service's router to its application; plain commands of it are served on the short way."""
    ways: ShortCuts = app.state.short_cuts
    ways.include(app, router)
