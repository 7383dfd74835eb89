"""Fixtures that every test may use, and the order in which files are run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.nats_fixture import nats_cluster, nats_server
from tests.postgres_fixture import postgres_server, postgres_url

__all__ = ["nats_cluster", "nats_server", "postgres_server", "postgres_url"]

LONGEST_FIRST = (
    "integration/test_readme.py",
    "faults/test_faults.py",
    "integration/test_cluster.py",
    "integration/test_eventlog_reading.py",
    "integration/test_okr_check_ins.py",
    "integration/test_projection_runner.py",
    "integration/test_cli_parked.py",
    "integration/test_pairing_reactions.py",
    "unit/test_matching_proofs.py",
    "integration/test_whole_system.py",
    "integration/test_up.py",
    "integration/test_service_logs.py",
    "integration/test_okr_notices_killed.py",
    "integration/test_okr_quarter_interrupted.py",
    "unit/test_snapshots.py",
    "unit/test_bench.py",
)
"""Files that take twenty seconds or more: begun last, one of them would keep everybody waiting for its end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they come; `--no-loadscope-reorder` keeps it so over several processes."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get("/".join(item.path.parts[-2:]), len(places)))


@pytest.fixture(scope="session", autouse=True)
def terminals_may_be_closed() -> Iterator[None]:
    """Whoever runs the tests by `nohup` has everything that they start ignore that its terminal is closed."""
    former = signal.getsignal(signal.SIGHUP)
    if former is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, former)
