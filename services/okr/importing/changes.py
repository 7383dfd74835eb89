"""What a row says otherwise of somebody who is here: told first, and made only where that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import RowMapping

from services.okr.importing.work import OkrImport
from services.okr.kernel import rules
from services.okr.people import domain as person
from shared.importing import Row

What = Literal["name", "email", "function", "team", "manager", "back", "leaves"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise, in words; `to` is what it becomes, `on` when it happened."""

    what: What
    words: str
    to: str | None = None
    on: datetime | None = None

    def __str__(self) -> str:
        return self.words


async def changes_of(work: OkrImport, row: Row, there: RowMapping, manager: str | None) -> list[Change]:
    """What the row says otherwise of the person of `there`; nothing where the same was said last time.

    What was changed here since then stays so, until the other system says something new.
    """
    origin = work.known.origin(there["person"])
    if origin is not None and origin.digest == work.history.digest_of(row):
        return []
    left = row.moment("left_on")
    if left is not None and left <= work.history.now:
        gone = there["left"] is not None
        return [] if gone else [Change("leaves", f"left on {row.text('left_on')}", on=left)]
    found: list[Change] = []
    if there["left"] is not None:
        found.append(Change("back", "has left here, and is in the file"))
    name = rules.person_name(row.text("name"))
    if name != await work.sealer.open(there["name"]):
        found.append(Change("name", "has another name", name))
    email = row.optional("email")
    if email is not None and work.sealer.email_index(email) != there["email_index"]:
        found.append(Change("email", "has another e-mail", rules.email(email)))
    found += _moved(work, row, there, manager)
    return found


def _moved(work: OkrImport, row: Row, there: RowMapping, manager: str | None) -> list[Change]:
    found: list[Change] = []
    function = rules.label(row.text("function"), "function")
    if function != there["function"]:
        found.append(Change("function", f"function {there['function']} → {function}", function))
    # A column that isn't there says nothing; one that is empty says that there is none.
    team = rules.optional_label(row.optional("team"), "team")
    if "team" in row.values and team != there["team"]:
        found.append(Change("team", f"team {there['team'] or 'none'} → {team or 'none'}", team))
    if "manager" in row.values and manager != there["manager"]:
        former = "nobody" if there["manager"] is None else work.known.number(there["manager"])
        new = "nobody" if manager is None else work.known.number(manager)
        found.append(Change("manager", f"manager {former} → {new}", manager))
    return found


async def make_changes(work: OkrImport, row: Row | None, ident: str, changes: Sequence[Change]) -> int:
    """Make the changes of one person; how many events they brought about. Raises Invalid, WrongState."""
    made = {change.what: change for change in changes}
    if "leaves" in made:
        return await _carry_out(work, row, ident, person.Leave(), made["leaves"].on)
    written = 0
    there = work.known.person_row(ident)
    assert there is not None
    to = {name: made[name].to if name in made else there[name] for name in ("function", "team", "manager")}
    email = made["email"].to if "email" in made else None
    index = None if email is None else work.sealer.email_index(email)
    taken = index is not None and work.known.emails.get(index, ident) != ident
    sealed_email = None if email is None else await work.sealer.seal(ident, email)
    if "back" in made:
        name = made["name"].to if "name" in made else await work.sealer.open(there["name"])
        join = person.Join(
            person=ident,
            name=await work.sealer.seal(ident, name or ""),
            function=str(to["function"]),
            email=sealed_email or there["email"],
            email_index=index or there["email_index"],
            email_taken=taken,
            team=to["team"],
            manager=to["manager"],
        )
        return await _carry_out(work, row, ident, join)
    if made.keys() & {"function", "team", "manager"}:
        move = person.Move(ident, str(to["function"]), to["team"], to["manager"])
        written += await _carry_out(work, row, ident, move)
    if made.keys() & {"name", "email"}:
        new = made["name"].to if "name" in made else None
        sealed = None if new is None else await work.sealer.seal(ident, new)
        written += await _carry_out(work, row, ident, person.Rename(ident, sealed, sealed_email, index, taken))
    if index is not None:
        work.known.emails[index] = ident
    return written


async def _carry_out(
    work: OkrImport, row: Row | None, ident: str, command: person.Command, on: datetime | None = None
) -> int:
    _, version = await work.persons.load(ident)
    step = f"{type(command).__name__.lower()} {ident} at {version}"
    order = work.history.order(step, row, effective=on or work.history.now)
    return len((await work.persons.handle(ident, command, order)).events)
