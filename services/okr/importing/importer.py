"""The import itself: row by row, in an order in which everything that a row refers to is there before it."""

from __future__ import annotations

from typing import Any, get_args

from services.okr.domain import objective, person, rules
from services.okr.domain import objective_commands as commands
from services.okr.importing.check_ins import take_check_in
from services.okr.importing.measures import measure_of
from services.okr.importing.people import person_of
from services.okr.importing.quarters import end_quarters, plan_named_quarters, take_quarter
from services.okr.importing.work import FirstSeen, OkrImport
from shared.events import Commitment, Contribution, Invalid, ProgressSource, WrongState
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
    await work.each(work.tables.check_ins, lambda row: take_check_in(work, row))
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
        owner=person_of(work, row, "owner"),
        commitment=_one_of(row, "commitment", Commitment, "aspirational"),
        source=_one_of(row, "source", ProgressSource, "key-results"),
        contribution=_one_of(row, "contribution", Contribution, "weight"),
    )
    outcome = await work.goals.handle(ident, draft, work.history.order(f"draft {key}", row, effective=since))
    written = len(outcome.events)
    if state != "draft":
        publish = work.history.order(f"publish {key}", None, effective=since)
        written += len((await work.goals.handle(ident, commands.Publish(), publish)).events)
    work.objectives[key] = (ident, since)
    return written


def _one_of(row: Row, column: str, words: Any, default: str) -> Any:
    word = row.optional(column) or default
    if word not in get_args(words):
        raise Invalid(f"{column} is {word!r}; give one of {', '.join(get_args(words))}")
    return word


async def _key_result(work: OkrImport, row: Row) -> int:
    key = row.text("key_result")
    goal = work.objectives.get(row.text("objective"))
    if goal is None:
        raise Invalid(f"objective {row.text('objective')} is not in objectives.csv or was rejected there")
    ident = work.history.id_of("key-result", key)
    owner = person_of(work, row, "owner")
    add = commands.AddKeyResult(
        key_result=ident,
        title=row.optional("title") or f"Key result {key}",
        measure=measure_of(row, lambda what: work.report.warn(row, what)),
        owner=owner,
        weight=row.number("weight"),
    )
    outcome = await work.goals.handle(goal[0], add, work.history.order(f"add {key}", row, effective=goal[1]))
    work.key_results[key] = (ident, goal[0], owner)
    return len(outcome.events)


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
