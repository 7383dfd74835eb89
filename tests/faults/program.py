"""One run: an installation, clients, a nemesis, and afterwards the comparison of everything with everything."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles

from shared.events import Event, Recorded
from tests.faults.checker import Findings, check
from tests.faults.clients import Clients
from tests.faults.history import History, Told
from tests.faults.nemesis import Nemesis
from tests.faults.processes import Installation
from tests.faults.sending import Sender, sender_on

_SETTLE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found."""

    seed: int
    history: History
    events: int
    findings: Findings
    recoveries: Mapping[str, Sequence[float]]

    @property
    def clean(self) -> bool:
        """Whether all three counts are 0."""
        return self.findings.clean

    def __str__(self) -> str:
        history, findings = self.history, self.findings
        lines = [
            f"seed            {self.seed}",
            f"operations      {len(history.operations)}",
            f"acknowledged    {history.count(Told.ACKNOWLEDGED)}",
            f"refused         {history.count(Told.REFUSED)}",
            f"unknown at first {history.unknown}, all resolved by sending the same key again"
            if not history.count(Told.NOTHING)
            else f"unknown         {history.count(Told.NOTHING)} for good",
            f"events          {self.events}",
            f"lost            {len(findings.lost)}",
            f"twice           {len(findings.twice)}",
            f"violations      {len(findings.violations)}",
            "",
            f"{'fault':42} {'times':>5} {'p50':>7} {'p99':>7}   (seconds from its end until all goes on)",
        ]
        for fault, seconds in sorted((fault, times) for fault, times in self.recoveries.items() if times):
            cuts = quantiles([*seconds, *seconds], n=100, method="inclusive")
            lines.append(f"{fault:42} {len(seconds):5} {cuts[49]:7.1f} {cuts[98]:7.1f}")
        wrong = [*findings.lost, *findings.twice, *findings.violations]
        return "\n".join([*lines, *(["", *wrong[:40]] if wrong else [])])


async def run(var: Path, *, seconds: float, seed: int, replicas: int, long: float) -> Report:
    """Let clients and nemesis go on for so many seconds, then let all settle, and compare."""
    installation = Installation(var, replicas)
    sender: Sender | None = None
    try:
        await installation.start()
        sender = sender_on(installation, seed)
        clients = Clients(sender, seed)
        await clients.prepare()
        clients.start()
        nemesis = Nemesis(installation, sender, clients, Random(f"{seed}:nemesis"), long=long)
        await nemesis.rage(time.monotonic() + seconds, _note)
        await clients.stop(5.0 if nemesis.broken else _SETTLE_SECONDS)
        events, settled = await _settled(installation)
        findings = check(sender.history, events)
        findings.violations += nemesis.broken
        if not settled:
            findings.violations.append(f"pairing has not reacted to everything within {_SETTLE_SECONDS:g} s")
        findings.violations += await _stores(installation)
        return Report(seed, sender.history, len(events), findings, nemesis.recoveries)
    finally:
        if sender is not None:
            await sender.close()
        await installation.stop()


async def _settled(installation: Installation) -> tuple[list[Recorded[Event]], bool]:
    """The log, once pairing has reacted to everything in it; false if it never has."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while True:
        events = await installation.events()
        heard = [each.position for each in events if each.aggregate.startswith(("quarter/", "rotation/"))]
        reacted = await installation.reacted_to() >= max(heard, default=0)
        if reacted and len(await installation.events()) == len(events):
            return events, True
        if time.monotonic() > deadline:
            return events, False
        await asyncio.sleep(0.2)


async def _stores(installation: Installation) -> list[str]:
    """Each live store compared with one that is built anew from the log, row by row, while its service runs."""
    wrong = []
    for service in ("okr", "pairing"):
        process = await installation.command("rebuild", service, "--check", "--json")
        out, err = await asyncio.wait_for(process.communicate(), 120)
        if process.returncode != 0:
            wrong.append(
                f"the store of {service} differs from a rebuilt one: {out.decode()[:2000]} {err.decode()[:500]}"
            )
        elif json.loads(out)["position"] == 0:
            wrong.append(f"the store of {service} is empty")
    return wrong


def _note(text: str) -> None:
    sys.stderr.write(f"faults: {text}\n")
    sys.stderr.flush()
