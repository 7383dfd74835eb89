"""What the services tell Prometheus of themselves, on a real server."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from services.pairing.http import pairing_app
from shared.events import CATALOGUE, ObjectivePublished, encode, known_types
from shared.events.examples import example
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.projection import Store
from shared.projection.fold import Folder
from tests.core_kit import birth, record, records, toy_views
from tests.nats_fixture import NatsServer, running_server
from tests.okr_kit import OkrKit, okr_kit
from tests.pages import Page
from tests.pairing_world import service_of
from tests.patience import PATIENCE

Figures = dict[tuple[str, str], float]


def parsed(text: str) -> Figures:
    """By metric and by the label that tells its samples apart, if there is one."""
    found: Figures = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for sample in family.samples:
            if sample.name.startswith("tomoni_"):
                own = [value for label, value in sample.labels.items() if label not in ("service", "le", "method")]
                found[sample.name, " ".join(own)] = sample.value
    return found


async def scrape(kit: OkrKit) -> Figures:
    answer = await kit.send("GET", "/metrics", subject="prometheus", role=Role.MONITOR)
    assert answer.status == 200, answer.response.text
    return parsed(answer.response.text)


async def until(kit: OkrKit, true: Callable[[Figures], bool]) -> Figures:
    async with asyncio.timeout(PATIENCE):
        while not true(found := await scrape(kit)):
            await asyncio.sleep(0.05)
    return found


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as found:
        yield found


async def test_a_service_at_work(kit: OkrKit) -> None:
    began = await until(kit, lambda found: found["tomoni_projection_runner_active", ""] == 1)
    assert began["tomoni_log_position", ""] == began["tomoni_projection_position", ""] == 0
    assert {key[1] for key in began if key[0] == "tomoni_projection_events_applied_total"} == set(known_types())
    objective, _ = await kit.running_key_result()
    await kit.post(f"/objectives/{objective}/publish", key="again")
    found = await until(
        kit,
        lambda found: found["tomoni_projection_position", ""] == 3 and found["tomoni_projection_lag_seconds", ""] == 0,
    )
    assert found["tomoni_log_position", ""] == 3
    assert found["tomoni_projection_events_applied_total", "okr.objective-drafted.v1"] == 1
    assert found["tomoni_projection_events_applied_total", "okr.progress-updated.v1"] == 0
    assert found["tomoni_projection_lag_events", ""] == found["tomoni_projection_lag_seconds", ""] == 0
    assert found["tomoni_projection_halted", ""] == found["tomoni_rebuild_running", ""] == 0
    assert time.time() - 60 < found["tomoni_projection_last_batch_timestamp_seconds", ""] <= time.time()
    assert 0 < found["tomoni_log_size_bytes", ""] < found["tomoni_log_limit_bytes", ""]
    assert found["tomoni_log_publish_duration_seconds_count", ""] == 3
    assert 0 < found["tomoni_log_publish_duration_seconds_sum", ""] < 10
    assert found["tomoni_command_conflicts_total", "objective"] == 0
    assert found["tomoni_command_unknown_outcomes_total", "person"] == 0
    assert found["tomoni_ready", "log"] == found["tomoni_ready", "projection"] == found["tomoni_log_up", ""] == 1
    assert found["tomoni_http_requests_total", "/objectives 201"] == 1


async def test_no_label_is_an_id_and_no_figure_says_what_was_said(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    await kit.get(f"/objectives/{objective}")
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": "3", "comment": "ひみつの話"})
    text = (await kit.send("GET", "/metrics")).response.text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    assert "ひみつ" not in text
    assert 'route="/objectives/{objective}"' in text or 'route="/objectives/{ref}"' in text


async def test_the_page_names_no_metric_that_there_is_not(kit: OkrKit) -> None:
    await kit.running_key_result()
    told = {name for name, _ in await scrape(kit)}
    page = Page("deploy/METRICS.md").text
    # Those of the signer are its own, and tried where it is.
    named = {name for name in re.findall(r"tomoni_(?!proofs_)[a-z_]+[a-z]", page) if not name.endswith("_projection")}
    assert named <= told, named - told
    assert len(named) > 15


async def test_conflicts_and_unknown_outcomes_are_counted(kit: OkrKit) -> None:
    metrics = kit.okr.runtime.log.metrics
    metrics.conflicts["objective"] += 2
    metrics.unknown_outcomes["quarter"] += 1
    found = await scrape(kit)
    assert found["tomoni_command_conflicts_total", "objective"] == 2
    assert found["tomoni_command_unknown_outcomes_total", "quarter"] == 1


async def test_a_halted_projection_and_how_far_it_is_behind(kit: OkrKit, nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    kind = next(kind for kind in CATALOGUE if kind.model is ObjectivePublished)
    fifth = structs.replace(example(kind), aggregate="objective/x", version=5)
    await provisioner.jetstream().publish("okr.objective.x", encode(fifth))
    found = await until(
        kit, lambda found: found["tomoni_projection_halted", ""] == 1 and found["tomoni_ready", "projection"] == 0
    )
    assert found["tomoni_projection_lag_events", ""] == 1
    await until(kit, lambda found: 0.2 < found["tomoni_projection_lag_seconds", ""] < 60)


async def test_a_parked_event_is_counted_and_keeps_nobody_from_being_served(
    kit: OkrKit, nats_server: NatsServer
) -> None:
    provisioner = await nats_server.connect("provisioner")
    await provisioner.jetstream().publish("okr.objective.x", b"not an event")
    found = await until(kit, lambda found: found["tomoni_projection_parked_events", ""] == 1)
    assert found["tomoni_projection_halted", ""] == 0
    assert found["tomoni_ready", "projection"] == 1


async def test_a_log_that_does_not_answer_leaves_the_rest(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    # On a port of its own it comes back where it was.
    async with running_server(tmp_path / "var", port=port) as server, okr_kit(server) as kit:
        await kit.running_key_result()
        await until(kit, lambda found: found["tomoni_projection_position", ""] == 3)
        await server.server.stop()
        found = await until(kit, lambda found: found["tomoni_log_up", ""] == 0)
        assert found["tomoni_projection_position", ""] == 3
        assert found["tomoni_ready", "log"] == 0
        assert ("tomoni_log_size_bytes", "") not in found
        await server.server.start()
        await until(kit, lambda found: found["tomoni_log_up", ""] == found["tomoni_ready", "log"] == 1)


async def test_a_database_that_does_not_answer_leaves_the_rest(kit: OkrKit, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> int | None:
        raise OperationalError("SELECT", None, Exception("the server closed the connection"))

    monkeypatch.setattr(kit.okr.runtime.store, "rebuilding", gone)
    found = await scrape(kit)
    assert ("tomoni_rebuild_running", "") not in found
    assert found["tomoni_log_up", ""] == 1


async def test_the_pairing_service_with_its_reactions(nats_server: NatsServer, tmp_path: Path) -> None:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    async with service_of(nats_server, tmp_path / "p.sqlite", metrics_open=True) as service:
        app = pairing_app(service.pairing, issuer)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test") as client:
            async with service.reacting():
                during = parsed((await client.get("/metrics")).text)
            after = parsed((await client.get("/metrics")).text)
    assert during["tomoni_ready", "reactions"] == 1
    assert ("tomoni_ready", "reactions") not in after
    assert ("tomoni_command_conflicts_total", "group") in after


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'a #?% ü' / 'okr.sqlite'}"
    (tmp_path / "a #?% ü").mkdir()
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    found = Store(url, "okr", toy_views())
    yield found
    found.close()


def test_how_far_a_rebuild_has_come(store: Store, tmp_path: Path) -> None:
    assert store.rebuilding() is None
    number, engine = store.next_generation()
    assert store.rebuilding() == 0
    batch = records([record(event, version=n) for n, event in enumerate(birth("k"), 1)])
    folder = Folder("okr", toy_views())
    with engine.begin() as connection:
        folder.apply(connection, batch, 0, empty=True)
    assert store.rebuilding() == 2
    engine.dispose()
    assert store.rebuilding() == 2
    store.drop(number)
    assert store.rebuilding() is None
    assert not list(tmp_path.glob("*/okr.*.g2.sqlite*")), "to look makes no file"
