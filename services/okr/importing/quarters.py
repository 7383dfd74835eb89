"""Quarters of an import: those that a file names, and those that only objectives name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from services.okr.importing.tables import Span, calendar_quarter
from services.okr.importing.work import FirstSeen, OkrImport
from services.okr.quarters import domain as quarter
from shared.company import period_labels
from shared.events import Invalid, Refused, WrongState
from shared.importing import Row


async def take_quarter(work: OkrImport, row: Row) -> int:
    """Take a row of ``quarters.csv``; how many events were written. Raises Invalid, WrongState."""
    label = row.text("quarter")
    if row.optional("start"):
        name, span = label, Span(row.day("start"), row.day("end"))
    else:
        name, span = days_of(work, label)
    state = row.optional("state") or "started"
    if state not in ("planned", "started", "ended"):
        raise Invalid(f"state is {state!r}; give planned, started or ended")
    if row.optional("state") is None:
        work.report.assume(row, "state", state)
    return await _plan(work, label, name, span, started=state != "planned")


async def plan_named_quarters(work: OkrImport) -> None:
    """Use the quarters here that objectives name and no file does; plan the calendar quarters that aren't here."""
    known = {row.optional("quarter") for row in work.tables.quarters.rows}
    for label in sorted({row.optional("quarter") or "" for row in work.tables.objectives.rows} - known - {""}):
        try:
            work.report.events += await _plan(work, label, *days_of(work, label), started=True)
        except Refused as refused:
            work.unusable[label] = str(refused)


async def end_quarters(work: OkrImport, dates: FirstSeen) -> None:
    """End the quarters that the file says have ended; without a file, those that the check-ins have left behind.

    Nothing is scored and nothing frozen: nobody here judged that work, and a later run may bring more of it. Whoever
    wants its digests kept freezes the quarter by command.
    """
    said = {row.values.get("quarter", ""): row.optional("state") for row in work.tables.quarters.rows}
    for label, (ident, span) in work.quarters.items():
        own = ident == work.history.id_of("quarter", label)
        left_behind = own and dates.end is not None and span.over < dates.end
        if said[label] == "ended" if label in said else left_behind:
            order = work.history.order(f"end {label}", None, effective=span.over)
            # Somebody here may have ended it before.
            with suppress(WrongState):
                work.report.events += len((await work.periods.handle(ident, quarter.End(), order)).events)


def days_of(work: OkrImport, label: str) -> tuple[str, Span]:
    """What the quarter is called here, and its days: those of one that is here, or those that the label means.

    Raises Invalid for a label that means no quarter.
    """
    there = work.known.quarter(label)
    if there is not None:
        return there.label, Span(there.start, there.end)
    meant = period_labels.meant(work.known.calendar, label)
    if meant is None or meant.kind not in ("quarter", "transition"):
        return label, calendar_quarter(label)
    return meant.label, Span(meant.start, meant.end)


async def _plan(work: OkrImport, label: str, name: str, span: Span, *, started: bool) -> int:
    ident = work.history.id_of("quarter", label)
    there = work.known.quarter(label)
    written = 0
    if there is not None and there.id != ident:
        if (there.start, there.end) != (span.start, span.end):
            raise Invalid(f"quarter {label} is here already, from {there.start} to {there.end}; give these days")
        ident = there.id
    else:
        plan = quarter.Plan(name, span.start, span.end, overlapping=_overlapping(work, ident, span))
        order = work.history.order(f"plan {label}", None, effective=span.begins)
        days = work.history.digest(f"{label} {span.start} {span.end}".encode())
        written += len((await work.periods.handle(ident, plan, replace(order, digest=days))).events)
    if started:
        step = work.history.order(f"start {label}", None, effective=span.begins)
        # One that was here already may have ended.
        with suppress(WrongState):
            written += len((await work.periods.handle(ident, quarter.Start(), step)).events)
    work.quarters[label] = (ident, span)
    return written


def _overlapping(work: OkrImport, ident: str, span: Span) -> str | None:
    others = [(known.id, known.label, known.start, known.end) for known in work.known.quarters.values()]
    others += [(own, label, days.start, days.end) for label, (own, days) in work.quarters.items()]
    return next(
        (label for id_, label, start, end in others if id_ != ident and start <= span.end and end >= span.start), None
    )
