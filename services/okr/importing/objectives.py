"""Objectives and key results of an import, and the judgement that closes objectives."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from services.okr.importing.known import KnownKeyResult
from services.okr.importing.measures import measure_of
from services.okr.importing.people import person_of
from services.okr.importing.work import FirstSeen, OkrImport
from services.okr.kernel import notation, rules
from services.okr.objectives.domain import commands, objective
from services.okr.objectives.domain.phasing import SetPlan
from services.okr.objectives.domain.scoring import Proposal, Score
from shared.eventlog import KeyReused
from shared.events import Commitment, Contribution, Invalid, PlannedPoint, ProgressSource, Refused, Sealed, WrongState
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
    if span is not None:
        work.spans[ident] = span
    since = min(
        moment
        for moment in (dates.first.get(key), span.begins if span else None, work.history.now)
        if moment is not None
    )
    draft = commands.Draft(
        title=row.optional("title") or f"Objective {key}",
        quarter=period,
        team=row.optional("team"),
        owner=await person_of(work, row, "owner"),
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
    work.fresh.add(key)
    if outcome.events:
        _say_what_was_assumed(work, row)
        if state != "draft" and draft.source == "key-results":
            work.published.append(key)
    return written


def say_what_is_unmeasured(work: OkrImport) -> None:
    """Name the objectives that people work by from now on though nothing tells how far they come."""
    measured = {each.objective for each in work.key_results.values()}
    bare = [key for key in work.published if work.objectives[key][0] not in measured]
    if bare:
        more = f" and {len(bare) - 10} more" if len(bare) > 10 else ""
        work.report.said.append(
            f"{work.tables.objectives.file}: published without a key result, so nobody can tell how far they come: "
            f"{', '.join(bare[:10])}{more}"
        )


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
    goal, since = work.objective(row.text("objective"))
    ident = work.history.id_of("key-result", key)
    owner = await person_of(work, row, "owner")
    assumed: list[tuple[str, str]] = []
    measure = measure_of(row, lambda what: work.report.warn(row, what), lambda *what: assumed.append(what))
    points = tuple(map(notation.planned, notation.several(row.optional("curve") or "")))
    known = KnownKeyResult(ident, goal, owner, measure)
    add = commands.AddKeyResult(
        key_result=ident,
        title=row.optional("title") or f"Key result {key}",
        measure=measure,
        owner=owner,
        weight=row.number("weight"),
    )
    order = work.history.order(f"add {key}", row, effective=since)
    try:
        outcome = await work.goals.handle(goal, add, order)
    except KeyReused:
        work.key_results[key] = known
        raise
    work.key_results[key] = known
    work.fresh.add(key)
    if outcome.events:
        for column, taken in assumed:
            work.report.assume(row, column, taken)
        if row.optional("title") is None:
            work.report.assume(row, "title", "the key")
    return len(outcome.events) + (await _phase(work, row, known, points, since) if points else 0)


async def _phase(
    work: OkrImport, row: Row, known: KnownKeyResult, points: tuple[PlannedPoint, ...], since: datetime
) -> int:
    """Expect the curve that the row says; one that can't be is warned of."""
    span = work.spans.get(known.objective)
    days = work.known.days_of(known.objective) if span is None else (span.start, span.end)
    command = SetPlan(known.id, points, *(days or (None, None)))
    order = work.history.order(f"phase {row.text('key_result')}", row, effective=since)
    try:
        return len((await work.goals.handle(known.objective, command, order)).events)
    except Refused as refused:
        work.report.warn(row, f"the curve is not taken: {refused}")
        return 0


async def score_objectives(work: OkrImport, dates: FirstSeen) -> None:
    """Keep the scores that the other system had given, once their check-ins are in."""
    for row in work.tables.objectives.rows:
        key = row.optional("objective")
        if key is None or key not in work.fresh or row.optional("score") is None:
            continue
        ident, since = work.objectives[key]
        label = row.optional("quarter")
        over = work.quarters[label][1].over if label else since
        order = work.history.order(f"score {key}", row, effective=max(over, dates.last.get(key, over)))
        try:
            note = await _note(work, row)
            command = Score(Proposal(), work.history.now, row.number("score"), note, elsewhere=True)
            work.report.events += len((await work.goals.handle(ident, command, order)).events)
        except KeyReused:
            work.report.warn(row, "another score was told before; score it here instead")
        except Refused as refused:
            work.report.warn(row, f"the score is not taken: {refused}")


async def _note(work: OkrImport, row: Row) -> Sealed | None:
    text, owner = row.optional("score_note"), await person_of(work, row, "owner")
    if text is None:
        return None
    if owner is None:
        work.report.warn(row, "the note to the score is left out: it needs an owner, whose words it is")
        return None
    return await work.sealer.seal(owner, rules.comment(text, "note"))


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
