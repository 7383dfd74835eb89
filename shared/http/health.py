"""Is it alive, is it ready: ``/livez`` and ``/readyz``, the latter with the reasons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from starlette.responses import Response

from shared.http.responses import json_response
from shared.readiness import Notice

Check = Callable[[], Awaitable[str | None]]
"""Answers None when all is well, else one sentence that says what isn't. A Notice is shown, and no more."""

CHECK_SECONDS = 2.0

_log = logging.getLogger("tomoni.http")


async def run_check(check: Check, seconds: float = CHECK_SECONDS) -> str | None:
    """The check's answer; a check that fails or takes too long is a reason of its own."""
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except TimeoutError:
        return f"The check took longer than {seconds:g} s."
    except Exception as error:
        _log.warning("a readiness check failed", exc_info=True)
        return f"The check itself failed ({type(error).__name__})."


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    """Both routes, open to everybody. `checks` is read at each request, so it may still grow after this call."""
    router = APIRouter(tags=["health"])

    @router.get("/livez", summary="Alive?")
    async def livez() -> Response:
        return json_response({"alive": True})

    @router.get("/readyz", summary="Ready?", responses={503: {"description": "Not ready; the checks say why."}})
    async def readyz() -> Response:
        named = dict(checks)
        reasons = await asyncio.gather(*(run_check(check) for check in named.values()))
        fine = [reason is None or isinstance(reason, Notice) for reason in reasons]
        ready = all(fine)
        told = [
            {"name": name, "ok": ok, "reason": None if reason is None else str(reason)}
            for name, ok, reason in zip(named, fine, reasons, strict=True)
        ]
        return json_response({"ready": ready, "checks": told}, 200 if ready else 503, {"Cache-Control": "no-store"})

    return router
