"""What a stranger waits for: a whole export checked by the one-file verifier, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shared.proofs import NOTE, Checkpoint, Growth, SignedNote, SigningKey, sign
from shared.verifier import source
from tests.bench.history import History
from tests.bench.table import Row

_AT_ONCE = 4_000
_MOST = 60.0
"""Seconds that a million events may take."""


def strangers(events: int, rounds: int) -> Row:
    """Seconds from the start of Python to its last word; judged where the log is long."""
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="tomoni-stranger-") as directory:
        here = Path(directory)
        (here / "tomoni_verify.py").write_bytes(source())
        key = _export(here, events)
        command = [sys.executable, "-I", "tomoni_verify.py", "export", "events.jsonl", "--checkpoint", "checkpoint"]
        for _ in range(rounds):
            began = time.perf_counter()
            subprocess.run([*command, "--key", key.verifier.text], cwd=here, stdout=subprocess.DEVNULL, check=True)
            took.append(time.perf_counter() - began)
    most = _MOST * events / 1_000_000 if events >= 100_000 else None
    return Row(f"an export checked by the one file, {events:,} events", "s", took, most=most)


def _export(here: Path, events: int) -> SigningKey:
    growth, part = Growth(), list[bytes]()
    with (here / "events.jsonl").open("wb") as export:
        for _, payload, _ in History(events).messages():
            export.write(payload + b"\n")
            part.append(payload)
            if len(part) == _AT_ONCE:
                growth.add(part)
                growth.written()
                part = []
    growth.add(part)
    key = SigningKey("bench.example/log", NOTE, bytes(32))
    head = Checkpoint(key.name, growth.size, growth.root)
    (here / "checkpoint").write_bytes(SignedNote(head.text, (sign(head.text, key),)).encode())
    return key
