"""From a row of ``check_ins.csv`` to a check-in."""

from __future__ import annotations

from services.okr.importing.known import KnownKeyResult
from services.okr.importing.people import person_of
from services.okr.importing.tables import times
from services.okr.importing.work import OkrImport
from services.okr.kernel import notation, rules
from services.okr.objectives.domain import commands
from shared.events import Invalid, Sealed, Zone
from shared.importing import Row
from shared.sealing import Forgotten

_WORDS = {"comment": "comment", "blocker": "blocker", "next_step": "next step", "help_wanted": "request for help"}

NONE = "none"
"""What stands for no milestone, where nothing would say nothing."""


async def take_check_in(work: OkrImport, row: Row) -> int:
    """Make the check-in; how many events it brought about. Raises Invalid, WrongState, NotFound."""
    measured = work.key_result(row.text("key_result"))
    key = row.optional("check_in") or _untimed(work, row, measured)
    if key is None:
        return 0
    said = times(row)
    effective, recorded = said or (work.history.now, work.history.now)
    if recorded > work.history.now:
        raise Invalid(f"the check-in was recorded at {recorded.isoformat()}, in the future; give the day it was made")
    by = await person_of(work, row, "by") or measured.owner
    zone, reached = row.optional("zone"), row.optional("reached")
    make = commands.MakeCheckIn(
        check_in=work.history.id_of("check-in", key),
        key_result=measured.id,
        effective=effective,
        now=work.history.now,
        value=row.number("value"),
        zone=Zone(zone) if zone in set(Zone) else zone,
        reached=None if reached is None else () if reached.casefold() == NONE else notation.several(reached),
        confidence=row.whole("confidence"),
        comment=await _words(work, row, by, "comment"),
        blocker=await _words(work, row, by, "blocker"),
        next_step=await _words(work, row, by, "next_step"),
        help_wanted=await _words(work, row, by, "help_wanted"),
    )
    order = work.history.order(f"check in {key}", row, effective=effective, recorded=recorded, actor=by)
    events = (await work.goals.handle(measured.objective, make, order)).events
    if events and said is None:
        work.report.assume(row, "recorded_at", "now")
    elif events and row.manner.zone_is_assumed and row.leaves_zone_open("recorded_at", "modified_at"):
        work.report.assume(row, "zone", "UTC")
    return len(events)


def _untimed(work: OkrImport, row: Row, measured: KnownKeyResult) -> str | None:
    """A key for where it stands now, as a file without times tells it; None where that was told last.

    So the same file brings nothing new, and one that comes back to an earlier value does.
    """
    if work.flat is None:
        raise Invalid("check_in is empty")
    told = work.known.standing(measured.id)
    if told.made and told.value == row.number("value"):
        return None
    return f"{row.text('key_result')} after {told.made}"


async def _words(work: OkrImport, row: Row, by: str | None, column: str) -> Sealed | None:
    text = row.optional(column)
    if text is None:
        return None
    what = _WORDS[column]
    if by is None:
        raise Invalid(f"a {what} needs somebody whose words it is; fill the column by")
    try:
        return await work.sealer.seal(by, rules.comment(text, what))
    except Forgotten:
        work.report.warn(row, f"the {what} is left out: whose words it is was forgotten")
        return None
