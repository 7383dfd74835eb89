"""`tomoni subscriber`: let another program read a part of the events, from any position in the past."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.exits import execute
from services.cli.output import Json, answer, show, show_json, show_table
from services.cli.workplace import log_url, user
from shared.events import NotFound
from shared.server import subscribers
from shared.server.layout import Layout
from shared.settings import load_settings

subscriber = typer.Typer(help="Let other programs read events.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Lower-case letters, digits and dashes; the durable's name too.")]


@subscriber.command()
def add(
    name: Name,
    filters: Annotated[
        list[str],
        typer.Option(
            "--filter", help="Subjects to read, such as 'okr.objective.*', or 'okr.>' for all of okr; again for more."
        ),
    ],
    new: Annotated[bool, typer.Option("--new", help="Only what comes from now on, not the whole past.")] = False,
    json: Json = False,
) -> None:
    """Make an account, a durable with these filters, and credentials."""

    async def work() -> subscribers.Added:
        settings = load_settings()
        layout = Layout(settings.var)
        async with log_url(settings) as url:
            return await subscribers.add(layout, url, name, filters, "new" if new else "all")

    added = execute(work())
    wanted = " ".join(added.subscriber.filters)
    facts = {"durable": name, "filter": wanted, "url": added.url, "credentials": str(added.seed_file.absolute())}
    if json:
        show_json(facts)
    else:
        for label, value in facts.items():
            show(f"{label}: {value}")


@subscriber.command("list")
def list_(json: Json = False) -> None:
    """Who may read what."""
    layout = Layout(load_settings().var)
    found = [(one.name, " ".join(one.filters), one.start) for one in subscribers.listed(layout)]
    if json:
        show_json([{"name": name, "filter": filter_, "start": start} for name, filter_, start in found])
    else:
        show_table(("name", "filter", "start"), found)


@subscriber.command()
def remove(name: Name, json: Json = False) -> None:
    """Take the account, the durable and the credentials away."""

    async def work() -> None:
        settings = load_settings()
        async with log_url(settings) as url:
            await subscribers.remove(Layout(settings.var), url, name)

    execute(work())
    answer(f"subscriber {name} is gone", {"durable": name}, json)


@subscriber.command()
def rewind(
    name: Name,
    to: Annotated[int, typer.Option("--to", min=1, help="The position to read from; 1 is the first event.")] = 1,
    json: Json = False,
) -> None:
    """Have the subscriber read again from a position in the past."""

    async def work() -> None:
        settings = load_settings()
        if all(one.name != name for one in subscribers.listed(Layout(settings.var))):
            raise NotFound(f"there is no subscriber {name!r}; tomoni subscriber list names them")
        async with log_url(settings) as url, user(settings, url, name) as client:
            await subscribers.rewind(client, name, to)

    execute(work())
    answer(f"subscriber {name} reads on from position {to}", {"durable": name, "position": to}, json)
