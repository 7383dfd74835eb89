"""How answers are shown: tables in a terminal, plain tab-separated lines when piped, JSON when asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from services.cli.cells import Cell, text, text_for_people

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


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


def show_table(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str | None = None, goes_on: bool = False
) -> None:
    """Rows under columns: laid out for the terminal, by pages where they are long; tab-separated lines otherwise.

    In a terminal moments are shown in the company's zone, to the minute. Where a table `goes_on`, lines have no second
    heading.
    """
    if sys.stdout.isatty():
        # Loaded here, as all that draws: most of what is written is read by programs.
        from services.cli.tables import laid_out

        texts = [[text_for_people(cell) for cell in row] for row in rows]
        show_drawn(lambda width: laid_out(columns, texts, width, title=title))
        return
    for row in rows:
        if not goes_on:
            _show_line(columns)
            goes_on = True
        _show_line([text(cell) for cell in row])


def _show_line(cells: Sequence[str]) -> None:
    show("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))


def show_drawn(draw: Callable[[int], RenderableType]) -> None:
    """What is drawn for the terminal's width, by pages where it is higher than the terminal."""
    from rich.console import Console

    console = Console()
    with console.capture() as captured:
        console.print(draw(console.width))
    drawn = captured.get()
    if sys.stdin.isatty() and drawn.count("\n") >= console.height:
        from click import echo_via_pager

        echo_via_pager(drawn, color=True)
    else:
        sys.stdout.write(drawn)


def show_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], json: bool) -> None:
    """Rows as JSON when asked for, else as a table of these columns."""
    if json:
        show_json(rows)
    else:
        show_table(columns, [[row[column] for column in columns] for row in rows])


def progress_bar(what: str, *, shown: bool = True) -> Progress:
    """A progress bar on standard error, which vanishes where that is no terminal, or where it is not to be `shown`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not (shown and sys.stderr.isatty()),
    )


@contextmanager
def going_on(what: str, total: int, *, shown: bool = True) -> Iterator[Callable[[int], None]]:
    """A progress bar of so many events, to be told how many are done."""
    with progress_bar(what, shown=shown) as bar:
        task = bar.add_task("events", total=total)
        yield lambda done: bar.update(task, completed=done)
