"""What became of each row of an import."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

from shared.importing.rows import Row


@dataclass(slots=True)
class Report:
    """Counts by file, warnings, and every rejected row with its reason. `read` is always `taken` + `rejected`."""

    read: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    rejects: list[tuple[Row, str]] = field(default_factory=list)
    warnings: list[tuple[Row, str]] = field(default_factory=list)
    events: int = 0

    def take(self, row: Row, events: int) -> None:
        """The row is in the log; so many events were written now, none if it was there before."""
        self._count(self.read, row)
        self._count(self.taken, row)
        self.events += events

    def reject(self, row: Row, reason: str) -> None:
        """The row can't be taken."""
        self._count(self.read, row)
        self.rejects.append((row, reason))

    def warn(self, row: Row, what: str) -> None:
        """The row is taken, but not quite as it stands."""
        self.warnings.append((row, what))

    @property
    def rejected(self) -> dict[str, int]:
        """How many rows of each file were rejected."""
        found: dict[str, int] = dict.fromkeys(self.read, 0)
        for row, _ in self.rejects:
            found[row.file] += 1
        return found

    def write_rejects(self, file: Path) -> None:
        """Write the rejected rows with line and reason; an old file goes where there are none."""
        if not self.rejects:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as output:
            writer = csv.writer(output)
            writer.writerow(("file", "line", "reason", "row"))
            for row, reason in self.rejects:
                writer.writerow((row.file, row.line, reason, json.dumps(row.values, ensure_ascii=False)))

    @staticmethod
    def _count(counts: dict[str, int], row: Row) -> None:
        counts[row.file] = counts.get(row.file, 0) + 1
