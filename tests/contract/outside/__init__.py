"""What the outside sees of Tomoni, as text: pages, help, tables, metrics. Nobody changes it without meaning to.

`python -m tests.contract.outside` writes down what is there now. A change on purpose is committed with what it changed
here, so whoever reads the commit sees what users, operators and subscribers will see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import click
from fastapi import FastAPI
from typer.core import TyperGroup
from typer.main import get_command

from services.cli.main import tomoni
from services.okr.http.application import okr_app
from services.pairing.http import pairing_app
from shared.asyncapi import asyncapi
from tests.readme_tables import tables

HERE = Path(__file__).parent
WIDTH = 100
DEPTH = 3


def present() -> dict[str, str]:
    """What is seen now, by the name of the file that holds what was seen when it was written."""
    return {
        "okr.openapi.txt": _page(okr_app),
        "pairing.openapi.txt": _page(pairing_app),
        "asyncapi.txt": _json(_without_version(asyncapi())),
        "help.txt": "\n".join(_helps()),
        "tables.md": "\n\n".join(f"## {name}\n\n{table}" for name, table in tables().items()) + "\n",
    }


def stored(name: str) -> str:
    """What was seen when it was written; empty where nothing was."""
    file = HERE / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


def write() -> None:
    """Keep what is seen now."""
    for name, text in present().items():
        (HERE / name).write_text(text, encoding="utf-8")


def _page(application: Callable[..., FastAPI]) -> str:
    # The page is made from the routes alone: nothing behind them is asked.
    return _json(_without_version(application(Mock(), Mock(), now=Mock()).openapi()))


def _without_version(document: dict[str, object]) -> dict[str, object]:
    info = document["info"]
    assert isinstance(info, dict)
    return document | {"info": {key: value for key, value in info.items() if key != "version"}}


def _json(document: dict[str, object]) -> str:
    return "\n".join(_lines("", document)) + "\n"


def _lines(where: str, value: object) -> Iterator[str]:
    """A line for each operation, channel, message and schema: short enough to compare, long enough to be few."""
    if isinstance(value, dict) and where.count("/") < DEPTH:
        for name, below in value.items():
            yield from _lines(f"{where}/{name.replace('/', '~')}", below)
    else:
        yield f"{where} {json.dumps(value, ensure_ascii=False)}"


def _helps() -> Iterator[str]:
    command = get_command(tomoni)
    yield from _help_of(command, click.Context(command, info_name="tomoni", terminal_width=WIDTH))


def _help_of(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"$ {context.command_path} --help\n\n{command.get_help(context).rstrip()}\n"
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _help_of(below, click.Context(below, info_name=name, parent=context, terminal_width=WIDTH))
