"""A route that does the usual by itself: path, JSON body, and dependencies that ask for nothing but the request.

FastAPI resolves every parameter of every request through machinery for cases that a command doesn't have, which takes
longer than the command. Here the plan is made once. Whatever is not plain, in the endpoint or in a request, is left to
FastAPI, so that every refusal is exactly the one that it gives, and the API page is its own.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, get_args, get_origin

from fastapi import Request
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.responses import Response

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Resolve = Callable[[Request], Awaitable[Any]]


class _NotPlain(Exception):
    """FastAPI has to look at this request itself."""


class LeanRoute(APIRoute):
    """``APIRouter(route_class=LeanRoute)``: for endpoints that are coroutines and return a Response."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, with a short cut in front where the endpoint is plain."""
        thorough = super().get_route_handler()
        plan = None if self.dependencies else _plan(self.endpoint, set(self.param_convertors))
        if plan is None:
            return thorough
        endpoint = self.endpoint

        async def lean(request: Request) -> Response:
            values: dict[str, Any] = {}
            try:
                for name, resolve in plan:
                    values[name] = await resolve(request)
            except _NotPlain:
                return await thorough(request)
            response: Response = await endpoint(**values)
            return response

        return lean


def _plan(endpoint: Callable[..., Any], path: set[str]) -> list[tuple[str, Resolve]] | None:
    """How to get each argument of the endpoint from a request, or None where that is FastAPI's work."""
    signature = inspect.signature(endpoint, eval_str=True)
    if not inspect.iscoroutinefunction(endpoint) or signature.return_annotation is not Response:
        return None
    plan: list[tuple[str, Resolve]] = []
    for name, parameter in signature.parameters.items():
        resolve = _resolver(name, parameter.annotation, path)
        if resolve is None or parameter.default is not parameter.empty:
            return None
        plan.append((name, resolve))
    # Who asks is checked first, as FastAPI does: whoever may not ask learns nothing of what was wrong with the body.
    return sorted(plan, key=lambda step: isinstance(step[1], _Body))


def _resolver(name: str, annotation: Any, path: set[str]) -> Resolve | None:
    if annotation is Request:
        return _itself
    if name in path:
        return _Path(name, annotation)
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return _Body(annotation)
    if get_origin(annotation) is Annotated:
        depends = [each for each in get_args(annotation)[1:] if isinstance(each, Depends)]
        if len(depends) == 1 and depends[0].dependency is not None and _asks_for_the_request(depends[0].dependency):
            return depends[0].dependency
    return None


def _asks_for_the_request(dependency: Any) -> bool:
    call = dependency if inspect.isfunction(dependency) else type(dependency).__call__
    parameters = list(inspect.signature(call, eval_str=True).parameters.values())
    wanted = parameters if inspect.isfunction(dependency) else parameters[1:]
    return inspect.iscoroutinefunction(call) and [each.annotation for each in wanted] == [Request]


async def _itself(request: Request) -> Request:
    return request


class _Path:
    """A part of the path, as its annotation wants it."""

    def __init__(self, name: str, annotation: Any) -> None:
        self._name, self._validate = name, TypeAdapter(annotation).validate_python

    async def __call__(self, request: Request) -> Any:
        try:
            return self._validate(request.path_params[self._name])
        except ValidationError as error:
            raise _NotPlain from error


class _Body:
    """The JSON body, as its model wants it."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._validate = model.model_validate

    async def __call__(self, request: Request) -> Any:
        body = await request.body()
        try:
            return self._validate(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise _NotPlain from error
