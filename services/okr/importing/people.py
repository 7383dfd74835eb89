"""The person that a column of a row names."""

from __future__ import annotations

from services.okr.importing.work import OkrImport
from shared.events import Invalid
from shared.importing import Row


def person_of(work: OkrImport, row: Row, column: str) -> str | None:
    """The person's id, None where the column is empty. Raises Invalid for somebody who isn't in people.csv."""
    key = row.optional(column)
    if key is None:
        return None
    if key not in work.people:
        raise Invalid(f"{column} {key} is not in people.csv or was rejected there")
    return work.people[key]
