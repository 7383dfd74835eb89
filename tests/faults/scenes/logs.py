"""A log that isn't what it was: both services halt and say so, write nothing more, and there is a way out."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

from shared.events import identity_of
from tests.faults.processes import Installation
from tests.faults.stage import Stage


async def older_log(stage: Stage) -> float:
    """The log is brought back as it was some time ago, under services that run; they take it as it is."""
    await stage.recovered(time.monotonic())
    streams, copy = stage.installation.layout.jetstream_dir, stage.installation.layout.var / "older"
    await stage.installation.server.stop()
    shutil.copytree(streams, copy)
    await stage.installation.revive_nats()
    key, lost = "of-the-time-between", 5
    await stage.recovered(time.monotonic())
    for number in range(lost):
        answer = await stage.send("okr", "/objectives", {"title": f"Lost {number}"}, f"{key}-{number}")
        assert answer.status_code == 201, answer.text
    told = answer.json()
    await stage.until_stored(told["aggregate"], told["version"])
    before = len(await stage.installation.records())

    await stage.installation.kill_nats()
    shutil.rmtree(streams)
    copy.rename(streams)
    await stage.installation.revive_nats()
    after = len(await stage.installation.records())
    assert after <= before - lost
    await stage.until_told(503, "The projection has halted", f"the log ends at position {after}", "tomoni rebuild")
    await stage.refused()
    assert len(await stage.installation.records()) == after, "something was written into a log that isn't trusted"

    began = time.monotonic()
    await stage.on_both("rebuild")
    await stage.until_ready()
    seconds = await stage.recovered(began)
    # What was acknowledged in between is lost with the log; who sends it again is served as if for the first time.
    answer = await stage.send("okr", "/objectives", {"title": "Lost 4"}, f"{key}-{lost - 1}")
    assert (answer.status_code, answer.json()["repeated"]) == (201, False), answer.text
    await stage.on_both("rebuild", "--check", words="equals the live one")
    return seconds


async def flipped_bit(stage: Stage) -> float:
    """A block file has one wrong bit after a kill; the log comes back from a backup. The last scene of a stage."""
    installation = stage.installation
    backup, restored = installation.layout.var.with_name("backup"), installation.layout.var.with_name("restored")
    passphrase = {"TOMONI_BACKUP_PASSPHRASE": "correct horse battery staple"}
    await stage.recovered(time.monotonic())
    await stage.command("backup", str(backup), more=passphrase)
    saved = await installation.records()
    await stage.recovered(time.monotonic())
    records = await installation.records()
    position, payload = records[len(saved) // 2]
    await installation.kill_nats()
    await asyncio.to_thread(_flip, installation.layout.jetstream_dir, payload)
    await installation.revive_nats()
    await stage.until_told(503, "The projection has halted")
    for instance in stage.instances:
        _, reasons = await stage.readiness(instance)
        assert any(way in reasons for way in ("tomoni rebuild", "restore the log")), reasons
        assert await stage.metric(instance, "tomoni_projection_halted") == 1
    await stage.refused()
    # Started anew they see it just as well.
    for instance in stage.instances:
        await installation.end(instance)
    await asyncio.gather(*(installation.run(instance, ready=False) for instance in stage.instances))
    await stage.until_told(503, "The projection has halted")
    await stage.refused()

    began = time.monotonic()
    for instance in stage.instances:
        await installation.end(instance)
    there = passphrase | {"TOMONI_VAR": str(restored), "TOMONI_NATS_URL": ""}
    await stage.command("restore", str(backup), more=there)
    again = Installation(restored, 1)
    try:
        await again.start()
        seconds = time.monotonic() - began
        found = await again.records()
        # A restore says what became of sessions and tokens, and the clock goes on.
        back = found[: len(saved)]
        assert back == saved, f"position {position} ({identity_of(payload)}) and all others are back as they were"
    finally:
        await again.stop()
    return seconds


def _flip(streams: Path, payload: bytes) -> None:
    """Turn one bit in the middle of the record, wherever it lies."""
    for file in sorted(streams.rglob("*.blk")):
        content = bytearray(file.read_bytes())
        if (start := content.find(payload)) >= 0:
            content[start + len(payload) // 2] ^= 0x10
            file.write_bytes(content)
            return
    raise AssertionError("the record is in no block file")
