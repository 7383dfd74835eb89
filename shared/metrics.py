"""What a service tells of itself to Prometheus: its store, the log, its commands, whether it is ready."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from shared.clock import Clock
from shared.eventlog import LogError, StreamInfo
from shared.eventlog.metrics import LogMetrics
from shared.events import known_types
from shared.http.health import Check, run_check
from shared.outbox.metrics import of_outbox
from shared.outbox.outbox import Outbox
from shared.projection import Runner
from shared.readiness import Notice
from shared.runtime import Runtime

_PATIENCE = 2.0


def metrics_of(
    runtime: Runtime, checks: Mapping[str, Check], clock: Clock | None = None, outbox: Outbox | None = None
) -> _ServiceMetrics:
    """The figures of a service, its clock and its outbox; `checks` are those of its readiness, read at each scrape."""
    return _ServiceMetrics(runtime, checks, clock, outbox)


class _ServiceMetrics:
    def __init__(
        self, runtime: Runtime, checks: Mapping[str, Check], clock: Clock | None, outbox: Outbox | None
    ) -> None:
        self._runtime, self._checks, self._clock, self._outbox = runtime, checks, clock, outbox

    async def __call__(self) -> Sequence[Metric]:
        """Everything, as it is now. A log or a database that doesn't answer leaves its figures out; the others stay."""
        runtime, named = self._runtime, dict(self._checks)
        info, behind = await self._log()
        reasons = await asyncio.gather(*(run_check(check) for check in named.values()))
        pairs = zip(named, reasons, strict=True)
        ready = {name: reason is None or isinstance(reason, Notice) for name, reason in pairs}
        tell = MetricFamilies(runtime.service)
        return [
            tell.gauge("build_info", "Always 1; the label says which version runs.", 1, version=version("tomoni")),
            *_of_projection(tell, runtime.runner),
            *await self._rebuild(tell),
            *_of_log(tell, info, runtime.runner.position, behind, well=ready.get("log", info is not None)),
            *_of_writing(tell, runtime),
            *_of_commands(tell, runtime.log.metrics),
            *(() if self._clock is None else _of_clock(tell, self._clock)),
            *await self._outbox_families(tell),
            tell.gauges("ready", "1 where the readiness check is content.", "check", ready),
        ]

    async def _log(self) -> tuple[StreamInfo | None, float]:
        """Where the log stands, and for how many seconds the first event that the store lacks has stood there."""
        log, position = self._runtime.log, self._runtime.runner.position
        with suppress(LogError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                info = await log.info()
                if info.state.last_seq <= position:
                    return info, 0.0
                stored = await log.stored_at(position + 1)
                return info, 0.0 if stored is None else max(0.0, (datetime.now(UTC) - stored).total_seconds())
        return None, 0.0

    async def _outbox_families(self, tell: MetricFamilies) -> list[Metric]:
        if self._outbox is not None:
            with suppress(SQLAlchemyError, TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    return [*of_outbox(tell, self._outbox.dispatcher, await self._outbox.standing())]
        return []

    async def _rebuild(self, tell: MetricFamilies) -> list[Metric]:
        with suppress(SQLAlchemyError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                return [*_of_rebuild(tell, await asyncio.to_thread(self._runtime.store.rebuilding))]
        return []


def _of_projection(tell: MetricFamilies, runner: Runner) -> Iterator[Metric]:
    yield tell.gauge("projection_position", "Position of the last event that the store holds.", runner.position)
    yield tell.gauge(
        "projection_runner_active", "1 where this process writes the store, 0 where it stands by.", runner.active
    )
    yield tell.gauge(
        "projection_halted", "1 where the projection stopped rather than guess.", runner.halted is not None
    )
    yield tell.gauge("projection_parked_events", "Events that wait for somebody to decide about them.", runner.parked)
    yield tell.gauge(
        "projection_last_batch_timestamp_seconds", "When this process last wrote to the store.", runner.last_batch
    )
    applied = dict.fromkeys(known_types(), 0) | dict(runner.applied)
    yield tell.counters("projection_events_applied", "Events written to the store by this process.", "type", applied)


def _of_rebuild(tell: MetricFamilies, reached: int | None) -> Iterator[Metric]:
    running = reached is not None
    yield tell.gauge("rebuild_running", "1 where a next generation of the store exists beside this one.", running)
    yield tell.gauge("rebuild_position", "How far the next generation has come; 0 without one.", reached or 0)


def _of_log(
    tell: MetricFamilies, info: StreamInfo | None, position: int, behind: float, *, well: bool
) -> Iterator[Metric]:
    yield tell.gauge("log_up", "1 where the log answers and stores what is sent.", well)
    if info is None:
        return
    last = info.state.last_seq
    yield tell.gauge("log_position", "Position of the log's last event.", last)
    yield tell.gauge("log_size_bytes", "Size of the log.", info.state.bytes)
    if info.config.max_bytes > 0:
        yield tell.gauge("log_limit_bytes", "Size at which the log refuses further events.", info.config.max_bytes)
    yield tell.gauge("projection_lag_events", "Events that the store lacks.", max(0, last - position))
    yield tell.gauge("projection_lag_seconds", "Age of the first event that the store lacks; 0 without one.", behind)


def _of_writing(tell: MetricFamilies, runtime: Runtime) -> Iterator[Metric]:
    """When anything was last stored by this process, in seconds since 1970; 0 where nothing was."""
    now, clock = time.time(), time.monotonic()
    last = max(
        (fate.stored for fate in (runtime.log.fate, runtime.pulse.fate) if fate.stored is not None), default=None
    )
    yield tell.gauge("log_moves", "Times that a server was left which couldn't answer.", runtime.client.mover.moves)
    if (server := runtime.client.connected_url) is not None:
        at = f"{server.hostname}:{server.port}"
        yield tell.gauge("log_server", "Always 1; the label says which server is connected to.", 1, server=at)
    yield tell.gauge(
        "log_last_stored_timestamp_seconds",
        "When the log last took an event of this process, or a trial while nobody wrote.",
        0.0 if last is None else now - (clock - last),
    )


def _of_commands(tell: MetricFamilies, metrics: LogMetrics) -> Iterator[Metric]:
    yield tell.counters(
        "command_conflicts", "Times that somebody else was faster on an aggregate.", "aggregate", metrics.conflicts
    )
    yield tell.counters(
        "command_unknown_outcomes",
        "Times that the log gave no answer and had to be read to know what happened.",
        "aggregate",
        metrics.unknown_outcomes,
    )
    publish = HistogramMetricFamily(
        "tomoni_log_publish_duration_seconds", "Time until the log answered an append, or didn't.", labels=["service"]
    )
    publish.add_metric([tell.service], metrics.publish.buckets(), metrics.publish.sum)
    yield publish


def _of_clock(tell: MetricFamilies, clock: Clock) -> Iterator[Metric]:
    yield tell.gauge("clock_active", "1 where this process is the service's clock, 0 where it stands by.", clock.active)
    yield tell.gauge(
        "clock_lag_seconds", "For how long something has been due and isn't done; 0 standing by.", clock.lag
    )
    last = 0.0 if clock.last_tick is None else clock.last_tick.timestamp()
    yield tell.gauge("clock_last_tick_timestamp_seconds", "When this process last did all that was due.", last)
    yield tell.counters("clock_commands", "Commands that brought something about.", "rule", clock.commands)
    yield tell.counters("clock_refusals", "Commands that were refused, and aren't tried again.", "rule", clock.refusals)
    yield tell.counters("clock_failures", "Times that a rule failed; it is tried again.", "rule", clock.failures)


class MetricFamilies:
    """Makes metric families under the service's name."""

    def __init__(self, service: str) -> None:
        self.service = service

    def gauge(self, name: str, words: str, value: float, **labels: str) -> Metric:
        """One value."""
        family = GaugeMetricFamily(f"tomoni_{name}", words, labels=["service", *labels])
        family.add_metric([self.service, *labels.values()], float(value))
        return family

    def gauges(self, name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
        """A value for each value of a label."""
        family = GaugeMetricFamily(f"tomoni_{name}", words, labels=["service", label])
        for key, value in values.items():
            family.add_metric([self.service, key], float(value))
        return family

    def counters(self, name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
        """A count for each value of a label; the name gets its `_total` from the library."""
        family = CounterMetricFamily(f"tomoni_{name}", words, labels=["service", label])
        for key, value in dict(values).items():
            family.add_metric([self.service, key], float(value))
        return family
