"""People of an import: those of ``people.csv``, and whom a column of another row names."""

from __future__ import annotations

from services.okr.domain import person, rules
from services.okr.importing.work import OkrImport
from shared.events import Invalid
from shared.importing import Row
from shared.sealing import Forgotten


async def take_person(work: OkrImport, row: Row) -> int:
    """Let the person of the row join. Raises Invalid, WrongState, Forgotten."""
    key = row.text("person")
    ident = work.history.id_of("person", key)
    email = row.optional("email")
    manager = row.optional("manager")
    if manager is not None and all(manager != other.values["person"] for other in work.tables.people.rows):
        raise Invalid(f"manager {manager} is not in people.csv")
    index = work.sealer.email_index(email) if email else None
    try:
        name = await work.sealer.seal(ident, rules.person_name(row.text("name")))
    except Forgotten:
        # Other rows may name him: what he did stays, only who he was is gone.
        work.people[key] = ident
        raise
    command = person.Join(
        person=ident,
        name=name,
        function=row.text("function"),
        email=await work.sealer.seal(ident, rules.email(email)) if email else None,
        email_index=index,
        email_taken=index is not None and work.known.emails.get(index, ident) != ident,
        team=row.optional("team"),
        manager=work.history.id_of("person", manager) if manager else None,
    )
    joined = row.moment("joined_on")
    order = work.history.order(f"join {key}", row, effective=joined or work.history.now)
    outcome = await work.persons.handle(ident, command, order)
    work.people[key] = ident
    if index is not None:
        work.known.emails.setdefault(index, ident)
    if joined is None and outcome.events:
        work.report.assume(row, "joined_on", "now")
    return len(outcome.events)


def person_of(work: OkrImport, row: Row, column: str) -> str | None:
    """The person's id, None where the column is empty: by his key, his e-mail or a number such as P-3.

    Raises Invalid for somebody who is neither in the import nor here.
    """
    key = row.optional(column)
    if key is None:
        return None
    known = work.people.get(key) or work.known.person(work.history.id_of("person", key), key)
    if known is None and "@" in key:
        known = work.known.emails.get(work.sealer.email_index(key))
    if known is None:
        raise Invalid(f"{column} {key} is not in people.csv or was rejected there, nor anybody's key or e-mail here")
    return known
