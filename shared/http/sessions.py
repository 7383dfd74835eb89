"""Signing in by a one-time link, and asking who one is."""

from __future__ import annotations

from datetime import datetime
from html import escape

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.access import Gate, NotCurrent
from shared.http.auth import SignedInIdentity, not_current
from shared.http.origins import Origins
from shared.http.problems import Problem
from shared.http.responses import json_response
from shared.identity.roles import Permission
from shared.identity.sign_in import Session, SignInDesk, SignInRefused

DEFAULT_HINT = "Ask whoever runs this Tomoni for a new link."
AFTER_SIGN_IN = "/docs"

_GONE = "Whoever this link is for has left, so it signs nobody in."

# The address holds the code: no other page may learn it, no cache may keep what came of it. Not "no-referrer", by which
# browsers would leave the origin out, too, when the button is pressed.
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}


def sessions_router(desk: SignInDesk | None, hint: str = DEFAULT_HINT, elsewhere: str | None = None) -> APIRouter:
    """``GET /whoami`` and ``/sign-in``: a page with a button, and what the button does.

    Without a desk `/sign-in` leads `elsewhere`, where that is known. `hint` tells how to get a new link.
    """
    router = APIRouter(tags=["identity"])

    @router.get("/whoami", summary="Who am I?")
    async def whoami(identity: SignedInIdentity) -> Response:
        return json_response(
            {
                "subject": identity.subject,
                "role": identity.role,
                "expires": identity.expires,
                "permissions": [str(each) for each in Permission if identity.may(each)],
            },
            headers={"Cache-Control": "no-store"},
        )

    if desk is not None:
        _add_desk(router, desk, hint)
    elif elsewhere is not None:

        @router.get("/sign-in", include_in_schema=False)
        async def lead() -> Response:
            return RedirectResponse(f"{elsewhere}/sign-in", 303)

    return router


def _add_desk(router: APIRouter, desk: SignInDesk, hint: str) -> None:
    @router.get("/sign-in", include_in_schema=False)
    async def ask(code: str = "") -> Response:
        """Nothing is used up by looking: programs that scan mail follow every link."""
        try:
            await run_in_threadpool(desk.look, code)
        except SignInRefused as refusal:
            return _refused(str(refusal), hint)
        return _page("Sign in", "<form method=post><button>Sign in with this browser</button></form>", 200)

    @router.post("/sign-in", include_in_schema=False)
    async def sign_in(request: Request, code: str = "") -> Response:
        origins: Origins = request.app.state.origins
        if not origins.may_begin(request):
            raise Problem(403, "cross-site", "A page of another site may not sign you in; open the link itself.")
        gate: Gate | None = request.app.state.gate
        try:
            if gate is not None:
                await gate.must_be_current()
            session = await run_in_threadpool(desk.redeem, code, came_from(request), lambda person: _gone(gate, person))
        except NotCurrent as error:
            raise not_current(error) from None
        except SignInRefused as refusal:
            return _refused(str(refusal), hint)
        answer = RedirectResponse(AFTER_SIGN_IN, 303, headers=_PRIVATE)
        set_session(answer, request, origins, session, desk.now())
        return answer


def set_session(answer: Response, request: Request, origins: Origins, session: Session, now: datetime) -> None:
    """Have the browser hold this session."""
    answer.set_cookie(
        origins.cookie(request),
        session.token,
        max_age=max(0, int((session.identity.expires - now).total_seconds())),
        httponly=True,
        samesite="lax",
        secure=origins.secure(request),
    )


def came_from(request: Request) -> str:
    """Where somebody came from, as it is told to himself: the address, and what browser it was."""
    address = request.client.host if request.client is not None else "?"
    return f"{address}, {request.headers.get('user-agent', 'unknown')[:120]}"


def _gone(gate: Gate | None, person: str) -> str | None:
    return _GONE if gate is not None and gate.is_gone(person) else None


def _refused(reason: str, hint: str) -> Response:
    page = _page("Not signed in", f"<p>{escape(reason)}</p>\n<p>{escape(hint)}</p>", 401)
    page.headers["WWW-Authenticate"] = "Bearer"
    return page


def _page(title: str, body: str, status: int) -> Response:
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }}
button {{ font: inherit; padding: .5rem 1rem }}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
    return HTMLResponse(page, status, _PRIVATE)
