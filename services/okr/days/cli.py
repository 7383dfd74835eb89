"""`tomoni day`: check in and out of your day in a minute each; a mentor whom you invited may read it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.acting import As, actor, carry_out, named
from services.cli.exits import execute
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, note, show, show_json
from services.okr.days.cli_readers import kept, mentees, mentor
from services.okr.objectives.views import mine
from shared.days import day_of

if TYPE_CHECKING:
    from services.okr.days.handlers_reading import Day

day = typer.Typer(help="Your day: check in, check out, look back.", no_args_is_help=True)

OnDay = Annotated[str | None, typer.Option("--day", help="Which day, if not today.")]


@day.command("open")
def day_open(
    intents: Annotated[list[str] | None, typer.Argument(help="What you will do today; asked for if left out.")] = None,
    key_results: Annotated[
        list[str] | None, typer.Option("--kr", help="For which key result: the first for the first text, and so on.")
    ] = None,
    on: OnDay = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Check in: what you will do, and for which key result. Said again, it replaces what you said."""
    person = named(who)
    if intents and len(key_results or ()) > len(intents):
        raise typer.BadParameter("there are more key results than texts; give each text its own --kr")
    said = list(zip_longest(intents or (), key_results or ()))
    if not intents:
        said = execute(_asked(person, key_results or []))
    when = None if on is None else day_of(on)

    facts = carry_out(person, lambda okr, given: okr.days.open(given, intents=said, day=when))
    answer(f"your day is open: {len(said)} {'thing' if len(said) == 1 else 'things'} to do", facts, json)


@day.command("close")
def day_close(
    happened: Annotated[str | None, typer.Argument(help="What happened; asked for if left out.")] = None,
    learned: Annotated[str | None, typer.Option("--learned", help="What you learned.")] = None,
    on: OnDay = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Check out: what happened, and what you learned."""
    person, when = named(who), None if on is None else day_of(on)
    if happened is None:
        _must_be_a_terminal('tomoni day close "what happened" --learned "what I learned"')
        happened = typer.prompt("What happened", err=True)
        if learned is None:
            learned = typer.prompt("What did you learn (empty: nothing)", default="", show_default=False, err=True)

    facts = carry_out(person, lambda okr, given: okr.days.close(given, happened=happened, learned=learned, day=when))
    answer("your day is closed", facts, json)


@day.command("show")
def day_show(
    of: Annotated[str | None, typer.Option(help="Whose, if he invited you: P-5.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first day; a week back by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Your days, the latest first, and what each thing was for, up to the company's objective."""
    person = named(who)
    begins, ends = (None if each is None else day_of(each) for each in (first, last))

    found = on_okr(
        lambda okr: okr.days_read.of_person(actor(okr, person), datetime.now(UTC), of=of, first=begins, last=ends)
    )
    if json:
        show_json(found)
    elif not found:
        show("no day was opened in that time; begin with tomoni day open")
    else:
        for one in found:
            _show(one)


day.add_typer(mentor, name="mentor")
day.command()(mentees)
day.command()(kept)


async def _asked(person: str, key_results: list[str]) -> list[tuple[str, str | None]]:
    """What the person answers: things to do, each perhaps for a key result, until he says nothing.

    Those key results that he named already are proposed in their order.
    """
    _must_be_a_terminal('tomoni day open "what I will do" --kr KR-17')
    async with okr_opened() as okr:
        by = actor(okr, person)
        with okr.runtime.store.read() as connection:
            for each in mine.of_person(connection, by):
                note(f"{each.key_result.number} {each.key_result.title}")
    said: list[tuple[str, str | None]] = []
    while text := typer.prompt(
        "What else (empty: that's it)" if said else "What will you do", default="", show_default=False, err=True
    ).strip():
        named_already = key_results[len(said)] if len(said) < len(key_results) else ""
        hint = f"enter: {named_already}" if named_already else "empty: none"
        for_ = typer.prompt(f"  for which key result ({hint})", default=named_already, show_default=False, err=True)
        said.append((text, for_.strip() or None))
    return said


def _must_be_a_terminal(example: str) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"say it: {example}")


def _show(one: Day) -> None:
    show(f"{one.day}{'' if one.closed else ' (open)'}")
    for intent in one.intents:
        show(f"  {intent.text}")
        if intent.way:
            show(f"    {' → '.join(f'{step.number} {step.title}' for step in intent.way)}")
    if one.closed:
        show(f"  What happened: {one.happened}")
    if one.learned is not None:
        show(f"  What I learned: {one.learned}")
