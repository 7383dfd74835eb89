"""How answers are shown: tables in a terminal, plain tab-separated lines when piped, JSON when asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

Cell = object


def show(text: str) -> None:
    """One line of plain text on standard output."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """One line for the person, on standard error: it doesn't disturb what is piped on.

    Where nobody reads any more, in a terminal that was closed, it is lost, and the work goes on to its end.
    """
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def show_json(value: Any) -> None:
    """A value as JSON, indented; decimals as strings, times in RFC 3339."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def answer(sentence: str, facts: Any, json: bool) -> None:
    """What a command did: a sentence for people, or the facts as JSON."""
    show_json(facts) if json else show(sentence)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str | None = None) -> None:
    """Rows under columns: ruled and aligned in a terminal, tab-separated with a header line otherwise."""
    texts = [[_text(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in ([columns] if texts else []) + texts:
            show("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line))
        return
    # Text, or somebody's [brackets] would be taken for markup.
    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(texts) and all(_numeric(row[index]) for row in texts)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in texts:
        table.add_row(*map(Text, row))
    Console().print(table)


def show_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], json: bool) -> None:
    """Rows as JSON when asked for, else as a table of these columns."""
    if json:
        show_json(rows)
    else:
        show_table(columns, [[row[column] for column in columns] for row in rows])


def progress_bar(what: str) -> Progress:
    """A progress bar on standard error, which vanishes where that is no terminal."""
    return Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def percent(value: int | None) -> str:
    """A percentage; a dash where nothing was ever checked in, which is not 0 %."""
    return "–" if value is None else f"{value} %"


def _text(cell: Cell) -> str:
    return "–" if cell is None else str(cell)


def _numeric(text: str) -> bool:
    return text == "–" or text.removesuffix(" %").replace(".", "", 1).replace("-", "", 1).replace(",", "").isdigit()
