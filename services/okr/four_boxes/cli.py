"""`tomoni week`: a team's four boxes — this week's priorities, confidence, the next four weeks, health."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from services.cli.acting import As, actor
from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, show, show_json
from services.okr.four_boxes.domain import HealthTold, Intent
from shared.events import HealthSign, Invalid, monday_of

if TYPE_CHECKING:
    from services.okr.four_boxes.view import Page, ShownPriority
    from services.okr.service import Okr

week = typer.Typer(help="A team's week on one page: the four boxes.", no_args_is_help=True)

Team = Annotated[str, typer.Option(help="Whose boxes, such as Sales.")]
Week = Annotated[str | None, typer.Option("--week", help="An ISO week, such as 2026-W33; this one by default.")]

_FOR = re.compile(r"(KR-[1-9][0-9]*)[:\s]\s*(.+)", re.IGNORECASE | re.DOTALL)
_PATIENCE = 10.0


@week.command("fill")
def week_fill(
    team: Team,
    priority: Annotated[
        list[str], typer.Option("--priority", "-p", help='What matters this week: "KR-17 Call ten firms", or no KR.')
    ],
    next_: Annotated[list[str] | None, typer.Option("--next", "-n", help="What comes in the next four weeks.")] = None,
    health: Annotated[
        list[str] | None, typer.Option("--health", help='What must not suffer: "team=green", "code=red flaky tests".')
    ] = None,
    week: Week = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Fill the boxes of this week, or of the next one; how sure the team is comes from its latest check-ins.

    Do it again and they are replaced; a priority that keeps its words keeps what was said of it.
    """
    intents, healths = [_intent(each) for each in priority], [_health(each) for each in health or ()]

    async def work(okr: Okr) -> Page:
        given = order(actor(okr, who))
        done = await okr.four_boxes.fill(
            given, team=team, priorities=intents, next_weeks=next_ or (), health=healths, week=week
        )
        await okr.runtime.runner.wait_for(done.outcome.aggregate, done.outcome.version, _PATIENCE)
        return await okr.four_boxes.boxes(team=team, now=given.now, week=week)

    page = on_okr(work)
    answer(f"{page.team}'s boxes of {page.week} are filled, with {len(page.priorities)} priorities", page, json)
    if not json and (unsaid := [each for each in page.last if each.kept == "not said"]):
        show(f"of {page.last_week}, {len(unsaid)} of {len(page.last)} are not said to be kept or not: tomoni week mark")


@week.command("mark")
def week_mark(
    priority: Annotated[str, typer.Argument(help="Which one, by its place in the box: 1.")],
    kept: Annotated[bool, typer.Option("--kept/--not-kept", help="Whether it was kept.")],
    team: Team,
    week: Annotated[str | None, typer.Option("--week", help="Of which week; of the last boxes by default.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say whether a priority was kept."""

    async def work(okr: Okr) -> tuple[Page, ShownPriority]:
        given = order(actor(okr, who))
        done = await okr.four_boxes.mark(given, team=team, priority=priority, kept=kept, week=week)
        await okr.runtime.runner.wait_for(done.outcome.aggregate, done.outcome.version, _PATIENCE)
        return await _marked(okr, team, week, priority, given.now)

    page, marked = on_okr(work)
    answer(f"{page.week}, {marked.place}. {marked.text}: {marked.kept}", page, json)


@week.command("show")
def week_show(team: Team, week: Week = None, json: Json = False) -> None:
    """The boxes of a week, and what came of the priorities of the time before."""

    page = on_okr(lambda okr: okr.four_boxes.boxes(team=team, now=datetime.now(UTC), week=week))
    if json:
        show_json(page)
        return
    monday = monday_of(page.week)
    show(f"{page.team}, {page.week} ({monday} to {monday + timedelta(days=6)})")
    if page.filled is None:
        show("not filled yet: tomoni week fill")
    else:
        _box("Priorities this week", [_priority(each) for each in page.priorities])
        sure = [f"{each.number} {each.title}: {each.confidence}" for each in page.confidence]
        _box("How sure we are (0 to 10)", sure or ["no key result has said so yet"])
        _box("The next four weeks", [f"- {each}" for each in page.next_weeks])
        _box("Health", [f"{each.sign:<6} {each.name}{f': {each.note}' if each.note else ''}" for each in page.health])
    if page.last_week is not None:
        _box(f"What we meant to do in {page.last_week}", [_priority(each) for each in page.last])


def _box(title: str, lines: Sequence[str]) -> None:
    show(f"\n{title}")
    for line in lines or ["(nothing)"]:
        show(f"  {line}")


def _priority(one: ShownPriority) -> str:
    key_result = f"{one.key_result_number} " if one.key_result_number else ""
    return f"{one.place}. {key_result}{one.text} ({one.kept})"


async def _marked(okr: Okr, team: str, week: str | None, priority: str, now: datetime) -> tuple[Page, ShownPriority]:
    """The boxes that the priority is in, and it itself."""
    page = await okr.four_boxes.boxes(team=team, now=now, week=week)
    if page.filled is None and page.last_week is not None:
        page = await okr.four_boxes.boxes(team=team, now=now, week=page.last_week)
    return page, next(each for each in page.priorities if priority.strip() in (str(each.place), each.priority))


def _intent(text: str) -> Intent:
    found = _FOR.fullmatch(text.strip())
    return Intent(text) if found is None else Intent(found[2], found[1])


def _health(text: str) -> HealthTold:
    name, equals, told = text.partition("=")
    sign, _, note = told.strip().partition(" ")
    signs: dict[str, HealthSign] = {each: each for each in get_args(HealthSign)}
    if not equals or sign not in signs:
        raise Invalid(f"the health {text!r} has no sign; write it as team=green, or code=red flaky tests")
    return HealthTold(name.strip(), signs[sign], note.strip() or None)
