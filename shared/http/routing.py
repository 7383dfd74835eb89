"""A route that does the usual by itself: path, JSON body, and dependencies that ask for nothing but the request.

FastAPI resolves every parameter of every request through machinery for cases that a command doesn't have, which takes
longer than the command. Here the plan is made once. Whatever is not plain, in the endpoint or in a request, is left to
FastAPI, so that every refusal is exactly the one that it gives, and the API page is its own.

A query that waits (``dependencies=[CaughtUp]``) does so here, too, once all that was asked has been found right.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Annotated, Any, get_args, get_origin

from fastapi import Request
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from shared.http.waiting import CaughtUp, wait

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Ask = Callable[[Request], Awaitable[Any]]
FAILED = "tomoni.failed"
"""In a request's scope: what its endpoint has raised already, to be answered as any error is."""


class NotPlain(Exception):
    """FastAPI has to look at this request itself."""


class LeanRoute(APIRoute):
    """``APIRouter(route_class=LeanRoute)``: for endpoints that are coroutines and return a Response.

    `plan` is None where the endpoint, or the route's own dependencies, are FastAPI's work.
    """

    plan: Plan | None = None

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        self.waits = CaughtUp in (said.get("dependencies") or ())
        super().__init__(path, _patient(endpoint) if self.waits else endpoint, **said)

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, with a short cut in front where the endpoint is plain."""
        thorough = super().get_route_handler()
        plan = self.plan = None if self.dependencies else _plan(self.endpoint, set(self.param_convertors))
        if plan is None:
            return thorough

        async def lean(request: Request) -> Response:
            if (failed := request.scope.pop(FAILED, None)) is not None:
                raise failed
            try:
                arguments = await plan.arguments(request, await request.body() if plan.reads_body else b"")
            except NotPlain:
                return await thorough(request)
            response: Response = await plan.endpoint(**arguments)
            return response

        return lean


def _patient(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint, with the waiting before it: as late as can be, so that FastAPI has looked at the whole request."""
    signature = inspect.signature(ask, eval_str=True)
    own = next((name for name, each in signature.parameters.items() if each.annotation is Request), None)
    name = own or "_request"

    @wraps(ask)
    async def patiently(**arguments: Any) -> Any:
        await wait(arguments[name] if own else arguments.pop(name))
        return await (ask(**arguments) if inspect.iscoroutinefunction(ask) else run_in_threadpool(ask, **arguments))

    if own is None:
        asked = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Request)
        signature = signature.replace(parameters=[*signature.parameters.values(), asked])
    patiently.__signature__ = signature  # type: ignore[attr-defined]
    return patiently


class Plan:
    """How to get each argument of an endpoint from a request: made once, followed for every request."""

    def __init__(self, endpoint: Callable[..., Coroutine[Any, Any, Response]]) -> None:
        self.endpoint = endpoint
        self.request: str | None = None
        self.path: list[tuple[str, Callable[[Any], Any]]] = []
        self.asked: list[tuple[str, Ask]] = []
        self.body: tuple[str, Callable[[Any], Any]] | None = None

    @property
    def reads_body(self) -> bool:
        """Whether the endpoint takes a JSON body."""
        return self.body is not None

    async def arguments(self, request: Request, body: bytes) -> dict[str, Any]:
        """The endpoint's arguments. Raises NotPlain, and what the dependencies raise."""
        values: dict[str, Any] = {}
        if self.request is not None:
            values[self.request] = request
        try:
            for name, validate in self.path:
                values[name] = validate(request.path_params[name])
        except ValidationError as error:
            raise NotPlain from error
        # Who asks is checked first, as FastAPI does: whoever may not ask learns nothing of what was wrong in the body.
        for name, ask in self.asked:
            values[name] = await ask(request)
        if self.body is not None:
            name, validate = self.body
            try:
                values[name] = validate(json.loads(body))
            except (ValueError, RecursionError) as error:
                raise NotPlain from error
        return values


def _plan(endpoint: Callable[..., Any], path: set[str]) -> Plan | None:
    """How to get the endpoint's arguments, or None where that is FastAPI's work."""
    signature = inspect.signature(endpoint, eval_str=True)
    if not inspect.iscoroutinefunction(endpoint) or signature.return_annotation is not Response:
        return None
    plan = Plan(endpoint)
    for name, parameter in signature.parameters.items():
        if parameter.default is not parameter.empty or not _add(plan, name, parameter.annotation, path):
            return None
    return plan


def _add(plan: Plan, name: str, annotation: Any, path: set[str]) -> bool:
    if annotation is Request:
        plan.request = name
        return True
    if name in path:
        plan.path.append((name, TypeAdapter(annotation).validate_python))
        return True
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel) and plan.body is None:
        plan.body = name, annotation.model_validate
        return True
    if get_origin(annotation) is Annotated:
        depends = [each for each in get_args(annotation)[1:] if isinstance(each, Depends)]
        if len(depends) == 1 and depends[0].dependency is not None and _asks_for_the_request(depends[0].dependency):
            plan.asked.append((name, depends[0].dependency))
            return True
    return False


def _asks_for_the_request(dependency: Any) -> bool:
    call = dependency if inspect.isfunction(dependency) else type(dependency).__call__
    parameters = list(inspect.signature(call, eval_str=True).parameters.values())
    wanted = parameters if inspect.isfunction(dependency) else parameters[1:]
    return inspect.iscoroutinefunction(call) and [each.annotation for each in wanted] == [Request]
