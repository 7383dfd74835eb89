"""Objectives and key results of an import, and the judgement that closes objectives."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from services.okr.domain import objective
from services.okr.domain import objective_commands as commands
from services.okr.importing.measures import measure_of
from services.okr.importing.people import person_of
from services.okr.importing.work import FirstSeen, OkrImport
from shared.eventlog import KeyReused
from shared.events import Commitment, Contribution, Invalid, ProgressSource, WrongState
from shared.importing import Row

_RESULTS: dict[str, objective.Result] = {"successful": "successful", "notsuccessful": "notsuccessful"}
_STATES = ("draft", "ongoing", *_RESULTS)


async def take_objective(work: OkrImport, row: Row, dates: FirstSeen) -> int:
    """Draft the objective, and publish it unless it is a draft. Raises Invalid, WrongState, KeyReused."""
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
    order = work.history.order(f"draft {key}", row, effective=since)
    try:
        outcome = await work.goals.handle(ident, draft, order)
    except KeyReused:
        # It is here, as it was told before: what belongs to it is taken all the same.
        work.objectives[key] = (ident, since)
        raise
    written = len(outcome.events)
    if state != "draft":
        publish = work.history.order(f"publish {key}", None, effective=since)
        written += len((await work.goals.handle(ident, commands.Publish(), publish)).events)
    work.objectives[key] = (ident, since)
    if outcome.events:
        _say_what_was_assumed(work, row)
    return written


def _say_what_was_assumed(work: OkrImport, row: Row) -> None:
    taken = {
        "title": "the key",
        "quarter": "none (the backlog)",
        "state": "ongoing",
        "commitment": "aspirational",
        "source": "key-results",
        "contribution": "weight",
    }
    for column, otherwise in taken.items():
        if row.optional(column) is None:
            work.report.assume(row, column, otherwise)


def _one_of(row: Row, column: str, words: Any, default: str) -> Any:
    word = row.optional(column) or default
    if word not in get_args(words):
        raise Invalid(f"{column} is {word!r}; give one of {', '.join(get_args(words))}")
    return word


async def take_key_result(work: OkrImport, row: Row) -> int:
    """Add the key result to its objective. Raises Invalid, WrongState, KeyReused."""
    key = row.text("key_result")
    goal, since = _objective(work, row.text("objective"))
    ident = work.history.id_of("key-result", key)
    owner = person_of(work, row, "owner")
    assumed: list[tuple[str, str]] = []
    add = commands.AddKeyResult(
        key_result=ident,
        title=row.optional("title") or f"Key result {key}",
        measure=measure_of(row, lambda what: work.report.warn(row, what), lambda *what: assumed.append(what)),
        owner=owner,
        weight=row.number("weight"),
    )
    order = work.history.order(f"add {key}", row, effective=since)
    try:
        outcome = await work.goals.handle(goal, add, order)
    except KeyReused:
        work.key_results[key] = (ident, goal, owner)
        raise
    work.key_results[key] = (ident, goal, owner)
    if outcome.events:
        for column, taken in assumed:
            work.report.assume(row, column, taken)
        if row.optional("title") is None:
            work.report.assume(row, "title", "the key")
    return len(outcome.events)


def _objective(work: OkrImport, key: str) -> tuple[str, datetime]:
    """The objective of this key: of the import, imported before, or one here such as O-4. Raises Invalid."""
    found = work.objectives.get(key)
    if found is None:
        known = work.known.objective(work.history.id_of("objective", key), key)
        if known is None:
            raise Invalid(f"objective {key} is not in objectives.csv or was rejected there, nor is it here")
        found = known, work.history.now
    return found


async def close_objectives(work: OkrImport, dates: FirstSeen) -> None:
    """Close the objectives that the other system had judged, once their check-ins are in."""
    for row in work.tables.objectives.rows:
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
