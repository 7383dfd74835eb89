"""`tomoni notices channel`: through which channels notices leave the house."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import FAILED, execute
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, show, show_json, show_rows

if TYPE_CHECKING:
    from services.okr.notices.channels import Described, Tested
    from services.okr.service import Okr

channel = typer.Typer(help="Set up where notices go: a webhook, Slack, a file.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The channel's name, such as sales-chat.")]


@channel.command()
def add(
    name: Name,
    webhook: Annotated[str | None, typer.Option(help="The address that signed messages are posted to.")] = None,
    slack: Annotated[str | None, typer.Option(help="The address of an incoming webhook of Slack's.")] = None,
    file: Annotated[bool, typer.Option("--file", help="A file of JSON lines in the data directory.")] = False,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind; several times for several.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Only what is for people of this team.")] = None,
    lang: Annotated[str, typer.Option(help="The language of its sentences: en or ja.")] = "en",
    secret: Annotated[str | None, typer.Option(help="The webhook's secret, whsec_…; without it one is made.")] = None,
    json: Json = False,
) -> None:
    """Set a channel up. Notices leave through it from the next one on."""
    chosen = [(kind, address) for kind, address in (("webhook", webhook), ("slack", slack)) if address is not None] + (
        [("file", None)] if file else []
    )
    if len(chosen) != 1:
        raise typer.BadParameter("say where to, once: --webhook ADDRESS, --slack ADDRESS or --file")
    kind, address = chosen[0]

    async def work() -> Described:
        # Loading the HTTP client takes longer than most commands that send nothing.
        from services.okr.notices.channels import Described, described

        async with okr_opened() as okr:
            of = await okr.context.known_team(team)
            wanted = described(name, kind, address, secret=secret, kinds=kinds, team=of, lang=lang)
            added = okr.channels.add(wanted, datetime.now(UTC))
            return Described(added.name, added.kind, added.kinds, added.secret)

    made = execute(work())
    if json:
        show_json(asdict(made))
        return
    show(f"{name} takes {', '.join(made.kinds)}")
    if made.secret is not None:
        show(f"its secret, shown this once: {made.secret}")


@channel.command("list")
def list_(json: Json = False) -> None:
    """All channels, and whether they work."""

    async def work() -> list[dict[str, Any]]:
        async with okr_opened() as okr:
            rows = okr.channels.every()
        state = ["disabled" if row.disabled else "failing" if row.failures else "fine" for row in rows]
        shown = [asdict(row) | {"state": each} for row, each in zip(rows, state, strict=True)]
        return shown if json else [each | {"kinds": ", ".join(each["kinds"])} for each in shown]

    show_rows(execute(work()), ("name", "kind", "target", "kinds", "team", "lang", "state", "error"), json)


@channel.command()
def remove(name: Name, json: Json = False) -> None:
    """Take a channel away. What waits for it is kept, and goes on where one of its name is set up again."""

    async def work(okr: Okr) -> None:
        okr.channels.remove(name)

    on_okr(work)
    answer(f"{name} is taken away", {"name": name}, json)


@channel.command("test")
def try_out(name: Name, json: Json = False) -> None:
    """Send one message through a channel now, and tell whether it arrived."""

    async def work() -> Tested:
        from services.okr.notices.channels import tested

        async with okr_opened() as okr:
            return await tested(okr, name, lambda: datetime.now(UTC))

    told = execute(work())
    answer(f"{name}: it arrived" if told.arrived else f"{name}: {told.why}", asdict(told), json)
    if not told.arrived:
        raise typer.Exit(FAILED)
