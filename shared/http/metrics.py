"""``/metrics``: the figures of one application in Prometheus's form, and the middleware that counts its requests.

Each application has a registry of its own, so several may live in one process. No label is an id: a request is counted
under its route's template, an aggregate's figures under its kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from time import perf_counter

from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry, GCCollector, Metric, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.eventlog.metrics import Durations
from shared.http.auth import require
from shared.identity.roles import Permission
from shared.logs import about
from shared.traceparent import trace_id

Figures = Callable[[], Awaitable[Sequence[Metric]]]
"""What a service tells of itself beside its requests, gathered anew for each scrape."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One application's registry, with its requests in it. `figures` adds what the service tells of itself."""

    def __init__(self, service: str, figures: Figures | None = None) -> None:
        self.service = service
        self._figures = figures
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self.running = 0
        # Plain numbers: the library's own look their labels up and lock themselves at every step of every request.
        self._answered: dict[tuple[str, str, str], int] = {}
        self._took: dict[tuple[str, str], Durations] = {}

    def count(self, method: str, route: str, status: str, seconds: float) -> None:
        """One request is over."""
        key = method, route, status
        self._answered[key] = self._answered.get(key, 0) + 1
        took = self._took.get(key[:2])
        if took is None:
            took = self._took[key[:2]] = Durations(_BUCKETS)
        took.observe(seconds)

    def _of_requests(self) -> Iterable[Metric]:
        answered = CounterMetricFamily(
            "tomoni_http_requests",
            "Requests answered; `route` is the template, `other` where there is none.",
            labels=("service", "method", "route", "status"),
        )
        for labels, count in self._answered.items():
            answered.add_metric([self.service, *labels], count)
        took = HistogramMetricFamily(
            "tomoni_http_request_duration_seconds",
            "Time from a request's head to the end of its answer.",
            labels=("service", "method", "route"),
        )
        for (method, route), durations in self._took.items():
            took.add_metric([self.service, method, route], durations.buckets(), durations.sum)
        running = GaugeMetricFamily("tomoni_http_requests_in_progress", "Requests being answered.", labels=("service",))
        running.add_metric([self.service], self.running)
        return answered, took, running

    async def render(self, accept: str) -> tuple[bytes, str]:
        """The text that a scrape gets, and its content type: Prometheus's own, or OpenMetrics where it is wanted."""
        told = [] if self._figures is None else await self._figures()
        encode, content_type = choose_encoder(accept)
        return encode(_Together(self._registry, [*told, *self._of_requests()])), content_type


class _Together(Collector):
    """The registry and what was gathered for this scrape alone."""

    def __init__(self, registry: CollectorRegistry, told: Sequence[Metric]) -> None:
        self._registry, self._told = registry, told

    def collect(self) -> Iterable[Metric]:
        """Every metric, once."""
        yield from self._told
        yield from self._registry.collect()


class CountRequests:
    """Pure ASGI middleware, outermost: what it counts is what the client got. Lines logged meanwhile tell the trace."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it when it is over, however it ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = "aborted"

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        metrics, began = self._metrics, perf_counter()
        metrics.running += 1
        try:
            with about(trace_id=_trace_id(scope)):
                await self._app(scope, receive, watched)
        finally:
            metrics.running -= 1
            method = scope["method"] if scope["method"] in _METHODS else "other"
            # The router leaves the route it has chosen in the scope.
            route = getattr(scope.get("route"), "path", "other")
            metrics.count(method, route, status, perf_counter() - began)


def _trace_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            return trace_id(value.decode("latin-1"))
    return None


_OPEN_METRICS = "application/openmetrics-text"


def metrics_router(metrics: Metrics, *, open_to_all: bool) -> APIRouter:
    """``GET /metrics``; it takes the permission to read metrics, unless it is open to all."""
    router = APIRouter(tags=["health"])
    guards = [] if open_to_all else [Depends(require(Permission.READ_METRICS))]

    text_of_figures = {"text/plain": {"schema": {"type": "string"}}, _OPEN_METRICS: {"schema": {"type": "string"}}}

    @router.get(
        "/metrics",
        summary="Figures for Prometheus",
        dependencies=guards,
        response_class=PlainTextResponse,
        responses={200: {"content": text_of_figures}},
    )
    async def show(request: Request) -> Response:
        text, content_type = await metrics.render(request.headers.get("accept", ""))
        return Response(text, headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    return router
