"""A command whose fate was unknown for a while is not decided anew on what others have done since."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from shared.eventlog import Decider, LogUnavailable, Order, Repository, repository
from shared.eventlog.appending import OutOfDate
from shared.eventlog.loaded_aggregate import LoadedAggregate
from shared.eventlog.metrics import LogMetrics
from shared.eventlog.trust import Trust
from shared.events import ObjectivePublished

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fates", "told"),
    [([LogUnavailable("away"), OutOfDate("moved")], "send it again"), ([OutOfDate("moved"), 3], None)],
    ids=["after it was unknown", "after a mere conflict"],
)
async def test_only_what_surely_was_not_stored_is_decided_anew(
    monkeypatch: pytest.MonkeyPatch, fates: list[Any], told: str | None
) -> None:
    log: Any = SimpleNamespace(trust=Trust(), metrics=LogMetrics())
    kept: Repository[int, Any] = Repository(
        log,
        Decider("okr", "objective", 0, lambda command, state: [ObjectivePublished()], lambda state, event: state + 1),
    )
    # Nobody has changed it while the log is away; somebody has, as soon as it is back.
    sequences = iter([1, 1, 2, 2] if told else [1, 2, 2])

    async def read(aggregate_id: str, until: float) -> LoadedAggregate[int]:
        sequence = next(sequences)
        found = LoadedAggregate(0, sequence, sequence, {str(uuid4()): (1, None, 1)})
        kept._keep(aggregate_id, found.remembered())
        return found

    async def append(*_: Any) -> int:
        fate = fates.pop(0)
        if isinstance(fate, Exception):
            raise fate
        return int(fate)

    monkeypatch.setattr(kept, "_read", read)
    monkeypatch.setattr(repository, "append", append)
    order = Order(command=str(uuid4()), actor="admin", now=NOW)
    if told is None:
        assert len((await kept.handle("1", None, order)).events) == 1
    else:
        with pytest.raises(LogUnavailable, match=told):
            await kept.handle("1", None, order)
    assert fates == []
