"""The import itself: row by row, in an order in which everything that a row refers to is there before it."""

from __future__ import annotations

from services.okr.importing.check_ins import take_check_in
from services.okr.importing.objectives import (
    close_objectives,
    say_what_is_unmeasured,
    score_objectives,
    take_key_result,
    take_objective,
)
from services.okr.importing.people import let_leavers_go, recognise_people, take_person
from services.okr.importing.quarters import end_quarters, plan_named_quarters, take_quarter
from services.okr.importing.spelling import spell
from services.okr.importing.ties import take_ties
from services.okr.importing.work import FirstSeen, OkrImport


async def import_okr(work: OkrImport) -> None:
    """Import everything; the report says what became of each row. Raises LogUnavailable; it can be run again."""
    tables, dates = work.tables, FirstSeen(work.tables)
    work.report.open([*([work.flat] if work.flat is not None else []), *tables])
    spell(work)
    recognise_people(work)
    await work.each(tables.people.rows, lambda row: take_person(work, row))
    await let_leavers_go(work)
    await work.each(tables.quarters.rows, lambda row: take_quarter(work, row))
    await plan_named_quarters(work)
    await work.each(tables.objectives.rows, lambda row: take_objective(work, row, dates))
    await work.each(tables.key_results.rows, lambda row: take_key_result(work, row))
    say_what_is_unmeasured(work)
    await take_ties(work)
    await work.each(tables.check_ins.rows, lambda row: take_check_in(work, row))
    await score_objectives(work, dates)
    await close_objectives(work, dates)
    await end_quarters(work, dates)
