"""People of an import: those of ``people.csv``, recognised by key or e-mail, and whom a column of another row names."""

from __future__ import annotations

from services.okr.importing.changes import Change, changes_of, make_changes
from services.okr.importing.work import OkrImport
from services.okr.kernel import rules
from services.okr.people import domain as person
from shared.events import Invalid
from shared.importing import Changed, Row
from shared.sealing import Forgotten


def recognise_people(work: OkrImport) -> None:
    """Find out who each row is before any is taken: a manager may stand below those whom he manages."""
    for row in work.tables.people.rows:
        key = row.optional("person")
        if key is not None:
            work.named[key] = _recognised(work, row, key)


async def take_person(work: OkrImport, row: Row) -> int:
    """Let the person of the row join, or take what the row says otherwise of somebody who is known.

    Raises Invalid, WrongState, Forgotten; Invalid also where what is said otherwise is only offered.
    """
    key = row.text("person")
    ident = work.named[key]
    email = rules.email(row.text("email")) if row.optional("email") else None
    named = rules.person_name(row.text("name"))
    function = row.text("function")
    try:
        name = await work.sealer.seal(ident, named)
    except Forgotten:
        # Other rows may name him: what he did stays, only who he was is gone.
        work.people[key] = ident
        raise
    there = work.known.person_row(ident)
    if there is not None:
        work.people[key] = ident
        manager = _manager(work, row)
        return await _take_changes(work, row, await changes_of(work, row, there, manager))
    index = work.sealer.email_index(email) if email else None
    command = person.Join(
        person=ident,
        name=name,
        function=function,
        email=await work.sealer.seal(ident, email) if email else None,
        email_index=index,
        email_taken=index is not None and work.known.emails.get(index, ident) != ident,
        team=row.optional("team"),
        manager=_manager(work, row),
    )
    joined = row.moment("joined_on")
    order = work.history.order(f"join {key}", row, effective=joined or work.history.now)
    outcome = await work.persons.handle(ident, command, order)
    work.people[key] = ident
    if index is not None:
        work.known.emails.setdefault(index, ident)
    if joined is None and outcome.events:
        work.report.assume(row, "joined_on", "now")
    return len(outcome.events) + await _leave_at_once(work, row, ident)


async def let_leavers_go(work: OkrImport) -> None:
    """Say who came from this source and isn't among its people any more; let them leave, where that was asked for."""
    table = work.tables.people
    if not table.rows:
        return
    there = {*work.named.values(), *work.people.values()}
    gone = [each for each in work.known.people_of(work.history.source) if each not in there]
    if not gone:
        return
    numbers = [work.known.number(each) for each in gone]
    if table.rejected and work.leavers:
        work.report.said.append(
            f"nobody leaves: {table.file} has rows that can't be read, so it is uncertain who is not in it"
        )
    elif not work.leavers or not work.updates:
        more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
        work.report.said.append(
            f"{len(gone)} of {work.history.source} are here and not in {table.file}: {', '.join(numbers[:10])}{more}; "
            "if it lists everybody, --update --leavers lets them leave"
        )
    else:
        for each, number in zip(gone, numbers, strict=True):
            change = Change("leaves", "he is not in the file any more")
            work.report.events += await make_changes(work, None, each, [change])
            work.report.changes.append(Changed(table.file, None, number, (str(change),), True))


async def person_of(work: OkrImport, row: Row, column: str) -> str | None:
    """The person's id, None where the column is empty: by his key, his e-mail, a number such as P-3, or his name.

    Raises Invalid for somebody who is neither in the import nor here.
    """
    key = row.optional(column)
    if key is None:
        return None
    known = work.people.get(key) or _here(work, key) or await work.by_name(key)
    if known is None:
        raise Invalid(f"{column} {key} is not in people.csv or was rejected there, nor anybody's key or e-mail here")
    return known


def _here(work: OkrImport, key: str) -> str | None:
    known = work.known.person(work.history.id_of("person", key), key)
    if known is None and "@" in key:
        known = work.known.emails.get(work.sealer.email_index(key))
    return known


def _recognised(work: OkrImport, row: Row, key: str) -> str:
    """Who the row is: the source's own person of this key, else who is here with this e-mail, else somebody new."""
    own = work.history.id_of("person", key)
    email = row.optional("email")
    if email is None or work.known.person_row(own) is not None:
        return own
    return work.known.emails.get(work.sealer.email_index(email), own)


def _manager(work: OkrImport, row: Row) -> str | None:
    key = row.optional("manager")
    if key is None:
        return None
    known = work.named.get(key) or _here(work, key)
    if known is None:
        raise Invalid(f"manager {key} is not in people.csv, nor anybody's key or e-mail here")
    return known


async def _take_changes(work: OkrImport, row: Row, changes: list[Change]) -> int:
    if not changes:
        return 0
    ident = work.people[row.text("person")]
    number = work.known.number(ident)
    said = tuple(map(str, changes))
    if not work.updates:
        work.report.changes.append(Changed(row.file, row.line, number, said, False))
        raise Invalid(f"{number} is known here otherwise: {'; '.join(said)}; --update takes it")
    events = await make_changes(work, row, ident, changes)
    work.report.changes.append(Changed(row.file, row.line, number, said, True))
    return events


async def _leave_at_once(work: OkrImport, row: Row, ident: str) -> int:
    """Who has left already is here for the sake of what he did."""
    left = row.moment("left_on")
    if left is None or left > work.history.now:
        return 0
    order = work.history.order(f"leave {row.text('person')}", row, effective=left)
    return len((await work.persons.handle(ident, person.Leave(), order)).events)
