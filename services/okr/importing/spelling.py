"""Names and texts of an import in the spelling that is kept here: nothing hidden in them, labels as they are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import Connection

from services.okr import known_teams
from services.okr.importing.work import OkrImport
from shared.events import Invalid
from shared.importing import Row
from shared.texts import cleaned, hidden, skeletons

_TEXTS = (
    *("name", "title", "unit", "commit_zone", "target_zone", "stretch_zone", "milestones", "stages", "reached"),
    *("comment", "blocker", "next_step", "help_wanted", "score_note"),
)
_AsHere = Callable[[Connection, str], str]
_LABELS: dict[str, _AsHere] = {"team": known_teams.team_as_here, "function": known_teams.function_as_here}


def spell(work: OkrImport) -> None:
    """Leave out what nobody sees, and write teams and functions as they are known here; the report says what."""
    unseen = defaultdict[tuple[str, str], list[int]](list)
    taken = defaultdict[tuple[str, str, str, str], list[int]](list)
    labels = {column: _Labels(work, as_here) for column, as_here in _LABELS.items()}
    for table in work.tables:
        for row in table.rows:
            for column in _TEXTS:
                if (text := row.values.get(column)) and cleaned(text) != text:
                    if hidden(text) is not None:
                        unseen[row.file, column].append(row.line)
                    _write(row, column, cleaned(text))
            for column, known in labels.items():
                if (text := row.values.get(column)) and (label := known.of(text)) != text:
                    taken[row.file, column, text, label].append(row.line)
                    _write(row, column, label)
    for (file, column), lines in unseen.items():
        work.report.said.append(f"{file}: characters that nobody sees were left out of {column} ({_lines(lines)})")
    for (file, column, text, label), lines in taken.items():
        work.report.said.append(f"{file}: {column} {text!r} is taken as {label!r} ({_lines(lines)})")


class _Labels:
    """The labels of one kind: those that are here, then those of the import, each as it was written first."""

    def __init__(self, work: OkrImport, as_here: _AsHere) -> None:
        self._store, self._as_here = work.known.store, as_here
        self._known: dict[str, str] = {}
        self._by_looks: dict[str, str] = {}

    def of(self, text: str) -> str:
        """The label that the text stands for."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> str:
        looks = skeletons(text)
        former = next((self._by_looks[each] for each in looks if each in self._by_looks), None)
        if former is None:
            try:
                with self._store.read() as connection:
                    former = self._as_here(connection, cleaned(text))
            except Invalid:
                # Its rows are rejected with the reason.
                former = text
        self._by_looks |= dict.fromkeys(looks, former)
        return former


def _write(row: Row, column: str, text: str) -> None:
    row.former.setdefault(column, row.values[column])
    row.values[column] = text


def _lines(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:10]))
    more = f" and {len(lines) - 10} more" if len(lines) > 10 else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"
