"""The `tomoni` program: its commands, each in a module of its own, loaded when it is called."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from types import MappingProxyType
from typing import Annotated

import typer

from services.cli.commands import COMMANDS, GROUPS
from services.cli.exits import EXIT_CODES, guarded
from services.cli.lazily import LazyGroup

_CODES = "\n\n".join(f"{code}: {meaning}" for code, meaning in EXIT_CODES.items())


class _Commands(LazyGroup):
    places = MappingProxyType({name: f"services.{place}" for name, place in COMMANDS.items()})
    sections = MappingProxyType(
        {group: {name: listed.told for name, listed in commands.items()} for group, commands in GROUPS.items()}
    )
    # A value may be negative: `tomoni checkin KR-17 -3` names no option.
    settings = MappingProxyType({"checkin": {"ignore_unknown_options": True}})


tomoni = typer.Typer(
    cls=_Commands,
    name="tomoni",
    help="Goals everybody can see, and people who really talk. New here: `tomoni demo`, then `tomoni up`.",
    epilog=f"Exit codes\n\n{_CODES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        # Loaded here: no other command needs to know it.
        from importlib.metadata import version

        typer.echo(f"tomoni {version('tomoni')}")
        raise typer.Exit


@tomoni.callback()
def _tomoni(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Carries what is asked of the program itself, and makes it a group."""


def run() -> None:
    """The program's entry point. What it writes, also outside the data directory, is for its user's eyes only."""
    os.umask(0o077)
    if isinstance(sys.stdout, TextIOWrapper):
        # Where the terminal's encoding has no such letter, its code is shown, and the rest is still told.
        sys.stdout.reconfigure(errors="backslashreplace")
    guarded(tomoni)


if __name__ == "__main__":
    run()
