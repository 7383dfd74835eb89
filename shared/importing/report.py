"""What became of each row of an import, and what was assumed or left out on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from shared.importing.rows import Row
from shared.importing.tables import Table


class Assumption(NamedTuple):
    """A column of a file that says nothing in some rows, and what was taken for it."""

    file: str
    column: str
    taken: str


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Functions that people have and nobody draws into groups, with how many they are; and those that are drawn."""

    people: dict[str, int] = field(default_factory=dict)
    drawn: tuple[str, ...] = ()


class Changed(NamedTuple):
    """Somebody known of whom something is said otherwise, where that stands, and whether it was taken."""

    file: str
    line: int | None
    person: str
    what: tuple[str, ...]
    made: bool


@dataclass(slots=True)
class Report:
    """Counts by file, warnings, and every rejected row with its reason. `read` is always `taken` + `rejected`.

    `ignored` are columns by file that nothing was made of, `assumed` the lines in which something was taken that isn't
    written there, `said` sentences about how files were read, `undrawn` people whom no programme draws. `changes`
    are offered or made; of what was only `rehearsed` nothing was written.
    """

    read: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    rejects: list[tuple[Row, str]] = field(default_factory=list)
    warnings: list[tuple[Row, str]] = field(default_factory=list)
    ignored: dict[str, tuple[str, ...]] = field(default_factory=dict)
    assumed: dict[Assumption, list[int]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    undrawn: Undrawn = field(default_factory=Undrawn)
    changes: list[Changed] = field(default_factory=list)
    rehearsed: bool = False
    events: int = 0

    def open(self, tables: Iterable[Table]) -> None:
        """Begin with what reading the tables told: rows that are none, columns that say nothing, how they were read."""
        for table in tables:
            for row, reason in table.rejected:
                self.reject(row, reason)
            if table.ignored:
                self.ignored[table.file] = table.ignored
            self.said.extend(table.said)

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

    def assume(self, row: Row, column: str, taken: str) -> None:
        """The row says nothing in this column, and this was taken for it."""
        self.assumed.setdefault(Assumption(row.file, column, taken), []).append(row.line)

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
