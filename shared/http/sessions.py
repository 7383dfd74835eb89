"""Signing in by the one-time link, and asking who one is."""

from __future__ import annotations

from datetime import datetime
from html import escape

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.http.auth import COOKIE, SignedInIdentity
from shared.http.responses import json_response
from shared.identity.roles import Permission, allowed
from shared.identity.sign_in import SignInDesk, SignInRefused

DEFAULT_HINT = "Ask whoever runs this Tomoni for a new link."
AFTER_SIGN_IN = "/docs"

# The address holds the code: no other page may learn it, no cache may keep what came of it.
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def sessions_router(desk: SignInDesk | None, hint: str = DEFAULT_HINT) -> APIRouter:
    """``GET /sign-in?code=`` (only with a desk) and ``GET /whoami``; `hint` tells how to get a new link."""
    router = APIRouter(tags=["identity"])

    @router.get("/whoami", summary="Who am I?")
    async def whoami(identity: SignedInIdentity) -> Response:
        permissions = [str(each) for each in Permission if allowed(identity.role, each)]
        return json_response(
            {
                "subject": identity.subject,
                "role": identity.role,
                "expires": identity.expires,
                "permissions": permissions,
            },
            headers={"Cache-Control": "no-store"},
        )

    if desk is not None:

        @router.get("/sign-in", include_in_schema=False)
        async def sign_in(request: Request, code: str = "") -> Response:
            try:
                session = await run_in_threadpool(desk.redeem, code)
            except SignInRefused as refusal:
                return _refused(str(refusal), hint)
            answer = RedirectResponse(AFTER_SIGN_IN, 303, headers=_PRIVATE)
            answer.set_cookie(
                COOKIE,
                session.token,
                max_age=_seconds(desk.now(), session.identity.expires),
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
            return answer

    return router


def _seconds(now: datetime, expires: datetime) -> int:
    return max(0, int((expires - now).total_seconds()))


def _refused(reason: str, hint: str) -> Response:
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not signed in</title>
<style>body {{ font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head>
<body>
<h1>Not signed in</h1>
<p>{escape(reason)}</p>
<p>{escape(hint)}</p>
</body>
</html>
"""
    return HTMLResponse(page, 401, {**_PRIVATE, "WWW-Authenticate": "Bearer"})
