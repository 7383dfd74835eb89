"""One flat file: a row for each key result, with its objective, owner, start, target and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.okr.importing.tables import Tables
from shared.importing import Columns, Row, Table

FLAT = "okrs"
"""What a flat file is called."""

COLUMNS = Columns(
    ("objective", "key_result"),
    (
        *("objective_id", "key_result_id", "objective_owner", "owner", "team", "quarter", "state", "kind", "unit"),
        *("start", "target", "current", "updated_at", "confidence", "comment", "weight"),
    ),
    numbers=frozenset({"start", "target", "current", "confidence", "weight"}),
    times=frozenset({"updated_at"}),
    otherwise={
        "baseline": "start",
        "start_value": "start",
        "starting_value": "start",
        "target_value": "target",
        "current_value": "current",
        "objective_title": "objective",
        "key_result_title": "key_result",
        "owner_email": "owner",
        "last_updated": "updated_at",
    },
)
"""What a flat file may hold."""

_SHARES = ("start", "target", "current")
_PERCENT = re.compile(r"\s*[%％]$")


@dataclass(slots=True)
class Goals:
    """Objectives, key results and where they stand, gathered row by row out of a table of another shape."""

    table: Table
    objectives: dict[str, Row] = field(default_factory=dict)
    key_results: list[Row] = field(default_factory=list)
    check_ins: list[Row] = field(default_factory=list)
    rejected: list[tuple[Row, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def objective(self, row: Row, key: str, **values: str | None) -> str:
        """An objective, unless it was there before; its key."""
        self.objectives.setdefault(key, self._row("objectives", row, objective=key, **values))
        return key

    def key_result(self, row: Row, key: str, objective: str, **values: str | None) -> str:
        """A key result of the objective; its key."""
        self.key_results.append(self._row("key results", row, key_result=key, objective=objective, **values))
        return key

    def stands(self, row: Row, key_result: str, value: str | None, **values: str | None) -> None:
        """Where the key result stands, as of the time that the row says; nothing where no value stands there.

        Without a time it has no key of its own: whether it says anything new is told by where the key result stands.
        """
        if value is None:
            return
        told = values.get("recorded_at")
        key = None if told is None else f"{key_result} at {told}"
        self.check_ins.append(self._row("check-ins", row, check_in=key, key_result=key_result, value=value, **values))

    def reject(self, row: Row, reason: str) -> None:
        """The row is neither."""
        self.rejected.append((row, reason))

    def tables(self) -> tuple[Tables, Table]:
        """The tables that an import takes, and what is to be told of the file itself."""
        file, none = self.table.file, Table(self.table.file)
        told = Table(
            file, (), (*self.table.rejected, *self.rejected), self.table.ignored, (*self.table.said, *self.said)
        )
        return (
            Tables(
                people=none,
                quarters=none,
                objectives=Table(f"{file} (objectives)", tuple(self.objectives.values())),
                key_results=Table(f"{file} (key results)", tuple(self.key_results)),
                check_ins=Table(f"{file} (check-ins)", tuple(self.check_ins)),
            ),
            told,
        )

    def _row(self, what: str, row: Row, **values: str | None) -> Row:
        said = {name: text for name, text in values.items() if text is not None}
        return Row(f"{self.table.file} ({what})", row.line, said, row.manner)


def goals_of(table: Table) -> Goals:
    """The goals of a flat file; a row without an objective belongs to the one above, as where cells are merged."""
    goals, above = Goals(table), ""
    below: list[int] = []
    for row in table.rows:
        values, unit = _bare(row)
        title = row.optional("objective")
        if title is not None:
            quarter = row.optional("quarter")
            key = row.optional("objective_id") or (title if quarter is None else f"{title} ({quarter})")
            above = goals.objective(
                row,
                key,
                title=title,
                team=row.optional("team"),
                quarter=quarter,
                state=row.optional("state"),
                owner=row.optional("objective_owner")
                or (None if row.optional("key_result") else row.optional("owner")),
            )
        elif above:
            below.append(row.line)
        else:
            goals.reject(row, "objective is empty, and no row above names one")
            continue
        name = row.optional("key_result")
        if name is None:
            continue
        key = goals.key_result(
            row,
            row.optional("key_result_id") or f"{above} / {name}",
            above,
            title=name,
            kind=row.optional("kind"),
            owner=row.optional("owner"),
            weight=row.optional("weight"),
            baseline=values["start"],
            stretch=values["target"],
            unit=unit,
        )
        goals.stands(
            row,
            key,
            values["current"],
            recorded_at=row.optional("updated_at"),
            confidence=row.optional("confidence"),
            comment=row.optional("comment"),
            by=row.optional("owner"),
        )
    if below:
        shown = ", ".join(map(str, below[:5])) + (f" and {len(below) - 5} more" if len(below) > 5 else "")
        goals.said.append(f"{table.file}: rows without an objective belong to the one above (lines {shown})")
    return goals


def _bare(row: Row) -> tuple[dict[str, str | None], str | None]:
    """Start, target and current, without a percent sign where all of them have one: then it is the unit."""
    values = {name: row.optional(name) for name in _SHARES}
    filled = [text for text in values.values() if text is not None]
    if filled and all(_PERCENT.search(text) for text in filled):
        bare = {name: None if text is None else _PERCENT.sub("", text) for name, text in values.items()}
        return bare, row.optional("unit") or "%"
    return values, row.optional("unit")
