"""A quarter's digests don't depend on how the log was cut into batches, nor on an event that can't be applied."""

from __future__ import annotations

import asyncio

import pytest

from services.okr.quarter_ends.freeze import found_at
from shared.events import QuarterFrozen
from tests.corpus.loading import Corpus, corpora
from tests.freezing_kit import GivenLog

FROZEN = [
    pytest.param(corpus, event.aggregate_id, event.data, id=f"{corpus.name}-{event.data.position}")
    for corpus in corpora()
    for event in corpus.recorded
    if isinstance(event.data, QuarterFrozen)
]


@pytest.mark.parametrize("at_once", [7, 10_000])
@pytest.mark.parametrize(("corpus", "quarter", "frozen"), FROZEN)
def test_what_former_versions_froze_is_found_again(
    corpus: Corpus, quarter: str, frozen: QuarterFrozen, at_once: int
) -> None:
    records = [(at, payload) for at, (_, _, payload) in enumerate(corpus.events[: frozen.position], 1)]
    log = GivenLog(records, at_once)
    assert asyncio.run(found_at(log, quarter, frozen.position, {}, frozen.rules)) == frozen
