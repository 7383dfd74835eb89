"""`tomoni guide`: short pages that help where the practice falls short, in English and Japanese."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.exits import guarded
from services.cli.output import Json, show, show_json, show_rows
from services.okr.practice.guides import guide as found, guides, language

if TYPE_CHECKING:
    from services.okr.practice.guides import Guide

guide = typer.Typer(help="Read a page that helps where the practice falls short.", no_args_is_help=True)

Lang = Annotated[str, typer.Option(help="The language: en or ja.")]


@guide.command("list")
def guide_list(lang: Lang = "en", json: Json = False) -> None:
    """All guides, with the measure that each helps with."""
    every = guarded(lambda: guides(language(lang)))
    columns = ("guide", "version", "measure", "title")
    show_rows([{name: getattr(one, name) for name in columns} for one in every], columns, json)


@guide.command("show")
def guide_show(
    name: Annotated[str, typer.Argument(help="The guide, or the measure: check-ins, check-ins-on-time.")],
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """One guide, laid out in a terminal, as Markdown where it is piped."""
    one: Guide = guarded(lambda: found(name, language(lang)))
    if json:
        names = ("guide", "version", "measure", "lang", "title", "text")
        show_json({name: getattr(one, name) for name in names})
    elif sys.stdout.isatty():
        _laid_out(one)
    else:
        show(one.text.rstrip())


def _laid_out(one: Guide) -> None:
    # Here, because every other command would pay for its import.
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(one.text))
    console.print(f"{one.guide}, version {one.version}", style="dim", justify="right", highlight=False)
