"""Answers that wait, on both databases: each once, five at a time, none that is too few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.pairing.views import VIEWS
from services.pairing.voices.waiting_answers import Known, WaitingAnswers
from shared.projection import Store
from shared.sealing.strongbox import Strongbox


@pytest.fixture(params=["sqlite", "postgresql"])
def waiting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WaitingAnswers]:
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/pairing.sqlite" if sqlite else request.getfixturevalue("postgres_url")
    store = Store(url, "pairing", VIEWS)
    yield WaitingAnswers(store, Strongbox(bytes(32)))
    store.close()


def test_five_are_put_together_gathered_and_let_go(waiting: WaitingAnswers) -> None:
    for number in range(1, 8):
        assert waiting.add(f"mark-{number}", "2026-07", 1 + number % 5, f"command-{number}", "digest") is None
    assert waiting.add("mark-1", "2026-07", 5, "another", "other") == Known("command-1", "digest")
    assert waiting.full() == ["2026-07"]
    assert waiting.put_together("2026-07", "batch")
    assert not waiting.put_together("2026-07", "another batch"), "two are too few"
    ((month, answers),) = waiting.batches().values()
    assert (month, len(answers)) == ("2026-07", 5)
    assert waiting.over("2026-08") == ["2026-07"]
    waiting.gathered("batch")
    assert waiting.batches() == {}
    assert all(waiting.answered(f"mark-{number}") for number in range(1, 8))
    assert waiting.over("2026-07") == []
    assert waiting.drop("2026-07") == 2
    assert not any(waiting.answered(f"mark-{number}") for number in range(1, 8))
