"""Single faults that need a scene of their own: each is set up, hit, looked at as an operator would, and mended."""

from __future__ import annotations

import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.checker import Findings, check
from tests.faults.history import History
from tests.faults.scenes.disks import full_disk, read_only_stores
from tests.faults.scenes.kills import (
    killed_before_the_last_group,
    killed_between_publish_and_answer,
    killed_between_rows_and_position,
    killed_in_mid_rebuild,
)
from tests.faults.scenes.logs import flipped_bit, older_log
from tests.faults.scenes.messages import foreign_messages, poison_event
from tests.faults.scenes.requests import ten_thousand_connections, too_large_bodies
from tests.faults.settling import different_stores, settled
from tests.faults.stage import LeftOut, Stage, opened

Scene = Callable[[Stage], Awaitable[float]]
"""Returns the seconds from the beginning of the mending until all went on. Raises LeftOut, or what went wrong."""

WHOLE: Sequence[Scene] = (
    too_large_bodies,
    ten_thousand_connections,
    killed_between_publish_and_answer,
    killed_between_rows_and_position,
    killed_in_mid_rebuild,
    killed_before_the_last_group,
    read_only_stores,
    full_disk,
)
"""After these the log is what clients made it: the history is checked as after the endless loop."""

BROKEN: Sequence[Scene] = (poison_event, foreign_messages, older_log, flipped_bit)
"""These leave events behind that nobody asked for, or take some away; the last one leaves a broken log."""


@dataclass(slots=True)
class Played:
    """What came of some scenes."""

    history: History = field(default_factory=History)
    events: int = 0
    findings: Findings = field(default_factory=Findings)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


async def play(
    var: Path,
    scenes: Sequence[Scene],
    *,
    seed: int,
    note: Callable[[str], None],
    stores: Mapping[str, str] | None = None,
) -> Played:
    """Play them on one stage, in this order; one that fails is a violation, and the last one that is played."""
    played = Played()
    async with opened(var, seed=seed, stores=stores) as stage:
        played.history = stage.sender.history
        for scene in scenes:
            name, began = getattr(scene, "__name__", "scene").replace("_", " "), time.monotonic()
            try:
                seconds = await scene(stage)
            except LeftOut as reason:
                stage.notes.append(f"{name} was left out: {reason}")
                continue
            except Exception as failure:
                told = "".join(traceback.format_exception(failure)[-3:])
                played.findings.violations.append(f"{name}: {told}")
                break
            played.recoveries[name] = [seconds]
            note(f"{name}: all goes on after {seconds:.1f} s ({time.monotonic() - began:.0f} s in all)")
        played.notes = stage.notes
        if set(scenes) <= set(WHOLE) and played.findings.clean:
            events, in_time = await settled(stage.installation)
            played.events, played.findings = len(events), check(stage.sender.history, events, others=("admin",))
            if not in_time:
                played.findings.violations.append("pairing has not reacted to everything")
            played.findings.violations += await different_stores(stage.installation)
    return played
