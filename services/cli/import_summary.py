"""What an import tells when it is done: counts, and everything that was assumed, left out or rejected on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.cli.output import note, show, show_table

if TYPE_CHECKING:
    from shared.importing import Report, Table

_SHOWN = 5
_LEFT_OUT = "left out, for no such column is known"


def summary(report: Report, file: Path) -> dict[str, Any]:
    """What became of the rows, for programs."""
    return {
        "rows": {
            name: {"read": read, "taken": report.taken.get(name, 0), "rejected": report.rejected[name]}
            for name, read in report.read.items()
        },
        "events": report.events,
        "warnings": [f"{row.file}, line {row.line}: {what}" for row, what in report.warnings],
        "assumed": [
            {"file": what.file, "column": what.column, "taken": what.taken, "rows": len(lines)}
            for what, lines in report.assumed.items()
        ],
        "ignored": {name: list(columns) for name, columns in report.ignored.items()},
        "said": list(report.said),
        "undrawn": [{"function": name, "people": count} for name, count in report.undrawn.people.items()],
        "changes": [change._asdict() for change in report.changes],
        "dry_run": report.rehearsed,
        "rejects": str(file) if report.rejects else None,
    }


def tell(report: Report, file: Path) -> None:
    """What became of the rows, for people."""
    for sentence in sentences(report):
        note(sentence)
    rejected = report.rejected
    show_table(
        ("file", "read", "taken", "rejected"),
        [(name, read, report.taken.get(name, 0), rejected[name]) for name, read in report.read.items()],
    )
    show(f"{report.events} events {'would be written; nothing was' if report.rehearsed else 'written'}")
    if report.rejects:
        show(f"{len(report.rejects)} rows rejected, with line and reason in {file}")
        for reason, lines in _together((row.file, row.line, why) for row, why in report.rejects)[:_SHOWN]:
            note(f"rejected: {reason[0]}, {lines}: {reason[1]}")


def table_sentences(table: Table) -> list[str]:
    """How a single table was read, and what was left out of it."""
    left_out = [f"{table.file}: {_LEFT_OUT}: {', '.join(table.ignored)}"] if table.ignored else []
    return [*table.said, *left_out]


def sentences(report: Report) -> list[str]:
    """What somebody should know who thinks that everything came in as it stands."""
    return [
        *report.said,
        *(f"{name}: {_LEFT_OUT}: {', '.join(each)}" for name, each in report.ignored.items()),
        *_assumptions(report),
        *(
            f"warning: {name}, {lines}: {what}"
            for (name, what), lines in _together((row.file, row.line, what) for row, what in report.warnings)
        ),
        *_undrawn(report),
        *_changes(report),
    ]


def _assumptions(report: Report) -> Iterator[str]:
    """The missing times first, each with its lines; the rest in one sentence for each file."""
    others: dict[str, list[str]] = {}
    for what, lines in report.assumed.items():
        if what.taken == "now":
            yield f"warning: {what.file}, {_lines(lines)}: {what.column} is missing and taken as now"
        elif what.column == "zone":
            yield f"{what.file}, {_lines(lines)}: times without a zone are taken as {what.taken}; --zone says another"
        else:
            others.setdefault(what.file, []).append(f"{what.column} as {what.taken} ({_rows(len(lines))})")
    for name, each in others.items():
        yield f"{name}: nothing stands there, so it is taken: {', '.join(each)}"


def _changes(report: Report) -> Iterator[str]:
    made = "would be" if report.rehearsed else "is"
    for change in report.changes:
        where = change.file if change.line is None else f"{change.file}, line {change.line}"
        taken = f"{made} taken" if change.made else "is not taken; --update takes it"
        yield f"{where}: {change.person}: {'; '.join(change.what)} ({taken})"


def _undrawn(report: Report) -> Iterator[str]:
    for function, count in report.undrawn.people.items():
        yield (
            f"warning: nobody draws the function {function} into buddy groups ({_people(count)}): the programme draws "
            f"{', '.join(report.undrawn.drawn)}; see tomoni programme set --functions"
        )


def _together(found: Iterator[tuple[str, int, str]]) -> list[tuple[tuple[str, str], str]]:
    """What is said of several lines of a file, once."""
    lines: dict[tuple[str, str], list[int]] = {}
    for file, line, what in found:
        lines.setdefault((file, what), []).append(line)
    return [(what, _lines(where)) for what, where in lines.items()]


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN]))
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f"line {shown}" if len(lines) == 1 else f"lines {shown}{more}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
