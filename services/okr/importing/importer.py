"""The import itself: row by row, in an order in which everything that a row refers to is there before it."""

from __future__ import annotations

from decimal import Decimal

from services.okr.domain import objective, person, rules
from services.okr.domain import objective_commands as commands
from services.okr.importing.quarters import end_quarters, plan_named_quarters, take_quarter
from services.okr.importing.tables import times
from services.okr.importing.work import FirstSeen, OkrImport
from shared.events import Invalid, Measure, Metric, Ordinal, Sealed, WrongState, Zone
from shared.importing import Row
from shared.sealing import Forgotten

_RESULTS: dict[str, objective.Result] = {"successful": "successful", "notsuccessful": "notsuccessful"}
_STATES = ("draft", "ongoing", *_RESULTS)


async def import_okr(work: OkrImport) -> None:
    """Import everything; the report says what became of each row. Raises LogUnavailable; it can be run again."""
    dates = FirstSeen(work.tables)
    await work.each(work.tables.people, lambda row: _person(work, row))
    await work.each(work.tables.quarters, lambda row: take_quarter(work, row))
    await plan_named_quarters(work)
    await work.each(work.tables.objectives, lambda row: _objective(work, row, dates))
    await work.each(work.tables.key_results, lambda row: _key_result(work, row))
    await work.each(work.tables.check_ins, lambda row: _check_in(work, row))
    await _close(work, dates)
    await end_quarters(work, dates)


async def _person(work: OkrImport, row: Row) -> int:
    key = row.text("person")
    ident = work.history.id_of("person", key)
    email = row.optional("email")
    manager = row.optional("manager")
    if manager is not None and all(manager != other.values["person"] for other in work.tables.people):
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
    joined = row.moment("joined_on") or work.history.now
    outcome = await work.persons.handle(ident, command, work.history.order(f"join {key}", row, effective=joined))
    work.people[key] = ident
    if index is not None:
        work.known.emails.setdefault(index, ident)
    return len(outcome.events)


async def _objective(work: OkrImport, row: Row, dates: FirstSeen) -> int:
    key = row.text("objective")
    label = row.optional("quarter")
    if label is not None and label not in work.quarters:
        raise Invalid(work.unusable.get(label, f"quarter {label} in quarters.csv was rejected there"))
    state = row.optional("state") or "ongoing"
    if state not in _STATES:
        raise Invalid(f"state is {state!r}; give one of {', '.join(_STATES)}")
    ident = work.history.id_of("objective", key)
    period, span = work.quarters[label] if label is not None else (None, None)
    since = min(
        moment
        for moment in (dates.first.get(key), span.begins if span else None, work.history.now)
        if moment is not None
    )
    draft = commands.Draft(
        title=row.optional("title") or f"Objective {key}",
        quarter=period,
        team=row.optional("team"),
        owner=_person_of(work, row, "owner"),
    )
    outcome = await work.goals.handle(ident, draft, work.history.order(f"draft {key}", row, effective=since))
    written = len(outcome.events)
    if state != "draft":
        publish = work.history.order(f"publish {key}", None, effective=since)
        written += len((await work.goals.handle(ident, commands.Publish(), publish)).events)
    work.objectives[key] = (ident, since)
    return written


async def _key_result(work: OkrImport, row: Row) -> int:
    key = row.text("key_result")
    goal = work.objectives.get(row.text("objective"))
    if goal is None:
        raise Invalid(f"objective {row.text('objective')} is not in objectives.csv or was rejected there")
    ident = work.history.id_of("key-result", key)
    owner = _person_of(work, row, "owner")
    add = commands.AddKeyResult(ident, row.optional("title") or f"Key result {key}", _measure(work, row), owner)
    outcome = await work.goals.handle(goal[0], add, work.history.order(f"add {key}", row, effective=goal[1]))
    work.key_results[key] = (ident, goal[0], owner)
    return len(outcome.events)


def _measure(work: OkrImport, row: Row) -> Measure:
    match row.optional("kind") or "metric":
        case "metric":
            target = row.number("stretch")
            target = row.number("target") if target is None else target
            if target is None:
                raise Invalid("stretch (the target value) is empty")
            baseline = row.number("baseline")
            if baseline is None:
                work.report.warn(row, "the baseline is missing and taken as 0")
            return Metric(baseline=baseline or Decimal(0), target=target, unit=row.optional("unit"))
        case "ordinal":
            return Ordinal(
                commit=row.optional("commit_zone"),
                target=row.optional("target_zone"),
                stretch=row.optional("stretch_zone"),
            )
        case other:
            raise Invalid(f"kind is {other!r}; give metric or ordinal")


async def _check_in(work: OkrImport, row: Row) -> int:
    key = row.text("check_in")
    found = work.key_results.get(row.text("key_result"))
    if found is None:
        raise Invalid(f"key result {row.text('key_result')} is not in key_results.csv or was rejected there")
    key_result, goal, owner = found
    effective, recorded = times(row) or (work.history.now, work.history.now)
    if recorded > work.history.now:
        raise Invalid(f"the check-in was recorded at {recorded.isoformat()}, in the future; give the day it was made")
    by = _person_of(work, row, "by") or owner
    comment = row.optional("comment")
    if comment is not None and by is None:
        raise Invalid("a comment needs somebody whose words it is; fill the column by")
    zone = row.optional("zone")
    make = commands.MakeCheckIn(
        check_in=work.history.id_of("check-in", key),
        key_result=key_result,
        effective=effective,
        now=work.history.now,
        value=row.number("value"),
        zone=Zone(zone) if zone in set(Zone) else zone,
        confidence=row.whole("confidence"),
        comment=await _comment(work, row, by, comment),
    )
    order = work.history.order(f"check in {key}", row, effective=effective, recorded=recorded, actor=by)
    return len((await work.goals.handle(goal, make, order)).events)


async def _comment(work: OkrImport, row: Row, by: str | None, text: str | None) -> Sealed | None:
    if text is None or by is None:
        return None
    try:
        return await work.sealer.seal(by, rules.comment(text))
    except Forgotten:
        work.report.warn(row, "the comment is left out: whose words it is was forgotten")
        return None


async def _close(work: OkrImport, dates: FirstSeen) -> None:
    """Close the objectives that the other system had judged, once their check-ins are in."""
    for row in work.tables.objectives:
        key, result = row.values.get("objective", ""), _RESULTS.get(row.values.get("state", ""))
        if result is None or key not in work.objectives:
            continue
        ident, since = work.objectives[key]
        label = row.optional("quarter")
        over = work.quarters[label][1].over if label else since
        order = work.history.order(f"close {key}", None, effective=max(over, dates.last.get(key, over)))
        try:
            work.report.events += len((await work.goals.handle(ident, commands.Close(result), order)).events)
        except WrongState as refused:
            work.report.warn(row, f"the state {result} is not taken: {refused}")


def _person_of(work: OkrImport, row: Row, column: str) -> str | None:
    key = row.optional(column)
    if key is None:
        return None
    if key not in work.people:
        raise Invalid(f"{column} {key} is not in people.csv or was rejected there")
    return work.people[key]
