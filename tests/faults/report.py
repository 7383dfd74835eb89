"""What runs and scenes found, one by one and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from tests.faults.checker import Findings
from tests.faults.history import History, Told


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
        f"{'fault':42} {'times':>5} {'p50':>7} {'p99':>7} {'longest':>7}   (seconds from its end until all goes on)",
    ]
    for fault, seconds in sorted(_together(parts).items()):
        cuts = quantiles([*seconds, *seconds], n=100, method="inclusive")
        lines.append(f"{fault:42} {len(seconds):5} {cuts[49]:7.1f} {cuts[98]:7.1f} {max(seconds):7.1f}")
    notes = [f"{part.title}: {note}" for part in parts for note in part.notes]
    wrong = [
        f"{part.title}: {what}"
        for part in parts
        for what in (*part.findings.lost, *part.findings.twice, *part.findings.violations)
    ]
    return "\n".join([*lines, *(["", *notes] if notes else []), *(["", *wrong[:40]] if wrong else [])])


def _together(parts: Sequence[Report]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for part in parts:
        for fault, seconds in part.recoveries.items():
            if seconds:
                found.setdefault(fault, []).extend(seconds)
    return found
