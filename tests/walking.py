"""Who may ask what of a service, walked over HTTP: every endpoint by everybody that there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from shared.identity.roles import PERMISSIONS, Permission, Role
from shared.identity.scopes import Scopes

Endpoint = tuple[str, str]
Issue = Callable[..., str]

BODIES: Mapping[str, Any] = {"POST": {}, "PUT": {}, "PATCH": {}}
"""What is sent where a body may be: hardly ever the right one, for who may not ask learns nothing of what was wrong."""
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_HEALTH = {("GET", "/livez"), ("GET", "/readyz")}


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, or nobody; `out` where his token is genuine and lets him in no more."""

    name: str
    token: str | None
    role: Role | None = None
    scopes: Scopes | None = None
    out: bool = False

    def may(self, permission: Permission | None) -> bool:
        """Whether the table lets him: the role holds the permission, and no scopes of his leave it out."""
        if self.token is None or self.out:
            return False
        if permission is None:
            return True
        given = self.scopes is None or self.scopes.give(permission)
        return self.role in PERMISSIONS[permission] and given


def callers(issue: Issue, *, members: tuple[str, str], leaver: str, forgotten: str) -> list[Caller]:
    """Everybody: one of each role, the other member, who has left in two ways, programs by what they were given."""
    member, other = members
    every = [
        Caller("anonymous", None),
        Caller("member", issue(member, Role.MEMBER), Role.MEMBER),
        Caller("other member", issue(other, Role.MEMBER), Role.MEMBER),
        Caller("leaver", issue(leaver, Role.MEMBER), Role.MEMBER, out=True),
        Caller("leaver who was admin", issue(leaver, Role.ADMIN), Role.ADMIN, out=True),
        Caller("forgotten", issue(forgotten, Role.MEMBER), Role.MEMBER, out=True),
        Caller("program of before", issue("program", Role.SERVICE), Role.SERVICE),
    ]
    for scopes in ((), ("read",), ("check-in",), ("manage-people",)):
        given = Scopes.parse(scopes)
        name = f"program with {', '.join(scopes) or 'no scope'}"
        every.append(Caller(name, issue("program", Role.SERVICE, scopes=given), Role.SERVICE, given))
    for role in (Role.ADMIN, Role.AUDITOR, Role.MONITOR):
        every.append(Caller(role, issue(f"the {role}", role), role))
    return every


def served(app: FastAPI) -> set[Endpoint]:
    """Every endpoint that the API page shows."""
    paths: Mapping[str, Any] = app.openapi()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods} - _HEALTH


def steps(
    endpoints: Mapping[Endpoint, Permission | None], everybody: list[Caller]
) -> Iterator[tuple[Endpoint, Caller]]:
    """Every endpoint by everybody. Commands come last, so that they disturb no question."""
    for endpoint in sorted(endpoints, key=lambda each: (each[0] != "GET", each)):
        for caller in everybody:
            yield endpoint, caller


async def walk(
    client: httpx.AsyncClient, endpoints: Mapping[Endpoint, Permission | None], everybody: list[Caller]
) -> list[str]:
    """What was answered otherwise than the table says, a line each; nothing of it is there to be asked about."""
    wrong = []
    for (method, path), caller in steps(endpoints, everybody):
        asked = _PARAMETER.sub(r"no-such-\1", path)
        headers = {} if caller.token is None else {"Authorization": f"Bearer {caller.token}"}
        content = {"json": BODIES[method]} if method in BODIES else {}
        answer = await client.request(method, asked, headers=headers, **content)
        got, expected = _said(answer), _expected(caller, endpoints[method, path])
        if got != expected:
            wrong.append(f"{method} {path} by {caller.name}: {got} ({answer.status_code}), not {expected}")
    return wrong


def _expected(caller: Caller, permission: Permission | None) -> str:
    if caller.token is None:
        return "no-token"
    if caller.out:
        return "access-ended"
    return "let in" if caller.may(permission) else "not-allowed"


def _said(answer: httpx.Response) -> str:
    """What the answer says of who asked; whatever it says of what was asked, he was let in."""
    if answer.status_code in (401, 403):
        slug = str(answer.json()["type"]).rpartition(":")[2]
        return "let in" if slug == "forbidden" else slug
    # Without the log or the store nobody would be refused, whoever he is.
    return "let in" if answer.status_code < 500 else f"failed with {answer.status_code}"
