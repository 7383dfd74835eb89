"""The options that say how a file is to be read where it leaves that open: the same for all commands that take one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.exits import guarded
from shared.importing import reading
from shared.importing.manner import language_style

if TYPE_CHECKING:
    from shared.importing import Reading

Encoding = Annotated[str | None, typer.Option(help="The file's encoding, such as cp932, if it isn't UTF-8.")]
Delimiter = Annotated[str | None, typer.Option(help="What separates the fields: , or ; or tab.")]
Numbers = Annotated[str | None, typer.Option(help="What stands before decimals: point or comma.")]
Dates = Annotated[str | None, typer.Option(help="How days are written: ymd, dmy or mdy.")]
Zone = Annotated[str | None, typer.Option(help="The zone of times that name none, such as Asia/Tokyo.")]
MapFile = Annotated[
    Path | None, typer.Option("--map", help="A TOML file that says what other names of columns, and words, mean.")
]


def said(
    encoding: str | None,
    delimiter: str | None,
    numbers: str | None,
    dates: str | None,
    zone: str | None = None,
    map_file: Path | None = None,
) -> Reading:
    """What the options say of the files, and how the reader's language writes decimals. Ends the program, refused."""
    return guarded(
        lambda: reading(
            encoding=encoding,
            delimiter=delimiter,
            numbers=numbers,
            dates=dates,
            zone=zone,
            map_file=map_file,
            language=language_style(os.environ),
        )
    )
