"""Requests are counted under their route's template, by application, and only who may read the figures does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from shared.eventlog.metrics import Durations, LogMetrics
from shared.http.metrics import CountRequests, Metrics
from shared.identity.roles import Role
from tests.http_kit import Kit, make_kit


def samples(text: str) -> Iterator[tuple[str, dict[str, str], float]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def requests(text: str) -> dict[tuple[str, str, str], float]:
    return {
        (labels["method"], labels["route"], labels["status"]): value
        for name, labels, value in samples(text)
        if name == "tomoni_http_requests_total"
    }


async def scrape(kit: Kit, **headers: str) -> str:
    async with kit.client() as client:
        answer = await client.get("/metrics", headers=kit.bearer(Role.MONITOR) | headers)
        assert answer.status_code == 200, answer.text
        return answer.text


async def test_requests_by_template_method_and_status() -> None:
    kit = make_kit(metrics=Metrics("okr"), body_limit_bytes=1024)
    async with kit.as_member() as client:
        for number in range(3):
            await client.post(f"/objectives/o-{number}", json={"title": "t", "confidence": 5})
        await client.post("/objectives/o-1", json={"title": "t", "unknown": 1})
        await client.post("/fail/conflict")
        await client.post("/fail/otherwise")
        await client.get("/items?limit=2")
        await client.get("/nothing/here/0b4d-secret")
        await client.request("BREW", "/items")
        await client.post("/objectives/o-1", content=b"x" * 2000, headers={"Content-Type": "application/json"})
    async with kit.client() as client:
        await client.get("/log")
    text = await scrape(kit)
    assert requests(text) == {
        ("POST", "/objectives/{objective}", "201"): 3,
        ("POST", "/objectives/{objective}", "422"): 1,
        ("POST", "/fail/{kind}", "409"): 1,
        ("POST", "/fail/{kind}", "500"): 1,
        ("GET", "/items", "200"): 1,
        ("GET", "other", "404"): 1,
        ("other", "/items", "405"): 1,
        # Refused before any route was looked for.
        ("POST", "other", "413"): 1,
        ("GET", "/log", "401"): 1,
    }
    counted = {
        labels["route"]: value
        for name, labels, value in samples(text)
        if name == "tomoni_http_request_duration_seconds_count" and labels["method"] == "POST"
    }
    assert counted == {"/objectives/{objective}": 4, "/fail/{kind}": 2, "other": 1}
    assert "secret" not in text


async def test_applications_in_one_process_count_for_themselves() -> None:
    one, other = make_kit(metrics=Metrics("okr")), make_kit(metrics=Metrics("pairing"))
    async with one.as_member() as client:
        await client.get("/items")
    assert ("GET", "/items", "200") in requests(await scrape(one))
    assert requests(await scrape(other)) == {}
    assert 'service="pairing"' in await scrape(other)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MONITOR, 200), (Role.ADMIN, 200), (Role.MEMBER, 403), (Role.AUDITOR, 403), (Role.SERVICE, 403)],
)
async def test_who_may_read_them(role: Role, status: int) -> None:
    kit = make_kit(metrics=Metrics("okr"))
    async with kit.client() as client:
        assert (await client.get("/metrics", headers=kit.bearer(role))).status_code == status


async def test_without_a_token_only_where_they_are_open() -> None:
    for is_open, status in ((False, 401), (True, 200)):
        kit = make_kit(metrics=Metrics("okr"), metrics_open=is_open)
        async with kit.client() as client:
            assert (await client.get("/metrics")).status_code == status


async def test_a_monitor_may_read_nothing_else() -> None:
    kit = make_kit(metrics=Metrics("okr"))
    async with kit.client(headers=kit.bearer(Role.MONITOR)) as client:
        assert (await client.get("/items")).status_code == 403
        assert (await client.get("/log")).status_code == 403
        assert (await client.get("/whoami")).json()["permissions"] == ["read_metrics", "read_checkpoints"]


async def test_both_forms() -> None:
    kit = make_kit(metrics=Metrics("okr"))
    async with kit.client(headers=kit.bearer(Role.MONITOR)) as client:
        plain = await client.get("/metrics")
        assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
        wanted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
        modern = await client.get("/metrics", headers={"Accept": wanted})
        assert modern.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
        assert modern.text.endswith("# EOF\n")


async def test_figures_are_gathered_for_each_scrape() -> None:
    told = iter((1.0, 2.0))

    async def figures() -> list[Metric]:
        return [GaugeMetricFamily("tomoni_thing", "A thing.", value=next(told))]

    kit = make_kit(metrics=Metrics("okr", figures))
    assert "\ntomoni_thing 1.0\n" in await scrape(kit)
    assert "\ntomoni_thing 2.0\n" in await scrape(kit)


async def test_a_request_that_is_broken_off_is_counted_and_not_in_progress() -> None:
    metrics = Metrics("okr")

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    counted = CountRequests(endless, metrics)
    task = asyncio.create_task(counted({"type": "http", "method": "GET", "path": "/", "headers": []}, None, None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert 'in_progress{service="okr"} 1.0' in (await metrics.render(""))[0].decode()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    text = (await metrics.render(""))[0].decode()
    assert 'in_progress{service="okr"} 0.0' in text
    assert requests(text) == {("GET", "other", "aborted"): 1}


def test_durations_fall_into_the_bounds_they_do_not_exceed() -> None:
    took = Durations((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7):
        took.observe(seconds)
    assert took.cumulated() == [2, 3, 4]
    assert took.sum == pytest.approx(7.65)


def test_a_kind_is_counted_from_zero() -> None:
    metrics = LogMetrics()
    metrics.expect("objective")
    metrics.conflicts["objective"] += 2
    metrics.expect("objective")
    assert (metrics.conflicts, metrics.unknown_outcomes) == ({"objective": 2}, {"objective": 0})
