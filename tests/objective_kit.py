"""An objective that runs, and commands on it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from services.okr.objectives.domain.commands import MakeCheckIn
from services.okr.objectives.domain.objective import Objective, evolve
from shared.events import Event, KeyResultAdded, Metric, ObjectiveDrafted, ObjectivePublished, Ordinal, ProgressUpdated

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)
NUMBER = Metric(baseline=Decimal(0), target=Decimal(10))
DRAFTED = ObjectiveDrafted(title="Be heard", quarter="q")
PUBLISHED = ObjectivePublished()
CALLS = KeyResultAdded(key_result="calls", title="Calls", measure=NUMBER)
MOOD = KeyResultAdded(key_result="mood", title="Mood", measure=Ordinal(commit="fine"))
RUNNING = (DRAFTED, PUBLISHED, CALLS, MOOD)
SAID = ProgressUpdated(check_in="c1", key_result="calls", value=Decimal(3), confidence=6)


def given(*events: Event) -> Objective:
    state = Objective()
    for event in events:
        state = evolve(state, event)
    return state


def check_in(key_result: str = "calls", **fields: Any) -> MakeCheckIn:
    return MakeCheckIn(**{"check_in": "c1", "key_result": key_result, "effective": NOW, "now": NOW, **fields})
