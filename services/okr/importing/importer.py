"""The import itself: row by row, in an order in which everything that a row refers to is there before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from services.okr.domain import objective, person, quarter
from services.okr.domain import objective_commands as commands
from services.okr.domain.objective_decisions import decide as decide_objective
from services.okr.importing.tables import Span, Tables, calendar_quarter, times
from shared.eventlog import Decider, EventLog, KeyReused, Repository
from shared.events import Invalid, Measure, Metric, Ordinal, Refused, Zone
from shared.importing import History, Report, Row
from shared.sealing import Sealer

_RESULTS: dict[str, objective.Result] = {"successful": "successful", "notsuccessful": "notsuccessful"}
_STATES = ("draft", "ongoing", *_RESULTS)


@dataclass(slots=True)
class OkrImport:
    """What an import has established so far: ids by the other system's keys, and where key results belong."""

    log: EventLog
    sealer: Sealer
    history: History
    report: Report
    tables: Tables
    step: Callable[[], None]
    people: dict[str, str] = field(default_factory=dict)
    quarters: dict[str, tuple[str, Span]] = field(default_factory=dict)
    objectives: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    key_results: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    persons: Repository[person.Person, person.Command] = field(init=False)
    periods: Repository[quarter.Quarter, quarter.Command] = field(init=False)
    goals: Repository[objective.Objective, commands.Command] = field(init=False)

    def __post_init__(self) -> None:
        self.persons = Repository(self.log, Decider("okr", "person", person.Person(), person.decide, person.evolve))
        self.periods = Repository(
            self.log, Decider("okr", "quarter", quarter.Quarter(), quarter.decide, quarter.evolve)
        )
        self.goals = Repository(
            self.log, Decider("okr", "objective", objective.Objective(), decide_objective, objective.evolve)
        )

    async def each(self, rows: list[Row], take: Callable[[Row], object]) -> None:
        """Take every row; one that is refused is reported and stops no other."""
        for row in rows:
            try:
                events = await take(row)  # type: ignore[misc]
            except KeyReused:
                self.report.reject(row, "this row was imported before with other content; correct it there instead")
            except Refused as refused:
                self.report.reject(row, str(refused))
            else:
                self.report.take(row, events)
            self.step()


async def import_okr(work: OkrImport) -> None:
    """Import everything; the report says what became of each row. Raises LogUnavailable; it can be run again."""
    dates = _FirstSeen(work.tables)
    await work.each(work.tables.people, lambda row: _person(work, row))
    await work.each(work.tables.quarters, lambda row: _quarter(work, row))
    await _named_quarters(work, dates)
    await work.each(work.tables.objectives, lambda row: _objective(work, row, dates))
    await work.each(work.tables.key_results, lambda row: _key_result(work, row))
    await work.each(work.tables.check_ins, lambda row: _check_in(work, row))
    work.report.events += await _close(work, dates)
    work.report.events += await _end(work, dates)


class _FirstSeen:
    """When objectives are first and last spoken of in check-ins, and the last moment of the whole import."""

    def __init__(self, tables: Tables) -> None:
        owner = {row.optional("key_result"): row.optional("objective") for row in tables.key_results}
        self.first: dict[str, datetime] = {}
        self.last: dict[str, datetime] = {}
        self.end: datetime | None = None
        for row in tables.check_ins:
            try:
                found = times(row)
            except Invalid:
                continue
            goal = owner.get(row.optional("key_result"))
            if found is None or goal is None:
                continue
            self.first[goal] = min(found[0], self.first.get(goal, found[0]))
            self.last[goal] = max(found[1], self.last.get(goal, found[1]))
            self.end = max(found[1], self.end or found[1])


async def _person(work: OkrImport, row: Row) -> int:
    key = row.text("person")
    ident = work.history.id_of("person", key)
    email = row.optional("email")
    manager = row.optional("manager")
    command = person.Join(
        person=ident,
        name=await work.sealer.seal(ident, row.text("name")),
        function=row.text("function"),
        email=await work.sealer.seal(ident, email) if email else None,
        email_index=work.sealer.email_index(email) if email else None,
        team=row.optional("team"),
        manager=work.history.id_of("person", manager) if manager else None,
    )
    joined = row.moment("joined_on") or work.history.now
    outcome = await work.persons.handle(ident, command, work.history.order(f"join {key}", row, effective=joined))
    work.people[key] = ident
    return len(outcome.events)


async def _quarter(work: OkrImport, row: Row) -> int:
    label = row.text("quarter")
    span = Span(row.day("start"), row.day("end")) if row.optional("start") else calendar_quarter(label)
    state = row.optional("state") or "started"
    if state not in ("planned", "started", "ended"):
        raise Invalid(f"state is {state!r}; give planned, started or ended")
    return await _plan(work, label, span, row, started=state != "planned")


async def _named_quarters(work: OkrImport, dates: _FirstSeen) -> None:
    """Plan the calendar quarters that objectives name and no file does."""
    known = {row.optional("quarter") for row in work.tables.quarters}
    for label in sorted({row.optional("quarter") or "" for row in work.tables.objectives} - known - {""}):
        try:
            span = calendar_quarter(label)
        except Invalid:
            continue  # its objectives are rejected, with this as the reason
        work.report.events += await _plan(work, label, span, None, started=True)


async def _plan(work: OkrImport, label: str, span: Span, row: Row | None, *, started: bool) -> int:
    ident = work.history.id_of("quarter", label)
    order = work.history.order
    plan = quarter.Plan(label, span.start, span.end)
    outcome = await work.periods.handle(ident, plan, order(f"plan {label}", None, effective=span.begins))
    written = len(outcome.events)
    if started:
        step = order(f"start {label}", None, effective=span.begins)
        written += len((await work.periods.handle(ident, quarter.Start(), step)).events)
    work.quarters[label] = (ident, span)
    return written


async def _objective(work: OkrImport, row: Row, dates: _FirstSeen) -> int:
    key = row.text("objective")
    label = row.optional("quarter")
    if label is not None and label not in work.quarters:
        calendar_quarter(label)
        raise Invalid(f"quarter {label} could not be taken, see there")
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
        comment=await work.sealer.seal(by, comment) if comment is not None and by is not None else None,
    )
    order = work.history.order(f"check in {key}", row, effective=effective, recorded=recorded, actor=by)
    return len((await work.goals.handle(goal, make, order)).events)


async def _close(work: OkrImport, dates: _FirstSeen) -> int:
    """Close the objectives that the other system had judged, once their check-ins are in."""
    written = 0
    for row in work.tables.objectives:
        key, result = row.values.get("objective", ""), _RESULTS.get(row.values.get("state", ""))
        if result is None or key not in work.objectives:
            continue
        ident, since = work.objectives[key]
        label = row.optional("quarter")
        over = work.quarters[label][1].over if label else since
        order = work.history.order(f"close {key}", None, effective=max(over, dates.last.get(key, over)))
        written += len((await work.goals.handle(ident, commands.Close(result), order)).events)
    return written


async def _end(work: OkrImport, dates: _FirstSeen) -> int:
    """End the quarters that the file says have ended; without a file, those that the check-ins have left behind."""
    said = {row.values.get("quarter", ""): row.optional("state") for row in work.tables.quarters}
    written = 0
    for label, (ident, span) in work.quarters.items():
        ended = said[label] == "ended" if label in said else dates.end is not None and span.over < dates.end
        if ended:
            order = work.history.order(f"end {label}", None, effective=span.over)
            written += len((await work.periods.handle(ident, quarter.End(), order)).events)
    return written


def _person_of(work: OkrImport, row: Row, column: str) -> str | None:
    key = row.optional(column)
    if key is None:
        return None
    if key not in work.people:
        raise Invalid(f"{column} {key} is not in people.csv or was rejected there")
    return work.people[key]
