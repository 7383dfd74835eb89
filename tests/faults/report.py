"""What runs and scenes found, one by one and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.faults.checker import Findings
from tests.faults.history import History, Told
from tests.faults.recovery import SECONDS


@dataclass(frozen=True, slots=True)
class Report:
    """What one part found."""

    title: str
    seed: int
    history: History
    events: int
    findings: Findings
    recoveries: Mapping[str, Sequence[float]]
    notes: Sequence[str] = ()
    owed: Sequence[str] = ()
    """Faults that neither it nor one before it came to."""
    bound: float = SECONDS
    """Within how many seconds all must go on after each of its faults."""

    @property
    def clean(self) -> bool:
        """Whether all three counts are 0."""
        return self.findings.clean

    def __str__(self) -> str:
        return text_of([self])


def text_of(parts: Sequence[Report]) -> str:
    """The report on several parts: their sums, and how long it took to recover from each fault."""
    operations = sum(len(part.history.operations) for part in parts)
    for_good = sum(part.history.count(Told.NOTHING) for part in parts)
    lines = [
        f"parts           {'; '.join(part.title for part in parts)}",
        f"seed            {parts[0].seed}",
        f"operations      {operations}",
        f"acknowledged    {sum(part.history.count(Told.ACKNOWLEDGED) for part in parts)}",
        f"refused         {sum(part.history.count(Told.REFUSED) for part in parts)}",
        f"unknown at first {sum(part.history.unknown for part in parts)}, all resolved by sending the same key again"
        if not for_good
        else f"unknown         {for_good} for good",
        f"events          {sum(part.events for part in parts)}",
        f"lost            {sum(len(part.findings.lost) for part in parts)}",
        f"twice           {sum(len(part.findings.twice) for part in parts)}",
        f"violations      {sum(len(part.findings.violations) for part in parts)}",
        "",
        f"{'fault':42} {'times':>5} {'median':>7} {'longest':>7} {'bound':>6}   (seconds until all goes on)",
    ]
    for (fault, bound), seconds in sorted(_together(parts).items()):
        figures = f"{len(seconds):5} {median(seconds):7.1f} {max(seconds):7.1f} {bound:6g}"
        lines.append(f"{fault:42} {figures}{'   TOO LONG' if max(seconds) > bound else ''}")
    notes = [f"{part.title}: {note}" for part in parts for note in part.notes]
    wrong = [
        f"{part.title}: {what}"
        for part in parts
        for what in (*part.findings.lost, *part.findings.twice, *part.findings.violations)
    ]
    return "\n".join([*lines, *(["", *notes] if notes else []), *(["", *wrong[:40]] if wrong else [])])


def never_came(parts: Sequence[Report]) -> list[str]:
    """The faults that one part left to the next ones, and none of them came to."""
    came = {fault for part in parts for fault in part.recoveries}
    return sorted({fault for part in parts for fault in part.owed} - came)


def _together(parts: Sequence[Report]) -> dict[tuple[str, float], list[float]]:
    found: dict[tuple[str, float], list[float]] = {}
    for part in parts:
        for fault, seconds in part.recoveries.items():
            if seconds:
                found.setdefault((fault, part.bound), []).extend(seconds)
    return found
