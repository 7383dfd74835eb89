"""What somebody put into the log past the services, as only the provisioning user can."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

from tests.faults.stage import Stage


async def poison_event(stage: Stage) -> float:
    """An event of a newer program: parked with its aggregate, shown, refused to commands, until somebody decides."""
    objective, subject, version = await stage.objective()
    like = await stage.last_of(f"objective/{objective}")
    newer = like | {"id": str(uuid4()), "version": version + 1, "type": "okr.objective-revised.v9"}
    position = await stage.write(subject, json.dumps(newer).encode())
    await stage.until_told(200, "1 event is parked and not shown; see: tomoni parked list")
    for instance in stage.instances:
        assert await stage.metric(instance, "tomoni_projection_parked_events") == 1
        assert await stage.metric(instance, "tomoni_projection_halted") == 0
    answer = await stage.send("okr", f"/objectives/{objective}/publish")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:tomoni:problem:newer-log"), answer.text
    await stage.recovered(time.monotonic())
    at = str(position)
    await stage.command("rebuild", "okr", code=6, words=f"tomoni parked drop okr {at}")
    await stage.command("parked", "show", "okr", at, words="upgrade this program")
    return await _dropped(stage, position, objective)


async def foreign_messages(stage: Stage) -> float:
    """What is no event at all is parked; what looks like one halts both services; both have a way out."""
    objective, subject, version = await stage.objective()
    like = await stage.last_of(f"objective/{objective}")
    garbage = await stage.write(subject, b"what is this?")
    await stage.until_told(200, "1 event is parked")
    heard = await stage.write("okr.quarter.nobody", b"\x00\xff")
    await stage.until_told(200, "2 events are parked")
    await stage.until_told_by("pairing", 200, "1 reaction has kept failing and been put aside")
    answer = await stage.send("okr", f"/objectives/{objective}/publish")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:tomoni:problem:log-damaged"), answer.text
    await stage.recovered(time.monotonic())
    for position in (garbage, heard):
        await stage.on_both("parked", "drop", str(position), "--reason", "somebody else's")
    await stage.until_ready()

    forged = like | {"id": str(uuid4()), "version": version + 7}
    position = await stage.write(subject, json.dumps(forged).encode())
    await stage.until_told(503, "The projection has halted", f"to {version + 7} at position {position}")
    await stage.refused()
    await stage.on_both("rebuild", code=6, words=f"tomoni parked drop {{service}} {position}")
    return await _dropped(stage, position, objective)


async def _dropped(stage: Stage, position: int, objective: str) -> float:
    """The way out: both services decide to leave the event out, and all goes on, on its aggregate, too."""
    began = time.monotonic()
    await stage.on_both("parked", "drop", str(position), "--reason", "written by nobody")
    await stage.until_ready()
    seconds = await stage.recovered(began)
    answer = await stage.send("okr", f"/objectives/{objective}/publish")
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    shown = await stage.sender.query(
        "okr", f"/objectives/{objective}", wait_for=f"{said['aggregate']}@{said['version']}"
    )
    assert shown is not None
    assert (shown.status_code, shown.headers["ETag"]) == (200, f'"{said["version"]}"'), shown.text
    await stage.on_both("rebuild", "--check", words="equals the live one")
    return seconds
